"""From a trigger to a date: a rule's period with its extensions and with the spans in which the clock stands.

Which event triggers, and whether the act was done, is decided elsewhere.
"""

from dataclasses import replace

from deadlines.clock.answer import Step
from deadlines.clock.events import ClockFacts
from deadlines.clock.extensions import extensible
from deadlines.clock.periods import Measured, bare_end, count, finish, hours, immediate, undated
from deadlines.clock.timeline import Moment, Timeline
from deadlines.clock.tolling import stops_of
from deadlines.law.model import NUMBERED_UNITS, Rule


def measure(rule: Rule, start: Moment, facts: ClockFacts, timeline: Timeline) -> Measured:
    """Apply the rule's period to its trigger. Raises CalendarError past the years of the holiday calendar."""
    period = rule.period
    if period.unit == "immediate":
        return immediate(rule, start)
    if period.unit not in NUMBERED_UNITS or period.n is None:
        return undated(rule)
    if period.unit == "hours":
        return hours(rule, period.n, start)
    if rule.extension is not None:
        return extensible(rule, start, facts, timeline)
    if rule.tolling:
        return _tolled(rule, period.n, start, facts, timeline)
    return finish(rule, *count(rule, start))


def _tolled(rule: Rule, n: int, start: Moment, facts: ClockFacts, timeline: Timeline) -> Measured:
    """The count around the spans that stand still; for our own act never later than is sure.

    Another's clock that stands still without an end has no date. Ours keeps the date that it would have without that
    span: the true one can only be later.
    """
    steps, bare = count(rule, start)
    stops = stops_of(rule, start, facts, timeline)
    steps.extend(stops.steps)
    if stops.open_ended and rule.duty_of != "ours":
        return Measured(tuple(steps), needs=stops.needs, tolled=True)
    due = bare_end(rule, start.on, n, stops.all) if stops.all else bare
    careful = bare_end(rule, start.on, n, stops.certain) if stops.doubtful else due
    if due != bare:
        steps.append(Step("count", due.isoformat(), "Counted again without the days that stood."))
    if stops.open_ended:
        why = "It stands still at present, so the last day will be later than this: the careful date is kept."
        steps.append(Step("tolling", due.isoformat(), why))
    return replace(finish(rule, steps, due, careful), needs=stops.needs)
