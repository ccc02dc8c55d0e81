"""What each mail of a firm's life says, as things stand when it is sent; nothing where it has become idle."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext

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
from claimback.kernel.said import day_in_sentence, instant_in_sentence
from claimback.tenancy.models import Firm
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.rows import one
from claimback.tenancy.selectors import colleagues, firm_get, licence_list
from claimback.tenancy.state_words import words


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
        headline=gettext("You are invited to %(firm)s") % {"firm": firm.name},
        sentences=(
            gettext("%(name)s (%(email)s) invites you to join %(firm)s on ClaimBack as %(role)s.")
            % {"name": by.name, "email": by.email, "firm": firm.name, "role": words(row.role)},
            gettext("The link is for you alone, opens once, and ends on %(at)s.")
            % {"at": instant_in_sentence(row.expires_at, firm.time_zone)},
            gettext("If you did not expect this, leave it: without the link nothing happens."),
        ),
        link=link,
        link_text=gettext("Accept the invitation"),
        firm_name=firm.name,
        secret=True,
    )


def _granted(notice: Notice, owners: tuple[str, ...], _: datetime, firm: Firm) -> Words:
    row = _access(notice)
    by = row.granted_by.user.name if row.granted_by else gettext("An owner")
    return _about_support(
        firm,
        owners,
        gettext("Support was let into %(firm)s") % {"firm": firm.name},
        gettext(
            "%(owner)s let %(name)s from the installation's support read the firm's data until %(until)s."
        )
        % {"owner": by, "name": _name(row), "until": instant_in_sentence(row.until, firm.time_zone)},
        gettext("Reason: %(reason)s") % {"reason": row.reason},
        gettext("They can change nothing. Any owner can end the access at once."),
    )


def _broken(notice: Notice, owners: tuple[str, ...], _: datetime, firm: Firm) -> Words:
    row = _access(notice)
    return _about_support(
        firm,
        owners,
        gettext("Support came into %(firm)s without being asked") % {"firm": firm.name},
        gettext(
            "%(name)s from the installation's support took access on the server on %(since)s, to read the firm's data "
            "until %(until)s. No owner granted it: it was taken as an emergency."
        )
        % {
            "name": _name(row),
            "since": instant_in_sentence(row.created_at, firm.time_zone),
            "until": instant_in_sentence(row.until, firm.time_zone),
        },
        gettext("Reason given: %(reason)s") % {"reason": row.reason},
        gettext(
            "They can change nothing. Any owner can end the access at once; the history shows what was done with it."
        ),
    )


def _ended(notice: Notice, owners: tuple[str, ...], at: datetime, firm: Firm) -> Words | None:
    row = _access(notice)
    if row.ended_at is None and row.until > at:
        return None
    said = (
        gettext("%(name)s can no longer read the firm's data, since %(since)s, ended by %(by)s.")
        if row.ended_by
        else gettext("%(name)s can no longer read the firm's data, since %(since)s.")
    )
    return _about_support(
        firm,
        owners,
        gettext("Support's access to %(firm)s ended") % {"firm": firm.name},
        said
        % {
            "name": _name(row),
            "since": instant_in_sentence(row.ended_at or row.until, firm.time_zone),
            "by": row.ended_by.user.name if row.ended_by else "",
        },
        gettext("The access was for: %(reason)s") % {"reason": row.reason},
    )


def _expiring(notice: Notice, owners: tuple[str, ...], _: datetime, firm: Firm) -> Words | None:
    assert notice.licence_id is not None
    row = one(licence_list().select_related("member__user"), notice.licence_id)
    if row.ended_on or row.expires_on != notice.expires_on or row.member.ended_at:
        return None
    assert row.expires_on is not None
    who, ends = row.member.user, day_in_sentence(row.expires_on)
    return Words(
        addresses=tuple(dict.fromkeys((who.email, *owners))),
        headline=gettext("A licence of %(name)s ends on %(day)s") % {"name": who.name, "day": ends},
        sentences=(
            gettext("%(kind)s, %(place)s, number %(number)s: its last day is %(day)s.")
            % {
                "kind": gettext(row.get_kind_display()),
                "place": row.state,
                "number": row.number,
                "day": ends,
            },
            gettext(
                "From the next day on nothing that needs it can be approved under it. Once it is renewed, an owner "
                "enters the new last day."
            ),
        ),
        link=_page(firm, f"tenancy/licence/{row.id}/change/"),
        link_text=gettext("The licence"),
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
    page = _page(firm, "firms/supportaccess/")
    return Words(owners, headline, sentences, page, gettext("Support's accesses"), firm.name)


def _access(notice: Notice) -> SupportAccess:
    assert notice.support_id is not None
    people = ("member__user", "granted_by__user", "ended_by__user")
    return one(support_list().select_related(*people), notice.support_id)


def _name(row: SupportAccess) -> str:
    return f"{row.member.user.name} ({row.member.user.email})"


def _page(firm: Firm, inside: str) -> str:
    return f"{settings.SITE_URL}/firms/{firm.slug}/admin/{inside}"


_WRITERS: Final[dict[str, Callable[[Notice, tuple[str, ...], datetime, Firm], Words | None]]] = {
    INVITATION: _invitation,
    SUPPORT_GRANTED: _granted,
    BREAK_GLASS: _broken,
    SUPPORT_ENDED: _ended,
    LICENCE_EXPIRING: _expiring,
    PAPER: _paper,
}
