"""From a trigger to a date: a rule's period with its extensions and with the spans in which the clock stands.

Which event triggers, and whether the act was done, is decided elsewhere.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from deadlines.clock.answer import Step
from deadlines.clock.days import Days, days_of
from deadlines.clock.events import ClockFacts
from deadlines.clock.extensions import extended_hours, extensible
from deadlines.clock.periods import (
    Measured,
    bare_end,
    count,
    count_hours,
    finish,
    finish_hours,
    immediate,
    to_the_hour,
    undated,
)
from deadlines.clock.timeline import Moment, Timeline
from deadlines.clock.tolling import stops_of
from deadlines.law.model import NUMBERED_UNITS, Leg, Period, Rule

OWN_TIME: Final = "own_time"
"""What a ceiling leaves unknown: the shorter time that a state or plan may have set under it."""


def measure(rule: Rule, start: Moment, facts: ClockFacts, timeline: Timeline) -> Measured:
    """Apply the rule's period to its trigger. Raises CalendarError past the years of the holiday calendar."""
    period, days = rule.period, days_of(rule, facts)
    if period.unit == "immediate":
        return immediate(rule, start, days)
    if period.unit not in NUMBERED_UNITS or period.n is None:
        return undated(rule)
    begun = _begun(rule, start, days)
    measured = _numbered(begun.rule, begun.start, facts, timeline, days)
    against_us = days.against_us()
    if against_us is not None:
        measured = _careful(measured, _numbered(begun.rule, begun.start, facts, timeline, against_us))
    needs = (*measured.needs, OWN_TIME) if period.ceiling else measured.needs
    return replace(measured, steps=(*begun.steps, *measured.steps), needs=needs, opens_on=begun.opens_on)


def _numbered(rule: Rule, start: Moment, facts: ClockFacts, timeline: Timeline, days: Days) -> Measured:
    n = rule.period.n
    assert n is not None
    if rule.period.unit == "hours":
        end = count_hours(rule, n, start)
        if rule.extension is not None:
            end = extended_hours(rule, rule.extension, start, end, timeline)
        return finish_hours(rule, start, end, days)
    if rule.period.at_hour is not None:
        return to_the_hour(rule, rule.period.at_hour, start, days)
    if rule.extension is not None:
        return extensible(rule, rule.extension, start, facts, timeline, days)
    if rule.tolling:
        return _tolled(rule, Leg(n, rule.period.unit), start, facts, timeline, days)
    if rule.counting.careful_from_letter:
        return _careful_from_letter(rule, start, timeline, days)
    return finish(rule, *count(rule, start, days), days)


def _careful(measured: Measured, against_us: Measured) -> Measured:
    """The safe date of the reading that takes doubtful days against us, where that is earlier."""
    safe = against_us.safe_on
    if safe is None or measured.safe_on is None or safe >= measured.safe_on:
        return measured
    why = "Sources differ on a holiday on the way: this is the reading that ends first."
    step = Step("safe", safe.isoformat(), why)
    return replace(measured, safe_on=safe, steps=(*measured.steps[:-1], step))


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the count truly begins with, and from which day on our act is not too early."""

    rule: Rule
    start: Moment
    steps: tuple[Step, ...] = ()
    opens_on: date | None = None


def _begun(rule: Rule, start: Moment, days: Days) -> _Begun:
    """The end of the trigger's year, of what must pass first, or of a first leg; else the trigger itself."""
    period = rule.period
    if period.from_year_end:
        day = date(start.on.year, 12, 31)
        step = Step("year_end", day.isoformat(), "Counted from the end of the year.")
        return _Begun(rule, replace(start, on=day, at=None), (step,))
    if period.wait is None and period.then is None:
        return _Begun(rule, start)
    after = replace(rule, counting=replace(rule.counting, exclude_trigger_day=True))
    if period.then is not None:
        steps, last = count(rule, start, days)
        rest = replace(after, period=replace(period, n=period.then.n, unit=period.then.unit, then=None))
        return _Begun(rest, replace(start, on=last, at=None), tuple(steps))
    assert period.wait is not None
    steps, last = count(replace(rule, period=Period(period.wait.n, period.wait.unit)), start, days)
    opens = last + timedelta(days=1) if rule.duty_of == "ours" else None
    early = ": sooner is too early." if opens else "."
    steps.append(Step("wait", last.isoformat(), f"This must have passed first{early}"))
    return _Begun(after, replace(start, on=last, at=None), tuple(steps), opens)


def _careful_from_letter(rule: Rule, start: Moment, timeline: Timeline, days: Days) -> Measured:
    """The count, and a safe date by the reading that counts from the letter's own date."""
    steps, due = count(rule, start, days)
    letters = [m for m in timeline.happened(rule.trigger.stand_ins) if m.decision == start.decision]
    if not letters:
        wanted = rule.trigger.stand_ins[0]
        why = "Another reading counts from the letter's own date, which is not known: it may end earlier."
        return replace(finish(rule, [*steps, Step("letter", "not known", why)], due, days), needs=(wanted,))
    _, careful = count(rule, letters[0], days)
    why = f"Another reading counts from the letter's own date, {letters[0].on}: the safe date does."
    return finish(rule, [*steps, Step("letter", careful.isoformat(), why)], due, days, careful)


def _tolled(
    rule: Rule, leg: Leg, start: Moment, facts: ClockFacts, timeline: Timeline, days: Days
) -> Measured:
    """The count around the spans that stand still; for our own act never later than is sure.

    Another's clock that stands still without an end has no date. Ours keeps the date that it would have without that
    span: the true one can only be later.
    """
    steps, bare = count(rule, start, days)
    stops = stops_of(rule, start, facts, timeline)
    steps.extend(stops.steps)
    if stops.open_ended and rule.duty_of != "ours":
        return Measured(tuple(steps), needs=stops.needs, tolled=True)
    due = bare_end(rule, start.on, (leg,), stops.all, days) if stops.all else bare
    careful = bare_end(rule, start.on, (leg,), stops.certain, days) if stops.doubtful else due
    if due != bare:
        steps.append(Step("count", due.isoformat(), "Counted again without the days that stood."))
    if stops.open_ended:
        why = "It stands still at present, so the last day will be later than this: the careful date is kept."
        steps.append(Step("tolling", due.isoformat(), why))
    return replace(finish(rule, steps, due, days, careful), needs=stops.needs)
