"""Case numbers: `2026-0001`, counted for each firm and year."""

import re
from collections.abc import Iterable
from typing import Final

from cases.models import CaseCounter
from cases.selectors import case_counter_list, for_change

_OURS: Final = re.compile(r"([0-9]{4})-([0-9]{4,6})")


def next_case_number(year: int) -> str:
    """The next number of the year. The year's counter stays locked until the transaction ends: take it last."""
    return case_numbers(year, 1)[0]


def case_numbers(year: int, count: int) -> list[str]:
    """The next `count` numbers of the year, in their order; its counter stays locked as by `next_case_number`."""
    counter = _counter(year)
    first = counter.last + 1
    counter.change(last=counter.last + count)
    return [f"{year}-{number:04}" for number in range(first, first + count)]


def keep_clear_of(number: str) -> None:
    """Let counting go on behind a number that was chosen by hand, where it is one of the counted form."""
    keep_clear_of_all([number])


def keep_clear_of_all(numbers: Iterable[str]) -> None:
    """As `keep_clear_of`, for many numbers; the years' counters are locked in their order."""
    last: dict[int, int] = {}
    for number in numbers:
        if found := _OURS.fullmatch(number):
            year, count = map(int, found.groups())
            last[year] = max(last.get(year, 0), count)
    for year, count in sorted(last.items()):
        counter = _counter(year)
        if counter.last < count:
            counter.change(last=count)


def _counter(year: int) -> CaseCounter:
    counters = for_change(case_counter_list().filter(year=year))
    found = counters.first()
    if found is None:
        # Two who make the year's first case at once: the second waits here, then finds the first one's row.
        CaseCounter.objects.bulk_create([CaseCounter(year=year)], ignore_conflicts=True)
        found = counters.get()
    return found
