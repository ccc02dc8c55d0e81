"""Examples that agencies published of how their own dates are counted, put to the clock as whole claims."""

from datetime import date

import pytest

from tests.law.cases import claim, row, solve

FEDERAL = {"external_review_process": "federal", "external_review_scope": "medical_judgment"}


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # 45 CFR 147.136(d)(2)(i): October 30, and there is no February 30. March 1, 2023 is a Wednesday.
        ("2022-10-30", date(2023, 3, 1)),
        # The same text's roll: July 4, 2025 is a holiday and a Friday, so the Monday.
        ("2025-03-04", date(2025, 7, 7)),
    ],
)
def test_four_months_for_federal_external_review(received, due):
    facts = claim({"final_denial_received": received}, plan="individual_aca", facts=FEDERAL)
    assert row(solve(facts), "aca-external-review-request").due_on == due
