"""The signed link in a reminder by which one member acknowledges one reminder, or all of one mail. Knows no rows.

It opens nothing and shows nothing of a case but its number: whoever holds it can say that it was seen, no more.
`acknowledge_page` opens it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing

LINK_LASTS: Final = timedelta(days=30)
_SALT: Final = "deadlines.acknowledge"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who acknowledges, and what: the id of a reminder, or of a mail that carried several."""

    member_id: UUID
    subject_id: UUID


def link_sign(firm_slug: str, member_id: UUID, subject_id: UUID) -> str:
    """The address of the page with the one button, good for 30 days."""
    signed = signing.dumps([member_id.hex, subject_id.hex], salt=_SALT)
    return f"{settings.SITE_URL}/reminders/{firm_slug}/{signed}/"


def link_read(signed: str) -> Acknowledgement | None:
    """What a link says; None for one that is not ours, was changed or is too old: all the same answer."""
    try:
        member, subject = signing.loads(signed, salt=_SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
    return Acknowledgement(UUID(member), UUID(subject))


def link_member(signed: str) -> UUID | None:
    """To whom a link was given, however old it is; None for one that is not ours."""
    try:
        return UUID(signing.loads(signed, salt=_SALT)[0])
    except signing.BadSignature:
        return None
