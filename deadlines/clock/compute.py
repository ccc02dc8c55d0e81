"""Facts and a catalogue in, every deadline out with its working. Pure: the same facts give the same answer.

Joins what triggers each rule, its scope, measure and standing; those live in modules of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Final

from cases.vocabulary import EVENT_KINDS
from deadlines.clock.answer import Answer, ComputedDeadline, NotApplicable, Step
from deadlines.clock.calendars import CalendarError
from deadlines.clock.events import ClockFacts, FactsError
from deadlines.clock.measure import Measured, measure
from deadlines.clock.own_terms import own_period, policy_rules, under_policy, weigh
from deadlines.clock.scope import GOVERNS, Scope, scope_of
from deadlines.clock.standing import Standing, standing_of, standing_without_start
from deadlines.clock.starts import Start, starts_of
from deadlines.clock.timeline import Moment, Timeline, timeline_of
from deadlines.law.model import Catalogue, Implied, Rule

_AFTER_ANY_HOUR: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Run:
    """One computation's inputs, checked."""

    facts: ClockFacts
    catalogue: Catalogue
    implied: Mapping[str, Implied]
    timeline: Timeline


def compute(facts: ClockFacts, catalogue: Catalogue) -> Answer:
    """Every deadline that `catalogue` gives for `facts`, in the order of their dates; remedies are the ladder's.

    Raises FactsError, with a code, a remedy and a JSON pointer, for facts that no clock can run on.
    """
    run = _Run(facts, catalogue, catalogue.implied_facts(facts.plan_type), timeline_of(facts))
    deadlines: list[ComputedDeadline] = []
    not_applicable: list[NotApplicable] = []
    try:
        taken: set[str] = set()
        for rule in catalogue.for_line(facts.line_of_business):
            scope = scope_of(rule, facts, run.implied, run.timeline)
            if scope.excluded is not None:
                not_applicable.append(NotApplicable(rule.id, scope.excluded))
                continue
            name = own_period(rule, facts)
            taken.add(name)
            deadlines.extend(_rows(under_policy(rule, facts, name), scope, run))
        for rule in policy_rules(facts, taken):
            deadlines.extend(_rows(rule, GOVERNS, run))
    except (CalendarError, OverflowError) as error:
        raise FactsError("date_out_of_range", f"a due date can't be counted: {error}", "/events") from error
    weighed, void = weigh(deadlines, catalogue)
    return Answer(tuple(sorted(weighed, key=_by_date)), (*not_applicable, *void))


def _by_date(row: ComputedDeadline) -> tuple[date, datetime, str, str]:
    when = row.due_on or (row.due_at.date() if row.due_at else date.max)
    return when, row.due_at or _AFTER_ANY_HOUR, row.rule, row.trigger_ref or ""


def _rows(rule: Rule, scope: Scope, run: _Run) -> list[ComputedDeadline]:
    starts = starts_of(rule, run.timeline)
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


def _row(rule: Rule, scope: Scope, start: Start, measured: Measured, standing: Standing) -> ComputedDeadline:
    part = start.moment.part
    return ComputedDeadline(
        rule=rule.id,
        rule_version=rule.version,
        duty_of=rule.duty_of,
        act=f"{rule.act} ({part})" if part else rule.act,
        trigger=start.trigger,
        trigger_ref=start.moment.ref,
        trigger_on=None if start.moment.on == date.max else start.moment.on,
        part=part,
        satisfied_by=rule.satisfied_by,
        satisfied_events=rule.satisfied_events,
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
    return _row(rule, scope, Start(Moment(trigger, date.max), trigger, ()), measured, standing)


@cache
def _waiting_step(kinds: tuple[str, ...]) -> Step:
    labels = " or ".join(f"{EVENT_KINDS[kind][0].lower()}{EVENT_KINDS[kind][1:]}" for kind in kinds)
    return Step("trigger", "waiting", f"Waits until this is known: {labels}.")


def _later(rule: Rule, own: Measured, run: _Run) -> Measured:
    """The later of the rule's own end and that of the rule it names."""
    assert rule.later_of is not None
    (other,) = (r for r in run.catalogue.versions(rule.later_of)[-1:])
    starts = starts_of(other, run.timeline)
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
