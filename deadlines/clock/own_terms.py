"""The policy's own times beside the law's: taken up where the law leaves a period to it, else clocks of their own.

Of two clocks for one act the earlier is kept; a policy's time that is shorter than the law's minimum does not hold.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date

from deadlines.clock.answer import ComputedDeadline, NotApplicable, Step
from deadlines.clock.counting import add_days, add_months
from deadlines.clock.events import ClockFacts, PolicyPeriod
from deadlines.law.contract import Term, contract_rules, is_contract
from deadlines.law.model import Catalogue, Rule, Trigger, Unit


def own_period(rule: Rule, facts: ClockFacts) -> str:
    """The name of the policy's period that a rule leaves to it; empty where there is none, or only too short a one."""
    if rule.period.from_policy is None:
        return ""
    return next((name for name, own in _of_kind(rule, facts) if not _below_floor(rule, own)), "")


def under_policy(rule: Rule, facts: ClockFacts, name: str) -> Rule:
    """The rule with the policy's period of that name, and with its trigger where the policy has another.

    Without one the law's own number stands, if it has one.
    """
    if rule.period.from_policy is None or (not name and rule.period.n is None):
        return rule
    if not name:
        return replace(rule, period=replace(rule.period, from_policy=None))
    own = facts.policy[name]
    trigger = Trigger(own.trigger) if own.trigger else rule.trigger
    citation = f"{rule.citation}; {own.where}" if own.where else rule.citation
    period = replace(rule.period, n=own.n, unit=own.unit, words=own.where)
    return replace(rule, period=period, trigger=trigger, citation=citation)


def still_to_record(rule: Rule, facts: ClockFacts) -> tuple[str, ...]:
    """What must be recorded before the law's number is sure: the policy's own time, which may be another."""
    if rule.period.from_policy is None or rule.period.n is None or any(_of_kind(rule, facts)):
        return ()
    return (f"policy.{rule.period.from_policy}",)


def _of_kind(rule: Rule, facts: ClockFacts) -> Iterator[tuple[str, PolicyPeriod]]:
    wanted = rule.period.from_policy
    return ((name, own) for name, own in facts.policy.items() if (own.kind or name) == wanted)


def _below_floor(rule: Rule, own: PolicyPeriod) -> bool:
    """Whether the policy's time is shorter than the least that the law lets it set, measured from one day."""
    least = _measured(rule.period.n, rule.period.unit) if rule.period.floor else None
    given = _measured(own.n, own.unit)
    return least is not None and given is not None and given < least


def _measured(n: int | None, unit: Unit) -> date | None:
    """Where a period ends that begins on the first day of an ordinary year; None where that can't be told."""
    if n is None or unit not in ("calendar_days", "months", "years"):
        return None
    start = date(2001, 1, 1)
    if unit == "calendar_days":
        return add_days(start, n)
    return add_months(start, n if unit == "months" else 12 * n, missing_day="last_day")


def policy_rules(facts: ClockFacts, taken: Container[str]) -> tuple[Rule, ...]:
    """The policy's duties as rules, without the periods that rules of law have `taken` up."""
    terms = (
        Term(name, own.kind or name, own.n, own.unit, own.trigger, own.where, own.read)
        for name, own in facts.policy.items()
    )
    return contract_rules(terms, facts.line_of_business, facts.plan_type, taken)


def weigh(
    rows: Sequence[ComputedDeadline], catalogue: Catalogue
) -> tuple[list[ComputedDeadline], list[NotApplicable]]:
    """The rows with what is to be said of two clocks for one act, and the policy's times that do not hold."""
    own = [row for row in rows if is_contract(row.rule)]
    if not own:
        return list(rows), []
    least = {(rule.id, rule.version) for rule in catalogue.rules if rule.period.floor}
    void: dict[str, NotApplicable] = {}
    for row in own:
        for law in rows:
            if (law.rule, law.rule_version) in least and _rivals(row, law) and _shorter(row, law):
                why = f"the law gives at least until {law.due_on}, {law.citation}: a policy can't give less"
                void[row.rule] = NotApplicable(row.rule, why)
    held = [row for row in rows if row.rule not in void]
    return [_beside(row, held) for row in held], list(void.values())


def _rivals(one: ComputedDeadline, other: ComputedDeadline) -> bool:
    """Whether both are our clocks for one act, with certain dates, one of them the policy's own."""
    return (
        one.rule != other.rule
        and (is_contract(one.rule) or is_contract(other.rule))
        and one.duty_of == other.duty_of == "ours"
        and one.condition is other.condition is None
        and one.due_on is not None
        and other.due_on is not None
        and one.part == other.part
        and bool(set(one.satisfied_events) & set(other.satisfied_events))
    )


def _shorter(row: ComputedDeadline, law: ComputedDeadline) -> bool:
    assert row.due_on is not None
    assert law.due_on is not None
    return row.trigger_ref == law.trigger_ref and row.due_on < law.due_on


def _beside(row: ComputedDeadline, rows: Sequence[ComputedDeadline]) -> ComputedDeadline:
    rivals = [other for other in rows if _rivals(row, other)]
    if not rivals:
        return row
    first = min((row, *rivals), key=lambda each: (each.due_on, each.rule))
    if first is row:
        ends = "; ".join(f"{other.rule} on {other.due_on}" for other in rivals)
        why = f"The earliest of the clocks for this act, so the one to keep. The others end: {ends}."
        if is_contract(row.rule):
            why += " Whether the law lets a policy set so short a time is to be checked before relying on a later one."
        return _with_step(row, Step("shortest", str(row.due_on), why))
    why = f"{first.rule} ends earlier, on {first.due_on} ({first.citation}): keep that one."
    return _with_step(row, Step("shorter", str(first.due_on), why))


def _with_step(row: ComputedDeadline, step: Step) -> ComputedDeadline:
    return replace(row, working=(*row.working, step))
