"""Which remedies the law gives, and how each stands."""

from datetime import date

import pytest

from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from deadlines.law.model import FactValue
from tests.law.cases import claim

D = date
POST: dict[str, FactValue] = {
    "claim_kind": "post_service",
    "appeal_levels": 1,
    "external_review_scope": "medical_judgment",
}
TWO: dict[str, FactValue] = {**POST, "appeal_levels": 2}


PROCEDURE = ("internal_appeal", "second_level_appeal", "external_review", "civil_action")


def ladder(events, *, facts=None, plan="erisa_self_funded", line="health", as_of=None):
    """The rungs of the law's own procedure; those that run beside it are tested by plan type."""
    given = claim(events, line=line, plan=plan, facts=POST if facts is None else facts, as_of=as_of)
    return {item.rung: item for item in answer(given, load_catalogue()).remedies if item.rung in PROCEDURE}


@pytest.mark.parametrize(
    ("events", "facts", "as_of", "states"),
    [
        ({}, POST, D(2026, 1, 1), ["not_yet", "not_yet", "not_yet"]),
        ({"denial_received": D(2026, 3, 3)}, POST, D(2026, 4, 1), ["available", "not_yet", "not_yet"]),
        ({"denial_received": D(2026, 3, 3)}, POST, D(2026, 9, 1), ["lost", "lost", "lost"]),
        (
            {"denial_received": D(2026, 3, 3), "appeal_received": D(2026, 4, 1)},
            POST,
            D(2026, 5, 1),
            ["pending", "not_yet", "not_yet"],
        ),
        (
            {"denial_received": D(2026, 3, 3), "appeal_received": D(2026, 4, 1)},
            POST,
            D(2026, 6, 1),
            ["deemed_exhausted", "available", "available"],
        ),
        (
            {
                "denial_received": D(2026, 3, 3),
                "appeal_received": D(2026, 4, 1),
                "final_denial_received": D(2026, 5, 4),
            },
            POST,
            D(2026, 6, 1),
            ["exhausted", "available", "available"],
        ),
        (
            {
                "denial_received": D(2026, 3, 3),
                "appeal_received": D(2026, 4, 1),
                "final_denial_received": D(2026, 5, 4),
            },
            POST,
            D(2026, 9, 5),
            ["exhausted", "lost", "available"],
        ),
        (
            {
                "denial_received": D(2026, 3, 3),
                "appeal_received": D(2026, 4, 1),
                "appeal_granted": D(2026, 5, 4),
            },
            POST,
            D(2026, 6, 1),
            ["exhausted", "not_yet", "not_yet"],
        ),
        (
            {"claim_received": D(2026, 1, 5)},
            POST,
            D(2026, 3, 1),
            ["deemed_exhausted", "available", "available"],
        ),
        (
            {"denial_received": D(2026, 3, 3), "appeal_received": D(2026, 4, 1)},
            TWO,
            D(2026, 4, 15),
            ["pending", "not_yet", "not_yet", "not_yet"],
        ),
        (
            {
                "denial_received": D(2026, 3, 3),
                "appeal_received": D(2026, 4, 1),
                "first_appeal_denial_received": D(2026, 4, 20),
            },
            TWO,
            D(2026, 5, 1),
            ["exhausted", "available", "not_yet", "not_yet"],
        ),
        (
            {
                "denial_received": D(2026, 3, 3),
                "appeal_received": D(2026, 4, 1),
                "first_appeal_denial_received": D(2026, 4, 20),
                "second_appeal_received": D(2026, 5, 4),
            },
            TWO,
            D(2026, 6, 10),
            ["exhausted", "deemed_exhausted", "available", "available"],
        ),
    ],
)
def test_the_rungs_stand_as_the_events_put_them(events, facts, as_of, states):
    assert [item.state for item in ladder(events, facts=facts, as_of=as_of).values()] == states


def test_deemed_exhaustion_opens_the_next_rung_and_leaves_the_appeal_open():
    found = ladder({"claim_received": D(2026, 1, 5), "denial_received": D(2026, 3, 3)}, as_of=D(2026, 4, 1))
    assert found["internal_appeal"].state == "available"
    assert found["internal_appeal"].until == D(2026, 8, 30)
    assert found["civil_action"].state == "available"
    assert "2560.503-1(l)(1)" in found["civil_action"].why
    assert "may refuse" in found["civil_action"].why


def test_deemed_exhaustion_reviews_the_first_denial_within_its_own_four_months():
    events = {"denial_received": D(2026, 3, 3), "appeal_received": D(2026, 4, 1)}
    found = ladder(events, as_of=D(2026, 6, 1))["external_review"]
    assert (found.state, found.until) == ("available", D(2026, 7, 6))
    assert ladder(events, as_of=D(2026, 7, 7))["external_review"].state == "lost"
    final = {**events, "final_denial_received": D(2026, 7, 1)}
    assert ladder(final, as_of=D(2026, 7, 7))["external_review"].until == D(2026, 11, 2)


def test_a_late_decision_under_an_unknown_kind_of_claim_deems_nothing():
    found = ladder({"claim_received": D(2026, 1, 5)}, facts={}, as_of=D(2026, 12, 1))
    assert found["civil_action"].state == "not_yet"


def test_external_review_is_not_offered_for_what_it_does_not_reach():
    final = {"final_denial_received": D(2026, 5, 4)}
    assert "external_review" not in ladder(final, facts={**POST, "external_review_scope": "none"})
    unknown = ladder(final, facts={"claim_kind": "post_service"})["external_review"]
    assert "external_review_scope" in unknown.why


def test_an_insured_plan_is_sent_to_its_state():
    final = {"final_denial_received": D(2026, 5, 4)}
    found = ladder(final, plan="erisa_insured", facts={**POST, "external_review_process": "state"})[
        "external_review"
    ]
    assert "State process" in found.why
    assert found.citation == "45 CFR 147.136(c)"
    unknown = ladder(final, plan="erisa_insured")["external_review"]
    assert "external_review_process" in unknown.why


def test_urgent_external_review_runs_beside_the_appeal():
    found = ladder(
        {"denial_received": D(2026, 3, 3)}, facts={**POST, "claim_kind": "urgent"}, as_of=D(2026, 3, 4)
    )["external_review"]
    assert found.state == "available"
    assert "(d)(3)(i)" in found.citation


@pytest.mark.parametrize("plan", ["individual_aca", "non_federal_government"])
def test_erisas_suit_is_not_offered_outside_erisa(plan):
    suit = ladder({"final_denial_received": D(2026, 5, 4)}, plan=plan)["civil_action"]
    assert "state law only" in suit.note
    assert "1132" not in suit.citation


def test_the_individual_market_has_no_second_level():
    assert "second_level_appeal" not in ladder({}, plan="individual_aca", facts={})


def test_disability_has_no_external_review():
    found = ladder({"final_denial_received": D(2026, 5, 4)}, line="disability", facts={"appeal_levels": 1})
    assert list(found) == ["internal_appeal", "civil_action"]


def test_a_disability_decision_that_is_late_deems_exhaustion_by_its_own_paragraph():
    found = ladder({"claim_received": D(2026, 1, 15)}, line="disability", facts={}, as_of=D(2026, 4, 1))
    assert found["civil_action"].state == "available"
    assert "(l)(2)(i)" in found["internal_appeal"].citation


def test_a_plan_type_without_a_ladder_gets_no_remedy():
    assert ladder({"denial_received": D(2026, 3, 3)}, plan="tricare") == {}
