"""What was counted: numbers by measure, key and currency, which can be taken from each other. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

Place = tuple[str, str, str]
"""A measure, the key of a group in it, such as a status or a month, and the currency; "" where it has none."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers by their places. What stands nowhere is nought."""

    numbers: Mapping[Place, Decimal]

    def without(self, left_out: Self) -> "Figures":
        """These less those: what remains where some of the cases are left out."""
        places = {**self.numbers, **left_out.numbers}
        less = {place: self._at(place) - left_out._at(place) for place in places}
        return Figures({place: number for place, number in less.items() if number})

    def count(self, measure: str, key: str) -> int:
        """One number of a measure that counts rows."""
        return int(self._at((measure, key, "")))

    def by_key(self, measure: str) -> dict[str, int]:
        """The numbers of a measure that counts rows, by key."""
        return {key: int(n) for (name, key, _), n in self.numbers.items() if name == measure}

    def amounts(self, measure: str) -> dict[str, Decimal]:
        """What a measure of money comes to in each currency, over all its keys."""
        sums: dict[str, Decimal] = {}
        for (name, _, currency), amount in self.numbers.items():
            if name == measure:
                sums[currency] = sums.get(currency, Decimal(0)) + amount
        return sums

    def amount(self, measure: str, key: str, currency: str) -> Decimal:
        """One number of a measure of money."""
        return self._at((measure, key, currency))

    def _at(self, place: Place) -> Decimal:
        return self.numbers.get(place, Decimal(0))


def stored(figures: Figures) -> list[list[str]]:
    """As JSON keeps them."""
    return [[*place, str(number)] for place, number in sorted(figures.numbers.items())]


def restored(kept: Iterable[Sequence[Any]]) -> Figures:
    """From what `stored` made."""
    return Figures({(measure, key, currency): Decimal(n) for measure, key, currency, n in kept})


def months_until(on: date, number: int) -> list[date]:
    """The first days of `number` months, the last of them that of `on`."""
    last = on.year * 12 + on.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(last - number + 1, last + 1)]


def month_after(month: date) -> date:
    """The first day of the month that follows."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
