"""Dates that members answer for: confirmed by a second person, set in the clock's place, or given by no rule."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from cases.models import Case, Document
from cases.selectors import document_list, locked, one, referred
from cases.services.checks import FIRST_DAY, LAST_DAY, check_fields
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from deadlines.docket import NO_DATE
from deadlines.models import DateChange, Deadline
from deadlines.plan import advance, answer_of, state_until_decided
from deadlines.present import case_as_of
from deadlines.selectors import case_rows, deadline_list, proposal_list
from deadlines.services.docket import docket_settle
from deadlines.services.reasons import reason_given
from deadlines.services.second_person import SamePerson
from deadlines.states import LIVE, PROPOSAL_EDGES

LONGEST_STAY: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class _Grant:
    """A date to set: its kind, the day, why, on what paper, and the step that it adds to the working."""

    kind: str
    on: date
    reason: str
    document: Document
    why: str
    granted_by: str = ""
    stopped_on: date | None = None
    resumed_on: date | None = None


def deadline_confirm(*, actor: Member, deadline_id: UUID, version: int | None) -> Deadline:
    """Say, as a second person, that a date is right. It lapses when the date changes.

    Raises SamePerson for whoever entered it, Conflict for one without a date, confirmed or closed already, NotFound,
    PreconditionFailed, Forbidden.
    """
    actor.require("deadline.confirm")
    _, row = _live(deadline_id, version)
    if row.confirmed_at is not None:
        raise Conflict("This date is confirmed already.")
    if row.due_on is None and row.due_at is None:
        raise Conflict("It has no date to confirm. State the facts that it needs, or set a date.")
    if row.entered_by_id == actor.member_id:
        raise SamePerson("You entered what this date counts from. Let another member confirm it.")
    row.change(confirmed_by_id=actor.member_id, confirmed_at=now())
    return row


def deadline_override(
    *, actor: Member, deadline_id: UUID, version: int | None, on: date, reason: str, document_id: UUID
) -> Deadline:
    """Set another date than the clock's, with the reason and the paper. The clock no longer moves it by itself.

    Raises Invalid that names the field, Conflict for a closed one, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    case, row = _live(deadline_id, version)
    said, paper = reason_given(reason), _paper(case, document_id)
    _check_day(on, "on")
    return _set(actor, case, row, _Grant("override", on, said, paper, f"Set by a member: {said}"))


def deadline_extend(
    *,
    actor: Member,
    deadline_id: UUID,
    version: int | None,
    until: date,
    granted_by: str,
    reason: str,
    document_id: UUID,
) -> Deadline:
    """Note more time that was granted: by whom, until when, on what paper.

    Raises Invalid that names the field (an extension ends later than the date it extends), Conflict, NotFound,
    PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    case, row = _live(deadline_id, version)
    said, paper, who = reason_given(reason), _paper(case, document_id), _granted(granted_by)
    _check_day(until, "until")
    if until <= _due(row):
        raise invalid(
            "until", f"It is due on {_due(row)} already. An extension ends later; else override it."
        )
    why = f"Extended by {who}: {said}"
    return _set(actor, case, row, _Grant("extension", until, said, paper, why, granted_by=who))


def deadline_toll(
    *,
    actor: Member,
    deadline_id: UUID,
    version: int | None,
    stopped_on: date,
    resumed_on: date,
    granted_by: str,
    reason: str,
    document_id: UUID,
) -> Deadline:
    """Let the clock stand from one day until another: the date moves by the days between the two.

    Raises Invalid that names the field, Conflict, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    case, row = _live(deadline_id, version)
    said, paper, who = reason_given(reason), _paper(case, document_id), _granted(granted_by)
    _check_day(stopped_on, "stopped_on")
    if resumed_on <= stopped_on:
        raise invalid("resumed_on", "The clock runs on after the day on which it stopped. Check both days.")
    stood = resumed_on - stopped_on
    if stood > LONGEST_STAY:
        raise invalid("resumed_on", "A stay lasts ten years at most. Check the year.")
    due = _due(row)
    if stopped_on > due:
        raise invalid("stopped_on", f"It was due on {due}: a clock that has run out can't stand still.")
    on = due + stood
    _check_day(on, "resumed_on")
    why = f"Stayed by {who} from {stopped_on} to {resumed_on}, {stood.days} days: {said}"
    return _set(
        actor,
        case,
        row,
        _Grant("tolling", on, said, paper, why, granted_by=who, stopped_on=stopped_on, resumed_on=resumed_on),
    )


