"""Peer-to-peer calls: proposed to the other side, agreed, moved, held, missed, cancelled. Who is told is planned here;
the mails go out in `services.peer_invitations`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from cases.models import Case, Party, PeerAppointment
from cases.npi import npi_holds
from cases.selectors import (
    case_list,
    denial_list,
    for_change,
    locked,
    may_look,
    party_list,
    peer_appointment_list,
    referred,
    wall_list,
)
from cases.services.calls import Doctors, call_log
from cases.services.checks import check_fields, check_time_zone
from cases.services.colleague import colleague_on
from cases.services.correspondence import PromiseInput, Question
from cases.services.peer_invitations import TOLD, invitations_plan
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from cases.states import CLOSED_CASES, PEER_APPOINTMENT_EDGES
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.said import in_english
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import colleagues

SLOTS_LIMIT: Final = 10
QUESTIONS_LIMIT: Final = 30
SHORTEST, LONGEST = 5, 240
"""Minutes that a call may be meant to last."""

AHEAD: Final = timedelta(days=366)
"""How far ahead a call can lie. What is further is a slip in the year."""

GRACE: Final = timedelta(hours=4)
"""After the end of a call, for whoever was on it to say what came of it."""


def peer_appointment_propose(
    *,
    actor: Member,
    case_id: UUID,
    provider_id: UUID,
    slots: Sequence[datetime],
    time_zone: str = "",
    member_id: UUID | None = None,
    denial_id: UUID | None = None,
    to_ask: Sequence[str] = (),
    **details: Any,
) -> PeerAppointment:
    """Propose a call of the treating doctor with the insurer's reviewer, at one of `slots` (aware instants).

    `member_id` looks after it, by default the actor; without a time zone its times are told in that of the case.
    `details` are further columns: what is known of both doctors, `minutes` and `dial_in`.

    Raises Invalid that names the field, for a time that has passed or another case's doctor among them; Conflict for a
    closed case; Forbidden.
    """
    actor.require("correspondence.write")
    case = referred(case_list(), case_id, "case_id")
    _refuse_closed(case)
    appointment = PeerAppointment(
        case=case,
        provider=_provider(case_id, provider_id),
        denial=referred(denial_list().filter(case_id=case_id), denial_id, "denial_id"),
        member=colleague_on(case_id, member_id or actor.member_id, "member_id"),
        time_zone=time_zone or case.time_zone,
        slots=_checked_slots(slots),
        to_ask=[each.strip() for each in to_ask],
        **details,
    )
    _check(appointment)
    appointment.first_at = appointment.slots[0]
    appointment.save(force_insert=True)
    return appointment


def peer_appointment_change(
    *, actor: Member, appointment_id: UUID, version: int | None, **changes: Any
) -> PeerAppointment:
    """Change what is known of the call. Of one that is agreed those who are invited hear, if it concerns them.

    Its doctor, its member and the times that were proposed can change until a time is agreed; then `agree` to another
    time, or cancel it and propose a new one. Raises Invalid, Conflict, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("correspondence.write")
    appointment = _locked(appointment_id, version)
    if not PEER_APPOINTMENT_EDGES.next(appointment.state):
        raise Conflict(f"The call is {appointment.state}. What was said on it is changed in the log.")
    if appointment.starts_at is not None:
        for name in ("provider_id", "member_id", "slots"):
            if name in changes:
                raise invalid(name, "A time is agreed already. Cancel the call and propose a new one.")
    changes = _resolved(appointment, changes)
    told = any(getattr(appointment, name) != changes[name] for name in TOLD & changes.keys())
    for name, value in changes.items():
        setattr(appointment, name, value)
    _check(appointment)
    appointment.change(**changes)
    if told and appointment.state == "agreed":
        _tell(appointment, "request")
    return appointment


def peer_appointment_agree(
    *, actor: Member, appointment_id: UUID, version: int | None, starts_at: datetime
) -> PeerAppointment:
    """Both sides agree to a time: one of those that were proposed, or another. Agreed once more, the call is moved.

    Our doctor and our member are invited, and reminded before it. Raises Invalid for a time that has passed,
    IllegalTransition, Conflict for a closed case, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("correspondence.write")
    appointment = _locked(appointment_id, version)
    state = PEER_APPOINTMENT_EDGES.advance(appointment.state, "agreed")
    _refuse_closed(appointment.case)
    [starts_at] = _checked_slots([starts_at], "starts_at")
    told_before = appointment.starts_at is not None
    appointment.change(state=state, state_reason="", starts_at=starts_at, first_at=starts_at)
    _tell(appointment, "request", again=told_before)
    tasks_resolve(source=_source(appointment), note="Another time was agreed.")
    return appointment


def peer_appointment_cancel(
    *, actor: Member, appointment_id: UUID, version: int | None, reason: str
) -> PeerAppointment:
    """The call is off, and those who were invited hear of it. Raises Invalid without a reason, IllegalTransition,
    NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("correspondence.write")
    appointment = _locked(appointment_id, version)
    state = PEER_APPOINTMENT_EDGES.advance(appointment.state, "cancelled")
    if not reason.strip():
        raise invalid("reason", "Say why there is no call.")
    appointment.state_reason = reason.strip()
    check_fields(appointment, ["state_reason"])
    was_agreed = appointment.state == "agreed"
    appointment.change(state=state, state_reason=appointment.state_reason)
    if was_agreed:
        _tell(appointment, "cancel")
    tasks_resolve(source=_source(appointment), note="The call was cancelled.")
    return appointment


