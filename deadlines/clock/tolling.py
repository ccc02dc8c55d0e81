"""Spans in which a clock stands: those that the law dates itself, and those that events begin and end.

How a period is counted around them is `measure`'s work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from deadlines.clock.answer import Step
from deadlines.clock.counting import Span
from deadlines.clock.events import ClockFacts
from deadlines.clock.scope import words
from deadlines.clock.timeline import Moment, Timeline
from deadlines.law.model import FactValue, Rule, Tolling


@dataclass(frozen=True, slots=True)
class Stops:
    """Where a clock stands: surely, by a disputed reading, and whether it stands still today without an end."""

    certain: tuple[Span, ...] = ()
    doubtful: tuple[Span, ...] = ()
    open_ended: bool = False
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Span, ...]:
        """Every span, merged and in order."""
        return merged((*self.certain, *self.doubtful))


def stops_of(rule: Rule, start: Moment, facts: ClockFacts, timeline: Timeline) -> Stops:
    """The spans of `rule` that do not hang on a notice of extension, for a clock that began with `start`."""
    made = [_stop(span, start, facts, timeline) for span in rule.tolling if span.start or span.dates]
    return _joined(made)


def stops_after_notice(rule: Rule, notice: Moment, facts: ClockFacts, timeline: Timeline) -> Stops:
    """The spans of `rule` that begin with a notice of extension, such as 29 CFR 2560.503-1(f)(4), (i)(4)."""
    made = [
        _held(span, facts) or _from(span, notice.on, timeline)
        for span in rule.tolling
        if not span.start and not span.dates
    ]
    return _joined(made)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as spans in order that neither touch nor overlap."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _stop(span: Tolling, start: Moment, facts: ClockFacts, timeline: Timeline) -> Stops:
    begun = timeline.happened(span.start)
    if span.dates is None and not begun:
        return Stops()
    held = _held(span, facts)
    if held is not None:
        return held
    if span.dates is not None:
        first, last = span.dates
        if last <= start.on:
            return Stops()
        why = f"The clock stands from {first} to {last}. {span.citation}"
        return _told(span, (first, last), Step("tolling", last.isoformat(), why))
    return _from(span, begun[0].on, timeline, start.on)


def _held(span: Tolling, facts: ClockFacts) -> Stops | None:
    """What keeps the span from being counted: a fact that says otherwise, or one not known. None: nothing does."""
    for fact, values in span.when:
        value: FactValue | None = facts.facts.get(fact)
        if value is None:
            why = f"If {fact} is {words(values)}, the clock stands for a time. {span.citation}"
            return Stops(steps=(Step("tolling", "not known", why),), needs=(fact,))
        if value not in values:
            return Stops()
    return None


def _from(span: Tolling, first: date, timeline: Timeline, counted_from: date = date.min) -> Stops:
    """The span that began on `first`; nothing where it was over before the count began."""
    over = next((moment.on for moment in timeline.happened(span.until) if moment.on >= first), None)
    longest = first + timedelta(days=span.days - 1) if span.days is not None else None
    ends = [day for day in (over, longest) if day is not None]
    if not ends:
        why = f"The clock stands from {first} until it is known: {' or '.join(span.until)}. {span.citation}"
        return Stops(open_ended=True, steps=(Step("tolling", "stopped", why),), needs=span.until)
    last = min(ends)
    if last <= counted_from:
        return Stops()
    why = f"The clock stood from {first} to {last}. {span.citation}"
    return _told(span, (first, last), Step("tolling", last.isoformat(), why))


def _told(span: Tolling, days: Span, step: Step) -> Stops:
    if span.certain:
        return Stops(certain=(days,), steps=(step,))
    doubt = f"{step.why} Whether it does is not settled: the safe date does without it."
    return Stops(doubtful=(days,), steps=(Step("tolling", step.result, doubt),))


def _joined(made: Iterable[Stops]) -> Stops:
    found = tuple(made)
    return Stops(
        certain=merged(span for stop in found for span in stop.certain),
        doubtful=merged(span for stop in found for span in stop.doubtful),
        open_ended=any(stop.open_ended for stop in found),
        steps=tuple(step for stop in found for step in stop.steps),
        needs=tuple(need for stop in found for need in stop.needs),
    )
