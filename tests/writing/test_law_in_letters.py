"""Whatever a case is like, a letter states only law that governs it: plan type, line of business and state."""

from dataclasses import replace

import pytest

from letters.writing.authorities import authorities, authorities_by_citation
from letters.writing.catalogue import templates
from letters.writing.draft import Draft, draft_letter
from letters.writing.facts import GroundFacts, LetterFacts, RegulatorFacts
from letters.writing.fitting import states_law_for
from letters.writing.vocabulary import GROUND_TITLES
from tests.writing.samples import CASES, sample

HEALTH = sorted(name for name, template in templates().items() if template.lines & {"health", "disability"})
EVERY_GROUND = tuple(
    GroundFacts(number=number, code=code, quote="Denied.", page=1, argument="It is owed.", state="answered")
    for number, code in enumerate(GROUND_TITLES["en"], start=1)
)
STATES = sorted(
    {state for row in authorities().values() if "external_review" in row.id for state in row.states}
)
"""The states whose own external review the catalogue of authorities holds."""


def all_said(
    template_id: str, facts: LetterFacts, grounds: tuple[GroundFacts, ...] = EVERY_GROUND
) -> LetterFacts:
    """The facts with every ground there is, yes to each question that is asked, and no breach from the docket."""
    asked = templates()[template_id].particulars
    yes = {particular.name: True for particular in asked if particular.type == "yes_no"}
    return replace(facts, grounds=grounds, breaches=(), particulars={**facts.particulars, **yes})


def cited(draft: Draft) -> set[str]:
    return {authorities_by_citation()[name].id for name in draft.citations}


@pytest.mark.parametrize("template_id", HEALTH)
def test_no_ground_and_no_answer_brings_in_law_of_another_plan(template_id: str) -> None:
    template, full = templates()[template_id], sample(template_id)
    tried = 0
    for plan_type in template.plan_types or {full.case.plan_type or ""}:
        for line in template.lines & {"health", "disability"}:
            if not states_law_for(template, plan_type, line):
                continue
            for kind in ("pre_service", "post_service", "concurrent", "urgent"):
                case = replace(full.case, plan_type=plan_type, line_of_business=line, claim_kind=kind)
                grounds = EVERY_GROUND if kind == "pre_service" else EVERY_GROUND[:1]
                draft = draft_letter(template_id, all_said(template_id, replace(full, case=case), grounds))
                strangers = [
                    name
                    for name in cited(draft)
                    if not authorities()[name].applies_to(plan_type, line, case.jurisdiction)
                ]
                assert strangers == []
                tried += 1
    assert tried


@pytest.mark.parametrize("state", STATES)
def test_a_request_for_external_review_rests_on_the_law_of_its_state(state: str) -> None:
    full = CASES["insured"]
    facts = all_said("external_review_request", sample("external_review_request"), EVERY_GROUND[:1])
    own = {name for name, row in authorities().items() if state in row.states}
    insured = draft_letter(
        "external_review_request", replace(facts, case=replace(full.case, jurisdiction=state))
    )
    assert cited(insured) & own
    assert {name for name in cited(insured) if authorities()[name].states} <= own
    case = replace(full.case, jurisdiction=state, plan_type="erisa_self_funded")
    self_funded = draft_letter("external_review_request", replace(facts, case=case))
    assert not any(authorities()[name].states for name in cited(self_funded))


@pytest.mark.parametrize("state", ["FL", "TX"])
def test_where_the_federal_process_serves_the_letter_says_so(state: str) -> None:
    facts = sample("external_review_request")
    case = replace(facts.case, jurisdiction=state)
    federal = replace(facts, case=case, particulars={**facts.particulars, "route": "federal"})
    assert {"hhs_administered_review", "federal_review_conduct"} <= cited(
        draft_letter("external_review_request", federal)
    )


@pytest.mark.parametrize(
    ("urgent", "why", "asked"),
    [
        ("no", "medical_judgment", {"a form"}),
        ("yes", "medical_judgment", {"a form", "a certification"}),
        ("no", "experimental", {"a form", "two documents"}),
    ],
)
def test_a_request_for_external_review_lists_what_its_state_asks_for(
    urgent: str, why: str, asked: set[str]
) -> None:
    facts = sample("external_review_request")
    route = RegulatorFacts(
        external_review_enclosures=("a form",),
        external_review_expedited_enclosures=("a certification",),
        external_review_experimental_enclosures=("two documents",),
    )

    def listed(process: str) -> set[str]:
        chosen = {**facts.particulars, "urgent": urgent, "why_reviewable": why, "route": process}
        draft = draft_letter("external_review_request", replace(facts, regulator=route, particulars=chosen))
        return {item for block in draft.paragraphs if block.kind == "list" for item in block.items}

    named = {"a form", "a certification", "two documents"}
    assert listed("state") & named == asked
    assert not listed("federal") & named
