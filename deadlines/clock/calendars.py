"""Which days are open, place by place: weekends, holidays, and the days that were closed or opened by announcement.

The days come from the `holidays` library; a year outside the covered range is an error and never "no holiday". Where
sources differ on a day, whoever asks says how to read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

import holidays

from cases.vocabulary import JURISDICTIONS, UNITED_STATES
from deadlines.clock.unsettled import KEPT_BY_ONE, kept_by_the_other

FIRST_YEAR: Final = 1971  # the Monday holidays of 5 USC 6103(a) are observed from 1971
LAST_YEAR: Final = 2099

_SATURDAY: Final = 5

Reading = Literal["kept", "sure", "any"]
"""Which weekdays are closed: what our own source keeps, what every source keeps, or what any of them does."""
_COUNTRIES: Final = {"AUS": "AU", "CAN": "CA", "DEU": "DE", "GBR": "GB", "IND": "IN", "IRL": "IE"}
"""The library's names of other countries than the United States."""

_PARTS: Final = {
    country: holidays.country_holidays(code).subdivisions for country, code in _COUNTRIES.items()
}
SETTLED: Final = frozenset({"", "US"})
"""Places on whose days no sources differ."""

_OBSERVED: Final = " (observed)"


class CalendarError(ValueError):
    """A date outside the years that a holiday calendar covers, or a place that has none."""

    def __init__(self, year: int, place: str = "US") -> None:
        whose = {"US": "federal holiday calendar", "": "calendar"}.get(place)
        whose = whose or f"holiday calendar of {place_name(place)}"
        super().__init__(f"the {whose} covers {FIRST_YEAR} to {LAST_YEAR}, not {year}: check the dates given")
        self.year = year


@dataclass(frozen=True, slots=True)
class Closure:
    """A day that somebody announced: closed, as a court for a storm, or open although it is a holiday.

    It holds where the law of `jurisdiction` does; empty: everywhere.
    """

    on: date
    name: str
    closed: bool = True
    source: str = ""
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a weekday is closed; with a `doubt`, why it may not be, and whether our own source keeps it."""

    name: str
    doubt: str = ""
    kept: bool = True

    def by(self, reading: Reading) -> bool:
        """Whether the day is closed by this reading."""
        return not self.doubt or reading == "any" or (reading == "kept" and self.kept)


@dataclass(frozen=True)
class Calendar:
    """The open days of one place: a jurisdiction, `CAN-ON` for a part of another country, or empty for weekends alone.

    `closures` are those that hold there, and come before the holidays.
    """

    jurisdiction: str = "US"
    closures: tuple[Closure, ...] = ()
    _years: dict[int, Mapping[date, Closed]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _open: dict[tuple[int, Reading], list[int]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def closed_days(self, year: int) -> Mapping[date, Closed]:
        """The days of `year` that are closed apart from weekends. Raises CalendarError outside the covered years."""
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._with_closures(year)
        return found

    def _with_closures(self, year: int) -> Mapping[date, Closed]:
        kept = holidays_of(self.jurisdiction, year)
        announced = [each for each in self.closures if each.on.year == year]
        if not announced:
            return kept
        days = dict(kept)
        for closure in announced:
            days.pop(closure.on, None)
            if closure.closed:
                said = f" ({closure.source})" if closure.source else ""
                days[closure.on] = Closed(f"{closure.name}{said}")
        return days

    def is_closed(self, day: date, reading: Reading = "any") -> bool:
        """Whether `day` is a weekend day, a holiday or an announced closing."""
        if day.weekday() >= _SATURDAY:
            return True
        found = (self._years.get(day.year) or self.closed_days(day.year)).get(day)
        return found is not None and found.by(reading)

    def open_days(self, year: int, reading: Reading = "any") -> list[int]:
        """The open days of `year` in order, each as `date.toordinal` has it. Raises CalendarError."""
        found = self._open.get((year, reading))
        if found is None:
            closed = {day.toordinal() for day, why in self.closed_days(year).items() if why.by(reading)}
            days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            # The first of January of year one was a Monday, and has the ordinal 1.
            found = [day for day in days if (day - 1) % 7 < _SATURDAY and day not in closed]
            self._open[year, reading] = found
        return found

    def why_closed(self, day: date) -> str:
        """What closes `day`, for people: the holiday's name, or the day of the week."""
        found = self.closed_days(day.year).get(day)
        return found.name if found else f"{day:%A}"

    def doubt(self, day: date) -> str:
        """Why it is unsettled whether a weekday is closed; empty where it is settled."""
        if day.weekday() >= _SATURDAY:
            return ""
        found = self.closed_days(day.year).get(day)
        return f"{found.name} on {day}: {found.doubt}" if found and found.doubt else ""

    def is_observed_friday(self, day: date) -> bool:
        """Whether `day` is a Friday kept for a holiday of the Saturday after it.

        Such a day closes offices for federal employees (5 USC 6103(b)); whether it moves a private person's last day
        is unsettled, so a safe date never rolls over it.
        """
        if day.weekday() != _SATURDAY - 1:
            return False
        found = self.closed_days(day.year).get(day)
        return found is not None and _OBSERVED in found.name

    def next_open_day(self, day: date, reading: Reading = "any") -> date:
        """`day` itself if it is open, else the first open day after it."""
        while self.is_closed(day, reading):
            day += timedelta(days=1)
        return day

    def preceding_open_day(self, day: date, reading: Reading = "any") -> date:
        """`day` itself if it is open, else the last open day before it."""
        while self.is_closed(day, reading):
            day -= timedelta(days=1)
        return day


