"""Links of ours to kept files: what a link says, signed for a minute. Knows no rows.

The link leads back to us and not to the store, so that a wall or the end of a membership that comes after it was
given out cuts it off. `api.links` opens it.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing

from claimback.kernel.errors import NotFound

LINK_SECONDS: Final = 60
_SALT: Final = "claimback.storage.links"


@dataclass(frozen=True, slots=True)
class Grant:
    """Who may open which file, by which capability, and what for. `case_id` is the case for which it was asked.

    With a `page` it opens the picture of that page in this `size`, and not the file.
    """

    member_id: UUID
    file_id: UUID
    capability: str
    purpose: str
    case_id: UUID | None = None
    page: int = 0
    size: str = ""


def link_sign(firm_slug: str, grant: Grant) -> str:
    """The address under which a browser gets the file for 60 seconds, without a session or token."""
    said = [
        grant.member_id.hex,
        grant.file_id.hex,
        grant.case_id.hex if grant.case_id else "",
        grant.capability,
        grant.purpose,
        grant.page,
        grant.size,
    ]
    return f"{settings.SITE_URL}/api/v1/firms/{firm_slug}/files/{signing.dumps(said, salt=_SALT)}"


def link_read(signed: str) -> Grant:
    """What a link says. Raises NotFound for one that is not ours, was changed or is too old: all the same answer."""
    try:
        member, file, case, capability, purpose, page, size = signing.loads(
            signed, salt=_SALT, max_age=LINK_SECONDS
        )
    except signing.BadSignature:
        raise NotFound from None
    return Grant(UUID(member), UUID(file), capability, purpose, UUID(case) if case else None, page, size)


def link_member(signed: str) -> UUID | None:
    """To whom a link was given, however old it is; None for one that is not ours."""
    try:
        return UUID(signing.loads(signed, salt=_SALT)[0])
    except signing.BadSignature:
        return None