def peer_appointment_hold(
    *,
    actor: Member,
    appointment_id: UUID,
    version: int | None,
    outcome: str,
    body: str,
    would_change: str = "",
    reviewer: Doctors | None = None,
    occurred_at: datetime | None = None,
    ended_at: datetime | None = None,
    call_reference: str = "",
    answers: Mapping[str, str] | None = None,
    questions: Sequence[Question] = (),
    promises: Sequence[PromiseInput] = (),
) -> PeerAppointment:
    """The call was held: it is an entry of the log from now on, with both doctors and what came of it.

    What was to be asked is in the entry, with the answer that `questions` gives, else an empty one. `reviewer` says
    what was learnt of the reviewer. Without `occurred_at` it was held at the time that was agreed. Raises what
    `call_log` does, IllegalTransition, NotFound, PreconditionFailed.
    """
    actor.require("correspondence.write")
    appointment = _locked(appointment_id, version)
    state = PEER_APPOINTMENT_EDGES.advance(appointment.state, "held")
    at = occurred_at or appointment.starts_at
    assert at is not None  # of what was agreed
    given = {each["question"] for each in questions}
    open_ones: list[Question] = [
        {"question": each, "answer": ""} for each in appointment.to_ask if each not in given
    ]
    doctors: Doctors = {
        "treating_name": appointment.provider.name,
        "treating_specialty": appointment.provider.specialty,
        "treating_npi": appointment.treating_npi,
        "treating_license": appointment.treating_license,
        "reviewer_name": appointment.reviewer_name,
        "reviewer_specialty": appointment.reviewer_specialty,
        "reviewer_npi": appointment.reviewer_npi,
        "reviewer_license": appointment.reviewer_license,
        "reviewer_company": appointment.reviewer_company,
        **(reviewer or {}),
        "outcome": outcome,
        "would_change": would_change,
    }
    entry = call_log(
        actor=actor,
        case_id=appointment.case_id,
        direction="out",
        channel="peer_to_peer",
        occurred_at=at,
        ended_at=ended_at,
        body=body,
        call_reference=call_reference,
        answers=answers,
        questions=[*questions, *open_ones],
        peer_to_peer=doctors,
        promises=promises,
    )
    appointment.change(state=state, state_reason="", correspondence_id=entry.id)
    tasks_resolve(source=_source(appointment), note="What came of the call is in the log.")
    return appointment


def peer_appointment_miss(
    *, actor: Member, appointment_id: UUID, version: int | None, reason: str
) -> PeerAppointment:
    """The call did not come about, for a reason. Raises Invalid for one that is still to come, or without a reason,
    IllegalTransition, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("correspondence.write")
    appointment = _locked(appointment_id, version)
    state = PEER_APPOINTMENT_EDGES.advance(appointment.state, "missed")
    if not reason.strip():
        raise invalid("reason", "Say what happened: who was on the line, and who was not.")
    if appointment.starts_at is not None and appointment.starts_at > now():
        raise Conflict("The call is still to come. Cancel it, or agree to another time.")
    appointment.state_reason = reason.strip()
    check_fields(appointment, ["state_reason"])
    appointment.change(state=state, state_reason=appointment.state_reason)
    return appointment


def peer_appointment_lapse(*, appointment_id: UUID) -> None:
    """The time of a call is over and nobody said what came of it: it is missed, and somebody finds out.

    Run twice it changes nothing.
    """
    appointment = _locked(appointment_id, None)
    if appointment.state != "agreed" or appointment.starts_at is None:
        return
    if appointment.starts_at + appointment.length + GRACE > now():
        return
    appointment.change(
        state=PEER_APPOINTMENT_EDGES.advance(appointment.state, "missed"),
        state_reason="The time passed, and nobody recorded the call.",
    )
    if appointment.case.status in CLOSED_CASES:
        return
    task_open(
        actor=None,
        case_id=appointment.case_id,
        kind="peer_to_peer",
        title="Say what came of the peer-to-peer call, or agree to another time",
        detail=f"{in_english(appointment)}: nobody recorded it.",
        due_on=today(appointment.case.time_zone),
        assigned_id=_still_there(appointment),
        source=_source(appointment),
        again=True,
    )


def peer_appointments_hand_over(*, member_id: UUID, heir_id: UUID | None) -> None:
    """Give the calls that a member looks after to the heir, and where there is none or the case is closed to them, to
    the case's lead, who is invited to what is agreed. Call it in `whole_firm`, after the cases have their new leads.
    """
    closed = set(wall_list().filter(member_id=heir_id, lifted_at=None).values_list("case_id", flat=True))
    for appointment in _looked_after(member_id):
        heir = None if appointment.case_id in closed else heir_id
        _give(appointment, heir or appointment.case.lead_id)


def peer_appointments_leave(*, case_id: UUID, member_id: UUID) -> None:
    """A member was kept from a case: the calls that they looked after there fall to its lead."""
    for appointment in _looked_after(member_id).filter(case_id=case_id):
        _give(appointment, appointment.case.lead_id)


def _looked_after(member_id: UUID) -> QuerySet[PeerAppointment]:
    """The calls of a member that are still to come or to be settled, locked."""
    theirs = peer_appointment_list().filter(member_id=member_id, state__in=("proposed", "agreed", "missed"))
    return for_change(theirs).select_related("case", "provider").order_by("id")


def _give(appointment: PeerAppointment, member_id: UUID | None) -> None:
    """Another member looks after the call. Where nobody else is there, it stays with the one who did."""
    if member_id is None or member_id == appointment.member_id:
        return
    appointment.change(member_id=member_id)
    if appointment.state == "agreed" and appointment.starts_at is not None and appointment.starts_at > now():
        _tell(appointment, "request")


def _locked(appointment_id: UUID, version: int | None) -> PeerAppointment:
    appointment = locked(peer_appointment_list().select_related("case", "provider"), appointment_id)
    check_version(appointment.version, version)
    return appointment


def _source(appointment: PeerAppointment) -> TaskSource:
    return TaskSource("peer_appointment", appointment.id)


def _still_there(appointment: PeerAppointment) -> UUID | None:
    """Its member, if they still do the firm's work and may see the case."""
    there = may_look(colleagues(), appointment.case_id).filter(id=appointment.member_id)
    return appointment.member_id if there.exists() else None


