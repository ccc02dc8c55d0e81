"""How a docket that is stored differs from what it should hold, and what is to be done about it. Pure.

What is new opens by itself, and what has no date yet follows by itself. A date that somebody may rely on never moves
by itself: the plan proposes it, and until a member decides the earlier of the two dates governs.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from cases.vocabulary import EVENT_KINDS
from deadlines.docket import Happening, Wanted, sort_day
from deadlines.importance import higher
from deadlines.states import DEADLINE_EDGES, LIVE

_DATED_COLUMNS: Final = (
    *("rule_version", "trigger", "trigger_event_id", "citation", "checked"),
    *("due_on", "due_at", "safe_on", "sort_on", "working"),
)
"""What changes with a date, and stands beside it until a member decides."""

_FORMULAS: Final = ("due", "safe")
"""Steps that only repeat the result of those before them."""


class Stored(Protocol):
    """What the plan looks at in a row that is stored."""

    id: UUID
    rule: str
    rule_version: int
    act: str
    importance: str
    trigger: str
    trigger_event_id: UUID | None
    due_on: date | None
    due_at: datetime | None
    safe_on: date | None
    sort_on: date
    working: list[dict[str, str]]
    state: str
    dated_by: str
    set_aside: dict[str, Any] | None
    has_proposal: bool
    met_event_id: UUID | None


class Pending(Protocol):
    """A proposal that nobody has decided on yet."""

    deadline_id: UUID
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a docket is looked at again: what changed, and in words from what to what."""

    kind: str = "clock"
    text: str = ""


