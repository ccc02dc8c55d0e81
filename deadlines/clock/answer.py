"""What the clock answers: due dates with their working, rules that don't apply, and remedies. Types only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

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
"""How a rung stands.

available          it may be taken now
not_yet            something must be so first: `why` says what, `opens_on` from when, where that is known
pending            it was taken, and the answer is still awaited
lost               its time has run out, or another rung excludes it
exhausted          decided, or futile by a person's judgment
deemed_exhausted   the other side did not answer in time, and the law lets the next rung open by that
"""

REMEDY_STATES: Final[tuple[RemedyState, ...]] = get_args(RemedyState)


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
    """One rung of the ladder and how it stands. `opens_on` and `until` bound the time to take it, where known.

    rung, kind   its id in the ladder, and what sort of rung it is (`deadlines.ladder.kinds`)
    until        the last day to take it; once it is taken, the last day for its answer
    checked      how far the law was checked that gives the rung and its last day: the weaker of the two
    level        internal, external, court or outside; `gives`: law, contract or practice
    why          why it stands so; `note` what else must be known of it, however it stands
    filed_with   where it is asked for, `cost` what asking costs, `binding` whom the outcome binds, `effects` what it
                 does to other clocks, each with its citation in the sentence
    forecloses, parallel   ids of the rungs that are lost by taking it, and of those that may be climbed beside it
    needs        facts that are not given and on which it hangs
    consent      what must be on file before it may be taken
    decided      what a licensed person decided about it: futile, declined or consented
    part         the part of the claim whose denial it is against, where the insurer decided parts apart
    """

    rung: str
    kind: str
    title: str
    state: RemedyState
    opens_on: date | None
    until: date | None
    why: str
    citation: str
    checked: Grade
    level: str
    gives: str
    note: str = ""
    mandatory: bool = False
    who: tuple[str, ...] = ()
    filed_with: str = ""
    cost: str = ""
    binding: tuple[str, ...] = ()
    binding_note: str = ""
    effects: tuple[str, ...] = ()
    forecloses: tuple[str, ...] = ()
    parallel: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    consent: str = ""
    decided: str = ""
    part: str | None = None


@dataclass(frozen=True, slots=True)
class RemedyNotGiven:
    """A remedy that people would expect here and the law does not give, and why."""

    kind: str
    title: str
    why: str
    citation: str
    checked: Grade


@dataclass(frozen=True, slots=True)
class Answer:
    """Deadlines in order of their dates, undated ones last; what doesn't apply; the remedies, and those not given.

    `ladder` is the id of the ladder that the remedies are of; empty where the catalogue has none.
    """

    deadlines: tuple[ComputedDeadline, ...]
    not_applicable: tuple[NotApplicable, ...]
    remedies: tuple[Remedy, ...] = ()
    not_given: tuple[RemedyNotGiven, ...] = ()
    ladder: str = ""
