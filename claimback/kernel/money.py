"""Sums of money: a decimal to the cent with its currency, by py-moneyed. Two currencies never meet in one sum."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import floor
from typing import Final

from moneyed import Currency, CurrencyDoesNotExist, Money, get_currency

from claimback.kernel.errors import FieldProblem, Invalid

CENT: Final = Decimal("0.01")
LARGEST: Final = Decimal("999999999999.99")
"""What a column of fourteen digits holds."""


def money(amount: Decimal | str | int, currency: str, *, field: str = "amount") -> Money:
    """An amount of `currency`, an ISO 4217 code. Raises Invalid, which names `field`, for an unknown currency, for a
    part of a cent and for what no column holds.
    """
    value = Decimal(amount)
    if not value.is_finite() or value != value.quantize(CENT) or abs(value) > LARGEST:
        raise _invalid(field, "Give an amount to the cent, of at most twelve digits before the point.")
    return Money(value.quantize(CENT), _currency(currency, field))


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of `amounts`, nought of `currency` for none. Raises Invalid where one is of another currency."""
    whole = money(0, currency)
    for each in amounts:
        if each.currency != whole.currency:
            raise _invalid(
                "currency", f"All amounts of a case are in {whole.currency}, and not in {each.currency}."
            )
        whole += each
    return whole


def part_of(whole: Money, percent: Decimal) -> Money:
    """`percent` hundredths of `whole`, to the cent, half a cent upwards: as a fee or interest is reckoned."""
    return rounded(Money(whole.amount * percent / 100, whole.currency))


def rounded(amount: Money) -> Money:
    """To the cent, half a cent upwards (away from nought)."""
    return Money(amount.amount.quantize(CENT, ROUND_HALF_UP), amount.currency)


def shares(whole: Money, weights: Sequence[Decimal]) -> tuple[Money, ...]:
    """`whole` split by `weights` so that the shares add up to it to the cent; cents left over go to the largest
    remainders, the first of equals first. Raises ValueError where the weights are negative or add up to nought.
    """
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("weights must be positive")
    cents = int((whole.amount / CENT).to_integral_value())
    exact = [cents * weight / sum(weights) for weight in weights]
    floors = [floor(each) for each in exact]
    left = cents - sum(floors)
    first = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))[:left]
    return tuple(Money((least + (at in first)) * CENT, whole.currency) for at, least in enumerate(floors))


def wire(amount: Money) -> dict[str, str]:
    """As the API shows money: `{"amount": "12.34", "currency": "USD"}`."""
    return {"amount": f"{amount.amount:.2f}", "currency": amount.currency.code}


def _currency(code: str, field: str) -> Currency:
    try:
        return get_currency(code)
    except CurrencyDoesNotExist:
        raise _invalid(field, "Give the three capital letters of ISO 4217, such as USD.") from None


def _invalid(field: str, detail: str) -> Invalid:
    return Invalid(detail, errors=[FieldProblem(f"/{field}", "invalid", detail)])
