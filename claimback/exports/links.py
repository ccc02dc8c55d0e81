"""Links of ours to exports, signed for a minute. They lead back to us, as those to files do, so that a wall or the end
of a membership cuts them off.
"""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing

from claimback.kernel.errors import NotFound
from claimback.storage.links import LINK_SECONDS

_SALT: Final = "claimback.exports.links"


def export_link_sign(firm_slug: str, member_id: UUID, export_id: UUID) -> str:
    """The address under which the member's browser gets the file for 60 seconds, without a session or token."""
    signed = signing.dumps([member_id.hex, export_id.hex], salt=_SALT)
    return f"{settings.SITE_URL}/api/v1/firms/{firm_slug}/exports/files/{signed}"


def export_link_read(signed: str) -> tuple[UUID, UUID]:
    """The member and the export. Raises NotFound for a link that is not ours, was changed or is too old."""
    try:
        member_id, export_id = signing.loads(signed, salt=_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise NotFound from None
    return UUID(member_id), UUID(export_id)


def export_link_member(signed: str) -> UUID | None:
    """To whom a link was given, however old it is; None for one that is not ours."""
    try:
        return UUID(signing.loads(signed, salt=_SALT)[0])
    except signing.BadSignature:
        return None
