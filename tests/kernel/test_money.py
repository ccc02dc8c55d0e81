"""Money: no two currencies in one sum, no part of a cent, and shares that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimback.kernel.errors import Invalid
from claimback.kernel.money import money, part_of, shares, total, wire


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("1.005", "USD"), ("NaN", "USD"), ("1000000000000", "USD"), ("1", "usd"), ("1", "XQZ"), ("1", "")],
)
def test_what_is_no_money_is_refused_by_the_name_of_its_field(amount: str, currency: str) -> None:
    with pytest.raises(Invalid) as refusal:
        money(amount, currency, field="fee")
    assert refusal.value.errors[0].pointer == "/fee"


def test_two_currencies_never_meet() -> None:
    with pytest.raises(Invalid, match="not in EUR"):
        total([money("1", "USD"), money("1", "EUR")], "USD")


def test_nothing_adds_up_to_nought_of_the_currency() -> None:
    assert wire(total([], "USD")) == {"amount": "0.00", "currency": "USD"}


def test_half_a_cent_goes_upwards() -> None:
    assert part_of(money("0.10", "USD"), Decimal(5)) == money("0.01", "USD")
    assert part_of(money("100.00", "USD"), Decimal("33.333")) == money("33.33", "USD")


def test_cents_left_over_go_to_the_largest_remainders() -> None:
    whole = money("100.00", "USD")
    thirds = shares(whole, [Decimal(1), Decimal(1), Decimal(1)])
    assert [each.amount for each in thirds] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


@given(
    st.decimals(-(10**9), 10**9, places=2),
    st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=9).filter(any),
)
def test_shares_always_add_up(amount: Decimal, weights: list[Decimal]) -> None:
    whole = money(amount, "USD")
    assert total(shares(whole, weights), "USD") == whole
