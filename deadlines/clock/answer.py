"""What the clock answers: due dates with their working, rules that don't apply, and remedies. Types only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from deadlines.law.model import Duty, Grade

State = Literal["open", "met", "missed", "waiting", "tolled", "undated", "unknown"]
"""How a deadline stands.

open      the date is ahead, or nobody said what day it is
met       done in time
missed    the date is past: done late (`met_by_ref` says by what), or not done at all
waiting   the event that starts the clock has not happened
tolled    the clock has started and stands still
undated   the act is owed, but the law gives it no number
unknown   whether the rule applies, or whether it was kept, hangs on what `needs` names
"""

RemedyState = Literal["available", "not_yet", "pending", "lost", "exhausted", "deemed_exhausted"]
"""How a rung stands. pending: taken, and the answer is still awaited."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: its name, the date or words it arrived at, and the reason."""

    step: str
    result: str
    why: str


@dataclass(frozen=True, slots=True)
class ComputedDeadline:
    """One rule applied to one event. Of `due_on` and `due_at` at most one is set.

    `trigger_on` is the day from which it was counted, None while it waits. It can be known without any event: the
    loss has a date of its own. `part` is the part of the claim that it is about, where the insurer decided it apart.
    """

    rule: str
    rule_version: int
    duty_of: Duty
    act: str
    trigger: str
    trigger_ref: str | None
    trigger_on: date | None
    part: str | None
    satisfied_by: Literal["sent", "received"]
    satisfied_events: tuple[str, ...]
    due_on: date | None
    due_at: datetime | None
    safe_on: date | None
    condition: str | None
    needs: tuple[str, ...]
    state: State
    met_by_ref: str | None
    citation: str
    checked: Grade
    working: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A rule of the same line of business that doesn't govern these facts, and why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """One rung of the ladder. `opens_on` and `until` bound the time in which it can be taken, where known.

    `part` is the part of the claim whose denial it is against, where the insurer decided parts apart. `checked` is how
    far the law was checked that gives `until`, or that opened it; None where no rule of the clock did.
    """

    rung: str
    state: RemedyState
    opens_on: date | None
    until: date | None
    why: str
    citation: str
    part: str | None = None
    checked: Grade | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Deadlines in order of their dates, undated ones last; then what doesn't apply, then the remedies."""

    deadlines: tuple[ComputedDeadline, ...]
    not_applicable: tuple[NotApplicable, ...]
    remedies: tuple[Remedy, ...] = ()