def _tell(appointment: PeerAppointment, kind: str, *, again: bool = True) -> None:
    """Plan the mails; the invitation's sequence goes up unless it is the first."""
    if again:
        appointment.change(sequence=appointment.sequence + 1)
    invitations_plan(appointment=appointment, kind=kind)


def _resolved(appointment: PeerAppointment, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that change, references found and times in order."""
    made, case_id = dict(changes), appointment.case_id
    if "provider_id" in made:
        appointment.provider = _provider(case_id, made["provider_id"])
    if "member_id" in made:
        appointment.member = colleague_on(case_id, made["member_id"], "member_id")
    if "denial_id" in made:
        referred(denial_list().filter(case_id=case_id), made["denial_id"], "denial_id")
    if "slots" in made:
        made["slots"] = _checked_slots(made["slots"])
        made["first_at"] = made["slots"][0]
    if "to_ask" in made:
        made["to_ask"] = [each.strip() for each in made["to_ask"]]
    return made


def _provider(case_id: UUID, provider_id: UUID) -> Party:
    party = referred(party_list().filter(case_id=case_id, ended_at=None), provider_id, "provider_id")
    if party.role != "provider":
        raise invalid("provider_id", "This party is no provider. The treating doctor is one on the case.")
    return party


def _refuse_closed(case: Case) -> None:
    if case.status in CLOSED_CASES:
        raise Conflict("The case is closed. Reopen it first.")


def _checked_slots(slots: Sequence[datetime], field: str = "slots") -> list[datetime]:
    """In order, each once. Raises Invalid for none, for too many, and for one that is over or too far ahead."""
    if not 1 <= len(slots) <= SLOTS_LIMIT:
        raise invalid(field, f"Propose from one to {SLOTS_LIMIT} times.")
    for at in slots:
        if at.tzinfo is None:
            raise invalid(field, "Give the offset with the time, such as 2026-03-05T16:30:00-06:00.")
        if not now() < at <= now() + AHEAD:
            raise invalid(
                field, "Give times that are to come, at most a year ahead. Check the date and offset."
            )
    return sorted({at.astimezone(UTC) for at in slots})


def _check(appointment: PeerAppointment) -> None:
    check_time_zone(appointment.time_zone)
    check_fields(
        appointment,
        [
            *("treating_npi", "treating_license", "reviewer_name", "reviewer_specialty", "reviewer_npi"),
            *("reviewer_license", "reviewer_company", "minutes", "dial_in", "to_ask"),
        ],
    )
    if not SHORTEST <= appointment.minutes <= LONGEST:
        raise invalid("minutes", f"A call lasts from {SHORTEST} to {LONGEST} minutes.")
    if len(appointment.to_ask) > QUESTIONS_LIMIT:
        raise invalid("to_ask", f"At most {QUESTIONS_LIMIT} questions fit one call.")
    for side in ("treating_npi", "reviewer_npi"):
        number = getattr(appointment, side)
        if number and not npi_holds(number):
            raise invalid(side, "This is no NPI: ten digits, of which the last checks the rest.")
