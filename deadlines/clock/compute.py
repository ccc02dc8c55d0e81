"""Facts and a catalogue in, every deadline out with its working. Pure: the same facts give the same answer.

Finds what triggers each rule and joins scope, measure and standing; those live in modules of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from cases.vocabulary import EVENT_KINDS
from deadlines.clock.answer import Answer, ComputedDeadline, NotApplicable, Step
from deadlines.clock.calendars import CalendarError
from deadlines.clock.counting import add_days
from deadlines.clock.events import ClockFacts, FactsError
from deadlines.clock.measure import LAST_ZONE, Measured, measure
from deadlines.clock.scope import Scope, scope_of
from deadlines.clock.standing import Standing, standing_of, standing_without_start
from deadlines.clock.timeline import Moment, Timeline, order, timeline_of
from deadlines.law.model import Catalogue, Implied, Rule, Trigger

_AFTER_ANY_HOUR: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Run:
    """One computation's inputs, checked."""

    facts: ClockFacts
    catalogue: Catalogue
    implied: Mapping[str, Implied]
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class _Start:
    """What a clock is counted from: the trigger, or what stands in for it, and what that leaves unknown."""

    moment: Moment
    trigger: str
    steps: tuple[Step, ...]
    needs: tuple[str, ...] = ()


def compute(facts: ClockFacts, catalogue: Catalogue) -> Answer:
    """Every deadline that `catalogue` gives for `facts`, in the order of their dates; remedies are the ladder's.

    Raises FactsError, with a code, a remedy and a JSON pointer, for facts that no clock can run on.
    """
    run = _Run(facts, catalogue, catalogue.implied_facts(facts.plan_type), timeline_of(facts))
    deadlines: list[ComputedDeadline] = []
    not_applicable: list[NotApplicable] = []
    try:
        for rule in catalogue.for_line(facts.line_of_business):
            scope = scope_of(rule, facts, run.implied, run.timeline)
            if scope.excluded is not None:
                not_applicable.append(NotApplicable(rule.id, scope.excluded))
            else:
                deadlines.extend(_rows(_under_policy(rule, facts), scope, run))
    except (CalendarError, OverflowError) as error:
        raise FactsError("date_out_of_range", f"a due date can't be counted: {error}", "/events") from error
    return Answer(tuple(sorted(deadlines, key=_by_date)), tuple(not_applicable))


def _by_date(row: ComputedDeadline) -> tuple[date, datetime, str, str]:
    when = row.due_on or (row.due_at.date() if row.due_at else date.max)
    return when, row.due_at or _AFTER_ANY_HOUR, row.rule, row.trigger_ref or ""


def _under_policy(rule: Rule, facts: ClockFacts) -> Rule:
    """The rule with the policy's own period and trigger, where the law leaves them to it and the policy has them."""
    own = facts.policy.get(rule.period.from_policy or "")
    if own is None:
        return rule
    trigger = Trigger(own.trigger) if own.trigger else rule.trigger
    return replace(rule, period=replace(rule.period, n=own.n, unit=own.unit), trigger=trigger)


def _rows(rule: Rule, scope: Scope, run: _Run) -> list[ComputedDeadline]:
    starts = _starts(rule, run.timeline)
    if not starts:
        return [_row_without_start(rule, scope, run)]
    rows: list[ComputedDeadline] = []
    for start in starts:
        measured = measure(rule, start.moment, run.facts, run.timeline)
        if rule.later_of is not None:
            measured = _later(rule, measured, run)
        steps = (*start.steps, *measured.steps)
        unsettled = (*start.needs, *measured.needs)
        measured = replace(measured, steps=steps, needs=unsettled)
        standing = standing_of(rule, start.moment, measured, scope, run.timeline)
        rows.append(_row(rule, scope, start, measured, standing))
    return rows


def _row(rule: Rule, scope: Scope, start: _Start, measured: Measured, standing: Standing) -> ComputedDeadline:
    return ComputedDeadline(
        rule=rule.id,
        rule_version=rule.version,
        duty_of=rule.duty_of,
        act=rule.act,
        trigger=start.trigger,
        trigger_ref=start.moment.ref,
        satisfied_by=rule.satisfied_by,
        due_on=measured.due_on,
        due_at=measured.due_at,
        safe_on=measured.safe_on,
        condition=scope.condition,
        needs=tuple(dict.fromkeys((*scope.needs, *measured.needs, *standing.needs))),
        state=standing.state,
        met_by_ref=standing.met_by_ref,
        citation=rule.citation,
        checked=rule.checked.grade,
        working=measured.steps,
    )


def _row_without_start(rule: Rule, scope: Scope, run: _Run) -> ComputedDeadline:
    """A date that waits for an event is a row that says so."""
    planned = run.timeline.expected(rule.trigger.kinds)
    step = _waiting_step(rule.trigger.kinds)
    if planned:
        step = replace(step, why=f"{step.why} Planned for {planned[0].on}.")
    measured = Measured((step,))
    standing = standing_without_start(rule, scope, run.timeline)
    trigger = rule.trigger.event
    return _row(rule, scope, _Start(Moment(trigger, date.max), trigger, ()), measured, standing)


