"""What a case's docket should hold: the clock's answer weighed by proof, and how it differs from what is stored.

Pure: rows and answers in, a plan out. Reading and writing the rows is `services.docket`'s work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from cases.vocabulary import EVENT_KINDS, PROOF_GRADES
from deadlines.clock.answer import Answer, ComputedDeadline
from deadlines.importance import higher, importance_of
from deadlines.law.model import Rule
from deadlines.states import DEADLINE_EDGES, LIVE

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
    """An event of the case that holds: its legal date, how it is proven ("" where it is not), and the part of the
    claim that it is about (None for all of it).
    """

    id: UUID
    kind: str
    on: date
    proof: str
    part: str | None = None


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


class Stored(Protocol):
    """What the plan looks at in a row that is stored."""

    rule: str
    trigger_event_id: UUID | None
    importance: str
    state: str
    due_on: date | None
    due_at: datetime | None
    safe_on: date | None
    met_event_id: UUID | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: rows to open, rows to change in place, and rows to supersede with the reason."""

    opened: list[Wanted]
    changed: list[tuple[Any, dict[str, Any]]]
    superseded: list[tuple[Any, str]]


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


def plan(stored: Sequence[Stored], wanted: Sequence[Wanted], holding: Mapping[UUID, Happening]) -> Plan:
    """The difference. `holding` are the events that are not withdrawn.

    A deadline that was met, waived or voided stays as it is and no second row is opened for it; only where the
    event that met it was withdrawn does it live again.
    """
    by_key: dict[tuple[str, UUID | None], Wanted] = {(row.rule, row.trigger_event_id): row for row in wanted}
    made = Plan([], [], [])
    settled: set[tuple[str, UUID | None]] = set()
    for row in stored:
        key = (row.rule, row.trigger_event_id)
        unmet = row.state == "met" and row.met_event_id not in holding
        if row.state not in LIVE and not unmet:
            if row.state != "superseded":
                settled.add(key)
            continue
        wish = by_key.get(key)
        if wish is None:
            made.superseded.append((row, _why_gone(row, holding)))
        elif _dated(row) and _dates(row) != _dates(wish):
            made.superseded.append((row, f"Counted again: {_last_day(row)} became {_last_day(wish)}."))
        else:
            settled.add(key)
            values = wish.values() | {"importance": higher(row.importance, wish.importance)}
            if changes := {name: value for name, value in values.items() if getattr(row, name) != value}:
                made.changed.append((row, changes))
    made.opened.extend(row for key, row in by_key.items() if key not in settled)
    return made


def advance(state: str, to: str) -> str:
    """`to`, by an edge from `state` or by way of open. Raises IllegalTransition."""
    if to == state or to in DEADLINE_EDGES.next(state):
        return to
    return DEADLINE_EDGES.advance(DEADLINE_EDGES.advance(state, "open"), to)


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
        sort_on=row.safe_on or row.due_on or (row.due_at.date() if row.due_at else NO_DATE),
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


def _dated(row: Stored) -> bool:
    return row.due_on is not None or row.due_at is not None


def _dates(row: Stored | Wanted) -> tuple[date | None, datetime | None, date | None]:
    return row.due_on, row.due_at, row.safe_on


def _last_day(row: Stored | Wanted) -> str:
    if row.due_at is not None:
        return row.due_at.isoformat(timespec="minutes")
    return row.due_on.isoformat() if row.due_on else "no date"


def _why_gone(row: Stored, holding: Mapping[UUID, Happening]) -> str:
    if row.trigger_event_id is None:
        return "It is counted from the loss or a term of the policy, and one of the two was changed."
    if row.trigger_event_id not in holding:
        return "The event that started it was withdrawn."
    return "The case as it stands gives this clock no such start: a better-known event or another rule took its place."
