"""Mails that the firm's life owes: owed in the transaction of what happened, sent at least once by the sweep.

Claim, look again, send outside any transaction, settle: as reminders of deadlines go out. A crash anywhere leaves a
row that the sweep finds.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from claimback.firms.models import Invitation, Notice, SupportAccess
from claimback.firms.models.people import LICENCE_EXPIRING, PAPER
from claimback.firms.notice_mail import Words, notice_mails
from claimback.firms.selectors.people import notice_list, owner_addresses
from claimback.firms.services.notice_words import words_of
from claimback.kernel.clock import now, today
from claimback.notify.mail import MailDelayed, MailRefused, send_mail
from claimback.notify.models import OBLIGATION_EDGES, PLANNED, VOID
from claimback.notify.obligations import claim, settle_failed, settle_sent, settle_void
from claimback.tenancy.models import Licence
from claimback.tenancy.rows import for_change, one
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get, licence_list

ACT: Final = "firms.send_notice"
LICENCE_DAYS: Final = (7, 30, 60)
"""Before a licence's last day its member and the owners are told."""


def notice_owe(
    *,
    kind: str,
    due_at: datetime | None = None,
    invitation: Invitation | None = None,
    support: SupportAccess | None = None,
) -> Notice:
    """Owe a mail, due now or at `due_at`, in the transaction of what it tells of."""
    due_at = due_at or now()
    return Notice.objects.create(
        kind=kind, due_at=due_at, next_attempt_at=due_at, invitation=invitation, support=support
    )


def notice_tell(
    *, member_id: UUID, headline: str, sentences: Sequence[str], page: str, link_text: str
) -> Notice:
    """Owe a member a mail of a floor above, now. `page` is a path inside the firm's admin.

    A mail passes through many hands: say no more in it than how many, and leave the rest behind the link.
    """
    present = now()
    said = {"headline": headline, "sentences": [*sentences], "page": page, "link_text": link_text}
    return Notice.objects.create(
        kind=PAPER, due_at=present, next_attempt_at=present, member_id=member_id, said=said
    )


def notices_void(*, kind: str, support: SupportAccess) -> None:
    """End the planned mails of this kind about one access: what they would tell came otherwise."""
    for notice in for_change(notice_list().filter(kind=kind, support=support, state=PLANNED)).order_by("id"):
        notice.change(state=OBLIGATION_EDGES.advance(notice.state, VOID), settled_at=now())


def licence_notice_owe(*, licence_id: UUID) -> Notice | None:
    """Owe the mail that a licence expires, once at each of `LICENCE_DAYS`; None where it is not due any more."""
    licence = one(for_change(licence_list()), licence_id)
    days = days_to_tell(licence, today(firm_get().time_zone))
    if days is None:
        return None
    told = notice_list().filter(licence=licence, expires_on=licence.expires_on, days__lte=days)
    if told.exists():
        return None
    present = now()
    return Notice.objects.create(
        kind=LICENCE_EXPIRING,
        due_at=present,
        next_attempt_at=present,
        licence=licence,
        expires_on=licence.expires_on,
        days=days,
    )


def days_to_tell(licence: Licence, on: date) -> int | None:
    """Which of `LICENCE_DAYS` a licence has come to on that day; None for one that is far from its end, or past it."""
    if licence.expires_on is None or licence.ended_on is not None:
        return None
    left = (licence.expires_on - on).days
    return next((days for days in LICENCE_DAYS if 0 <= left <= days), None)


def notice_deliver(*, firm_id: UUID, notice_id: UUID) -> None:
    """Send a mail that is due, if nobody else has it. Opens its own scopes: call it outside any transaction."""
    with firm_scope(firm_id, act=ACT):
        attempt = claim(notice_list(), notice_id)
    if attempt is None:
        return
    with firm_scope(firm_id, act=ACT):
        words = words_of(one(notice_list(), notice_id), owner_addresses(), now())
        if words is None:
            settle_void(notice_list(), notice_id, attempt)
            return
        docket = firm_get().docket_email
    try:
        sent_to = _send(notice_id, words, docket)
    except (MailRefused, MailDelayed) as error:
        with firm_scope(firm_id, act=ACT):
            settle_failed(notice_list(), notice_id, attempt, str(error))
    else:
        with firm_scope(firm_id, act=ACT):
            settle_sent(notice_list(), notice_id, sent_to=sent_to)


def _send(notice_id: UUID, words: Words, docket: str) -> list[str]:
    """Send to each address; where one refuses for good, the firm's docketing address gets what was for a member.

    A failure after the first mail repeats all of them later: at least once, to everybody. Raises MailRefused,
    MailDelayed.
    """
    sent: list[str] = []
    addresses = words.addresses or (docket,)
    for address in addresses:
        try:
            send_mail(notice_mails(notice_id, words, address))
        except MailRefused:
            if words.secret or docket in (*addresses, *sent):
                raise
            send_mail(notice_mails(notice_id, words, docket))
            address = docket
        sent.append(address)
    return sent
