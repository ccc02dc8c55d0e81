"""Arithmetic against independent implementations, and the examples that agencies publish, retold."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from deadlines.clock.calendars import FEDERAL, WEEKENDS, CalendarError
from deadlines.clock.counting import (
    add_business_days,
    add_days,
    add_days_with_stops,
    add_hours,
    add_months,
    add_years,
)

DAYS = st.dates(date(1975, 1, 1), date(2090, 12, 31))
ZONES = st.sampled_from(["America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles"])


@given(DAYS, st.integers(-1000, 1000))
def test_calendar_days_agree_with_numpy(start, n):
    assert add_days(start, n) == (np.datetime64(start) + np.timedelta64(n, "D")).astype(date)


@given(DAYS, st.integers(-240, 240))
def test_months_clamped_to_the_last_day_agree_with_dateutil(start, n):
    assert add_months(start, n, missing_day="last_day") == start + relativedelta(months=n)


@given(DAYS, st.integers(0, 240))
def test_months_with_the_first_of_the_next_differ_from_dateutil_only_where_the_day_is_missing(start, n):
    clamped = start + relativedelta(months=n)
    expected = clamped if clamped.day == start.day else clamped + timedelta(days=1)
    assert add_months(start, n, missing_day="first_of_next") == expected


@given(DAYS, st.integers(0, 20))
def test_years_agree_with_dateutil(start, n):
    assert add_years(start, n, missing_day="last_day") == start + relativedelta(years=n)


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)), st.integers(1, 60))
def test_business_days_agree_with_numpy(start, n):
    closed = [day for year in range(2014, 2038) for day in FEDERAL.closed_days(year)]
    assert add_business_days(start, n) == np.busday_offset(start, n, roll="backward", holidays=closed).astype(
        date
    )
    assert add_business_days(start, -n) == np.busday_offset(
        start, -n, roll="forward", holidays=closed
    ).astype(date)


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)), st.integers(1, 60))
def test_weekdays_agree_with_numpy(start, n):
    expected = np.busday_offset(start, n, roll="backward").astype(date)
    assert add_business_days(start, n, WEEKENDS) == expected


@given(DAYS)
def test_rolling_ends_on_an_open_day_and_skips_only_closed_ones(day):
    after, before = FEDERAL.next_open_day(day), FEDERAL.preceding_open_day(day)
    assert not FEDERAL.is_closed(after)
    assert not FEDERAL.is_closed(before)
    assert before <= day <= after
    assert all(FEDERAL.is_closed(day + timedelta(days=n)) for n in range((after - day).days))
    assert all(FEDERAL.is_closed(day - timedelta(days=n)) for n in range((day - before).days))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1)), ZONES, st.integers(-200, 200))  # noqa: DTZ001
def test_hours_are_elapsed_time_in_any_zone(wall, zone, hours):
    start = wall.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    end = add_hours(start, hours)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)
    assert end.tzinfo is start.tzinfo


@pytest.mark.parametrize(
    ("start", "months", "expected", "source"),
    [
        (date(2022, 10, 30), 4, date(2023, 3, 1), "45 CFR 147.136(d)(2)(i)"),
        (date(2023, 10, 30), 4, date(2024, 3, 1), "the same in a leap year, which has no February 30 either"),
        (date(2023, 10, 29), 4, date(2024, 2, 29), "a leap year has the day"),
        (date(2026, 5, 31), 4, date(2026, 10, 1), "September has 30 days"),
        (date(2025, 12, 31), 2, date(2026, 3, 1), "across the year"),
    ],
)
def test_a_missing_day_is_the_first_of_the_next_month(start, months, expected, source):
    assert add_months(start, months, missing_day="first_of_next") == expected, source


@pytest.mark.parametrize(
    ("end", "rolled", "source"),
    [
        (
            date(2021, 7, 31),
            date(2021, 8, 2),
            "5 CFR 1201.23: 30 days after July 1 end on a Saturday, so Monday",
        ),
        (date(2024, 7, 31), date(2024, 7, 31), "5 CFR 1201.23: 30 days after July 1 end on a weekday"),
        (date(2013, 8, 4), date(2013, 8, 5), "29 CFR 2700.8: 30 days after July 5 end on a Sunday"),
        (date(2007, 9, 1), date(2007, 9, 4), "notes to Fed. R. Civ. P. 6: a Saturday before Labor Day"),
        (date(2025, 10, 11), date(2025, 10, 14), "CMS Pub. 100-04 ch. 29: the Saturday before Columbus Day"),
        (
            date(2021, 12, 31),
            date(2022, 1, 3),
            "New Year's Day of 2022 kept on the Friday of the year before",
        ),
    ],
)
def test_published_examples_of_rolling(end, rolled, source):
    assert FEDERAL.next_open_day(end) == rolled, source


def test_published_example_of_business_days():
    # 29 CFR 2700.8, example 1: eight business days after July 1, 2013, July 4 not counted.
    assert add_business_days(date(2013, 7, 1), 8) == date(2013, 7, 12)


@pytest.mark.parametrize(
    ("start", "days", "stop", "expected", "source"),
    [
        (date(2020, 1, 28), 180, (date(2020, 3, 1), date(2020, 6, 29)), date(2020, 11, 24), "85 FR 26351"),
        (date(2025, 1, 10), 90, (date(2025, 2, 10), date(2025, 3, 10)), date(2025, 5, 9), "7 CFR 400.768(c)"),
        (
            date(2025, 1, 10),
            10,
            (date(2025, 2, 10), date(2025, 3, 10)),
            date(2025, 1, 20),
            "over before the stop",
        ),
        (
            date(2025, 1, 10),
            10,
            (date(2025, 1, 20), date(2025, 1, 25)),
            date(2025, 1, 26),
            "stopped on its last day",
        ),
        (
            date(2025, 1, 10),
            10,
            (date(2025, 1, 10), date(2025, 1, 10)),
            date(2025, 1, 20),
            "stopped on the day itself",
        ),
    ],
)
def test_a_stopped_clock_keeps_what_was_used(start, days, stop, expected, source):
    assert add_days_with_stops(start, days, [stop]) == expected, source


@given(DAYS, st.integers(1, 200), st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), max_size=4))
def test_a_stopped_clock_agrees_with_a_count_day_by_day(start, days, gaps):
    stops, at = [], start
    for gap, length in gaps:
        first = at + timedelta(days=gap)
        at = first + timedelta(days=length)
        stops.append((first, at))
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= not any(first <= day <= last for first, last in stops)
    assert add_days_with_stops(start, days, stops) == day


def test_juneteenth_is_a_holiday_from_2021_on():
    assert not FEDERAL.is_closed(date(2020, 6, 19))
    assert FEDERAL.is_closed(date(2021, 6, 18))
    assert FEDERAL.is_observed_friday(date(2021, 6, 18))
    assert not FEDERAL.is_observed_friday(date(2022, 6, 20))


@pytest.mark.parametrize("day", [date(1970, 12, 31), date(2100, 1, 1)])
def test_a_year_that_the_calendar_does_not_cover_is_an_error(day):
    with pytest.raises(CalendarError, match=str(day.year)):
        FEDERAL.is_closed(day)
