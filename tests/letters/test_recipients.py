"""Whom a letter to the regulator addresses, by what plan it is: no database."""

from types import SimpleNamespace
from typing import Any

import pytest

from letters.services.claim_facts import regulator_facts
from letters.services.recipients import Addressee, recipient_facts
from letters.writing.catalogue import templates


@pytest.mark.parametrize(
    ("plan_type", "state", "name"),
    [
        ("erisa_insured", "TX", "Texas Department of Insurance"),
        ("individual_aca", "CA", None),
        ("erisa_self_funded", "TX", "Employee Benefits Security Administration, U.S. Department of Labor"),
        ("medicare_advantage", "TX", "Centers for Medicare & Medicaid Services"),
        ("fehb", "TX", "U.S. Office of Personnel Management"),
        ("medicaid_managed_care", "TX", None),
    ],
)
def test_a_complaint_goes_to_whoever_supervises_the_plan(
    plan_type: str, state: str, name: str | None
) -> None:
    case: Any = SimpleNamespace(plan_type=plan_type, jurisdiction=state, line_of_business="health")
    found = recipient_facts(templates()["regulator_complaint_health"], case, (), Addressee(), None)
    assert found.name == name


@pytest.mark.parametrize(
    ("plan_type", "state", "name", "lines"),
    [
        (
            "erisa_insured",
            "MD",
            "Maryland Insurance Administration, Appeals and Grievance Unit",
            ("200 St. Paul Place, Suite 2700", "Baltimore, MD 21202"),
        ),
        ("individual_aca", "IL", "Illinois Department of Insurance", ()),
        ("individual_aca", "NV", "Office for Consumer Health Assistance", ()),
        ("individual_aca", "OH", "Sample Health", ("1 Appeal Street", "Dayton, OH 45402")),
        ("erisa_insured", "TX", None, ()),
        ("erisa_insured", "CA", None, ()),
        ("erisa_self_funded", "MD", "Sample Health", ("1 Appeal Street", "Dayton, OH 45402")),
        ("non_federal_government", "MD", None, ()),
    ],
)
def test_a_request_for_external_review_goes_where_the_catalogue_says(
    plan_type: str, state: str, name: str | None, lines: tuple[str, ...]
) -> None:
    """A self-funded plan takes its own; a place without a process, and a government's plan, leave it to the letter."""
    case: Any = SimpleNamespace(
        plan_type=plan_type,
        jurisdiction=state,
        line_of_business="health",
        insurer=SimpleNamespace(name="Sample Health"),
    )
    address = ("1 Appeal Street", "Dayton, OH 45402")
    template = templates()["external_review_request"]
    found = recipient_facts(template, case, address, Addressee(), None)
    assert (found.name, found.address_lines) == (name, lines)
    typed = Addressee(name="Somebody Else", address_lines=("2 Typed Street", "Austin, TX 78701"))
    assert recipient_facts(template, case, address, typed, None).name == "Somebody Else"


def test_what_a_state_asks_for_reaches_the_letter_sorted_by_the_sort_of_request() -> None:
    case: Any = SimpleNamespace(plan_type="individual_aca", jurisdiction="IA", line_of_business="health")
    facts = regulator_facts(case)
    assert "Insurance Commissioner" in str(facts.external_review_filed_at)
    assert "the signed release of records" in facts.external_review_enclosures
    assert facts.external_review_expedited_enclosures == ("the physician’s certification",)
    assert len(facts.external_review_experimental_enclosures) == 1
