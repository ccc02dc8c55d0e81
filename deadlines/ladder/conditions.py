"""Whether what must be so before a rung opens is so: each kind of precondition by one plain function."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.vocabulary import EVENT_KINDS
from deadlines.clock.answer import ComputedDeadline, Remedy
from deadlines.ladder.case import LadderCase, day_after, due_of
from deadlines.ladder.rungs import Condition
from deadlines.law.facts import QUESTIONS


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a condition holds, since when, and why; where it does not, `since` is when it will, if that is known.

    `lost`: it never can. `absent`: it follows what the law does not give here. `needs` are facts that are not given.
    `citation` is the law by which it holds.
    """

    met: bool
    since: date | None = None
    why: str = ""
    lost: bool = False
    needs: tuple[str, ...] = ()
    citation: str = ""
    absent: bool = False


Done = Mapping[str, Remedy]
"""The rungs below, by their ids, as they stand; without those that the law does not give in this case."""


def opening(case: LadderCase, conditions: tuple[Condition, ...], done: Done) -> Outcome:
    """All of the conditions together: the first that does not hold, else when the last of them came to hold."""
    outcomes = [holds(case, condition, done) for condition in conditions]
    unmet = [outcome for outcome in outcomes if not outcome.met]
    if unmet:
        gravest = sorted(unmet, key=lambda outcome: (not outcome.absent, not outcome.lost))
        return gravest[0]
    days = [outcome.since for outcome in outcomes if outcome.since is not None]
    why = " ".join(outcome.why for outcome in outcomes if outcome.why)
    citation = next((outcome.citation for outcome in outcomes if outcome.citation), "")
    return Outcome(True, max(days, default=None), why, citation=citation)


def holds(case: LadderCase, condition: Condition, done: Done) -> Outcome:
    """One condition, with its own words where it has any."""
    if condition.either:
        outcome = _either(case, condition, done)
    elif condition.event:
        outcome = _event(case, condition)
    elif condition.climbed:
        outcome = _climbed(case, condition, done)
    elif condition.rung:
        outcome = _rung(condition, done)
    elif condition.fact:
        outcome = _fact(case, condition)
    elif condition.after:
        outcome = _after(case, condition)
    elif condition.before:
        outcome = _before(case, condition)
    else:
        outcome = _missed(case, condition)
    return outcome


def first_decision_late(case: LadderCase) -> ComputedDeadline | None:
    """The other side's duty to decide the claim itself that was missed, where the law deems exhaustion by it."""
    duty = case.ladder.first_decision
    return case.breach(duty.rules) if duty.deemed else None


def breach_words(late: ComputedDeadline, deemed: str) -> str:
    """A missed answer and what the law makes of it."""
    late_by = f"The decision was due on {due_of(late)} and did not come in time ({late.rule})"
    right = f"exhaustion may be deemed, {deemed}"
    return f"{late_by}: {right}. A reviewer or court may refuse that, so no appeal date lapses by it."


def _either(case: LadderCase, condition: Condition, done: Done) -> Outcome:
    outcomes = [holds(case, each, done) for each in condition.either]
    met = [outcome for outcome in outcomes if outcome.met]
    if met:
        return min(met, key=lambda outcome: outcome.since or date.min)
    if any(outcome.absent for outcome in outcomes):
        return Outcome(False, absent=True)
    alive = [outcome for outcome in outcomes if not outcome.lost] or outcomes
    dated = [outcome for outcome in alive if outcome.since is not None]
    first = min(dated, key=lambda outcome: outcome.since or date.max) if dated else alive[0]
    why = condition.words or " ".join(outcome.why for outcome in alive)
    return Outcome(False, first.since, why, first.lost, first.needs)


def _event(case: LadderCase, condition: Condition) -> Outcome:
    happened = case.first(condition.event)
    if happened is not None:
        return Outcome(True, happened.on, citation=condition.citation)
    expected = case.timeline.expected(condition.event)
    waits = f"It has not happened yet: {EVENT_KINDS[condition.event[0]].lower()}."
    return Outcome(False, expected[0].on if expected else None, condition.words or waits)


