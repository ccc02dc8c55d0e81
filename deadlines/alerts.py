"""When to remind whom of a deadline: the plan that the firm's terms give, and who comes next. Pure; nothing is sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from deadlines.alert_terms import CIRCLES, DEFAULTS, AlertTerms

ALERT_KINDS: Final = {
    "days": "Days before",
    "hours": "Hours before",
    "remedy": "A remedy opened, is about to be lost, or stays unanswered",
}

REMEDY_STEPS: Final = {"opened": 0, "closing": 1, "unanswered": 2}
"""The steps of alerts that are about a remedy."""

REMEDY_STANDING: Final = {step: standing for standing, step in REMEDY_STEPS.items()}

OUR_STEPS: Final = (*DEFAULTS["critical"].days_before, -1)
THEIR_STEPS: Final = (-1,)
MORNING: Final = time(8)
"""Days before the day, and when on it, for what can't know the firm's terms: alarms in calendars of others."""

LATE_AFTER: Final = timedelta(hours=1)
"""A reminder that is sent later than this after its time says so."""

LAST_CALL: Final = 1
"""Days before the day from which a reminder does not wait for the next digest."""

OWNERS: Final = "owners"
ESCALATION: Final = (*CIRCLES, OWNERS)
"""Who is told one after the other while nobody acknowledges."""

_ALERTING: Final = {"ours": ("open", "unknown", "missed"), "others": ("open", "missed")}


@dataclass(frozen=True, slots=True)
class Morning:
    """When a member's day begins: the hour of day in their own IANA zone."""

    zone: str
    hour: int

    def of(self, day: date) -> datetime:
        """That morning, aware."""
        return datetime.combine(day, time(self.hour), tzinfo=ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """One reminder: its step (days before the day, negative after it, or hours before the instant), when it is due,
    and whether it waits for a digest.
    """

    kind: str
    step: int
    due_at: datetime
    in_digest: bool = False


def alerts_at_all(duty_of: str, state: str) -> bool:
    """Whether a deadline in this state is worth a reminder.

    A duty of ours that hangs on a fact not given is reminded of as if it held: silence would lose it.
    """
    return state in _ALERTING["ours" if duty_of == "ours" else "others"]


def scheduled_at(kind: str, step: int, day: date, instant: datetime | None, morning: Morning) -> datetime:
    """When the terms remind of a deadline at `step`: that morning, or so many hours before its instant."""
    if kind == "hours" and instant is not None:
        return instant - timedelta(hours=step)
    return morning.of(day - timedelta(days=step))


def planned(
    terms: AlertTerms,
    duty_of: str,
    day: date,
    instant: datetime | None,
    morning: Morning,
    now: datetime,
    *,
    acknowledged: bool = False,
) -> tuple[PlannedAlert, ...]:
    """The reminders of a deadline on `day` (or at `instant`), the earliest first.

    Of the steps whose time is over only the nearest is planned, due `now`: a deadline that opens late is reminded of
    at once, and once. Of the days after it the next one alone is planned, for the one after follows when it was sent;
    none where it was `acknowledged` that the day is over.
    """
    times = sorted(
        _steps(terms, duty_of, day, instant, morning, now, acknowledged), key=lambda alert: alert.due_at
    )
    past = [alert for alert in times if alert.due_at <= now]
    nearest = (_at_once(past[-1], now),) if past and not acknowledged else ()
    return (*nearest, *(alert for alert in times if alert.due_at > now))


def next_overdue(terms: AlertTerms, day: date, morning: Morning, now: datetime) -> PlannedAlert:
    """The reminder of the first morning to come after `day`."""
    days = max(1, (now.astimezone(ZoneInfo(morning.zone)).date() - day).days)
    if morning.of(day + timedelta(days=days)) <= now:
        days += 1
    return PlannedAlert("days", -days, morning.of(day + timedelta(days=days)), terms.in_digest)


def is_late(wanted_at: datetime, now: datetime) -> bool:
    """Whether a reminder that goes out `now` is later than the terms wanted it."""
    return now - wanted_at > LATE_AFTER


def next_circle(
    circles: Mapping[str, Sequence[object]], to: Sequence[str], level: int, told: set[object]
) -> tuple[int, list[object]]:
    """Who is told after `level` stayed without an acknowledgement, and the level that this is; nobody at the top.

    `circles` are the members of each of `ESCALATION`; whoever was `told` already is passed over, and a circle in
    which nobody is left with them.
    """
    ladder = levels_above(to)
    for number in range(level, len(ladder)):
        fresh = [member for member in circles[ladder[number]] if member not in told]
        if fresh:
            return number + 1, fresh
    return len(ladder), []


def levels_above(to: Sequence[str]) -> tuple[str, ...]:
    """The circles that come one after the other above those that are reminded first."""
    highest = max((ESCALATION.index(name) for name in to), default=-1)
    return ESCALATION[highest + 1 :]


def _steps(
    terms: AlertTerms,
    duty_of: str,
    day: date,
    instant: datetime | None,
    morning: Morning,
    now: datetime,
    acknowledged: bool,
) -> Iterator[PlannedAlert]:
    ours = duty_of == "ours"
    for step in terms.days_before if ours else terms.warn_days:
        yield PlannedAlert("days", step, scheduled_at("days", step, day, instant, morning), terms.in_digest)
    if instant is not None and ours:
        for step in terms.hours_before:
            yield PlannedAlert("hours", step, scheduled_at("hours", step, day, instant, morning))
    if acknowledged:
        return
    if not (ours and terms.overdue_daily):
        yield PlannedAlert("days", -1, morning.of(day + timedelta(days=1)), terms.in_digest)
        return
    coming = next_overdue(terms, day, morning, now)
    yield coming
    if coming.step < -1:
        last = coming.step + 1
        yield PlannedAlert("days", last, morning.of(day - timedelta(days=last)), terms.in_digest)


def _at_once(alert: PlannedAlert, now: datetime) -> PlannedAlert:
    """Due now. Close to the day, or on it, it does not wait for others."""
    waits = alert.in_digest and not 0 <= alert.step <= LAST_CALL
    return PlannedAlert(alert.kind, alert.step, now, waits)
