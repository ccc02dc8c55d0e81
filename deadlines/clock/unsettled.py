"""Days of which two keepers of holiday calendars say different things: in which states, by name or by date.

The clock's days are those of the `holidays` library. Beside them stands what `workalendar` keeps (its release 17.0.0
set against release 0.109 of the other, for 2025 to 2027, in November 2026). Where the two differ, nothing here says who
is right: the clock then relies on neither. A day too many here costs a day of caution; one too few could cost a claim.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from dateutil.easter import easter

_JUNETEENTH: Final = (
    "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH"
    " OK OR PA RI SC SD TN UT VA VT WA WI WV WY"
)

KEPT_BY_ONE: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(states.split())
    for name, states in {
        "Juneteenth National Independence Day": _JUNETEENTH,
        "Washington's Birthday": "IA KS KY NC RI WI",
        "Election Day": "IN NH VA",
        "Primary Election Day": "IN",
        "Cesar Chavez Day": "CO TX",
        "Good Friday": "GU TX",
        "Lincoln's Birthday": "IA NJ",
        "Indigenous Peoples' Day": "AK",
        "Manu'a Islands Cession Day": "AS",
        "Diwali": "CA",
        "Frances Xavier Cabrini Day": "CO",
        "Susan B. Anthony Day": "FL WI",
        "State Holiday": "GA",
        "Guam Discovery Day": "GU",
        "Casimir Pulaski Day": "IL",
        "Christmas Eve": "KS",
        "Confederate Memorial Day": "SC",
        "Native American Heritage Day": "WA",
    }.items()
}
"""Holidays that the library has and the other source does not, by the library's own names."""


def _fixed(month: int, day: int) -> Callable[[int], set[date]]:
    """The day itself; on a weekend also the Friday before and the Monday after, on which it may be kept."""

    def days(year: int) -> set[date]:
        at = date(year, month, day)
        saturday = at + timedelta(days=5 - at.weekday())
        return {at, saturday - timedelta(days=1), saturday + timedelta(days=2)} if at.weekday() >= 5 else {at}

    return days


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The `n`-th Monday (0) to Sunday (6) of a month, counted from 1."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _thanksgiving(year: int, after: int) -> set[date]:
    return {nth_weekday(year, 11, 3, 4) + timedelta(days=after)}


def _christmas_eve(year: int) -> set[date]:
    """December 24, and the day before where Christmas itself is kept on that day."""
    return {*_fixed(12, 24)(year), *({date(year, 12, 23)} if date(year, 12, 25).weekday() == 5 else ())}


_KEPT_BY_THE_OTHER: Final[tuple[tuple[str, str, Callable[[int], set[date]]], ...]] = (
    ("the Friday after Thanksgiving", "IA IL KY ME MN MS NE SC", lambda year: _thanksgiving(year, 1)),
    ("the day before Thanksgiving", "VA", lambda year: _thanksgiving(year, -1)),
    ("Christmas Eve", "AR KY SC TN VA", _christmas_eve),
    ("Columbus Day", "CO GU NH WY", lambda year: {nth_weekday(year, 10, 0, 2)}),
    ("the day after Christmas", "AS OK SC TX VA", _fixed(12, 26)),
    ("Good Friday", "HI ND PA", lambda year: {easter(year) - timedelta(days=2)}),
    ("Election Day", "NJ PA RI", lambda year: {nth_weekday(year, 11, 0, 1) + timedelta(days=1)}),
    ("a State Holiday", "GA", lambda year: {nth_weekday(year, 4, 0, 4)}),
    ("Guam History Day", "GU", lambda year: {*_fixed(3, 6)(year), *_fixed(3, 7)(year)}),
    ("All Souls' Day", "GU", _fixed(11, 2)),
    ("New Year's Day, where it is on a Saturday", "MA", _fixed(1, 1)),
    ("Independence Day, where it is on a Saturday", "MA", _fixed(7, 4)),
    ("Christmas Day, where it is on a Saturday", "MA", _fixed(12, 25)),
    ("Lincoln's Birthday", "MO", _fixed(2, 12)),
    ("Confederate Memorial Day", "SC", _fixed(5, 10)),
    ("Texas Independence Day", "TX", _fixed(3, 2)),
    (
        "Lee-Jackson Day",
        "VA",
        lambda year: {nth_weekday(year, 1, 0, 3) - timedelta(days=3)},
    ),
)
"""Holidays that the other source has and the library does not: what they are called, in which states, and when."""


@lru_cache(maxsize=1024)
def kept_by_the_other(state: str, year: int) -> Mapping[date, str]:
    """The days of `year` that only the other source calls holidays in `state`, with their names."""
    found = {
        day: name
        for name, states, days in _KEPT_BY_THE_OTHER
        if state in states.split()
        for each in (year, year + 1)  # New Year's Day may be kept in the year before
        for day in days(each)
    }
    return {day: name for day, name in found.items() if day.year == year}
