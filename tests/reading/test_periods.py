"""How long a letter gives for an appeal, in the ways that letters write it."""

import pytest

from letters.reading.findings import Period
from letters.reading.layout import Letter
from letters.reading.pages import Page
from letters.reading.rights import rights_told


@pytest.mark.parametrize(
    ("told", "period"),
    [
        (
            "You may appeal within one hundred and eighty (180) days of receipt.",
            Period(180, "days", "receipt"),
        ),
        ("You may appeal within a hundred eighty days of receipt.", Period(180, "days", "receipt")),
        (
            "You may appeal within sixty-five days of the date of this notice.",
            Period(65, "days", "letter_date"),
        ),
        ("You may appeal within 180 (one hundred eighty) days.", Period(180, "days", "other")),
        ("You may appeal within twenty business days of receipt.", Period(20, "business_days", "receipt")),
        ("You may appeal within 6 weeks of receipt.", Period(42, "days", "receipt")),
        ("You may appeal within a year of the decision.", Period(1, "years", "decision")),
        ("If this is wrong tell us within 180 days of receipt.", Period(180, "days", "receipt")),
    ],
)
def test_a_period_is_read_in_figures_and_in_words(told: str, period: Period) -> None:
    assert [right.period for right in rights_told(Letter([Page(1, f"Dear Ms. Lund:\n\n{told}")]))] == [period]


def test_the_time_to_ask_that_services_go_on_is_not_the_time_to_appeal() -> None:
    text = "Dear Ms. Lund:\n\nYou may ask us to continue the service while you appeal if you write within 10 days."

    assert all(right.period is None for right in rights_told(Letter([Page(1, text)])))
