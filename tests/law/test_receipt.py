"""Receipt of a letter: proven or presumed, and its days never counted twice."""

from datetime import date

import pytest

from deadlines.law.catalogue import load_catalogue
from tests.law.cases import claim, row, solve


@pytest.mark.parametrize(
    ("events", "due"),
    [
        # The notice is of June 8: five days presumed, 120 more.
        ({"redetermination_dated": date(2025, 6, 8)}, date(2025, 12, 10)),
        # Certified mail that was signed for on the third day, and on the ninth: no day is presumed.
        (
            {"redetermination_dated": date(2025, 6, 8), "redetermination_received": date(2025, 6, 11)},
            date(2025, 12, 8),
        ),
        (
            {"redetermination_dated": date(2025, 6, 8), "redetermination_received": date(2025, 6, 17)},
            date(2025, 12, 14),
        ),
        # Received on the day that would be presumed: the same date, by proof and not by both.
        (
            {"redetermination_dated": date(2025, 6, 8), "redetermination_received": date(2025, 6, 13)},
            date(2025, 12, 10),
        ),
    ],
)
def test_days_of_mail_are_never_counted_twice(events, due):
    """42 CFR 405.962(a)(1): 180 days from receipt, presumed five days after the notice's date."""
    found = row(solve(claim(events, plan="medicare_original")), "medicare-reconsideration-request")
    assert found.due_on == due
    presumed = [step for step in found.working if step.step == "receipt"]
    assert len(presumed) == ("redetermination_received" not in events)


def test_no_rule_s_number_already_holds_the_days_that_it_presumes():
    """CMS tells sixty-five days from the notice's date: sixty with the five in them."""
    for rule in load_catalogue().rules:
        if rule.counting.receipt_presumption and rule.period.unit == "calendar_days":
            assert rule.period.n is not None
            assert rule.period.n % 5 == 0
            assert rule.period.n not in (65, 125, 185), rule.id