def _climbed(case: LadderCase, condition: Condition, done: Done) -> Outcome:
    """The rungs below in their order; one that is not given here, or not known to be, is passed over."""
    last: Remedy | None = None
    for rung_id in condition.climbed:
        below = done.get(rung_id)
        if below is None or _is_doubtful(case, below):
            continue
        last = below
        if below.state != "exhausted":
            break
    if last is None:
        return Outcome(True, citation=condition.citation)
    if last.state in ("exhausted", "deemed_exhausted"):
        return Outcome(True, last.opens_on, last.why, citation=condition.citation)
    late = first_decision_late(case)
    if late is not None:
        deemed = case.ladder.first_decision.deemed
        return Outcome(True, day_after(late), breach_words(late, deemed), citation=condition.citation)
    if last.state == "lost":
        barred = condition.lost or f"{last.title} was not taken in time, and had to come first."
        return Outcome(False, None, f"{barred} {last.why}", lost=True)
    return _behind(condition, last)


def _is_doubtful(case: LadderCase, below: Remedy) -> bool:
    """Whether it is not known that the case has that rung at all."""
    return bool(case.unknown(case.ladder.rung(below.rung).when))


def _rung(condition: Condition, done: Done) -> Outcome:
    """What follows a rung that the law does not give here, or is not known to, is not given either."""
    below = done.get(condition.rung)
    if below is None:
        return Outcome(False, absent=True)
    if below.state in condition.states:
        return Outcome(True, below.opens_on, below.why, citation=condition.citation)
    if below.state == "lost":
        barred = condition.lost or f"{below.title} was not taken in time, and had to come first."
        return Outcome(False, None, f"{barred} {below.why}", lost=True)
    return _behind(condition, below)


def _behind(condition: Condition, below: Remedy) -> Outcome:
    """Not yet, because of a rung below; how that stands is its own to say."""
    stands = {
        "available": f"That is open{f' until {below.until}' if below.until else ''}.",
        "pending": f"That awaits its answer{f', due on {below.until}' if below.until else ''}.",
    }
    why = f"{condition.words or f'{below.title} comes first.'} {stands.get(below.state, '')}"
    return Outcome(False, None, why.strip())


def _fact(case: LadderCase, condition: Condition) -> Outcome:
    unknown = case.unknown(condition.fact)
    if unknown == ():
        return Outcome(True, citation=condition.citation)
    if unknown is None:
        return Outcome(
            False,
            None,
            condition.lost or condition.words or "Its circumstances are others.",
            lost=bool(condition.lost),
        )
    asked = " ".join(QUESTIONS[name] for name in unknown)
    return Outcome(False, None, f"{condition.words} {asked}".strip(), needs=unknown)


def _after(case: LadderCase, condition: Condition) -> Outcome:
    rows = case.rows.get(condition.after, ())
    opens_on = day_after(rows[-1]) if rows else None
    if opens_on is None:
        return Outcome(False, None, condition.words or "The time that must pass first has not begun.")
    if case.present is None or case.present < opens_on:
        return Outcome(
            False, opens_on, condition.words or f"The time that must pass first ends on {due_of(rows[-1])}."
        )
    return Outcome(True, opens_on, citation=condition.citation)


def _before(case: LadderCase, condition: Condition) -> Outcome:
    happened = case.first(condition.before)
    if happened is None:
        return Outcome(True)
    over = condition.lost or f"Its time is over: {EVENT_KINDS[happened.kind].lower()}, on {happened.on}."
    return Outcome(False, None, over, lost=True)


def _missed(case: LadderCase, condition: Condition) -> Outcome:
    late = case.breach(condition.missed)
    if late is None:
        return Outcome(False, None, condition.words or "The answer is not late.")
    why = f"The answer was due on {due_of(late)} and did not come in time ({late.rule})."
    return Outcome(True, day_after(late), why, citation=condition.citation)
