"""What a missed date costs, remedy by remedy: the law's own figures, worked by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.clock.money import Lateness, Rate, money_owed
from deadlines.law.model import MoneyRemedy

DUE = date(2026, 1, 31)
TEXAS = MoneyRemedy(
    kind="interest",
    citation="Tex. Ins. Code 542.060(a)",
    rate_percent=Decimal(18),
    when=(("weather_claim", (False,)),),
)
WEATHER = MoneyRemedy(
    kind="interest_over",
    citation="Tex. Ins. Code 542.060(c); Tex. Fin. Code 304.003",
    reference="judgment",
    points=Decimal(5),
    floor_percent=Decimal(10),
    ceiling_percent=Decimal(20),
    when=(("weather_claim", (True,)),),
)
LOUISIANA = MoneyRemedy(
    kind="percent", citation="La. R.S. 22:1892(B)(1)", percent=Decimal(50), minimum=Decimal(1000)
)
FLORIDA = MoneyRemedy(
    kind="interest_over",
    citation="Fla. Stat. 627.70131(7)(a), 55.03",
    reference="legal",
    from_event="claim_received",
)
ERISA = MoneyRemedy(
    kind="per_day", citation="29 USC 1132(c)(1); 29 CFR 2575.502c-1", per_day=Decimal(110), up_to=True
)
NEW_YORK = MoneyRemedy(kind="interest", citation="11 NYCRR 65-3.9(a)", rate_percent=Decimal(2), per="month")


def late(until: date, **more: Any) -> Lateness:
    values: dict[str, Any] = {"amounts": {"amount_due": Decimal("73000.00")}, "done": False} | more
    return Lateness(due_on=DUE, until=until, currency="USD", **values)


@pytest.mark.parametrize(
    ("remedy", "known", "amount"),
    [
        # 73,000 x 18 % / 365 = 36 a day, 59 days.
        (TEXAS, late(date(2026, 3, 31), facts={"weather_claim": False}), "2124.00"),
        # 7.5 + 5 = 12.5 %: 25 a day.
        (
            WEATHER,
            late(
                date(2026, 3, 31),
                facts={"weather_claim": True},
                rates={"judgment": Rate(Decimal("7.5"), "OCCC")},
            ),
            "1475.00",
        ),
        # 16 + 5 would be 21 %: the law's most is 20 %, 40 a day.
        (
            WEATHER,
            late(
                date(2026, 3, 31),
                facts={"weather_claim": True},
                rates={"judgment": Rate(Decimal(16), "OCCC")},
            ),
            "2360.00",
        ),
        (LOUISIANA, late(date(2026, 3, 31)), "36500.00"),
        (LOUISIANA, late(date(2026, 3, 31), amounts={"amount_due": Decimal(1500)}), "1000.00"),
        # From notice on 1 December: 120 days at 9 %, 18 a day.
        (
            FLORIDA,
            late(
                date(2026, 3, 31),
                events={"claim_received": date(2025, 12, 1)},
                rates={"legal": Rate(Decimal(9), "CFO")},
            ),
            "2160.00",
        ),
        (ERISA, late(date(2026, 3, 31), amounts={}), "6490.00"),
        # 60 days are two months of 30.
        (NEW_YORK, late(date(2026, 4, 1)), "2920.00"),
        (TEXAS, late(DUE, facts={"weather_claim": False}), "0.00"),
    ],
)
def test_the_law_s_own_figures(remedy, known, amount):
    found = money_owed(remedy, known)
    assert found is not None
    assert (found.amount, found.currency, found.needs) == (Decimal(amount), "USD", ())
    assert found.working[-1].result == f"{amount} USD"
    assert found.citation == remedy.citation


@pytest.mark.parametrize(
    ("remedy", "known", "needs"),
    [
        (WEATHER, late(date(2026, 3, 31), facts={"weather_claim": True}), ("judgment_rate",)),
        (FLORIDA, late(date(2026, 3, 31), rates={"legal": Rate(Decimal(9), "CFO")}), ("claim_received",)),
        (LOUISIANA, late(date(2026, 3, 31), amounts={}), ("amount_due",)),
        (LOUISIANA, Lateness(DUE, DUE, False, "EUR", amounts={"amount_due": Decimal(1)}), ("amount_in_usd",)),
    ],
)
def test_what_is_not_known_is_asked_for(remedy, known, needs):
    found = money_owed(remedy, known)
    assert found is not None
    assert (found.amount, found.needs) == (None, needs)


def test_a_fact_that_is_not_stated_leaves_a_condition_and_one_that_is_rules_out():
    found = money_owed(TEXAS, late(date(2026, 3, 31)))
    assert found is not None
    assert (found.condition, found.needs) == ("only if weather claim is false", ("weather_claim",))
    assert found.amount == Decimal("2124.00")
    assert money_owed(TEXAS, late(DUE, facts={"weather_claim": True})) is None


def test_what_a_court_may_give_says_that_it_is_the_most():
    found = money_owed(ERISA, late(date(2026, 3, 31)))
    assert found is not None
    assert found.up_to
    assert found.working[-1].why.startswith("At most")


@given(days=st.integers(0, 3000), more=st.integers(0, 400), amount=st.decimals(0, 10**9, places=2))
def test_later_never_costs_less(days: int, more: int, amount: Decimal):
    ends = [date.fromordinal(DUE.toordinal() + n) for n in (days, days + more)]
    sums = [money_owed(NEW_YORK, late(end, amounts={"amount_due": amount})) for end in ends]
    first, second = (found.amount for found in sums if found is not None)
    assert first is not None
    assert second is not None
    assert 0 <= first <= second
