"""A letter states the law of its claim's state on a topic, each authority once, and none where none is known."""

from dataclasses import replace
from typing import Any

import pytest

from letters.writing.catalogue import templates
from letters.writing.draft import Draft, DraftError, draft_letter
from letters.writing.facts import LetterFacts
from tests.writing.samples import sample


def of_state(template_id: str, state: str, **case: Any) -> Draft:
    facts = sample(template_id)
    return draft_letter(template_id, replace(facts, case=replace(facts.case, jurisdiction=state, **case)))


@pytest.mark.parametrize(
    ("template_id", "state", "cited"),
    [
        ("notice_of_claim", "TX", ("TexInsCode542055(a)", "TexInsCode542056")),
        ("notice_of_claim", "NY", ("11NYCRR2165(a)", "11NYCRR2166(c)(1)")),
        ("notice_of_claim", "MS", ()),
        ("demand_injury", "OH", ()),
        ("appraisal_demand", "VA", ("VaCode382-2121",)),
    ],
)
def test_the_law_is_that_of_the_state(template_id: str, state: str, cited: tuple[str, ...]) -> None:
    assert of_state(template_id, state).citations == cited


def test_a_section_of_law_is_left_out_where_none_is_known() -> None:
    headings = {
        block.text for block in of_state("notice_of_claim", "MS").paragraphs if block.kind == "heading"
    }
    assert "Time for handling the claim" not in headings
    assert "Request" in headings


def test_an_authority_on_two_topics_is_listed_once() -> None:
    items = [
        item for block in of_state("unfair_claims_practice_letter", "TX").paragraphs for item in block.items
    ]
    assert sum(item.startswith("Tex. Ins. Code § 542.056:") for item in items) == 1


@pytest.mark.parametrize("case", [{"plan_type": "surplus_lines"}, {"line_of_business": "flood"}])
def test_law_that_does_not_reach_the_policy_is_left_out(case: dict[str, str]) -> None:
    assert "TexInsCode542055(a)" not in of_state("notice_of_claim", "TX", plan_type="surplus_lines").citations
    assert of_state("notice_of_claim", "TX", **case).citations


@pytest.mark.parametrize(
    ("template_id", "state", "remedy"),
    [
        ("texas_presuit_notice", "OK", "is written for TX, not for OK"),
        ("civil_remedy_notice_facts", "GA", "is written for FL, not for GA"),
        ("mediation_request", "TX", "is written for CA, CT, FL, NC, not for TX"),
        ("time_limit_demand", "GA", "not for GA"),
        ("time_limit_demand_georgia", "MO", "is written for GA, not for MO"),
    ],
)
def test_a_remedy_that_a_state_does_not_have_is_refused_in_words(
    template_id: str, state: str, remedy: str
) -> None:
    with pytest.raises(DraftError, match=remedy):
        of_state(template_id, state)


def test_a_flood_policy_of_the_program_gets_no_state_law_and_no_letter_that_rests_on_it() -> None:
    with pytest.raises(DraftError, match="'nfip'"):
        of_state("bad_faith_notice", "TX", line_of_business="flood", plan_type="nfip")
    assert of_state("notice_of_claim", "TX", line_of_business="flood", plan_type="nfip").citations == ()


def test_georgia_s_offer_says_nothing_but_the_terms_of_the_statute() -> None:
    draft = draft_letter("time_limit_demand_georgia", sample("time_limit_demand_georgia"))
    labels = [block.label for block in draft.paragraphs if block.label]
    assert len(labels) == 7
    assert draft.citations == ("OCGA9-11-671(b)(1)",)


@pytest.mark.parametrize("template_id", sorted(templates()))
def test_no_template_needs_more_than_a_state_to_stay_silent_on_law(template_id: str) -> None:
    assert draft_letter(template_id, LetterFacts()).citations == ()
