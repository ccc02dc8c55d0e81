"""Which reminders the terms plan, when, and to whom they go on: no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from claimback.notify.obligations import LONGEST_RETRY, retry_delay
from deadlines.alert_terms import DEFAULTS, problems, quiet_until
from deadlines.alerts import (
    Morning,
    alerts_at_all,
    is_late,
    levels_above,
    next_circle,
    next_overdue,
    planned,
    scheduled_at,
)
from deadlines.importance import IMPORTANCE

ZONE = "America/Chicago"
MORNING = Morning(ZONE, 8)
DAY = date(2026, 8, 28)
CRITICAL, IMPORTANT, ORDINARY = (DEFAULTS[name] for name in ("critical", "important", "ordinary"))


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
        ("ours", days_before(-1), [-1, -2], True),
        ("ours", days_before(-400), [-400, -401], True),
        ("ours", days_before(-400, hour=7), [-399, -400], True),
        ("insurer", days_before(20), [7, 3, -1], False),
        ("insurer", days_before(5), [7, 3, -1], True),
        ("insurer", days_before(0), [3, -1], True),
        ("insurer", days_before(-9), [-1], True),
        ("reviewer", days_before(1), [3, -1], True),
    ],
)
def test_steps(duty_of, present, steps, due_now):
    alerts = planned(CRITICAL, duty_of, DAY, None, MORNING, present)
    assert [alert.step for alert in alerts] == steps
    assert (alerts[0].due_at == present) is due_now
    for alert in alerts[1 if due_now else 0 :]:
        assert alert.due_at == scheduled_at("days", alert.step, DAY, None, MORNING) > present


def test_what_was_acknowledged_as_over_is_not_repeated():
    assert planned(CRITICAL, "ours", DAY, None, MORNING, days_before(-3), acknowledged=True) == ()
    again = planned(CRITICAL, "ours", DAY, None, MORNING, days_before(-3))
    assert [alert.step for alert in again] == [-3, -4]


def test_a_firm_that_wants_it_once_is_told_once_that_a_day_is_over():
    once = replace(ORDINARY, overdue_daily=False)
    for days in (-1, -9):
        assert [a.step for a in planned(once, "ours", DAY, None, MORNING, days_before(days))] == [-1]


@pytest.mark.parametrize(("hour", "step"), [(7, -1), (8, -2), (20, -2)])
def test_the_next_day_after_is_the_first_morning_to_come(hour, step):
    coming = next_overdue(CRITICAL, DAY, MORNING, days_before(-1, hour))
    assert (coming.step, coming.due_at) == (step, at(DAY - timedelta(days=step), 8))


def test_an_urgent_clock_is_reminded_of_by_the_hour_and_by_the_day():
    ends = datetime(2026, 8, 28, 22, tzinfo=UTC)
    found = planned(CRITICAL, "ours", DAY, ends, MORNING, ends - timedelta(hours=72))
    assert [(a.kind, a.step) for a in found] == [
        ("days", 3),
        *[("days", 1), ("hours", 24), ("days", 0), ("hours", 8), ("hours", 4), ("hours", 2), ("hours", 1)],
        ("days", -1),
    ]
    assert found[2].due_at == ends - timedelta(hours=24)
    assert not any(
        a.in_digest for a in planned(ORDINARY, "ours", DAY, ends, MORNING, ends) if a.kind == "hours"
    )


def test_a_digest_takes_along_what_can_wait_for_it_and_no_last_call():
    early = planned(IMPORTANT, "ours", DAY, None, MORNING, days_before(90))
    assert all(alert.in_digest for alert in early)
    assert planned(IMPORTANT, "ours", DAY, None, MORNING, days_before(5))[0].in_digest
    for days in (1, 0):
        assert not planned(IMPORTANT, "ours", DAY, None, MORNING, days_before(days))[0].in_digest
    assert not any(a.in_digest for a in planned(CRITICAL, "ours", DAY, None, MORNING, days_before(90)))


def test_a_reminder_is_due_at_the_member_s_own_hour_whatever_the_clock_change():
    # The clocks went back on November 1, 2026.
    assert Morning(ZONE, 8).of(date(2026, 10, 30)).astimezone(UTC).hour == 13
    assert Morning(ZONE, 8).of(date(2026, 11, 2)).astimezone(UTC).hour == 14
    assert Morning("Asia/Tokyo", 7).of(DAY).astimezone(UTC) == datetime(2026, 8, 27, 22, tzinfo=UTC)


def test_late_is_more_than_an_hour_after_its_time():
    wanted = days_before(7, hour=8)
    assert [is_late(wanted, days_before(7, hour=hour)) for hour in (8, 9, 10)] == [False, False, True]


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


@pytest.mark.parametrize("importance", IMPORTANCE)
def test_the_defaults_are_terms_that_a_firm_could_set(importance):
    assert list(problems(importance, DEFAULTS[importance])) == []
    steps = DEFAULTS[importance].days_before
    assert list(steps) == sorted(steps, reverse=True)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"days_before": (30, 0)}, "/days_before", "unmutable"),
        ({"days_before": (1,)}, "/days_before", "unmutable"),
        ({"overdue_daily": False}, "/overdue_daily", "unmutable"),
        ({"escalate_hours": None}, "/escalate_hours", "unmutable"),
        ({"in_digest": True}, "/in_digest", "unmutable"),
        ({"quiet_from": time(20), "quiet_until": time(7)}, "/quiet_from", "unmutable"),
        ({"days_before": (366, 1, 0)}, "/days_before", "invalid"),
        ({"days_before": (1, 1, 0)}, "/days_before", "invalid"),
        ({"hours_before": (0,)}, "/hours_before", "invalid"),
        ({"to": ()}, "/to", "invalid"),
        ({"to": ("everybody",)}, "/to", "invalid"),
        ({"escalate_hours": 0}, "/escalate_hours", "invalid"),
        ({"quiet_from": time(20)}, "/quiet_until", "invalid"),
    ],
)
def test_what_no_firm_may_set_for_critical_deadlines(change, field, code):
    found = list(problems("critical", replace(CRITICAL, **change)))
    assert (field, code) in [(problem.pointer, problem.code) for problem in found]
    if code == "unmutable":
        assert list(problems("ordinary", replace(CRITICAL, **change))) == []


@pytest.mark.parametrize(
    ("clock", "ends"),
    [("19:59", None), ("20:00", 29), ("23:30", 29), ("00:30", 28), ("06:59", 28), ("07:00", None)],
)
def test_quiet_hours_over_midnight_on_the_member_s_clock(clock, ends):
    present = datetime.combine(DAY, time.fromisoformat(clock), tzinfo=ZoneInfo(ZONE))
    until = quiet_until(ORDINARY, "ordinary", present.astimezone(UTC), ZONE)
    assert until == (at(date(2026, 8, ends), 7) if ends else None)
    assert quiet_until(replace(ORDINARY), "critical", present, ZONE) is None


def test_quiet_hours_of_a_day():
    noon = replace(ORDINARY, quiet_from=time(12), quiet_until=time(13))
    assert quiet_until(noon, "ordinary", at(DAY, 12), ZONE) == at(DAY, 13)
    assert quiet_until(noon, "ordinary", at(DAY, 13), ZONE) is None


CIRCLES = {"owner": ["a"], "team": ["a", "t"], "supervisor": [], "owners": ["o", "p"]}


@pytest.mark.parametrize(
    ("to", "level", "told", "answer"),
    [
        (["owner"], 0, {"a"}, (1, ["t"])),
        (["owner"], 1, {"a", "t"}, (3, ["o", "p"])),
        (["owner"], 3, {"a", "t", "o", "p"}, (3, [])),
        (["owner", "team"], 0, {"a", "t"}, (2, ["o", "p"])),
        (["supervisor"], 0, {"o"}, (1, ["p"])),
    ],
)
def test_who_comes_next(to, level, told, answer):
    assert next_circle(CIRCLES, to, level, told) == answer
    assert levels_above(["owner"]) == ("team", "supervisor", "owners")


def test_retries_wait_twice_as_long_each_time_and_never_over_a_quarter_of_an_hour():
    waits = [retry_delay(attempt).total_seconds() for attempt in range(1, 9)]
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert retry_delay(10_000) == LONGEST_RETRY
