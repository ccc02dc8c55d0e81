"""Whether a rule governs a set of facts: by plan type, circumstances and effective dates.

What isn't known leaves the rule standing under a condition; it never makes it vanish.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from deadlines.clock.events import ClockFacts
from deadlines.clock.timeline import Timeline
from deadlines.law.model import Effective, FactValue, Implied, Rule


@dataclass(frozen=True, slots=True)
class Scope:
    """`excluded` says why the rule doesn't govern. Else `condition` and `needs` say what it still hangs on."""

    excluded: str | None = None
    condition: str | None = None
    needs: tuple[str, ...] = ()


GOVERNS = Scope()


def scope_of(rule: Rule, facts: ClockFacts, implied: Mapping[str, Implied], timeline: Timeline) -> Scope:
    """How `rule` stands to `facts`. `implied` are the facts that the plan type settles; they win over stated ones.

    The rule's place and line are taken to be the claim's: `Catalogue.for_line` looks to that.
    """
    if facts.plan_type not in rule.plan_types:
        return Scope(excluded=f"does not govern plan type {facts.plan_type}: only {_listed(rule.plan_types)}")
    conditions: list[str] = []
    needs: list[str] = []
    for fact, values in rule.when:
        settled = implied.get(fact)
        value = settled.value if settled else facts.facts.get(fact)
        if value is None:
            conditions.append(f"{fact} is {_words(values)}")
            needs.append(fact)
        elif value not in values:
            source = f", by {settled.citation}" if settled else ""
            return Scope(excluded=f"only where {fact} is {_words(values)}; here it is {_word(value)}{source}")
    if rule.effective is not None:
        known = _effective_date(rule.effective, facts, timeline)
        span = _span(rule.effective)
        if known is None:
            conditions.append(f"{' or '.join(rule.effective.by)} {span}")
            needs.append(rule.effective.by[0])
        elif not (rule.effective.start or date.min) <= known <= (rule.effective.end or date.max):
            return Scope(excluded=f"in force only for {' or '.join(rule.effective.by)} {span}; here {known}")
    if not conditions:
        return GOVERNS
    return Scope(condition="only if " + " and ".join(conditions), needs=tuple(needs))


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


def _words(values: tuple[FactValue, ...]) -> str:
    return " or ".join(_word(value) for value in values)


@cache
def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words)


def _word(value: FactValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
