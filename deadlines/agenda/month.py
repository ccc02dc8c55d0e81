"""A month as weeks of days, and the months beside it. Pure."""

from calendar import SUNDAY, Calendar
from datetime import date, timedelta
from typing import Final

from deadlines.clock.calendars import FIRST_YEAR, LAST_YEAR

_WEEKS: Final = Calendar(firstweekday=SUNDAY)


def day_said(said: str, today: date) -> date:
    """The day that a query names as YYYY-MM-DD; today where it names none, or one outside the calendars' years."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return today
    return day if FIRST_YEAR < day.year < LAST_YEAR else today


def weeks_of(month: date) -> list[list[date]]:
    """The weeks that hold a day of the month, each from Sunday to Saturday, with days of the months beside it."""
    return _WEEKS.monthdatescalendar(month.year, month.month)


def days_of(month: date) -> list[date]:
    """The days of the month that `month` lies in."""
    return [day for week in weeks_of(month) for day in week if day.month == month.month]


def month_before(day: date) -> date:
    """The first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
