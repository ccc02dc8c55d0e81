"""The mails about peer-to-peer calls: planned with the call, claimed, looked at again, sent, settled. At least once.

Where one does not get through for good a person is told: the doctor who does not know of the call won't be on it.
"""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from functools import partial
from typing import Final, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from cases.models import PeerAppointment, PeerInvitation
from cases.models.peer_appointment import INVITED
from cases.peer_invitation import Invitation, Method, invitation_ics, invitation_words
from cases.selectors import may_look, one, peer_appointment_list, peer_invitation_list
from cases.services.tasks import TaskSource, task_open
from cases.states import CLOSED_CASES
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict
from claimback.notify.mail import MailDelayed, MailRefused, message_id, send_mail, tracking_headers
from claimback.notify.models import SENDING, SENT
from claimback.notify.obligations import claim, patiently, settle_failed, settle_sent, settle_void
from claimback.notify.selectors import refused_addresses
from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import colleagues, firm_get

ACT: Final = "cases.invite_peer"

REMIND_HOURS: Final = (24, 1)
"""Before the call."""

TOLD: Final = frozenset({"minutes", "dial_in", "reviewer_name", "time_zone"})
"""The columns that an invitation tells of, beside the time: those who are invited hear when one changes."""


@dataclass(frozen=True, slots=True)
class _Mail:
    """What is to go out, as the rows were when they were looked at again; `refused` says why it can't."""

    message: EmailMultiAlternatives
    address: str
    refused: str = ""


def invitations_plan(*, appointment: PeerAppointment, kind: str) -> None:
    """Owe our doctor and our member the invitation as it stands now, or its cancellation; with one, reminders too.

    The caller holds the appointment's lock and has moved its sequence. What was owed for an earlier sequence is void
    when its time comes.
    """
    assert appointment.starts_at is not None
    due = [(kind, 0, now())]
    if kind == "request":
        before = [(hours, appointment.starts_at - timedelta(hours=hours)) for hours in REMIND_HOURS]
        due += [("reminder", hours, at) for hours, at in before if at > now()]
    PeerInvitation.objects.bulk_create(
        [
            PeerInvitation(
                case_id=appointment.case_id,
                appointment=appointment,
                kind=each,
                invited=invited,
                sequence=appointment.sequence,
                hours=hours,
                due_at=at,
                next_attempt_at=at,
            )
            for each, hours, at in due
            for invited in INVITED
        ]
    )


def invitation_file(*, actor: Member, appointment_id: UUID) -> tuple[str, bytes]:
    """The invitation as it stands, as a file for a calendar: its name and its bytes.

    Raises Conflict while no time is agreed, NotFound, Forbidden.
    """
    actor.require("correspondence.read")
    appointment = one(_whole(), appointment_id)
    if appointment.starts_at is None:
        raise Conflict("No time is agreed yet. A calendar takes the call when one is.")
    method: Method = "CANCEL" if appointment.state == "cancelled" else "REQUEST"
    return f"peer-to-peer {appointment.case.number}.ics", invitation_ics(_invitation(appointment), method)


def invitation_deliver(*, firm_id: UUID, invitation_id: UUID) -> None:
    """Send one mail that is due, if nobody else has it. Opens its own scopes: call it outside any transaction."""
    with firm_scope(firm_id, act=ACT):
        attempt = claim(peer_invitation_list(), invitation_id)
    if attempt is None:
        return
    with firm_scope(firm_id, act=ACT):
        mail = _look_again(invitation_id)
        if mail is None or mail.refused:
            settle_void(peer_invitation_list(), invitation_id, attempt)
            if mail is not None:
                _say_untold(invitation_id, mail)
    if mail is None or mail.refused:
        return
    try:
        send_mail(mail.message)
    except MailRefused as error:
        settle = partial(_settle_refused, firm_id, invitation_id, attempt, mail, str(error))
    except MailDelayed as error:
        settle = partial(_settle_delayed, firm_id, invitation_id, attempt, str(error))
    else:
        settle = partial(_settle_sent, firm_id, invitation_id, mail.address)
    patiently(settle)


def _whole() -> QuerySet[PeerAppointment]:
    return peer_appointment_list().select_related("case", "provider", "member__user")


