"""What hangs on the place: whose external review is presumed, and a state's rule in the place of a federal minimum."""

from datetime import date

import pytest

from cases.vocabulary import JURISDICTIONS
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import CatalogueError, load_catalogue
from tests.law.cases import claim, row, solve
from tests.law.test_catalogue import RULE, parse, with_

FINAL = {"final_denial_received": date(2026, 5, 4)}
STATES = set(JURISDICTIONS) - {"US", "AS", "GU", "MP", "PR", "VI", "AUS", "CAN", "DEU", "GBR", "IND", "IRL"}


def insured(jurisdiction, plan="individual_aca", **facts):
    facts = {"external_review_scope": "medical_judgment", **facts}
    return claim(FINAL, plan=plan, jurisdiction=jurisdiction, facts=facts)


def rows(facts):
    return {found.rule: found for found in solve(facts).deadlines}


def test_a_states_own_time_takes_the_place_of_the_federal_minimum():
    found = rows(insured("OH"))["oh-external-review-decision"]
    assert found.condition is None
    found = rows(claim({"final_denial_dated": date(2026, 5, 4)}, plan="individual_aca", jurisdiction="OH"))
    assert found["oh-external-review-request"].due_on == date(2026, 10, 31)
    assert "aca-state-external-review-request" not in found
    assert found["oh-external-review-request"].needs == ("external_review_process",)


def test_where_no_last_day_was_found_the_federal_minimum_stands():
    found = rows(insured("MO"))
    assert found["aca-state-external-review-request"].due_on == date(2026, 9, 4)
    assert found["mo-external-review-last-day"].state == "undated"


@pytest.mark.parametrize("jurisdiction", ["AL", "FL", "GA", "TX", "WI"])
def test_where_no_state_hears_it_the_federal_process_does(jurisdiction):
    answered = solve(insured(jurisdiction))
    found = row(answered, "aca-external-review-request")
    assert (found.due_on, found.state) == (date(2026, 9, 4), "open")
    assert found.needs == ("external_review_process",)
    reasons = {item.rule: item.why for item in answered.not_applicable}
    assert "presumed to be federal" in reasons["aca-state-external-review-forward-information"]


def test_what_the_case_states_wins_over_the_presumption():
    found = rows(insured("TX", external_review_process="state"))
    assert "aca-external-review-request" not in found
    assert found["tx-external-review-decision"].condition is None
    assert found["aca-state-external-review-request"].needs == ()
    assert rows(insured("OH", external_review_process="federal"))["aca-external-review-request"].due_on


def test_a_plan_that_insures_itself_has_the_federal_process_everywhere():
    found = rows(insured("OH", "erisa_self_funded", external_review_process="state"))
    assert found["aca-external-review-request"].state == "open"
    assert not [rule for rule in found if rule.startswith("oh-external")]


def test_of_a_public_or_church_plan_nothing_is_presumed_in_a_state_with_a_process():
    for plan in ("non_federal_government", "church", "grandfathered"):
        assert rows(insured("OH", plan))["oh-external-review-request"].condition


def test_the_process_is_presumed_in_every_state_and_in_no_territory():
    catalogue = load_catalogue()
    presumed = {
        place
        for place in JURISDICTIONS
        if "external_review_process" in catalogue.implied_facts("individual_aca", place)
    }
    assert presumed == STATES


def test_every_state_with_a_process_has_a_time_to_ask_for_it():
    ids = {rule.id for rule in load_catalogue().rules}
    without = {place for place in STATES if f"{place.lower()}-external-review-request" not in ids}
    assert without == {"AL", "FL", "TX", "MO"}


def test_the_ladder_shows_the_states_own_time_and_door():
    found = next(
        remedy
        for remedy in answer(insured("SC"), load_catalogue()).remedies
        if remedy.rung == "external_review"
    )
    assert found.until == date(2026, 7, 3)
    assert "health carrier" in found.why
    assert found.citation.startswith("S.C. Code 38-71-1970")


def test_a_silence_opens_the_review_before_any_letter():
    facts = claim(
        {"appeal_received": date(2026, 3, 2)},
        plan="individual_aca",
        jurisdiction="IA",
        as_of=date(2026, 4, 2),
    )
    found = row(solve(facts), "ia-external-review-request-after-silence")
    assert (found.due_on, found.state) == (date(2026, 8, 1), "open")
    early = claim(
        {"appeal_received": date(2026, 3, 2)},
        plan="individual_aca",
        jurisdiction="IA",
        as_of=date(2026, 4, 1),
    )
    assert row(solve(early), "ia-external-review-request-after-silence").state == "waiting"


def test_a_fact_may_not_be_settled_twice_in_one_place():
    item = {"plan_types": ["individual_aca"], "fact": "appeal_levels", "value": 1, "citation": "1 CFR 1.1"}
    here = {**item, "jurisdictions": ["OH"]}
    assert len(parse(RULE, implied_facts=[here, {**here, "jurisdictions": ["PA"]}]).implied) == 2
    for twice in ([here, here], [item, here]):
        with pytest.raises(CatalogueError, match="settled twice for individual_aca"):
            parse(RULE, implied_facts=twice)
    with pytest.raises(CatalogueError, match="'ZZ' is not a known jurisdiction"):
        parse(RULE, implied_facts=[{**item, "jurisdictions": ["ZZ"]}])


def test_a_federal_rule_may_leave_places_to_their_own():
    catalogue = parse(with_(except_in=["OH"]))
    assert catalogue.for_line("health", "PA")
    assert not catalogue.for_line("health", "OH")
    with pytest.raises(CatalogueError, match="'ZZ' is not a known jurisdiction"):
        parse(with_(except_in=["ZZ"]))
