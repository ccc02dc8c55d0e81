"""The tables beside the templates, and a letter's facts as JSON: no database."""

import json
from dataclasses import replace

import pytest

from cases.models.insurer import ADDRESS_PURPOSES
from cases.vocabulary import EVENT_KINDS
from claimback.kernel.errors import Invalid
from letters.services.facts_json import facts_from_json, facts_to_json
from letters.services.meaning import AT_ANY_LEVEL, MEANINGS, meaning_of
from letters.writing.catalogue import templates
from letters.writing.facts import LetterFacts
from tests.writing.cases import FULL


def test_the_meanings_of_templates_are_in_the_words_of_the_field():
    assert set(MEANINGS) | set(AT_ANY_LEVEL) <= set(templates())
    assert not set(MEANINGS) & set(AT_ANY_LEVEL)
    for meanings in (*MEANINGS.values(), tuple(AT_ANY_LEVEL.values())):
        for meaning in meanings:
            kinds = {meaning.sent, meaning.received, meaning.clock} - {None}
            assert kinds <= set(EVENT_KINDS)
            assert set(meaning.addresses) <= set(ADDRESS_PURPOSES)


@pytest.mark.parametrize(("level", "received"), [(0, "appeal_received"), (1, "second_appeal_received")])
def test_an_appeal_is_of_the_decision_that_it_answers(level, received):
    assert meaning_of("internal_appeal", level).received == received


@pytest.mark.parametrize(
    ("template", "level", "received"),
    [
        ("medicare_redetermination", 0, "appeal_received"),
        ("medicare_alj_hearing_request", 2, "hearing_requested"),
        ("medicare_council_review", 3, "council_review_requested"),
        ("fehb_opm_review", 1, "personnel_office_review_requested"),
        ("medicaid_fair_hearing", 1, "hearing_requested"),
        ("external_review_request", 2, "external_review_requested"),
        ("peer_to_peer_request", 0, None),
    ],
)
def test_what_arrives_is_what_the_clock_of_the_programme_waits_for(template, level, received):
    meaning = meaning_of(template, level)
    assert meaning.received == meaning.clock == received


def test_no_letter_answers_a_decision_beyond_the_second_appeal():
    with pytest.raises(Invalid) as refused:
        meaning_of("internal_appeal", 2)
    assert refused.value.errors[0].pointer == "/denial_id"


@pytest.mark.parametrize("facts", [FULL, LetterFacts(), replace(FULL, grounds=(), letter_date=None)])
def test_facts_come_back_from_json_as_they_were_but_for_sealed_numbers(facts):
    known = facts.case.member_id is not None
    masked = {"member_id": "•••• 0177", "group_number": "••••"} if known else {}
    expected = replace(facts, case=replace(facts.case, **masked))
    again = facts_from_json(json.loads(json.dumps(facts_to_json(facts))))
    assert again == expected
    assert facts_to_json(again) == facts_to_json(facts)
