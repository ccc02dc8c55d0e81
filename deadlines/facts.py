"""The fact sheet of a case: every fact that its law hangs on, who settles it, and the rules that wait for it."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from cases.models import Case
from deadlines.law.catalogue import load_catalogue
from deadlines.law.facts import FACT_VALUES, QUESTIONS
from deadlines.law.model import FactValue
from deadlines.selectors import case_answer, case_as_of, events_that_hold, fact_list


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: its question and choices, its value for the case and who says so, and what waits for it."""

    name: str
    question: str
    choices: tuple[FactValue, ...]
    value: FactValue | None
    settled_by: str
    source: str
    fact_id: UUID | None
    rules: list[str]


def case_fact_sheet(case: Case) -> list[FactLine]:
    """A line for each fact that a rule of the case's line and place hangs on, and for each that a member stated.

    In the order of their names; reading only, in a fixed number of statements.
    """
    waiting: dict[str, list[str]] = defaultdict(list)
    for row in case_answer(case, events_that_hold(case.id), case_as_of(case)).deadlines:
        for need in row.needs:
            if row.rule not in waiting[need]:
                waiting[need].append(row.rule)
    stated = {fact.name: fact for fact in fact_list().filter(case_id=case.id)}
    known = [name for name, fact in stated.items() if fact.value is not None]
    catalogue = load_catalogue()
    law = catalogue.implied_facts(case.plan_type, case.jurisdiction, known)
    lines = []
    for name in sorted(catalogue.facts_of(case.line_of_business, case.jurisdiction) | stated.keys()):
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
                name, QUESTIONS[name], FACT_VALUES[name], value, settled_by, source, fact_id, waiting[name]
            )
        )
    return lines
