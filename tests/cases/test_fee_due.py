"""What an agreement makes the fee: by stage, of all or of the increase, by the hour, with a working that adds up."""

from datetime import date
from decimal import Decimal

import pytest

from cases.settlement.fees import FeeTerms, TimeWorked, fee_due, percent_at, stage_at
from claimback.kernel.errors import Invalid
from claimback.kernel.money import money

PERCENTS = {"before_suit": Decimal("33.33"), "suit": Decimal(40)}


@pytest.mark.parametrize(
    ("terms", "stage", "costs", "fee", "base"),
    [
        (FeeTerms("contingency", PERCENTS), "before_suit", None, "33330.00", "100000.00"),
        (FeeTerms("contingency", PERCENTS), "suit", None, "40000.00", "100000.00"),
        (FeeTerms("contingency", PERCENTS), "appeal", None, "40000.00", "100000.00"),
        (FeeTerms("contingency", PERCENTS, costs_first=True), "suit", "2500.00", "39000.00", "97500.00"),
        (FeeTerms("contingency", PERCENTS), "suit", "2500.00", "40000.00", "100000.00"),
        (
            FeeTerms(
                "percentage", {"before_suit": Decimal(25)}, base="increase", offered=money(60000, "USD")
            ),
            "before_suit",
            None,
            "10000.00",
            "40000.00",
        ),
        (
            FeeTerms(
                "percentage", {"before_suit": Decimal(25)}, base="increase", offered=money(160000, "USD")
            ),
            "before_suit",
            None,
            "0.00",
            "0.00",
        ),
        (FeeTerms("percentage", {"before_suit": Decimal("12.5")}), "suit", None, "12500.00", "100000.00"),
        (FeeTerms("flat", flat=money(900, "USD")), "suit", None, "900.00", None),
    ],
)
def test_the_fee_of_a_recovery(
    terms: FeeTerms, stage: str, costs: str | None, fee: str, base: str | None
) -> None:
    due = fee_due(terms, money(100000, "USD"), stage=stage, costs=money(costs, "USD") if costs else None)
    assert f"{due.amount.amount:.2f}" == fee
    assert (None if due.base is None else f"{due.base.amount:.2f}") == base
    assert due.working[-1]["result"].replace(",", "") == f"{fee} USD"


def test_time_is_rounded_by_the_line_and_the_lines_add_up() -> None:
    time = [
        TimeWorked(10, money(250, "USD")),
        TimeWorked(10, money(250, "USD")),
        TimeWorked(95, money(300, "USD")),
    ]
    due = fee_due(FeeTerms("hourly"), money(0, "USD"), time=time)
    assert [step["result"] for step in due.working] == ["41.67 USD", "41.67 USD", "475.00 USD", "558.34 USD"]


def test_the_stage_is_that_of_the_day_of_the_recovery() -> None:
    reached = [
        ("suit_filed", date(2026, 3, 1)),
        ("judgment_appealed", date(2026, 9, 1)),
        ("other", date(2026, 1, 1)),
    ]
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert [stage_at(reached, day) for day in days] == ["before_suit", "suit", "suit", "appeal"]


def test_what_is_not_agreed_is_not_made_up() -> None:
    with pytest.raises(ValueError, match="no percentage"):
        percent_at({"suit": Decimal(40)}, "before_suit")
    with pytest.raises(ValueError, match="without its amount"):
        fee_due(FeeTerms("flat"), money(1, "USD"))
    with pytest.raises(Invalid, match="USD"):
        fee_due(FeeTerms("hourly"), money(0, "USD"), time=[TimeWorked(10, money(9, "EUR"))])
