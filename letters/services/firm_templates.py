"""The firm's own templates: published version by version, retired, and the one that a letter is drafted from.

What may stand in one is decided in `letters.writing.variants`. A letter keeps the text that it was drafted with, so
nothing done here changes a letter.
"""

from uuid import UUID

from django.db import IntegrityError, transaction

from cases.services.checks import check_fields
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.rows import for_change, locked
from letters.models import FirmTemplate, Letter
from letters.selectors import firm_template_list
from letters.writing.authorities import CatalogueError
from letters.writing.catalogue import templates
from letters.writing.template import Template
from letters.writing.variants import parse_variant


def firm_template_publish(*, actor: Member, template: str, name: str, text: str) -> FirmTemplate:
    """Publish another version of a variant of `template`; the first one begins the variant.

    Raises Invalid that names the field, and for the text the place in it with the remedy; Conflict for two at one
    moment; Forbidden.
    """
    actor.require("template.manage")
    if template not in templates():
        raise invalid("template", f"A template is one of {', '.join(sorted(templates()))}.")
    former = (
        for_change(firm_template_list())
        .filter(template=template, name=name.strip())
        .order_by("-number")
        .first()
    )
    row = FirmTemplate(
        template=template,
        name=name.strip(),
        number=former.number + 1 if former else 1,
        text=text,
        published_by_id=actor.member_id,
    )
    check_fields(row, ["name", "text"])
    try:
        parse_variant(row.text, row.template, row.number)
    except CatalogueError as error:
        raise invalid("text", str(error).removeprefix("text: ")) from None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("Somebody published a version of this name at the same moment. Try again.") from None
    return row


def firm_template_retire(*, actor: Member, firm_template_id: UUID, version: int | None) -> FirmTemplate:
    """Let no more letters be drafted from a version. Those that were stay as they are.

    Raises Conflict for one that is retired, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("template.manage")
    row = locked(firm_template_list(), firm_template_id)
    check_version(row.version, version)
    if row.retired_at is not None:
        raise Conflict("It is retired already.")
    row.change(retired_at=now(), retired_by_id=actor.member_id)
    return row


def template_behind(letter: Letter) -> Template:
    """The template that a letter is drafted from: the firm's own, or the package's.

    Raises Conflict where the firm's own holds no more, since a fact or an authority that it names is gone.
    """
    own = letter.firm_template
    if own is None:
        return templates()[letter.template]
    try:
        return parse_variant(own.text, own.template, own.number)
    except CatalogueError as error:
        raise Conflict(f"{own} can't be used any more: {error} Publish another version.") from None
