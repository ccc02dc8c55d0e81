"""Which reminders the policy plans, and when: no database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from claimback.notify.obligations import LONGEST_RETRY, retry_delay
from deadlines.alerts import OUR_STEPS, alerts_at_all, is_late, planned, scheduled_at

ZONE = "America/Chicago"
DAY = date(2026, 8, 28)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE))


def days_before(days: int, hour: int = 12) -> datetime:
    return at(DAY - timedelta(days=days), hour)


@pytest.mark.parametrize(
    ("duty_of", "present", "steps", "due_now"),
    [
        ("ours", days_before(170), [30, 14, 7, 3, 1, 0, -1], False),
        ("ours", days_before(31), [30, 14, 7, 3, 1, 0, -1], False),
        ("ours", days_before(30, hour=7), [30, 14, 7, 3, 1, 0, -1], False),
        ("ours", days_before(30, hour=8), [30, 14, 7, 3, 1, 0, -1], True),
        ("ours", days_before(5), [7, 3, 1, 0, -1], True),
        ("ours", days_before(0), [0, -1], True),
        ("ours", days_before(-1, hour=7), [0, -1], True),
        ("ours", days_before(-1), [-1], True),
        ("ours", days_before(-400), [-1], True),
        ("insurer", days_before(20), [-1], False),
        ("insurer", days_before(0), [-1], False),
        ("insurer", days_before(-9), [-1], True),
        ("reviewer", days_before(1), [-1], False),
    ],
)
def test_steps(duty_of, present, steps, due_now):
    alerts = planned(duty_of, DAY, ZONE, present)
    assert [alert.step for alert in alerts] == steps
    assert (alerts[0].due_at == present) is due_now
    for alert in alerts[1 if due_now else 0 :]:
        assert alert.due_at == scheduled_at(DAY, alert.step, ZONE) > present


def test_a_reminder_is_due_at_eight_where_the_firm_is_whatever_the_clock_change():
    # The clocks went back on November 1, 2026.
    assert scheduled_at(date(2026, 11, 2), 3, ZONE).astimezone(UTC).hour == 13
    assert scheduled_at(date(2026, 11, 2), 0, ZONE).astimezone(UTC).hour == 14


@pytest.mark.parametrize(
    ("present", "late"),
    [(days_before(7, hour=8), False), (days_before(7, hour=9), False), (days_before(7, hour=10), True)],
)
def test_late_is_more_than_an_hour_after_its_time(present, late):
    assert is_late(DAY, 7, ZONE, present) is late


@pytest.mark.parametrize(
    ("duty_of", "state", "wanted"),
    [
        ("ours", "open", True),
        ("ours", "unknown", True),
        ("ours", "missed", True),
        ("ours", "waiting", False),
        ("ours", "met", False),
        ("ours", "superseded", False),
        ("insurer", "open", True),
        ("insurer", "unknown", False),
        ("insurer", "missed", True),
        ("insurer", "waived", False),
    ],
)
def test_what_is_worth_a_reminder(duty_of, state, wanted):
    assert alerts_at_all(duty_of, state) is wanted


def test_the_policy_s_steps_go_down():
    assert list(OUR_STEPS) == sorted(OUR_STEPS, reverse=True)


def test_retries_wait_twice_as_long_each_time_and_never_over_a_quarter_of_an_hour():
    waits = [retry_delay(attempt).total_seconds() for attempt in range(1, 9)]
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert retry_delay(10_000) == LONGEST_RETRY
