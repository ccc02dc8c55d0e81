"""Whether a rule governs a set of facts: by plan type, circumstances and effective dates.

What isn't known leaves the rule standing under a condition; it never makes it vanish.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from deadlines.clock.events import ClockFacts
from deadlines.clock.timeline import Timeline
from deadlines.law.model import Catalogue, Effective, FactValue, Implied, Rule


@dataclass(frozen=True, slots=True)
class Scope:
    """`excluded` says why the rule doesn't govern. Else `condition` and `needs` say what it still hangs on."""

    excluded: str | None = None
    condition: str | None = None
    needs: tuple[str, ...] = ()


GOVERNS = Scope()


def scopes_of(facts: ClockFacts, catalogue: Catalogue) -> tuple[tuple[Rule, Scope], ...]:
    """Each rule of the claim's place and line with how it stands to the claim's circumstances, its dates left aside.

    A rule that governs by a presumption governs, and still asks for the fact.
    """
    stated = frozenset(facts.facts.items())
    return _scopes(catalogue, facts.line_of_business, facts.jurisdiction, facts.plan_type, stated)


def in_force(rule: Rule, scope: Scope, facts: ClockFacts, timeline: Timeline) -> Scope:
    """The scope of `scopes_of` with the rule's own dates weighed too."""
    if rule.effective is None or scope.excluded is not None:
        return scope
    by = " or ".join(rule.effective.by)
    known = _effective_date(rule.effective, facts, timeline)
    span = _span(rule.effective)
    if known is None:
        condition = f"{by} {span}"
        both = f"{scope.condition} and {condition}" if scope.condition else f"only if {condition}"
        return Scope(condition=both, needs=(*scope.needs, rule.effective.by[0]))
    if not (rule.effective.start or date.min) <= known <= (rule.effective.end or date.max):
        return Scope(excluded=f"in force only for {by} {span}; here {known}")
    return scope


def is_in_force(effective: Effective | None, facts: ClockFacts, timeline: Timeline) -> bool | None:
    """Whether a text with these dates governs; None where the date that decides it is not known."""
    if effective is None:
        return True
    known = _effective_date(effective, facts, timeline)
    return None if known is None else (effective.start or date.min) <= known <= (effective.end or date.max)


@lru_cache(maxsize=1024)
def _scopes(
    catalogue: Catalogue,
    line: str,
    jurisdiction: str,
    plan_type: str,
    stated: frozenset[tuple[str, FactValue]],
) -> tuple[tuple[Rule, Scope], ...]:
    """Kept, since many claims share their circumstances: what the law settles wins over what is stated."""
    facts = dict(stated)
    implied = catalogue.implied_facts(plan_type, jurisdiction, facts)
    rules = catalogue.for_line(line, jurisdiction)
    return tuple((rule, _circumstances(rule, plan_type, facts, implied)) for rule in rules)


def _circumstances(
    rule: Rule, plan_type: str, facts: Mapping[str, FactValue], implied: Mapping[str, Implied]
) -> Scope:
    if plan_type not in rule.plan_types:
        return Scope(excluded=f"does not govern plan type {plan_type}: only {', '.join(rule.plan_types)}")
    conditions: list[str] = []
    needs: list[str] = []
    for fact, values in rule.when:
        settled = implied.get(fact)
        value = settled.value if settled else facts.get(fact)
        presumed = settled is not None and settled.presumed
        if value is None:
            conditions.append(f"{fact} is {words(values)}")
        elif value not in values:
            here = "here it is presumed to be" if presumed else "here it is"
            source = f", by {settled.citation}" if settled else ""
            return Scope(excluded=f"only where {fact} is {words(values)}; {here} {_word(value)}{source}")
        if value is None or presumed:
            needs.append(fact)
    if not needs:
        return GOVERNS
    condition = "only if " + " and ".join(conditions) if conditions else None
    return Scope(condition=condition, needs=tuple(needs))


def _effective_date(effective: Effective, facts: ClockFacts, timeline: Timeline) -> date | None:
    for name in effective.by:
        if name == "contract_date":
            known = facts.contract_date
        elif name == "loss_date":
            known = facts.loss_date
        else:
            events = timeline.happened((name,))
            known = events[0].on if events else None
        if known is not None:
            return known
    return None


def _span(effective: Effective) -> str:
    if effective.start and effective.end:
        return f"is from {effective.start} to {effective.end}"
    return f"is on or after {effective.start}" if effective.start else f"is on or before {effective.end}"


def words(values: tuple[FactValue, ...]) -> str:
    """The values of a fact as a sentence names them: "true", "pre_service or urgent"."""
    return " or ".join(_word(value) for value in values)


def _word(value: FactValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
