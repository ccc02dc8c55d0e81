"""The arithmetic of days against numpy and dateutil over 100,000 inputs drawn by chance, the same each time."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from dateutil.relativedelta import relativedelta

from deadlines.clock.calendars import FEDERAL, WEEKENDS, Calendar, Reading, calendar_of
from deadlines.clock.counting import (
    add_business_days,
    add_business_days_with_stops,
    add_days,
    add_days_with_stops,
    add_months,
    add_years,
)

FIRST, LAST = date(2014, 1, 1), date(2036, 12, 31)
CALENDARS: list[tuple[Calendar, Reading]] = [
    (WEEKENDS, "any"),
    (FEDERAL, "any"),
    (calendar_of("TX"), "kept"),
    (calendar_of("VA"), "sure"),
]


def drawn(seed: int, count: int, low: int, high: int) -> tuple[Any, list[date], Any]:
    """Days well inside the years above, as numpy and as Python have them, and as many numbers."""
    chance = np.random.default_rng(seed)
    days = np.datetime64(FIRST) + chance.integers(200, (LAST - FIRST).days - 200, count)
    return days, days.astype(object).tolist(), chance.integers(low, high + 1, count)


def open_days(calendar: Calendar, reading: Reading) -> np.busdaycalendar:
    """The same calendar, as numpy has it."""
    closed = [
        day
        for year in range(FIRST.year, LAST.year + 1)
        for day, why in calendar.closed_days(year).items()
        if why.by(reading)
    ]
    return np.busdaycalendar(holidays=np.array(closed, dtype="datetime64[D]"))


@pytest.mark.parametrize(
    ("calendar", "reading"), CALENDARS, ids=lambda part: getattr(part, "jurisdiction", "")
)
def test_business_days_both_ways_and_rolls_agree_with_numpy(calendar, reading):
    theirs = open_days(calendar, reading)
    days, ours, n = drawn(11, 10_000, 1, 20)
    for way, roll in ((1, "backward"), (-1, "forward")):
        expected = np.busday_offset(days, way * n, roll=roll, busdaycal=theirs).astype(object).tolist()
        found = [
            add_business_days(day, way * k, calendar, reading)
            for day, k in zip(ours, n.tolist(), strict=True)
        ]
        assert found == expected
        rolled = np.busday_offset(days, 0, roll="forward" if way > 0 else "backward", busdaycal=theirs)
        move = calendar.next_open_day if way > 0 else calendar.preceding_open_day
        assert [move(day, reading) for day in ours[:2500]] == rolled.astype(object).tolist()[:2500]


def test_months_and_years_agree_with_numpy_s_own_months():
    days, ours, n = drawn(12, 10_000, -240, 240)
    months = days.astype("datetime64[M]") + n
    last = ((months + 1).astype("datetime64[D]") - np.timedelta64(1, "D")).astype(object).tolist()
    for day, k, end in zip(ours, n.tolist(), last, strict=True):
        clamped = end.replace(day=min(day.day, end.day))
        assert add_months(day, k, missing_day="last_day") == clamped
        if k % 12 == 0:
            assert add_years(day, k // 12, missing_day="last_day") == clamped
        if day.day > end.day:
            assert add_months(day, k, missing_day="first_of_next") == add_days(end, 1)


def test_days_agree_with_numpy_and_months_with_dateutil():
    days, ours, n = drawn(13, 10_000, -3000, 3000)
    assert [add_days(day, k) for day, k in zip(ours, n.tolist(), strict=True)] == (days + n).astype(
        object
    ).tolist()
    for day, k in zip(ours[:2000], (n // 20).tolist(), strict=False):
        assert add_months(day, k, missing_day="last_day") == day + relativedelta(months=k)


@pytest.mark.parametrize(("calendar", "reading"), CALENDARS[:2], ids=["weekends", "federal"])
def test_days_around_a_stop_agree_with_numpy_where_the_stop_is_closed(calendar, reading):
    """For the count a stopped day is what a holiday is: numpy is told that each of them is one."""
    closed, chance = open_days(calendar, reading).holidays, np.random.default_rng(15)
    days, ours, n = drawn(14, 1000, 1, 40)
    gaps, lengths = chance.integers(-20, 40, 1000), chance.integers(0, 30, 1000)
    for day, at, k, gap, length in zip(days, ours, n.tolist(), gaps.tolist(), lengths.tolist(), strict=True):
        stopped = np.arange(day + gap, day + gap + length + 1)
        stop = (add_days(at, gap), add_days(at, gap + length))
        theirs = np.busdaycalendar(holidays=np.concatenate([closed, stopped]))
        expected = np.busday_offset(day, k, roll="backward", busdaycal=theirs).astype(object)
        assert add_business_days_with_stops(at, k, [stop], calendar, reading) == expected
        every = np.busdaycalendar(weekmask="1111111", holidays=stopped)
        expected = np.busday_offset(day, k, roll="backward", busdaycal=every).astype(object)
        assert add_days_with_stops(at, k, [stop]) == expected