UNSAID: Final = Cause()
"""Nothing that anybody did: time passed, or nobody said."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Another date for a deadline, or (`wish` is None) its end; `cause` and `reason` say what changed."""

    wish: Wanted | None
    cause: str
    reason: str

    @property
    def answer(self) -> dict[str, Any]:
        """What tells one answer of the clock from another, for comparison and to be kept."""
        return answer_of(self.wish)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: rows to open, to change in place, to end with the reason, to propose another date for, and the
    deadlines whose undecided proposal the clock no longer makes.
    """

    opened: list[Wanted] = field(default_factory=list)
    changed: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    superseded: list[tuple[Any, str]] = field(default_factory=list)
    proposed: list[tuple[Any, Proposed]] = field(default_factory=list)
    overtaken: list[UUID] = field(default_factory=list)


class Dated(Protocol):
    """What an answer of the clock is told by."""

    @property
    def due_on(self) -> date | None:
        """The last day."""

    @property
    def due_at(self) -> datetime | None:
        """The last instant, where hours are counted."""

    @property
    def safe_on(self) -> date | None:
        """The careful reading."""

    @property
    def trigger_event_id(self) -> UUID | None:
        """What it counts from."""


def answer_of(wish: Dated | None) -> dict[str, Any]:
    """An answer of the clock as JSON that can be compared: its dates and what it counts from; empty where none."""
    if wish is None:
        return {}
    return {
        "due_on": wish.due_on.isoformat() if wish.due_on else None,
        "due_at": wish.due_at.astimezone(UTC).isoformat() if wish.due_at else None,
        "safe_on": wish.safe_on.isoformat() if wish.safe_on else None,
        "trigger_event_id": str(wish.trigger_event_id) if wish.trigger_event_id else None,
    }


@dataclass(frozen=True)
class _Planning:
    holding: Mapping[UUID, Happening]
    pending: Mapping[UUID, Pending]
    accepting: Collection[UUID]
    cause: Cause
    as_of: datetime
    made: Plan


def plan(
    stored: Sequence[Stored],
    wanted: Sequence[Wanted],
    holding: Mapping[UUID, Happening],
    as_of: datetime,
    *,
    pending: Iterable[Pending] = (),
    accepting: Collection[UUID] = (),
    cause: Cause = UNSAID,
) -> Plan:
    """The difference. `holding` are the events that are not withdrawn; `accepting` the deadlines whose new date, or
    end, a member accepts; `as_of` is aware, in the case's zone.

    A deadline that was met, waived or voided stays as it is and no second row is opened for it; only where the event
    that met it was withdrawn does it live again. Rows that no rule gives are `services.docket`'s own business.
    """
    run = _Planning(holding, {row.deadline_id: row for row in pending}, accepting, cause, as_of, Plan())
    wishes = {(row.rule, row.trigger_event_id): row for row in wanted}
    found: dict[UUID, Wanted] = {}
    lost: list[Stored] = []
    for row in stored:
        if row.state == "superseded":
            continue
        wish = wishes.pop((row.rule, row.trigger_event_id), None)
        if wish is not None:
            found[row.id] = wish
        else:
            lost.append(row)
    for row in lost:
        wish = _successor(row, wishes.values(), holding)
        if wish is not None and (_lives(row, holding) or wish.met_event_id == row.met_event_id is not None):
            found[row.id] = wishes.pop((wish.rule, wish.trigger_event_id))
    for row in stored:
        if _lives(row, holding):
            _settle(run, row, found.get(row.id))
    run.made.opened.extend(wishes.values())
    return run.made


def state_until_decided(row: Stored, wish: Wanted | None, as_of: datetime) -> str:
    """How a deadline stands by its own date while the clock has another for it."""
    past = (row.due_on is not None and row.due_on < as_of.date()) or (
        row.due_at is not None and row.due_at < as_of
    )
    if wish is not None and wish.state in ("met", "unknown"):
        return wish.state
    return "missed" if past else "open"


def advance(state: str, to: str) -> str:
    """`to`, by an edge from `state` or by way of open. Raises IllegalTransition."""
    if to == state or to in DEADLINE_EDGES.next(state):
        return to
    return DEADLINE_EDGES.advance(DEADLINE_EDGES.advance(state, "open"), to)


def _lives(row: Stored, holding: Mapping[UUID, Happening]) -> bool:
    return row.state in LIVE or (row.state == "met" and row.met_event_id not in (None, *holding))


def _successor(row: Stored, wishes: Iterable[Wanted], holding: Mapping[UUID, Happening]) -> Wanted | None:
    """The clock that took the place of a row's own: started by the correction of its event, or by a better-known
    event about the same denial while its own still holds.
    """
    same = [wish for wish in wishes if (wish.rule, wish.act) == (row.rule, row.act)]
    for wish in same:
        event = holding.get(wish.trigger_event_id) if wish.trigger_event_id else None
        if event is not None and row.trigger_event_id in event.corrects:
            return wish
    own = holding.get(row.trigger_event_id) if row.trigger_event_id else None
    if own is None and row.trigger_event_id is not None:
        return None
    for wish in same:
        event = holding.get(wish.trigger_event_id) if wish.trigger_event_id else None
        if own is None or event is None or event.denial == own.denial:
            return wish
    return None


def _settle(run: _Planning, row: Stored, wish: Wanted | None) -> None:
    """What becomes of one live row."""
    if row.id in run.accepting:
        _accept(run, row, wish)
    elif wish is None and (not _dated(row) or _ruled_out(row, run.holding)):
        run.made.superseded.append((row, _why_gone(row, run.holding)))
    elif wish is not None and (
        not _dated(row) or _dates(row) == _dates(wish) or (wish.state == "met" and row.dated_by == "clock")
    ):
        _follow(run, row, wish)
    else:
        _propose(run, row, wish)


def _ruled_out(row: Stored, holding: Mapping[UUID, Happening]) -> bool:
    """Whether a row that said it might not apply does not, with its start as it was: what it needed is known now."""
    return row.state == "unknown" and (row.trigger_event_id is None or row.trigger_event_id in holding)


def _accept(run: _Planning, row: Stored, wish: Wanted | None) -> None:
    if wish is None:
        run.made.superseded.append((row, _why_gone(row, run.holding)))
        return
    values = wish.values() | {"importance": higher(row.importance, wish.importance)}
    values |= {"dated_by": "clock", "set_aside": None, "has_proposal": False}
    values |= {"confirmed_by_id": None, "confirmed_at": None}
    run.made.changed.append((row, values))


def _follow(run: _Planning, row: Stored, wish: Wanted) -> None:
    """Change in place what moves no date."""
    values = wish.values() | {"importance": higher(row.importance, wish.importance), "has_proposal": False}
    if row.dated_by != "clock":
        values = {name: value for name, value in values.items() if name not in _DATED_COLUMNS}
    _change(run, row, values)
    if row.id in run.pending:
        run.made.overtaken.append(row.id)


def _propose(run: _Planning, row: Stored, wish: Wanted | None) -> None:
    """Keep the row's own date, and put the clock's beside it unless a member has set that aside already."""
    answer = answer_of(wish)
    asked = run.pending.get(row.id)
    if asked is not None and asked.answer != answer:
        run.made.overtaken.append(row.id)
        asked = None
    aside = row.set_aside == answer
    if asked is None and not aside:
        run.made.proposed.append((row, Proposed(wish, *_because(run, row, wish))))
    own = sort_day(row.due_on, row.due_at, row.safe_on)
    values: dict[str, Any] = {
        "state": state_until_decided(row, wish, run.as_of),
        "has_proposal": not aside,
        "sort_on": own if aside or wish is None else min(own, wish.sort_on),
    }
    if wish is not None:
        values |= {"met_event_id": wish.met_event_id, "met_on": wish.met_on}
        values |= {"condition": wish.condition, "needs": wish.needs}
    elif row.state == "met":
        values |= {"met_event_id": None, "met_on": None}
    _change(run, row, values)


def _change(run: _Planning, row: Stored, values: dict[str, Any]) -> None:
    if changes := {name: value for name, value in values.items() if getattr(row, name) != value}:
        run.made.changed.append((row, changes))


def _because(run: _Planning, row: Stored, wish: Wanted | None) -> tuple[str, str]:
    """What changed, and in words from what to what: the cause that was given, else what the two answers differ in."""
    if wish is None:
        return run.cause.kind, f"{run.cause.text} {_why_gone(row, run.holding)}".strip()
    cause = run.cause
    said = [cause.text] if cause.text else []
    event = run.holding.get(wish.trigger_event_id) if wish.trigger_event_id else None
    if event is not None and event.id != row.trigger_event_id:
        said.append(f"It counts from this now: {_lower(EVENT_KINDS[event.kind])}, {event.on}.")
        cause = Cause("event") if cause.kind == "clock" else cause
    if wish.rule_version != row.rule_version:
        said.append(f"Version {wish.rule_version} of the rule governs instead of {row.rule_version}.")
        cause = Cause("rule") if cause.kind == "clock" else cause
    before = {step["step"]: step["result"] for step in row.working}
    said += [
        f"{step['step'].replace('_', ' ').capitalize()}: {before[step['step']]} became {step['result']}."
        for step in wish.working
        if step["step"] not in _FORMULAS and before.get(step["step"], step["result"]) != step["result"]
    ][:2]
    said.append(f"{_last_day(row)} becomes {_last_day(wish)}.")
    return cause.kind, " ".join(said)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


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
