"""The two faults of every list of remedies: one that the law does not give, and one years after its time ended."""

from datetime import date

import pytest

from cases.vocabulary import PLAN_TYPES, UNITED_STATES
from deadlines.clock.answer import Answer
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from deadlines.law.model import FactValue
from tests.law.cases import claim

NEW = {
    "loss_occurred": date(2025, 9, 1),
    "claim_received": date(2025, 9, 4),
    "denial_dated": date(2026, 1, 5),
}
OLD = {
    "loss_occurred": date(2015, 9, 1),
    "claim_received": date(2015, 9, 4),
    "denial_dated": date(2016, 1, 5),
}
NOW = date(2026, 2, 2)
CATALOGUE = load_catalogue()
TWELVE = ("CA", "CO", "FL", "GA", "IL", "LA", "MA", "NJ", "NY", "PA", "TX", "WA")
LINES = (
    ("property", "personal"),
    ("property", "surplus_lines"),
    ("auto_first_party", "personal"),
    ("auto_third_party", "personal"),
    ("flood", "nfip"),
    ("flood", "personal"),
)


def answered(
    place: str,
    line: str,
    plan: str,
    events: dict[str, date],
    facts: dict[str, FactValue] | None = None,
) -> Answer:
    given = claim(events, line=line, plan=plan, facts=facts, as_of=NOW, jurisdiction=place)
    return answer(given, CATALOGUE)


@pytest.mark.parametrize(
    ("place", "line", "plan", "kind", "why"),
    [
        # An exclusion of a homeowner's policy is no medical judgment: no independent reviewer hears it.
        ("FL", "property", "personal", "external_review", "health coverage"),
        ("TX", "property", "commercial", "external_review", "health coverage"),
        ("CA", "auto_first_party", "personal", "external_review", "health coverage"),
        # Letters of "appeal" stop no clock of a property claim.
        ("OH", "property", "personal", "internal_appeal", "practice"),
        # Florida's civil remedy notice is Florida's.
        ("GA", "property", "personal", "bad_faith_notice", "Florida's alone"),
        ("CO", "property", "personal", "bad_faith_notice", "Florida's alone"),
        ("LA", "property", "commercial", "bad_faith_notice", "Florida's alone"),
        ("WA", "auto_first_party", "personal", "bad_faith_notice", "Florida's alone"),
        # The standard flood policy is federal law: no state's bad faith, department or notice.
        ("FL", "flood", "nfip", "bad_faith_notice", "federal policy"),
        ("LA", "flood", "nfip", "bad_faith_action", "federal policy"),
        ("TX", "flood", "nfip", "regulator_complaint", "FEMA"),
        # FEMA hears nothing about private flood cover.
        ("FL", "flood", "surplus_lines", "agency_appeal", "federal program"),
        # The other driver's insurer owes the claimant no appraisal, and in California no good faith.
        ("NY", "auto_third_party", "personal", "appraisal", "no party"),
        ("CA", "auto_third_party", "personal", "bad_faith_action", "no action"),
        ("WV", "auto_third_party", "personal", "bad_faith_action", "only remedy"),
        # Statutes that reach other claims than this one.
        ("NJ", "property", "personal", "bad_faith_action", "motorist"),
        ("CA", "property", "personal", "bad_faith_action", "no"),
        ("FL", "auto_first_party", "personal", "mediation", "residential property"),
        ("TX", "property", "residual_market", "presuit_notice", "542A"),
        ("LA", "property", "personal", "bad_faith_action", "repealed"),
    ],
)
def test_a_remedy_that_the_law_does_not_give_is_not_offered(
    place: str, line: str, plan: str, kind: str, why: str
) -> None:
    found = answered(place, line, plan, NEW)
    absent = [item for item in found.not_given if item.kind == kind]
    assert any(why in item.why for item in absent), [item.why for item in found.not_given]
    titles = {item.title for item in absent}
    assert not [item for item in found.remedies if item.kind == kind and item.title in titles]
    assert all(item.citation for item in found.not_given)


@pytest.mark.parametrize("plan", ["erisa_self_funded", "erisa_insured"])
@pytest.mark.parametrize("place", ["FL", "TX", "GA", "LA"])
def test_an_employers_plan_has_no_bad_faith_under_state_law(place: str, plan: str) -> None:
    """29 USC 1144(a); a self-funded plan has no state regulator either, 29 USC 1144(b)(2)(B)."""
    found = answered(place, "health", plan, {"denial_received": date(2026, 1, 5)})
    kinds = {item.kind for item in found.remedies}
    assert found.remedies
    assert not kinds & {"bad_faith_notice", "bad_faith_action", "presuit_notice"}
    if plan == "erisa_self_funded":
        assert "regulator_complaint" not in kinds


@pytest.mark.parametrize("place", sorted(UNITED_STATES))
def test_a_denial_of_ten_years_ago_is_open_nowhere(place: str) -> None:
    """Every rung says that it is lost, why, and since when; whatever else is not known of the case."""
    for line, plan in LINES:
        found = answered(place, line, plan, OLD)
        assert found.remedies
        for item in found.remedies:
            assert item.state == "lost", (line, plan, item)
            assert "20" in item.why, (line, plan, item)


@pytest.mark.parametrize("line", ["health", "disability", "life", "other"])
def test_nor_is_any_other_denial_of_ten_years_ago(line: str) -> None:
    """Whatever the plan: what nobody has read the time of is lost too, by the longest time that is known."""
    for plan in PLAN_TYPES:
        events = {"denial_received": date(2016, 1, 5)}
        for item in answered("TX", line, plan, events).remedies:
            assert item.state == "lost", (plan, item)
            assert "20" in item.why, (plan, item)


def test_an_appeal_decided_since_then_is_a_decision_of_its_own() -> None:
    events = {
        "denial_received": date(2016, 1, 5),
        "appeal_received": date(2016, 3, 1),
        "final_denial_received": date(2025, 12, 1),
    }
    found = answered("TX", "health", "erisa_self_funded", events)
    assert {item.state for item in found.remedies if item.rung == "external_review"} == {"available"}


@pytest.mark.parametrize("place", [*TWELVE, "OH", "PR"])
def test_a_denial_of_this_year_is_open_everywhere(place: str) -> None:
    """So that nobody passes the test above by calling everything lost."""
    for line, plan in LINES:
        states = {item.state for item in answered(place, line, plan, NEW).remedies}
        assert "available" in states, (line, plan)
