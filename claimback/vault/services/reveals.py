"""Opening sealed values: each opening is a row that says who, which, and what for."""

from collections.abc import Sequence
from typing import Final

from claimback.kernel.errors import Conflict, invalid
from claimback.tenancy.member import Member
from claimback.vault.envelope import Unopenable
from claimback.vault.fields import sealed_fields
from claimback.vault.kinds import Value
from claimback.vault.models import Reveal
from claimback.vault.rows import SealedRow, opened
from claimback.vault.services.keys import KeyGone, opening_keys

REASON_LIMIT: Final = 300


def sealed_reveal(
    *, actor: Member, row: SealedRow, fields: Sequence[str], reason: str
) -> dict[str, Value | None]:
    """The values of these sealed columns of a row that the actor got through its one door, and the trace of it.

    Raises Forbidden without `identifier.reveal`, Invalid for a field that is not sealed or without a reason, Conflict
    where a value does not open.
    """
    actor.require("identifier.reveal")
    known = sealed_fields(type(row))
    if not fields:
        raise invalid("fields", f"Name what to show: {', '.join(known)}.")
    for index, name in enumerate(fields):
        if name not in known:
            raise invalid(f"fields/{index}", f"This is none of {', '.join(known)}.")
    if not reason.strip():
        raise invalid("reason", "Say what it is needed for: the reason stays on the record.")
    if len(reason.strip()) > REASON_LIMIT:
        raise invalid("reason", f"Give the reason in at most {REASON_LIMIT} characters.")
    return sealed_use(actor=actor, row=row, fields=fields, purpose=reason.strip())


def sealed_use(
    *, actor: Member, row: SealedRow, fields: Sequence[str], purpose: str
) -> dict[str, Value | None]:
    """The values for work of ours that needs them, such as the letter that the actor approves: `purpose` names it.

    No capability is asked for but that of the work itself; the trace is the same. Raises Conflict where a value does
    not open.
    """
    keys, columns = opening_keys(), sealed_fields(type(row))
    try:
        values = {name: opened(row, columns[name], keys) for name in dict.fromkeys(fields)}
    except (Unopenable, KeyGone) as error:
        raise Conflict(str(error), code="does_not_open") from None
    Reveal.objects.create(
        member_id=actor.member_id,
        table=row._meta.db_table,
        row_id=row.pk,
        fields=list(values),
        reason=purpose,
    )
    return values
