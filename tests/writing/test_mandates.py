"""States' mandates: each is law of insured plans of its own state, and none reaches a self-funded plan."""

from dataclasses import replace
from datetime import date

import pytest

from letters.writing.authorities import Authority, authorities, authorities_by_citation, authorities_for
from letters.writing.check import check_letter
from letters.writing.draft import Block, Draft, draft_letter
from letters.writing.facts import GroundFacts, LetterFacts
from tests.writing.cases import FULL

TODAY = date(2026, 8, 3)
SUBJECTS = {
    "step_therapy",
    "emergency_care",
    "mental_health_care",
    "autism",
    "infertility",
    "reconstructive_surgery",
}
MANDATES = [row for row in authorities().values() if row.topics & SUBJECTS]
APPEAL = draft_letter("internal_appeal", FULL)


def blocked(row: Authority, plan_type: str, state: str) -> set[str]:
    """Why a letter that cites the mandate may not be approved in such a case."""
    said = replace(
        APPEAL, paragraphs=(*APPEAL.paragraphs, Block(kind="text", text=f"{row.citation} says so."))
    )
    case = replace(FULL.case, plan_type=plan_type, jurisdiction=state)
    report = check_letter(said, replace(FULL, case=case), on=TODAY)
    return {
        found.code
        for found in report.findings
        if found.severity == "blocks" and row.citation in found.message
    }


def refused(code: str, plan_type: str, state: str, **answers: bool) -> Draft:
    ground = GroundFacts(
        number=1, code=code, quote="Denied.", page=1, argument="It is owed.", state="answered"
    )
    case = replace(FULL.case, plan_type=plan_type, jurisdiction=state)
    asked = {**FULL.particulars, "emergency_care": False, "mental_health_care": False, **answers}
    facts: LetterFacts = replace(FULL, case=case, grounds=(ground,), particulars=asked)
    return draft_letter("internal_appeal", facts)


def mandates_in(draft: Draft) -> set[str]:
    return {row.id for row in map(authorities_by_citation().get, draft.citations) if row in MANDATES and row}


def test_each_subject_is_there_and_each_mandate_is_law_of_one_state_for_insured_health_plans() -> None:
    assert len({state for row in MANDATES for state in row.states}) >= 15
    assert {topic for row in MANDATES for topic in row.topics} >= SUBJECTS
    for row in MANDATES:
        assert len(row.states) == 1, row.id
        assert row.survives == "insured", row.id
        assert row.lines == {"health"}, row.id
        assert row.plan_types <= {"erisa_insured", "individual_aca"}, row.id
        assert "self-funded" in row.preemption


@pytest.mark.parametrize("row", MANDATES[::16], ids=lambda row: row.id)
def test_a_mandate_may_be_cited_for_an_insured_plan_of_its_state_only(row: Authority) -> None:
    own, plan_type = min(row.states), min(row.plan_types)
    assert blocked(row, plan_type, own) == set()
    assert blocked(row, "erisa_self_funded", own) == {"citation_not_applicable"}
    assert blocked(row, plan_type, "KS") == {"citation_of_another_state"}


@pytest.mark.parametrize("state", ["TX", "KS", None])
def test_what_is_offered_is_of_the_state_and_the_plan(state: str | None) -> None:
    def offered(plan_type: str | None) -> tuple[Authority, ...]:
        return authorities_for(plan_type=plan_type, line="health", state=state, on=TODAY)

    assert {found for row in offered("erisa_insured") for found in row.states} == {state} & {"TX"}
    assert not any(row.states for row in offered("erisa_self_funded"))
    assert offered(None) == ()


@pytest.mark.parametrize(
    ("code", "state", "answers", "expected"),
    [
        ("step_therapy_or_formulary", "TX", {}, {"tx_step_therapy_exception"}),
        ("step_therapy_or_formulary", "FL", {}, set()),
        ("prior_authorization", "WA", {"emergency_care": True}, {"wa_emergency_care"}),
        ("prior_authorization", "WA", {}, set()),
        ("medical_necessity", "VA", {"mental_health_care": True}, {"va_mental_health_treatment"}),
        ("medical_necessity", "CA", {"mental_health_care": True, "emergency_care": True}, set()),
    ],
)
def test_an_appeal_states_unasked_only_what_binds_every_insured_plan(
    code: str, state: str, answers: dict[str, bool], expected: set[str]
) -> None:
    assert mandates_in(refused(code, "erisa_insured", state, **answers)) == expected
    assert mandates_in(refused(code, "erisa_self_funded", state, **answers)) == set()
