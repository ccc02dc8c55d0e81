"""Amounts of a case: in its one currency, above nought, to the cent."""

from decimal import Decimal

from moneyed import Money

from cases.models import Case
from claimback.kernel.errors import invalid
from claimback.kernel.money import money


def amount_of(case: Case, amount: Decimal, currency: str, *, field: str = "amount") -> Money:
    """An amount above nought in the case's currency, which is meant where none is said. Raises Invalid at `field`."""
    given = money(amount, currency or case.currency, field=field)
    if given.currency.code != case.currency:
        raise invalid(
            field,
            f"This case is kept in {case.currency}. Convert the amount, and say at which rate in a note.",
            code="another_currency",
        )
    if given.amount <= 0:
        raise invalid(field, "Give an amount above nought.")
    return given
