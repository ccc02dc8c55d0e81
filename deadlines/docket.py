"""What a case's docket should hold: the clock's answer, weighed by how what was done is proven.

Pure. How that differs from what is stored is `plan`'s question; reading and writing the rows is `services.docket`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from cases.vocabulary import EVENT_KINDS, PROOF_GRADES
from deadlines.clock.answer import Answer, ComputedDeadline
from deadlines.importance import importance_of
from deadlines.law.model import Rule

NO_DATE: Final = date.max

_STATES: Final = {
    "open": "open",
    "undated": "open",
    "missed": "missed",
    "tolled": "waiting",
    "waiting": "waiting",
    "unknown": "unknown",
    "met": "met",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the case that holds: its legal date, how it is proven ("" where it is not), the part of the claim
    that it is about (None for all of it), the denial, and the events in whose place it stands: the one that it
    corrects, and those that that one did.
    """

    id: UUID
    kind: str
    on: date
    proof: str
    part: str | None = None
    denial: UUID | None = None
    corrects: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row as the docket should hold it."""

    rule: str
    rule_version: int
    duty_of: str
    importance: str
    act: str
    trigger: str
    trigger_event_id: UUID | None
    satisfied_by: str
    satisfied_events: list[str]
    due_on: date | None
    due_at: datetime | None
    safe_on: date | None
    sort_on: date
    condition: str
    needs: list[str]
    state: str
    citation: str
    checked: str
    working: list[dict[str, str]]
    met_event_id: UUID | None
    met_on: date | None

    def values(self) -> dict[str, Any]:
        """The row's columns."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def sort_day(due_on: date | None, due_at: datetime | None, safe_on: date | None) -> date:
    """The day by which lists and reminders go: the safe one, else the last one, else none."""
    return safe_on or due_on or (due_at.date() if due_at else NO_DATE)


def proof_suffices(duty_of: str, satisfied_by: str, proof: str) -> bool:
    """Whether an act with this proof meets a deadline.

    Where our own act must be received, proof of sending is not enough: at least delivery is asked for. What
    others owe is met when we record it: that it came is known to us at first hand.
    """
    if duty_of != "ours" or satisfied_by != "received":
        return True
    return proof in PROOF_GRADES and PROOF_GRADES.index(proof) >= PROOF_GRADES.index("delivered")


Rules = Mapping[tuple[str, int], Rule]
"""The versions of the rules that the docket may name, by id and number. A policy's own terms are not among them."""


def wanted_rows(
    answer: Answer, events: Mapping[UUID, Happening], as_of: datetime, rules: Rules
) -> list[Wanted]:
    """Every clock of `answer` that has started, by an event or by the loss itself; `as_of` is aware, in the case's
    zone.

    A rule that still waits for its trigger is no row: the case's clock shows it on request.
    """
    return [_wanted(row, events, as_of, rules) for row in answer.deadlines if row.trigger_on is not None]


def _wanted(row: ComputedDeadline, events: Mapping[UUID, Happening], as_of: datetime, rules: Rules) -> Wanted:
    rule = rules.get((row.rule, row.rule_version))
    done = UUID(row.met_by_ref) if row.met_by_ref else None
    met = _meeting(row, events, events[done]) if done else None
    working = [{"step": s.step, "result": s.result, "why": s.why} for s in row.working]
    state = _STATES[row.state]
    if met is not None:
        state = "met"
    elif done is not None:
        state = _state_unmet(row, as_of)
        working.append(_too_weak(events[done]))
    return Wanted(
        rule=row.rule,
        rule_version=row.rule_version,
        duty_of=row.duty_of,
        importance=importance_of(rule.importance if rule else None, row.duty_of, row.satisfied_events),
        act=row.act,
        trigger=row.trigger,
        trigger_event_id=UUID(row.trigger_ref) if row.trigger_ref else None,
        satisfied_by=row.satisfied_by,
        satisfied_events=list(row.satisfied_events),
        due_on=row.due_on,
        due_at=row.due_at,
        safe_on=row.safe_on,
        sort_on=sort_day(row.due_on, row.due_at, row.safe_on),
        condition=row.condition or "",
        needs=list(row.needs),
        state=state,
        citation=row.citation,
        checked=row.checked,
        working=working,
        met_event_id=met.id if met else None,
        met_on=met.on if met else None,
    )


def _meeting(row: ComputedDeadline, events: Mapping[UUID, Happening], done: Happening) -> Happening | None:
    """The event that meets the row: the clock's own choice, else the first later one that is proven enough."""
    assert row.trigger_on is not None
    others = sorted(
        (
            e
            for e in events.values()
            if e.kind in row.satisfied_events
            and e.on >= row.trigger_on
            and (row.part is None or e.part in (None, row.part))
        ),
        key=lambda event: (event.on, event.id),
    )
    return next(
        (e for e in (done, *others) if proof_suffices(row.duty_of, row.satisfied_by, e.proof)),
        None,
    )


def _state_unmet(row: ComputedDeadline, as_of: datetime) -> str:
    """How the row stands if what was done does not count."""
    if row.condition is not None:
        return "unknown"
    past = (row.due_on is not None and row.due_on < as_of.date()) or (
        row.due_at is not None and row.due_at < as_of
    )
    if not past:
        return "open"
    return "unknown" if row.needs else "missed"


def _too_weak(event: Happening) -> dict[str, str]:
    shown = event.proof.replace("_", " ") or "no proof"
    why = f"{EVENT_KINDS[event.kind]} on {event.on}, but with {shown}: receipt must be proven, at least by delivery."
    return {"step": "proof", "result": "not enough", "why": why}
