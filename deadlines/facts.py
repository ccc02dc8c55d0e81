"""The fact sheet of a case: every fact that its law hangs on, who settles it, and the rules that wait for it."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from cases.models import Case
from deadlines.ladder.catalogue import ladder_named
from deadlines.ladder.tables import facts_hung_on
from deadlines.law.catalogue import load_catalogue
from deadlines.law.facts import FACT_VALUES, QUESTIONS
from deadlines.law.model import FactValue
from deadlines.present import answer_now
from deadlines.selectors import fact_list


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: its question and choices, its value for the case and who says so, and the rules and rungs that wait."""

    name: str
    question: str
    choices: tuple[FactValue, ...]
    value: FactValue | None
    settled_by: str
    source: str
    fact_id: UUID | None
    rules: list[str]
    remedies: list[str]


def case_fact_sheet(case: Case) -> list[FactLine]:
    """A line for each fact that a rule of the case's line and place or its ladder hangs on, and for each stated.

    In the order of their names; reading only, in a fixed number of statements.
    """
    waiting: dict[str, list[str]] = defaultdict(list)
    _, answer = answer_now(case)
    for row in answer.deadlines:
        for need in row.needs:
            if row.rule not in waiting[need]:
                waiting[need].append(row.rule)
    ladder = ladder_named(answer.ladder)
    asked = facts_hung_on(ladder) if ladder else frozenset()
    rungs = {name: list(dict.fromkeys(r.rung for r in answer.remedies if name in r.needs)) for name in asked}
    stated = {fact.name: fact for fact in fact_list().filter(case_id=case.id)}
    known = [name for name, fact in stated.items() if fact.value is not None]
    catalogue = load_catalogue()
    law = catalogue.implied_facts(case.plan_type, case.jurisdiction, known)
    lines = []
    names = catalogue.facts_of(case.line_of_business, case.jurisdiction) | asked | stated.keys()
    for name in sorted(names):
        value, settled_by, source = None, "nobody", ""
        fact = stated.get(name)
        if name in law:
            by = "presumption" if law[name].presumed else "law"
            value, settled_by, source = law[name].value, by, law[name].citation
        elif name == "claim_kind" and case.claim_kind:
            value, settled_by = case.claim_kind, "case"
        elif name == "appeal_levels" and case.policy is not None and case.policy.appeal_levels is not None:
            value, settled_by = case.policy.appeal_levels, "policy"
        elif fact is not None and fact.value is not None:
            value, settled_by, source = fact.value, "member", fact.source
        fact_id = fact.id if fact else None
        lines.append(
            FactLine(
                name,
                QUESTIONS[name],
                FACT_VALUES[name],
                value,
                settled_by,
                source,
                fact_id,
                waiting[name],
                rungs.get(name, []),
            )
        )
    return lines
