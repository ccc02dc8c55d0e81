"""A draft says what the case records and shows a hole where it records nothing."""

import json
from dataclasses import replace
from datetime import date

import pytest

from letters.writing.catalogue import templates
from letters.writing.draft import DraftError, draft_from_json, draft_letter, draft_to_json
from letters.writing.facts import LetterFacts
from letters.writing.vocabulary import hole
from tests.writing.cases import FULL
from tests.writing.samples import sample, without_fact

TODAY = date(2026, 8, 3)


def test_a_case_that_knows_nothing_still_gives_a_draft_that_states_no_law() -> None:
    for template in templates().values():
        draft = draft_letter(template.id, LetterFacts())
        plain = {path for path in template.required if "[]" not in path}
        assert plain <= {gap.path for gap in draft.holes}
        assert draft.citations == ()


def test_a_hole_is_visible_where_the_fact_would_stand() -> None:
    facts, _ = without_fact(FULL, "denial.received_on")
    assert hole("denial.received_on") in draft_letter("internal_appeal", facts).paragraphs[1].text


def test_a_fact_is_never_read_as_a_placeholder() -> None:
    facts = replace(
        FULL, outcome_asked="Approve {firm.name} and {authority.claim_file_access} {item} {nonsense}"
    )
    texts = [block.text for block in draft_letter("internal_appeal", facts).paragraphs]
    assert facts.outcome_asked in texts


def test_a_sentence_never_ends_with_two_full_stops() -> None:
    facts = replace(
        FULL, grounds=(replace(FULL.grounds[0], insurer_evidence="a report by R. Example, M.D."),)
    )
    texts = [block.text for block in draft_letter("internal_appeal", facts).paragraphs]
    assert "The notice refers to a report by R. Example, M.D." in texts


def test_a_waived_ground_is_not_written_about_and_needs_none_of_its_facts() -> None:
    waived = replace(
        FULL.grounds[1],
        state="waived",
        waived_reason="Withdrawn.",
        waived_by="M. Castellanos",
        argument=None,
        quote=None,
    )
    draft = draft_letter("internal_appeal", replace(FULL, grounds=(FULL.grounds[0], waived)))
    assert draft.holes == ()
    assert {block.ground for block in draft.paragraphs} == {None, 1}


def test_an_unknown_exhibit_and_an_unknown_authority_are_holes() -> None:
    ground = replace(FULL.grounds[0], exhibits=(1, 9), authorities=("magna_carta",))
    draft = draft_letter("internal_appeal", replace(FULL, grounds=(ground,)))
    assert [gap.path for gap in draft.holes] == ["grounds[1].exhibits", "grounds[1].authorities"]


def test_an_unknown_code_is_a_hole_and_not_a_word_of_ours() -> None:
    ground = replace(FULL.grounds[0], code="because")
    draft = draft_letter("internal_appeal", replace(FULL, grounds=(ground,)))
    assert [gap.path for gap in draft.holes] == ["grounds[1].code"]


@pytest.mark.parametrize(
    ("template_id", "changes", "message"),
    [
        ("love_letter", {}, "template_id: 'love_letter' is not a template"),
        (
            "internal_appeal",
            {"plan_type": "tricare"},
            "case.plan_type: 'internal_appeal' has no law for 'tricare'",
        ),
        ("claim_file_request", {"plan_type": "fehb"}, "case.plan_type"),
        ("internal_appeal", {"line_of_business": "flood"}, "case.line_of_business"),
        (
            "claim_file_request",
            {"plan_type": "individual_aca", "line_of_business": "disability"},
            "disability claim under a 'individual_aca'",
        ),
    ],
)
def test_a_letter_is_refused_where_its_law_is_not_known(
    template_id: str, changes: dict, message: str
) -> None:
    with pytest.raises(DraftError, match=message):
        draft_letter(template_id, replace(FULL, case=replace(FULL.case, **changes)))


@pytest.mark.parametrize("template_id", sorted(templates()))
def test_a_draft_survives_json(template_id: str) -> None:
    draft = draft_letter(template_id, replace(sample(template_id), outcome_asked=None))
    assert draft_from_json(json.loads(json.dumps(draft_to_json(draft)))) == draft


def test_an_edited_draft_finds_its_citations_anew() -> None:
    data = draft_to_json(draft_letter("claim_file_request", FULL))
    data["paragraphs"][1]["text"] = "See 5 CFR 890.105(b)(1)."
    assert draft_from_json(data).citations[0] == "5 CFR 890.105(b)(1)"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "one"}, "version: must be present, and a whole number"),
        ({"version": True}, "version: must be present, and a whole number"),
        ({"paragraphs": None}, "paragraphs: must be present"),
        ({"paragraphs": ["text"]}, r"paragraphs\[0\]: must be an object"),
        ({"paragraphs": [{"kind": "shout"}]}, r"paragraphs\[0\]\.kind: 'shout' is not one of"),
        (
            {"paragraphs": [{"kind": "text", "level": 0, "text": 5}]},
            r"paragraphs\[0\]\.text: must be present, and text",
        ),
        (
            {"paragraphs": [{"kind": "heading", "level": 3}]},
            r"paragraphs\[0\]\.level: a heading's level is 1 or 2",
        ),
        ({"paragraphs": [{"kind": "list", "level": 1}]}, r"paragraphs\[0\]\.level"),
        ({"required": [1]}, "required: must be a list of texts"),
        ({"holes": [{}]}, r"holes\[0\]\.path"),
    ],
)
def test_a_draft_that_is_not_one_is_refused_by_field(change: dict, message: str) -> None:
    data = draft_to_json(draft_letter("claim_file_request", FULL)) | change
    with pytest.raises(DraftError, match=message):
        draft_from_json(data)
