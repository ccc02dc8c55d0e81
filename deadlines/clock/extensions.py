"""More time by notice: which notices of extension count, and where the period ends with them."""

from dataclasses import replace
from datetime import date

from deadlines.clock.answer import Step
from deadlines.clock.days import Days
from deadlines.clock.events import ClockFacts
from deadlines.clock.periods import Measured, bare_end, count, finish
from deadlines.clock.timeline import Moment, Timeline
from deadlines.clock.tolling import Span, merged, stops_after_notice, stops_of
from deadlines.law.model import Extension, Rule


def extensible(rule: Rule, start: Moment, facts: ClockFacts, timeline: Timeline, days: Days) -> Measured:
    """Count with the extensions that were noticed in time, and with the clock stopped where the rule stops it.

    Raises CalendarError past the years of the holiday calendar.
    """
    extension, n = rule.extension, rule.period.n
    assert extension is not None
    assert n is not None
    steps, due = count(rule, start, days)
    standing = stops_of(rule, start, facts, timeline)
    steps.extend(standing.steps)
    if standing.open_ended:
        return Measured(tuple(steps), needs=standing.needs, tolled=True)
    stops: list[Span] = list(standing.all)
    needs = standing.needs
    if stops:
        due = bare_end(rule, start.on, n, stops, days)
        steps.append(_without_stops(n, rule, start.on, due))
    total = n
    for notice, refused in _notices(extension, rule, start, timeline):
        late = notice.on > due
        if refused or late:
            why = (
                f"The notice of {notice.on} came after the running period ended on {due}: it extends nothing."
                if late
                else "The text allows no further extension."
            )
            steps.append(Step("extension_refused", due.isoformat(), why))
            continue
        if extension.counted == "from_notice":
            due = max(due, bare_end(rule, notice.on, extension.n, (), days, extension.unit))
            more = f"until {extension.n} {_unit(extension)} after the notice"
        else:
            total += extension.n
            due = bare_end(rule, start.on, total, stops, days)
            more = f"{extension.n} {_unit(extension)} more"
        why = f"Notice of {notice.on} in time: {more}, if there were {extension.condition}."
        steps.append(Step("extension", due.isoformat(), why))
        stop = stops_after_notice(rule, notice, facts, timeline)
        steps.extend(stop.steps)
        needs = (*standing.needs, *stop.needs)
        if stop.open_ended:
            return Measured(tuple(steps), needs=needs, tolled=True)
        if stop.all:
            stops = list(merged((*stops, *stop.all)))
            due = bare_end(rule, start.on, total, stops, days)
            steps.append(_without_stops(total, rule, start.on, due))
    return replace(finish(rule, steps, due, days), needs=needs)


def _notices(
    extension: Extension, rule: Rule, start: Moment, timeline: Timeline
) -> list[tuple[Moment, bool]]:
    """The notices between the start and the act, each with whether it is one too many."""
    found = timeline.happened((extension.notice_sent,)) or timeline.happened((extension.notice_received,))
    closing = next((m.on for m in timeline.happened(rule.satisfied_events) if m.on >= start.on), date.max)
    within = [notice for notice in found if start.on <= notice.on <= closing]
    most = len(within) if extension.times is None else extension.times
    return [(notice, index >= most) for index, notice in enumerate(within)]


def _unit(extension: Extension) -> str:
    return {"calendar_days": "days"}.get(extension.unit, extension.unit.replace("_", " "))


def _without_stops(n: int, rule: Rule, start: date, due: date) -> Step:
    unit = {"calendar_days": "days"}.get(rule.period.unit, rule.period.unit)
    return Step("count", due.isoformat(), f"{n} {unit} after {start}, without the days that stood.")