def _look_again(invitation_id: UUID) -> _Mail | None:
    """The mail as it is to go now; None where there is nothing to tell any more."""
    row = one(peer_invitation_list(), invitation_id)
    appointment = one(_whole(), row.appointment_id)
    if not _still_to_tell(row, appointment):
        return None
    address = _address(row.invited, appointment)
    if not address:
        return None
    mail = _message(row, appointment, address)
    if address.lower() in refused_addresses():
        return _Mail(mail, address, "mail to it came back before")
    return _Mail(mail, address)


def _still_to_tell(row: PeerInvitation, appointment: PeerAppointment) -> bool:
    """Whether the row tells of the call as it stands, before it began; of a cancellation whoever heard of the call."""
    if row.sequence != appointment.sequence or appointment.starts_at is None:
        return False
    if appointment.case.status in CLOSED_CASES and row.kind != "cancel":
        return False
    if row.kind == "cancel":
        earlier = peer_invitation_list().filter(appointment_id=appointment.id, invited=row.invited)
        return earlier.filter(kind="request", state__in=[SENT, SENDING]).exists()
    return appointment.state == "agreed" and appointment.starts_at > now()


def _address(invited: str, appointment: PeerAppointment) -> str:
    """Where our doctor is written to, or our member if they are still here and not kept from the case; else empty."""
    if invited == "doctor":
        return appointment.provider.email if appointment.provider.ended_at is None else ""
    there = may_look(colleagues(), appointment.case_id).filter(id=appointment.member_id).exists()
    return appointment.member.user.email if there else ""


def _invitation(appointment: PeerAppointment) -> Invitation:
    firm = firm_get()
    assert appointment.starts_at is not None
    both = [(invited, _address(invited, appointment)) for invited in INVITED]
    names = {"doctor": appointment.provider.name, "member": appointment.member.user.name}
    return Invitation(
        appointment_id=appointment.id,
        host=urlsplit(settings.SITE_URL).hostname or "localhost",
        sequence=appointment.sequence,
        starts_at=appointment.starts_at,
        length=appointment.length,
        zone=appointment.time_zone,
        case_number=appointment.case.number,
        doctor=appointment.provider.name,
        reviewer=appointment.reviewer_name,
        dial_in=appointment.dial_in,
        firm=firm.name,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendees=[(names[invited], address) for invited, address in both if address],
        stamped_at=appointment.updated_at,
    )


def _message(row: PeerInvitation, appointment: PeerAppointment, address: str) -> EmailMultiAlternatives:
    """The mail, with the calendar's part where it changes a calendar: a reminder doesn't."""
    invitation = _invitation(appointment)
    subject, body = invitation_words(invitation, row.kind)
    mail = EmailMultiAlternatives(
        subject=subject,
        body=body,
        to=[address],
        reply_to=[appointment.member.user.email],
        headers={
            "Message-ID": message_id(row.id),
            "Auto-Submitted": "auto-generated",
            **tracking_headers(row.id),
        },
    )
    if row.kind != "reminder":
        method = cast(Method, row.kind.upper())
        mail.attach_alternative(
            invitation_ics(invitation, method).decode(), f'text/calendar; method={method}; name="invite.ics"'
        )
    return mail


def _settle_sent(firm_id: UUID, invitation_id: UUID, address: str) -> None:
    with firm_scope(firm_id, act=ACT):
        settle_sent(peer_invitation_list(), invitation_id, sent_to=address)


def _settle_delayed(firm_id: UUID, invitation_id: UUID, attempt: int, error: str) -> None:
    with firm_scope(firm_id, act=ACT):
        settle_failed(peer_invitation_list(), invitation_id, attempt, error)


def _settle_refused(firm_id: UUID, invitation_id: UUID, attempt: int, mail: _Mail, error: str) -> None:
    with firm_scope(firm_id, act=ACT):
        if settle_void(peer_invitation_list(), invitation_id, attempt):
            _say_untold(invitation_id, _Mail(mail.message, mail.address, error))


def _say_untold(invitation_id: UUID, mail: _Mail) -> None:
    """Somebody tells whoever was not reached by telephone."""
    row = one(peer_invitation_list().select_related("case", "appointment"), invitation_id)
    task_open(
        actor=None,
        case_id=row.case_id,
        kind="peer_to_peer",
        title=f"{row.get_invited_display()} did not get the mail about the peer-to-peer call",
        detail=f"{mail.address}: {mail.refused}",
        due_on=today(row.case.time_zone),
        source=TaskSource("peer_appointment", row.appointment_id, row.invited),
        again=True,
    )