def place_name(place: str) -> str:
    """A place for people: its name, with the part of the country where one is named."""
    country, _, part = place.partition("-")
    name = JURISDICTIONS.get(country, country)
    return f"{name} ({part})" if part else name


def has_calendar(place: str) -> bool:
    """Whether the days of a place are known: of a jurisdiction, or a part of another country such as CAN-ON."""
    country, dash, part = place.partition("-")
    return place in UNITED_STATES or (country in _COUNTRIES and (not dash or part in _PARTS[country]))


@lru_cache(maxsize=4096)
def holidays_of(place: str, year: int) -> Mapping[date, Closed]:
    """The holidays kept in `place` in `year`, observed days among them, by date; none for the empty place.

    Of the United States: 5 USC 6103(a)-(b); a Sunday holiday is kept on Monday by Executive Order 11582. Raises
    CalendarError outside the covered years.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarError(year, place)
    if not place:
        return {}
    if place == "US":
        return {day: Closed(name) for day, name in _library("US", None, year).items()}
    if place in UNITED_STATES:
        return _of_state(place, year)
    country, _, part = place.partition("-")
    common = _library(_COUNTRIES[country], part or None, year)
    days = {day: Closed(name) for day, name in common.items()}
    for each in () if part else _PARTS[country]:
        doubt = f"kept in parts of {place_name(country)} only, such as {each}."
        for day, name in _library(_COUNTRIES[country], each, year).items():
            days.setdefault(day, Closed(name, doubt, kept=False))
    return days


def _of_state(state: str, year: int) -> Mapping[date, Closed]:
    doubt = f"sources differ on whether it is a holiday in {place_name(state)}."
    days: dict[date, Closed] = {}
    for day, name in _library("US", state, year).items():
        names = [each.removesuffix(_OBSERVED) for each in name.split("; ")]
        unsettled = all(state in KEPT_BY_ONE.get(each, ()) for each in names)
        days[day] = Closed(name, doubt if unsettled else "")
    for day, name in kept_by_the_other(state, year).items():
        days.setdefault(day, Closed(name, doubt, kept=False))
    federal = f"a federal holiday, on which no mail goes, that is not on the list of {place_name(state)}."
    for day, kept in holidays_of("US", year).items():
        days.setdefault(day, Closed(kept.name, federal, kept=False))
    return days


def _library(country: str, part: str | None, year: int) -> dict[date, str]:
    # New Year's Day on a Saturday is observed in the year before: the library tells only if it knows both years.
    days = holidays.country_holidays(country, subdiv=part, years=(year, year + 1), observed=True)
    return {day: str(name) for day, name in days.items() if day.year == year}


@lru_cache(maxsize=4096)
def calendar_of(place: str, closures: tuple[Closure, ...] = ()) -> Calendar:
    """The calendar of a place, made once for all who count by it."""
    return Calendar(place, closures)


FEDERAL: Final = calendar_of("US")
WEEKENDS: Final = calendar_of("")
