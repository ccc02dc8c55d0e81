"""When an event may have happened, and on which legal date. Pure: the present is given."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cases.vocabulary import BEFORE_ANY_LOSS, CARE_STILL_TO_COME
from claimback.kernel.errors import invalid

PLANNED: Final = frozenset(
    {
        "information_period_ended",
        "coverage_reduction_effected",
        "approved_treatment_ended",
        "rescission_effected",
    }
)
"""Kinds that are known ahead of their day, and that clocks count back from."""

_SLACK: Final = timedelta(days=1)
"""A fact may bear tomorrow's date: it can be tomorrow already where it happened."""


def legal_date(on: date | None, at: datetime | None, zone: str) -> date:
    """The date of an event in its place, given as a date, as an instant, or as both.

    Raises Invalid for neither, for a time without zone, and for two that contradict each other there.
    """
    if at is None:
        if on is None:
            raise invalid("on", "Give the date of the event in on, or its time with an offset in at.")
        return on
    if at.utcoffset() is None:
        raise invalid(
            "at",
            "This time has no zone. Give its offset, such as 2026-03-05T16:30:00-06:00, or give the date in on.",
            code="naive_time",
        )
    try:
        there = at.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        raise invalid("at", "This time is at the end of the calendar. Check the year.") from None
    if on is not None and on != there:
        raise invalid(
            "on", f"{on} contradicts at, which is on {there} in {zone}. Correct one, or leave on out."
        )
    return there


def future_problem(kind: str, on: date, today: date) -> str:
    """What is wrong with a fact that has not happened yet, with the remedy; empty for one that may be planned."""
    if kind in PLANNED or on <= today + _SLACK:
        return ""
    return (
        f"{on} is in the future, and {kind} is a fact. Record it when it has happened; "
        f"only {', '.join(sorted(PLANNED))} may be planned."
    )


def before_loss_problem(kind: str, on: date, loss_date: date | None, claim_kind: str) -> str:
    """What is wrong with an event before the loss it follows from, with the remedy; empty where it may be."""
    if loss_date is None:
        return ""
    if kind == "loss_occurred" and on != loss_date:
        return f"The case's loss date is {loss_date}. Correct it there first, or give the same date."
    if claim_kind in CARE_STILL_TO_COME or kind in BEFORE_ANY_LOSS or on >= loss_date:
        return ""
    return f"{kind} on {on} is before the loss on {loss_date}. Correct this date, or the case's loss date."
