"""What each mail of a firm's life says, as things stand when it is sent; nothing where it has become idle."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from claimback.firms.invitation_secret import secret_of
from claimback.firms.models import Notice, SupportAccess
from claimback.firms.models.people import (
    BREAK_GLASS,
    INVITATION,
    LICENCE_EXPIRING,
    PAPER,
    SUPPORT_ENDED,
    SUPPORT_GRANTED,
)
from claimback.firms.notice_mail import Words
from claimback.firms.selectors.people import invitation_list, support_list
from claimback.firms.services.client_words import client_invitation
from claimback.tenancy.models import Firm
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.rows import one
from claimback.tenancy.selectors import colleagues, firm_get, licence_list


def words_of(notice: Notice, owners: Sequence[str], at: datetime) -> Words | None:
    """The mail as it should go out at the instant `at`; None if it tells of nothing any more."""
    return _WRITERS[notice.kind](notice, tuple(owners), at, firm_get())


def _invitation(notice: Notice, _: tuple[str, ...], at: datetime, firm: Firm) -> Words | None:
    assert notice.invitation_id is not None
    row = one(invitation_list().select_related("invited_by__user"), notice.invitation_id)
    if row.accepted_at or row.revoked_at or row.expires_at <= at:
        return None
    by = row.invited_by.user
    link = f"{settings.SITE_URL}/accounts/invitations/{secret_of(row)}/"
    if row.role == CLIENT:
        return client_invitation(row, link, firm)
    return Words(
        addresses=(row.email,),
        headline=f"You are invited to {firm.name}",
        sentences=(
            f"{by.name} ({by.email}) invites you to join {firm.name} on ClaimBack as "
            f"{row.role.replace('_', ' ')}.",
            f"The link is for you alone, opens once, and ends on {_instant(row.expires_at, firm)}.",
            "If you did not expect this, leave it: without the link nothing happens.",
        ),
        link=link,
        link_text="Accept the invitation",
        firm_name=firm.name,
        secret=True,
    )


def _granted(notice: Notice, owners: tuple[str, ...], _: datetime, firm: Firm) -> Words:
    row = _access(notice)
    by = row.granted_by.user.name if row.granted_by else "An owner"
    return _about_support(
        firm,
        owners,
        f"Support was let into {firm.name}",
        f"{by} let {_name(row)} from the installation's support read the firm's data until "
        f"{_instant(row.until, firm)}.",
        f"Reason: {row.reason}",
        "They can change nothing. Any owner can end the access at once.",
    )


def _broken(notice: Notice, owners: tuple[str, ...], _: datetime, firm: Firm) -> Words:
    row = _access(notice)
    return _about_support(
        firm,
        owners,
        f"Support came into {firm.name} without being asked",
        f"{_name(row)} from the installation's support took access on the server on "
        f"{_instant(row.created_at, firm)}, to read the firm's data until {_instant(row.until, firm)}. No owner "
        "granted it: it was taken as an emergency.",
        f"Reason given: {row.reason}",
        "They can change nothing. Any owner can end the access at once; the history shows what was done with it.",
    )


def _ended(notice: Notice, owners: tuple[str, ...], at: datetime, firm: Firm) -> Words | None:
    row = _access(notice)
    if row.ended_at is None and row.until > at:
        return None
    by = f", ended by {row.ended_by.user.name}" if row.ended_by else ""
    return _about_support(
        firm,
        owners,
        f"Support's access to {firm.name} ended",
        f"{_name(row)} can no longer read the firm's data, since {_instant(row.ended_at or row.until, firm)}{by}.",
        f"The access was for: {row.reason}",
    )


def _expiring(notice: Notice, owners: tuple[str, ...], _: datetime, firm: Firm) -> Words | None:
    assert notice.licence_id is not None
    row = one(licence_list().select_related("member__user"), notice.licence_id)
    if row.ended_on or row.expires_on != notice.expires_on or row.member.ended_at:
        return None
    assert row.expires_on is not None
    who = row.member.user
    return Words(
        addresses=tuple(dict.fromkeys((who.email, *owners))),
        headline=f"A licence of {who.name} ends on {_day(row.expires_on)}",
        sentences=(
            f"{row.get_kind_display()}, {row.state}, number {row.number}: its last day is {_day(row.expires_on)}.",
            "From the next day on nothing that needs it can be approved under it. Once it is renewed, an owner enters "
            "the new last day.",
        ),
        link=_page(firm, f"tenancy/licence/{row.id}/change/"),
        link_text="The licence",
        firm_name=firm.name,
    )


def _paper(notice: Notice, _: tuple[str, ...], __: datetime, firm: Firm) -> Words | None:
    assert notice.member_id is not None
    assert notice.said is not None
    reader = colleagues().select_related("user").filter(id=notice.member_id).first()
    if reader is None:
        return None
    return Words(
        addresses=(reader.user.email,),
        headline=notice.said["headline"],
        sentences=tuple(notice.said["sentences"]),
        link=_page(firm, notice.said["page"]),
        link_text=notice.said["link_text"],
        firm_name=firm.name,
    )


def _about_support(firm: Firm, owners: tuple[str, ...], headline: str, *sentences: str) -> Words:
    return Words(
        owners, headline, sentences, _page(firm, "firms/supportaccess/"), "Support's accesses", firm.name
    )


def _access(notice: Notice) -> SupportAccess:
    assert notice.support_id is not None
    people = ("member__user", "granted_by__user", "ended_by__user")
    return one(support_list().select_related(*people), notice.support_id)


def _name(row: SupportAccess) -> str:
    return f"{row.member.user.name} ({row.member.user.email})"


def _page(firm: Firm, inside: str) -> str:
    return f"{settings.SITE_URL}/firms/{firm.slug}/admin/{inside}"


def _day(on: date) -> str:
    return f"{on:%B} {on.day}, {on.year}"


def _instant(at: datetime, firm: Firm) -> str:
    there = at.astimezone(ZoneInfo(firm.time_zone))
    return f"{_day(there.date())}, {there:%H:%M} {there.tzname()}"


_WRITERS: Final[dict[str, Callable[[Notice, tuple[str, ...], datetime, Firm], Words | None]]] = {
    INVITATION: _invitation,
    SUPPORT_GRANTED: _granted,
    BREAK_GLASS: _broken,
    SUPPORT_ENDED: _ended,
    LICENCE_EXPIRING: _expiring,
    PAPER: _paper,
}
