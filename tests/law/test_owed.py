"""What a letter owes about a claim: for certain, under a condition, or not at all."""

from datetime import date

import pytest

from deadlines.law.catalogue import load_catalogue, load_implied
from deadlines.law.owed import Claim, owed


def conditions(stage, own, **claim):
    found = {item.requirement.id: item.conditions for item in owed(stage, Claim(**claim))}
    return found.get(own)


ERISA = {"line": "disability", "plan_type": "erisa_insured", "jurisdiction": "TX"}


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({"made_from": date(2018, 4, 2)}, ()),
        ({"made_from": date(2018, 4, 1)}, ("the claim was received by the insurer on or after 2018-04-02",)),
        ({"made_to": date(2018, 4, 1)}, None),
        ({}, ("the claim was received by the insurer on or after 2018-04-02",)),
    ],
)
def test_a_text_governs_by_when_the_claim_can_have_been_made(claim, expected):
    assert conditions("denial", "erisa-disability-denial-criteria", **ERISA, **claim) == expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({"plan_type": "erisa_insured"}, ()),
        (
            {"plan_type": "church"},
            ("the answer to “Does the federal claims procedure govern the plan?” is yes",),
        ),
        ({"plan_type": "church", "facts": {"claims_procedure_applies": True}}, ()),
        ({"plan_type": "church", "facts": {"claims_procedure_applies": False}}, None),
        ({"plan_type": None}, None),
        ({"plan_type": "erisa_insured", "jurisdiction": "GBR"}, None),
    ],
)
def test_a_fact_that_the_plan_type_settles_is_no_condition(claim, expected):
    found = conditions("denial", "erisa-denial-reasons", **{"line": "health", "jurisdiction": "TX", **claim})
    assert found == expected


@pytest.mark.parametrize(
    ("claim", "ids"),
    [
        ({"line": "property", "plan_type": None, "jurisdiction": "TX"}, {"tx-denial-reasons"}),
        ({"line": "property", "plan_type": "nfip", "jurisdiction": "TX"}, set()),
        ({"line": "flood", "plan_type": None, "jurisdiction": "TX"}, set()),
        ({"line": "property", "plan_type": "personal", "jurisdiction": None}, set()),
        ({"line": "auto_third_party", "plan_type": None, "jurisdiction": "CA"},
         {"ca-denial-reasons", "ca-denial-department-review"}),
    ],
)  # fmt: skip
def test_a_states_law_governs_its_ordinary_policies(claim, ids):
    assert {item.requirement.id for item in owed("denial", Claim(**claim))} == ids


def test_a_ground_that_is_not_there_owes_nothing_and_one_that_is_unknown_is_a_condition():
    own, claim = "erisa-health-denial-clinical-judgment", {**ERISA, "line": "health"}
    assert conditions("denial", own, **claim, grounds=["duplicate"]) is None
    assert conditions("denial", own, **claim, grounds=["medical_necessity"]) == ()
    assert conditions("denial", own, **claim) == ("the reason is one for which the law asks this",)


def test_what_plan_types_imply_is_the_catalogues():
    assert load_implied().implied == load_catalogue().implied
