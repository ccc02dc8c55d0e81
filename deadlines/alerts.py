"""When to remind whom of a deadline: the policy as data, and the plan it gives. Pure; nothing is sent here."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

OUR_STEPS: Final = (30, 14, 7, 3, 1, 0, -1)
"""Days before the safe date of our own duty, and the day after it."""

THEIR_STEPS: Final = (-1,)
"""For what others owe: the day after it was due."""

MORNING: Final = time(8)
"""When reminders go out, in the firm's zone."""

LATE_AFTER: Final = timedelta(hours=1)
"""A reminder that is sent later than this after its time says so."""

_ALERTING: Final = {"ours": ("open", "unknown", "missed"), "others": ("open", "missed")}


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """One reminder: its step (days before the day, negative after it) and when it is due."""

    step: int
    due_at: datetime


def alerts_at_all(duty_of: str, state: str) -> bool:
    """Whether a deadline in this state is worth a reminder.

    A duty of ours that hangs on a fact not given is reminded of as if it held: silence would lose it.
    """
    return state in _ALERTING["ours" if duty_of == "ours" else "others"]


def scheduled_at(day: date, step: int, zone: str) -> datetime:
    """When the policy reminds of `day` at `step`: that morning in the IANA zone `zone`."""
    return datetime.combine(day - timedelta(days=step), MORNING, tzinfo=ZoneInfo(zone))


def planned(duty_of: str, day: date, zone: str, now: datetime) -> tuple[PlannedAlert, ...]:
    """The reminders of a deadline on `day`, the earliest first.

    Of the steps whose morning is over only the nearest is planned, due `now`: a deadline that opens late is
    reminded of at once, and once.
    """
    steps = OUR_STEPS if duty_of == "ours" else THEIR_STEPS
    times = [PlannedAlert(step, scheduled_at(day, step, zone)) for step in steps]
    past = [alert for alert in times if alert.due_at <= now]
    nearest = (PlannedAlert(past[-1].step, now),) if past else ()
    return (*nearest, *(alert for alert in times if alert.due_at > now))


def is_late(day: date, step: int, zone: str, now: datetime) -> bool:
    """Whether a reminder that goes out `now` is later than the policy wanted it."""
    return now - scheduled_at(day, step, zone) > LATE_AFTER
