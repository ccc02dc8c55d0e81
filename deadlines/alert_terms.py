"""How a firm wants to be reminded, by how much hangs on a deadline: the terms as data, and what no firm may leave out.

Pure. A firm that says nothing has `DEFAULTS`; what it says is kept in `models.AlertPolicy`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from claimback.kernel.errors import FieldProblem

CIRCLES: Final = {
    "owner": "Who leads the case",
    "team": "Who has open tasks on it",
    "supervisor": "The supervisor of who leads it",
}
"""Who can be reminded first, from the lowest. Above them all are the firm's owners."""

STEPS_LIMIT: Final = 12
DAYS_LIMIT: Final = 365
HOURS_LIMIT: Final = 168

CRITICAL_DAYS: Final = frozenset({1, 0})
"""Days before the safe date on which a critical deadline is reminded of, whatever the firm says."""


@dataclass(frozen=True, slots=True)
class AlertTerms:
    """Days before the safe date of our own duties; hours before the instant of one that counts hours; days before
    what others owe. Whom to tell, after how many hours without an acknowledgement the next person up is told, and
    between which hours of the member's own day nothing is sent.
    """

    days_before: tuple[int, ...]
    hours_before: tuple[int, ...]
    warn_days: tuple[int, ...]
    overdue_daily: bool
    to: tuple[str, ...]
    escalate_hours: int | None
    in_digest: bool
    quiet_from: time | None = None
    quiet_until: time | None = None


DEFAULTS: Final = {
    "ordinary": AlertTerms(
        (14, 7, 3, 1, 0), (24, 4), (), True, ("owner",), 72, True, quiet_from=time(20), quiet_until=time(7)
    ),
    "important": AlertTerms((30, 14, 7, 3, 1, 0), (24, 8, 2), (3,), True, ("owner",), 24, True),
    "critical": AlertTerms((30, 14, 7, 3, 1, 0), (24, 8, 4, 2, 1), (7, 3), True, ("owner",), 4, False),
}


def terms_of(values: Mapping[str, Any]) -> AlertTerms:
    """The terms from a row's columns or a body's fields, lists as tuples."""
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    made: dict[str, Any] = plain
    return AlertTerms(**made)


def problems(importance: str, terms: AlertTerms) -> Iterator[FieldProblem]:
    """What is wrong with these terms; nothing where they may stand.

    A critical step can't be muted: the day before, the day itself and every day after it are reminded of, at once,
    in a mail of their own, and somebody else is told where nobody answers.
    """
    for field, steps, least, most in (
        ("days_before", terms.days_before, 0, DAYS_LIMIT),
        ("hours_before", terms.hours_before, 1, HOURS_LIMIT),
        ("warn_days", terms.warn_days, 0, DAYS_LIMIT),
    ):
        if len(steps) > STEPS_LIMIT or len(set(steps)) != len(steps):
            yield _problem(field, f"Give at most {STEPS_LIMIT} steps, each once.")
        if any(not least <= step <= most for step in steps):
            yield _problem(field, f"A step is from {least} to {most}.")
    if not terms.to or not set(terms.to) <= set(CIRCLES):
        yield _problem("to", f"Name at least one of {', '.join(CIRCLES)}.")
    if terms.escalate_hours is not None and not 1 <= terms.escalate_hours <= HOURS_LIMIT:
        yield _problem("escalate_hours", f"Give hours from 1 to {HOURS_LIMIT}, or none.")
    if (terms.quiet_from is None) != (terms.quiet_until is None) or (
        terms.quiet_from is not None and terms.quiet_from == terms.quiet_until
    ):
        yield _problem("quiet_until", "Give both ends of the quiet hours, not the same, or neither.")
    if importance == "critical":
        yield from _muted(terms)


def quiet_until(terms: AlertTerms, importance: str, at: datetime, zone: str) -> datetime | None:
    """When the quiet hours end in which the instant `at` falls, in the IANA zone `zone`; None outside of them.

    They may go over midnight. A critical deadline has none.
    """
    if importance == "critical" or terms.quiet_from is None or terms.quiet_until is None:
        return None
    there = at.astimezone(ZoneInfo(zone))
    clock = there.time()
    over_midnight = terms.quiet_from > terms.quiet_until
    inside = (
        clock >= terms.quiet_from or clock < terms.quiet_until
        if over_midnight
        else terms.quiet_from <= clock < terms.quiet_until
    )
    if not inside:
        return None
    day = there.date() + timedelta(days=1) if clock >= terms.quiet_until else there.date()
    return datetime.combine(day, terms.quiet_until, tzinfo=ZoneInfo(zone))


def _muted(terms: AlertTerms) -> Iterator[FieldProblem]:
    """What would keep a critical deadline from being reminded of."""
    if not set(terms.days_before) >= CRITICAL_DAYS:
        yield _unmutable("days_before", "the day before (1) and the day itself (0) stay.")
    if not terms.overdue_daily:
        yield _unmutable("overdue_daily", "every day after it is reminded of.")
    if terms.escalate_hours is None:
        yield _unmutable("escalate_hours", "somebody else is told where nobody acknowledges.")
    if terms.in_digest:
        yield _unmutable("in_digest", "it goes out in a mail of its own.")
    if terms.quiet_from is not None:
        yield _unmutable("quiet_from", "no hours are quiet for it.")


def _problem(field: str, detail: str) -> FieldProblem:
    return FieldProblem(f"/{field}", "invalid", detail)


def _unmutable(field: str, what: str) -> FieldProblem:
    return FieldProblem(f"/{field}", "unmutable", f"A critical deadline can't be muted: {what}")
