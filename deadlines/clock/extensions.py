"""More time by notice: which notices of extension count, and where the period ends with them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from deadlines.clock.answer import Step
from deadlines.clock.counting import add_hours, pinned
from deadlines.clock.days import Days
from deadlines.clock.events import ClockFacts
from deadlines.clock.periods import HoursEnd, Measured, bare_end, count, finish, leg_end
from deadlines.clock.timeline import Moment, Timeline
from deadlines.clock.tolling import merged, stops_after_notice, stops_of
from deadlines.law.model import Extension, Leg, Rule


def extensible(
    rule: Rule, extension: Extension, start: Moment, facts: ClockFacts, timeline: Timeline, days: Days
) -> Measured:
    """Count with the extensions that were noticed in time, and with the clock stopped where the rule stops it.

    Raises CalendarError past the years of the holiday calendar.
    """
    assert rule.period.n is not None
    legs = [Leg(rule.period.n, rule.period.unit)]
    steps, due = count(rule, start, days)
    standing = stops_of(rule, start, facts, timeline)
    steps.extend(standing.steps)
    stops, needs = standing.all, standing.needs
    if standing.open_ended:
        return Measured(tuple(steps), needs=needs, tolled=True)
    if stops:
        due = bare_end(rule, start.on, legs, stops, days)
        steps.append(_without_stops(due))
    for notice, one_too_many in _notices(extension, rule, start, timeline):
        if one_too_many or notice.on > due:
            steps.append(_refused(notice, due.isoformat(), one_too_many=one_too_many))
            continue
        if extension.counted == "from_notice":
            due = max(due, leg_end(rule, notice.on, Leg(extension.n, extension.unit), (), days))
        else:
            legs = _lengthened(legs, extension)
            due = bare_end(rule, start.on, legs, stops, days)
        steps.append(_granted(extension, notice, due.isoformat()))
        stop = stops_after_notice(rule, notice, facts, timeline)
        steps.extend(stop.steps)
        needs = (*needs, *stop.needs)
        if stop.open_ended:
            return Measured(tuple(steps), needs=needs, tolled=True)
        if stop.all:
            stops = merged((*stops, *stop.all))
            due = max(due, bare_end(rule, start.on, legs, stops, days))
            steps.append(_without_stops(due))
    return replace(finish(rule, steps, due, days), needs=needs)


def extended_hours(
    rule: Rule, extension: Extension, start: Moment, end: HoursEnd, timeline: Timeline
) -> HoursEnd:
    """The end of hours with the extensions that were noticed before it: hours more, or days to the same hour."""
    due, earliest, steps = end.due, end.earliest, list(end.steps)
    for notice, one_too_many in _notices(extension, rule, start, timeline):
        late = notice.at > due if notice.at is not None else notice.on > due.date()
        if one_too_many or late:
            steps.append(_refused(notice, pinned(due).isoformat(), one_too_many=one_too_many))
            continue
        due, earliest = _later(due, extension), _later(earliest, extension)
        steps.append(_granted(extension, notice, pinned(due).isoformat()))
    return replace(end, steps=tuple(steps), due=due, earliest=earliest)


def _later(instant: datetime, extension: Extension) -> datetime:
    """Elapsed hours later; or days later by the wall clock of the place, across any change of the clocks."""
    if extension.unit == "hours":
        return add_hours(instant, extension.n)
    return instant + timedelta(days=extension.n)


def _lengthened(legs: list[Leg], extension: Extension) -> list[Leg]:
    """More of the last leg where the units are the same, so that months stay whole; else another leg."""
    *before, last = legs
    if last.unit == extension.unit:
        return [*before, Leg(last.n + extension.n, last.unit)]
    return [*legs, Leg(extension.n, extension.unit)]


def _notices(
    extension: Extension, rule: Rule, start: Moment, timeline: Timeline
) -> list[tuple[Moment, bool]]:
    """The notices between the start and the act, each with whether it is one too many."""
    found = timeline.happened((extension.notice_sent,)) or timeline.happened((extension.notice_received,))
    closing = next((m.on for m in timeline.happened(rule.satisfied_events) if m.on >= start.on), date.max)
    within = [notice for notice in found if start.on <= notice.on <= closing]
    most = len(within) if extension.times is None else extension.times
    return [(notice, index >= most) for index, notice in enumerate(within)]


def _granted(extension: Extension, notice: Moment, result: str) -> Step:
    unit = {"calendar_days": "days"}.get(extension.unit, extension.unit.replace("_", " "))
    more = f"{extension.n} {unit} more"
    if extension.counted == "from_notice":
        more = f"until {extension.n} {unit} after the notice"
    return Step(
        "extension", result, f"Notice of {notice.on} in time: {more}, if there were {extension.condition}."
    )


def _refused(notice: Moment, ends: str, *, one_too_many: bool) -> Step:
    why = f"The notice of {notice.on} came after the running period ended on {ends}: it extends nothing."
    return Step("extension_refused", ends, "The text allows no further extension." if one_too_many else why)


def _without_stops(due: date) -> Step:
    return Step("count", due.isoformat(), "Counted again without the days that stood.")