@cache
def _waiting_step(kinds: tuple[str, ...]) -> Step:
    labels = " or ".join(f"{EVENT_KINDS[kind][0].lower()}{EVENT_KINDS[kind][1:]}" for kind in kinds)
    return Step("trigger", "waiting", f"Waits until this is known: {labels}.")


def _starts(rule: Rule, timeline: Timeline) -> list[_Start]:
    """What starts this rule's clocks; plans count only for a rule that counts backwards."""
    trigger = rule.trigger
    find = timeline.expected if rule.period.direction == "before" else timeline.happened
    candidates = find(trigger.kinds)[:1] if trigger.or_earlier else find(trigger.kinds)
    if candidates:
        return [_placed(rule, moment) for moment in candidates]
    stand_ins = find(trigger.stand_ins)
    return [_stand_in(rule, min(stand_ins, key=order))] if stand_ins else []


def _placed(rule: Rule, moment: Moment) -> _Start:
    """Count from the event; where its place is unknown and our own day is at stake, from the earlier day it may be.

    A time in UTC without its place: in the United States it may still have been the day before.
    """
    step = _trigger_step(moment)
    if rule.duty_of != "ours" or rule.period.unit == "hours" or moment.at is None or moment.zone is not None:
        return _Start(moment, moment.kind, (step,))
    earliest = moment.at.astimezone(ZoneInfo(LAST_ZONE)).date()
    if moment.at.utcoffset() or earliest == moment.on:
        return _Start(moment, moment.kind, (step,))
    why = f"The time is in UTC and its place is not known: in the United States it may have been {earliest}."
    careful = replace(moment, on=earliest)
    return _Start(
        careful, moment.kind, (step, Step("place", earliest.isoformat(), why)), needs=("time_zone",)
    )


def _stand_in(rule: Rule, moment: Moment) -> _Start:
    """Count from a letter's date while its receipt is unknown, or from the receipt that the law presumes."""
    step = _trigger_step(moment)
    presumed = rule.counting.receipt_presumption
    wanted = EVENT_KINDS[rule.trigger.event]
    if presumed is not None:
        on = add_days(moment.on, presumed)
        why = f"{wanted}: presumed {presumed} calendar days after {moment.on}. {rule.citation}"
        start = Moment(rule.trigger.event, on, ref=moment.ref)
        return _Start(start, rule.trigger.event, (step, Step("receipt", on.isoformat(), why)))
    why = (
        f"Not known when: {wanted[0].lower()}{wanted[1:]}. It can't have been earlier, so this count is safe."
    )
    steps = (step, Step("receipt", "not known", why))
    return _Start(moment, rule.trigger.event, steps, needs=(rule.trigger.event,))


def _trigger_step(moment: Moment) -> Step:
    result = moment.at.isoformat() if moment.at else moment.on.isoformat()
    place = f" in {moment.zone}" if moment.zone else ""
    how = f"; known by {moment.proof}" if moment.proof else "; no proof stated"
    return Step("trigger", result, f"{EVENT_KINDS[moment.kind]}: {moment.on}{place}{how}.")


def _later(rule: Rule, own: Measured, run: _Run) -> Measured:
    """The later of the rule's own end and that of the rule it names."""
    assert rule.later_of is not None
    (other,) = (r for r in run.catalogue.versions(rule.later_of)[-1:])
    starts = _starts(other, run.timeline)
    if not starts:
        why = f"The end of {other.id}, if later, counts; it waits for its own trigger. This is the earlier reading."
        return replace(
            own,
            steps=(*own.steps[:-2], Step("later_of", "not known", why), *own.steps[-2:]),
            needs=(*own.needs, other.trigger.event),
        )
    rival = measure(other, starts[-1].moment, run.facts, run.timeline)
    own_day = own.due_on or (own.due_at.date() if own.due_at else None)
    if own_day is None or rival.due_on is None or rival.due_on < own_day:
        result = _iso(own)
        step = Step("later_of", result, f"Later than the end of {other.id}, {rival.due_on}.")
        return replace(own, steps=(*own.steps[:-2], step, *own.steps[-2:]))
    step = Step(
        "later_of", rival.due_on.isoformat(), f"The end of {other.id} is later: it counts. {rule.citation}"
    )
    return replace(
        rival,
        steps=(*own.steps[:-2], step, *rival.steps[-2:]),
        needs=(*own.needs, *starts[-1].needs, *rival.needs),
    )


def _iso(measured: Measured) -> str:
    if measured.due_at is not None:
        return measured.due_at.isoformat()
    return measured.due_on.isoformat() if measured.due_on else "no date"
