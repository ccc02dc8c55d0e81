"""Which days are open: weekends and the federal legal holidays, for the years that the calendar covers.

The days come from the `holidays` library; a year outside the covered range is an error and never "no holiday".
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

FIRST_YEAR: Final = 1971  # the Monday holidays of 5 USC 6103(a) are observed from 1971
LAST_YEAR: Final = 2099

_SATURDAY: Final = 5


class CalendarError(ValueError):
    """A date outside the years that the holiday calendar covers."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"the federal holiday calendar covers {FIRST_YEAR} to {LAST_YEAR}, not {year}: check the dates given"
        )
        self.year = year


@lru_cache(maxsize=256)
def federal_holidays(year: int) -> dict[date, str]:
    """The federal legal holidays that fall in `year`, observed days among them, by date.

    5 USC 6103(a)-(b); a Sunday holiday is kept on Monday by Executive Order 11582.
    Raises CalendarError outside the covered years.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarError(year)
    # New Year's Day on a Saturday is observed in the year before: the library tells only if it knows both years.
    days = holidays.country_holidays("US", years=(year, year + 1), observed=True)
    return {day: str(name) for day, name in days.items() if day.year == year}


def holiday_name(day: date) -> str | None:
    """The federal holiday kept on `day`, or None. Raises CalendarError outside the covered years."""
    return federal_holidays(day.year).get(day)


def is_observed_friday(day: date) -> bool:
    """Whether `day` is a Friday kept for a holiday of the Saturday after it.

    Such a day closes offices for federal employees (5 USC 6103(b)); whether it moves a private person's last day
    is unsettled, so a safe date never rolls over it.
    """
    return day.weekday() == _SATURDAY - 1 and "(observed)" in (holiday_name(day) or "")


def is_weekend(day: date) -> bool:
    """Whether `day` is a Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


def is_closed(day: date, *, with_holidays: bool = True) -> bool:
    """Whether `day` is a weekend day or, `with_holidays`, a federal holiday. Raises CalendarError as above."""
    return is_weekend(day) or (with_holidays and holiday_name(day) is not None)


def why_closed(day: date) -> str:
    """What closes `day`, for people: the holiday's name, or the day of the week."""
    return holiday_name(day) or f"{day:%A}"


def next_open_day(day: date, *, with_holidays: bool = True) -> date:
    """`day` itself if it is open, else the first open day after it."""
    while is_closed(day, with_holidays=with_holidays):
        day += timedelta(days=1)
    return day


def preceding_open_day(day: date, *, with_holidays: bool = True) -> date:
    """`day` itself if it is open, else the last open day before it."""
    while is_closed(day, with_holidays=with_holidays):
        day -= timedelta(days=1)
    return day
