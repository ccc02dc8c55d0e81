"""Facts and a catalogue in, every deadline out with its working. Pure: the same facts give the same answer.

Joins what triggers each rule, its scope, measure and standing; those live in modules of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Final

from cases.vocabulary import EVENT_KINDS
from deadlines.clock.answer import Answer, ComputedDeadline, NotApplicable, Step
from deadlines.clock.calendars import CalendarError
from deadlines.clock.events import ClockFacts, FactsError
from deadlines.clock.measure import measure
from deadlines.clock.own_terms import own_period, policy_rules, still_to_record, under_policy, weigh
from deadlines.clock.periods import Measured
from deadlines.clock.scope import GOVERNS, Scope, in_force, scopes_of
from deadlines.clock.standing import Standing, standing_of, standing_without_start
from deadlines.clock.starts import Start, starts_from_end, starts_of
from deadlines.clock.timeline import Moment, Timeline, timeline_of
from deadlines.law.model import Catalogue, Rule

_AFTER_ANY_HOUR: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Run:
    """One computation's inputs, checked."""

    facts: ClockFacts
    catalogue: Catalogue
    timeline: Timeline


def compute(facts: ClockFacts, catalogue: Catalogue) -> Answer:
    """Every deadline that `catalogue` gives for `facts`, in the order of their dates; remedies are the ladder's.

    Raises FactsError, with a code, a remedy and a JSON pointer, for facts that no clock can run on.
    """
    run = _Run(facts, catalogue, timeline_of(facts))
    deadlines: list[ComputedDeadline] = []
    not_applicable: list[NotApplicable] = []
    taken: set[str] = set()
    hanging: list[tuple[Rule, Scope]] = []
    for rule, circumstances in scopes_of(facts, catalogue):
        scope = in_force(rule, circumstances, facts, run.timeline)
        if scope.excluded is not None:
            not_applicable.append(NotApplicable(rule.id, scope.excluded))
            continue
        name = own_period(rule, facts)
        taken.add(name)
        own = under_policy(rule, facts, name)
        if own.trigger.end_of is not None:
            hanging.append((own, scope))
        elif own.stirring.isdisjoint(run.timeline.kinds):
            deadlines.append(_untouched(own, scope))
        else:
            starts = starts_of(own, run.timeline)
            if unsure := still_to_record(rule, facts):
                starts = [replace(start, needs=(*start.needs, *unsure)) for start in starts]
            deadlines.extend(_rows(own, scope, run, starts))
    for rule, scope in hanging:
        deadlines.extend(_rows(rule, scope, run, _starts_or_end(rule, run.timeline, deadlines)))
    for rule in policy_rules(facts, taken):
        deadlines.extend(_rows(rule, GOVERNS, run, starts_of(rule, run.timeline)))
    weighed, void = weigh(deadlines, catalogue)
    return Answer(tuple(sorted(weighed, key=_by_date)), (*not_applicable, *void))


def _by_date(row: ComputedDeadline) -> tuple[date, datetime, str, str]:
    when = row.due_on or (row.due_at.date() if row.due_at else date.max)
    return when, row.due_at or _AFTER_ANY_HOUR, row.rule, row.trigger_ref or ""


def _starts_or_end(rule: Rule, timeline: Timeline, rows: Sequence[ComputedDeadline]) -> list[Start]:
    """The rule's own trigger, or the last day of the rule that it hangs on."""
    return starts_of(rule, timeline) or starts_from_end(
        rule, [row for row in rows if row.rule == rule.trigger.end_of]
    )


def _rows(rule: Rule, scope: Scope, run: _Run, starts: Sequence[Start]) -> list[ComputedDeadline]:
    if not starts:
        return [_row_without_start(rule, scope, run)]
    rows: list[ComputedDeadline] = []
    for start in starts:
        measured = _measured(rule, start, run)
        steps = (*start.steps, *measured.steps)
        unsettled = (*start.needs, *measured.needs)
        measured = replace(measured, steps=steps, needs=unsettled)
        standing = standing_of(rule, start.moment, measured, scope, run.timeline)
        rows.append(_row(rule, scope, start, measured, standing))
    return rows


