"""Whom a letter to the regulator addresses, by what plan it is: no database."""

from types import SimpleNamespace
from typing import Any

import pytest

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