def deadline_add(
    *,
    actor: Member,
    case_id: UUID,
    act: str,
    due_on: date,
    source: str,
    document_id: UUID,
    importance: str = "critical",
    duty_of: str = "ours",
) -> Deadline:
    """Put a date on the docket that no rule gives, such as a court's or an agreed one: its source, and the paper.

    Raises Invalid that names the field, Forbidden.
    """
    actor.require("deadline.write")
    case = referred(case_rows(), case_id, "case_id")
    locked(case_rows(), case_id)
    paper = _paper(case, document_id)
    _check_day(due_on, "due_on")
    if not source.strip():
        raise invalid("source", "Say where the date is from, such as the order and its day.", code="required")
    row = Deadline(
        case_id=case_id,
        rule="",
        rule_version=0,
        duty_of=duty_of,
        importance=importance,
        act=act.strip(),
        trigger="",
        due_on=due_on,
        safe_on=due_on,
        sort_on=due_on,
        state="open",
        citation=source.strip(),
        checked="unchecked",
        working=[
            {"step": "set", "result": due_on.isoformat(), "why": f"By a member, from: {source.strip()}"}
        ],
        dated_by="manual",
        source_document_id=paper.id,
        entered_by_id=actor.member_id,
    )
    check_fields(row, ["act", "citation", "importance", "duty_of"])
    row.state = state_until_decided(row, None, case_as_of(case))
    row.save(force_insert=True)
    docket_settle(case, list(deadline_list().filter(case_id=case_id)))
    return row


def _live(deadline_id: UUID, version: int | None) -> tuple[Case, Deadline]:
    case = locked(case_rows(), one(deadline_list(), deadline_id).case_id)
    row = locked(deadline_list(), deadline_id)
    check_version(row.version, version)
    if row.state not in LIVE:
        raise Conflict(f"This deadline is {row.state}: its date no longer matters.")
    return case, row


def _set(actor: Member, case: Case, row: Deadline, grant: _Grant) -> Deadline:
    """Write the new date; the clock's own answer is set aside, so that only another one is proposed."""
    DateChange(
        deadline_id=row.id,
        kind=grant.kind,
        granted_by=grant.granted_by,
        reason=grant.reason,
        document_id=grant.document.id,
        stopped_on=grant.stopped_on,
        resumed_on=grant.resumed_on,
        old_due_on=row.due_on,
        old_due_at=row.due_at,
        old_safe_on=row.safe_on,
        new_due_on=grant.on,
        set_by_id=actor.member_id,
    ).save(force_insert=True)
    aside = _set_aside(actor, row, grant)
    row.due_on, row.due_at, row.safe_on = grant.on, None, grant.on
    state = state_until_decided(row, None, case_as_of(case)) if row.state != "unknown" else "unknown"
    values: dict[str, Any] = {
        "due_on": grant.on,
        "due_at": None,
        "safe_on": grant.on,
        "sort_on": grant.on,
        "state": advance(row.state, state),
        "dated_by": row.dated_by if row.dated_by == "manual" else grant.kind,
        "set_aside": aside,
        "has_proposal": False,
        "working": [
            *row.working,
            {"step": grant.kind, "result": grant.on.isoformat(), "why": f"{grant.why} ({grant.document})"},
        ],
        "entered_by_id": actor.member_id,
        "entered_at": now(),
        "confirmed_by_id": None,
        "confirmed_at": None,
    }
    row.change(**values)
    docket_settle(case, list(deadline_list().filter(case_id=case.id)))
    return row


def _set_aside(actor: Member, row: Deadline, grant: _Grant) -> dict[str, Any] | None:
    """The clock's answer that the member decides against: what it proposed, else what the deadline had from it."""
    pending = proposal_list().filter(deadline_id=row.id, state="proposed").first()
    if pending is not None:
        pending.change(
            state=PROPOSAL_EDGES.advance(pending.state, "declined"),
            decided_by_id=actor.member_id,
            decided_at=now(),
            decision_reason=grant.reason,
        )
        return dict(pending.answer)
    return answer_of(row) if row.dated_by == "clock" else row.set_aside


def _due(row: Deadline) -> date:
    day = row.due_on or (row.due_at.date() if row.due_at else None)
    if day is None:
        raise Conflict("It has no date to move. Override it with the date that holds.")
    return day


def _paper(case: Case, document_id: UUID) -> Document:
    return referred(document_list().filter(case_id=case.id), document_id, "document_id")


def _granted(by: str) -> str:
    by = by.strip()
    if not by:
        raise invalid(
            "granted_by", "Say who gave the time: the insurer's adjuster, the court.", code="required"
        )
    if len(by) > 200:
        raise invalid("granted_by", "Name who gave the time in at most 200 characters.")
    return by


def _check_day(day: date, field: str) -> None:
    if not FIRST_DAY <= day <= LAST_DAY or day == NO_DATE:
        raise invalid(field, f"The calendars go from {FIRST_DAY} to {LAST_DAY}. Check the year.")