def _measured(rule: Rule, start: Start, run: _Run) -> Measured:
    """The rule's own end, or that of the rule that it is weighed against. Raises FactsError past its calendar."""
    try:
        measured = measure(rule, start.moment, run.facts, run.timeline)
        for other, later in ((rule.later_of, True), (rule.earlier_of, False)):
            if other is not None:
                measured = _weighed(rule, measured, run, other, later=later)
    except (CalendarError, OverflowError) as error:
        since = f"{start.moment.kind} on {start.moment.on}"
        message = f"{rule.id}, counted from {since}, has no date: {error}"
        raise FactsError("date_out_of_range", message, "/events") from error
    return measured


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


@lru_cache(maxsize=4096)
def _untouched(rule: Rule, scope: Scope) -> ComputedDeadline:
    """The row of a rule of whose events none is known: the same in every claim."""
    start = Start(Moment(rule.trigger.event, date.max), rule.trigger.event, ())
    step = _waiting_step(rule.trigger.kinds, rule.trigger.together_with)
    return _row(rule, scope, start, Measured((step,)), Standing("waiting"))


def _row_without_start(rule: Rule, scope: Scope, run: _Run) -> ComputedDeadline:
    """A date that waits for an event is a row that says so."""
    missing = tuple(kind for kind in rule.trigger.together_with if not run.timeline.happened((kind,)))
    started = missing and run.timeline.happened(rule.trigger.kinds)
    awaited = () if started else rule.trigger.kinds
    step = _waiting_step(awaited, missing)
    planned = [moment.on for kind in (*awaited, *missing) for moment in run.timeline.planned.get(kind, ())]
    if planned:
        step = replace(step, why=f"{step.why} Planned for {min(planned)}.")
    measured = Measured((step,))
    standing = standing_without_start(rule, scope, run.timeline)
    trigger = rule.trigger.event
    return _row(rule, scope, Start(Moment(trigger, date.max), trigger, ()), measured, standing)


@cache
def _waiting_step(kinds: tuple[str, ...], missing: tuple[str, ...]) -> Step:
    """What is awaited: one of `kinds`, and each of `missing`."""
    labels = [" or ".join(map(_uncapitalised, kinds))] if kinds else []
    wanted = " and ".join((*labels, *map(_uncapitalised, missing)))
    return Step("trigger", "waiting", f"Waits until this is known: {wanted}.")


def _uncapitalised(kind: str) -> str:
    label = EVENT_KINDS[kind]
    return f"{label[0].lower()}{label[1:]}"


def _weighed(rule: Rule, own: Measured, run: _Run, name: str, *, later: bool) -> Measured:
    """The later, or the earlier, of the rule's own end and that of the rule called `name`."""
    kind, word = ("later_of", "later") if later else ("earlier_of", "earlier")
    other = _governing(name, run)
    starts = starts_of(other, run.timeline) if other else []
    if other is None or not starts:
        reading = "This is the earlier reading." if later else "This may be too late."
        waits = "it does not govern here" if other is None else "it waits for its own trigger"
        why = f"The end of {name}, if {word}, counts; {waits}. {reading if other else ''}".rstrip()
        needs = (*own.needs, other.trigger.event) if other else own.needs
        step = Step(kind, "not known" if other else "not governing", why)
        return replace(own, steps=(*own.steps[:-2], step, *own.steps[-2:]), needs=needs)
    rival = measure(other, starts[-1].moment, run.facts, run.timeline)
    own_day, rival_day = _day(own), _day(rival)
    if own_day is None or rival_day is None or (rival_day < own_day) is later:
        compared = "Later" if later else "Not later"
        step = Step(kind, _iso(own), f"{compared} than the end of {other.id}, {rival_day}.")
        return replace(own, steps=(*own.steps[:-2], step, *own.steps[-2:]))
    why = f"The end of {other.id} is {word}: it counts. {rule.citation}"
    return replace(
        rival,
        steps=(*own.steps[:-2], Step(kind, _iso(rival), why), *rival.steps[-2:]),
        needs=(*own.needs, *starts[-1].needs, *rival.needs),
    )


def _governing(rule_id: str, run: _Run) -> Rule | None:
    """The version of a rule that governs these facts, or may; None where none does."""
    return next(
        (
            rule
            for rule, scope in scopes_of(run.facts, run.catalogue)
            if rule.id == rule_id and in_force(rule, scope, run.facts, run.timeline).excluded is None
        ),
        None,
    )


def _day(measured: Measured) -> date | None:
    return measured.due_on or (measured.due_at.date() if measured.due_at else None)


def _iso(measured: Measured) -> str:
    if measured.due_at is not None:
        return measured.due_at.isoformat()
    return measured.due_on.isoformat() if measured.due_on else "no date"
