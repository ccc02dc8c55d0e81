"""Arithmetic on legal dates and instants: days, business days, months, hours. No rule of law and no case."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

from deadlines.clock.calendars import FEDERAL, Calendar, Reading

MissingDay = Literal["first_of_next", "last_day"]
Span = tuple[date, date]
"""The first and the last day of a stretch in which a clock stands still."""


def add_days(start: date, days: int) -> date:
    """The day `days` calendar days after `start`, which is itself not counted; before it if negative."""
    return start + timedelta(days=days)


def add_days_with_stops(start: date, days: int, stops: Sequence[Span]) -> date:
    """The `days`-th day after `start` that no stop covers. Stops are in order; both their ends stand still.

    What was used before a stop stays used, and the rest runs from its last day, as in the worked example of
    85 FR 26351 (May 4, 2020): 180 days from January 28, stopped from March 1 to June 29, end on November 24.
    """
    return _around(start, days, stops, lambda after, before: (before - after).days - 1, add_days)


def add_business_days_with_stops(
    start: date, days: int, stops: Sequence[Span], calendar: Calendar = FEDERAL, reading: Reading = "any"
) -> date:
    """The `days`-th open day after `start` that no stop covers, counted around stops as calendar days are.

    Raises CalendarError past the years that the calendar covers.
    """
    return _around(
        start,
        days,
        stops,
        lambda after, before: business_days_between(after, before, calendar, reading),
        lambda day, left: add_business_days(day, left, calendar, reading),
    )


def _around(
    start: date,
    n: int,
    stops: Sequence[Span],
    between: Callable[[date, date], int],
    add: Callable[[date, int], date],
) -> date:
    """`add` what is left of `n` after the last stop that interrupts; `between` counts what ran before each."""
    at, left = start, n
    for first, last in stops:
        used = max(between(at, first), 0)
        if used >= left:
            break
        at, left = max(at, last), left - used
    return add(at, left)


def add_business_days(start: date, days: int, calendar: Calendar = FEDERAL, reading: Reading = "any") -> date:
    """The `days`-th day after `start` that is open by `calendar`; before it if negative. `start` is not counted.

    `reading` says how days are taken on which sources differ. Zero days is `start`, open or not. Raises
    CalendarError past the years that the calendar covers.
    """
    if days == 0:
        return start
    year, open_days = start.year, calendar.open_days(start.year, reading)
    if days > 0:
        at = bisect_right(open_days, start.toordinal()) + days - 1
        while at >= len(open_days):
            at -= len(open_days)
            year += 1
            open_days = calendar.open_days(year, reading)
    else:
        at = bisect_left(open_days, start.toordinal()) + days
        while at < 0:
            year -= 1
            open_days = calendar.open_days(year, reading)
            at += len(open_days)
    return date.fromordinal(open_days[at])


def business_days_between(
    after: date, before: date, calendar: Calendar = FEDERAL, reading: Reading = "any"
) -> int:
    """How many open days lie between two days, neither counted. Raises CalendarError."""
    found = 0
    for year in range(after.year, before.year + 1):
        days = calendar.open_days(year, reading)
        first = bisect_right(days, after.toordinal()) if year == after.year else 0
        last = bisect_left(days, before.toordinal()) if year == before.year else len(days)
        found += max(last - first, 0)
    return found


def add_months(start: date, months: int, *, missing_day: MissingDay) -> date:
    """The corresponding day `months` later, or what `missing_day` says where that month has no such day.

    first_of_next: the first day of the month after. 45 CFR 147.136(d)(2)(i): a notice received on October 30
    may be answered until March 1. last_day: the last day of the month, which is the earlier reading.
    """
    year, month = _month_after(start.year, start.month, months)
    try:
        return date(year, month, start.day)
    except ValueError:
        first_of_next = date(*_month_after(year, month, 1), 1)
        return first_of_next if missing_day == "first_of_next" else first_of_next - timedelta(days=1)


def add_years(start: date, years: int, *, missing_day: MissingDay) -> date:
    """The same day `years` later; February 29 as `missing_day` says."""
    return add_months(start, 12 * years, missing_day=missing_day)


def add_hours(start: datetime, hours: int) -> datetime:
    """The instant `hours` elapsed hours after the aware `start`, told in the zone of `start`.

    Elapsed time: across a change to or from daylight saving time the wall clock shows an hour more or less.
    """
    return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(start.tzinfo)


def pinned(instant: datetime) -> datetime:
    """The same instant with its offset fixed instead of its zone.

    Two times of one zone compare by the wall clock, which is wrong in the hour that comes twice (PEP 495); pinned
    ones compare as instants and still show their place's time.
    """
    return instant.astimezone(timezone(instant.utcoffset() or timedelta()))


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of `day` in the IANA zone `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def end_of_day(day: date, zone: str) -> datetime:
    """The instant at which `day` is over in the IANA zone `zone`: midnight, told as the first of the next day."""
    return start_of_day(day + timedelta(days=1), zone)


def _month_after(year: int, month: int, months: int) -> tuple[int, int]:
    index = year * 12 + (month - 1) + months
    return index // 12, index % 12 + 1
