"""One line of an estimate as it is told: what is left out follows from the rest, what is at odds is refused. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from moneyed import Money

from claimback.kernel.errors import invalid
from claimback.kernel.money import CENT, money, rounded

SLACK: Final = CENT * 2
"""By how much a paper's own rounding may put a line's three values at odds."""
_PRICE: Final = Decimal("0.0001")
_LARGEST: Final = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a line. Of price, replacement cost, depreciation and cash value some may be left out."""

    description: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    tax: Money | None = None
    overhead_profit: Money | None = None
    rcv: Money | None = None
    depreciation: Money | None = None
    acv: Money | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """All of a line's values, in the case's currency."""

    quantity: Decimal
    unit_price: Decimal
    tax: Decimal
    overhead_profit: Decimal
    rcv: Decimal
    depreciation: Decimal
    acv: Decimal


def line_values(told: Told, currency: str, under: str = "") -> Values:
    """The values of a line. `under` is the place that refusals point into, such as `lines/3/`.

    Replacement cost is quantity times price with tax, overhead and profit; actual cash value is that less depreciation.
    Raises Invalid that names the field.
    """
    for name in ("tax", "overhead_profit", "rcv", "depreciation", "acv"):
        _check_amount(getattr(told, name), currency, f"{under}{name}")
    if not told.description.strip():
        raise invalid(f"{under}description", "Say what the line is for.", code="required")
    if not 0 <= told.quantity < _LARGEST:
        raise invalid(
            f"{under}quantity", "A quantity is not negative. A credit is a line left out, or less of it."
        )
    nought = money(0, currency)
    tax, overhead = told.tax or nought, told.overhead_profit or nought
    price = _price(told, tax + overhead, under)
    rcv = told.rcv
    if rcv is None:
        rcv = rounded(Money(told.quantity * price, currency)) + tax + overhead
    money(rcv.amount, currency, field=f"{under}rcv")
    depreciation, acv = _aged(rcv, told.depreciation, told.acv, under)
    amounts = (each.amount for each in (tax, overhead, rcv, depreciation, acv))
    return Values(told.quantity, price, *amounts)


def _price(told: Told, beside: Money, under: str) -> Decimal:
    """The price of one; where it is left out, what replacement cost makes of it."""
    if told.unit_price is not None:
        if not 0 <= told.unit_price < _LARGEST:
            raise invalid(f"{under}unit_price", "A price is not negative.")
        return told.unit_price.quantize(_PRICE, ROUND_HALF_UP)
    if told.rcv is None:
        raise invalid(f"{under}unit_price", "Give the unit price, or the replacement cost.", code="required")
    if not told.quantity:
        return Decimal(0)
    return (max(told.rcv - beside, beside - beside).amount / told.quantity).quantize(_PRICE, ROUND_HALF_UP)


def _aged(rcv: Money, depreciation: Money | None, acv: Money | None, under: str) -> tuple[Money, Money]:
    """Depreciation and actual cash value, the one from the other where it is left out."""
    if depreciation is not None and depreciation > rcv:
        raise invalid(f"{under}depreciation", f"It is more than the replacement cost of {rcv.amount:,.2f}.")
    if acv is not None and acv > rcv:
        raise invalid(f"{under}acv", f"It is more than the replacement cost of {rcv.amount:,.2f}.")
    if depreciation is None:
        depreciation = rcv - (rcv if acv is None else acv)
    if acv is None:
        acv = rcv - depreciation
    if abs((rcv - depreciation - acv).amount) > SLACK:
        raise invalid(
            f"{under}acv",
            f"{rcv.amount:,.2f} less {depreciation.amount:,.2f} is {(rcv - depreciation).amount:,.2f}, and not "
            f"{acv.amount:,.2f}. Correct one of the three.",
        )
    return depreciation, acv


def _check_amount(amount: Money | None, currency: str, pointer: str) -> None:
    if amount is None:
        return
    if amount.currency.code != currency:
        raise invalid(
            pointer,
            f"This case is kept in {currency}. Convert the amount, and say at which rate in a note.",
            code="another_currency",
        )
    if amount.amount < 0:
        raise invalid(pointer, "An amount is not negative.")
