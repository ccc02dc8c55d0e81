"""Lost wages: rate times period, less what was earned meanwhile, with the working. Each line is rounded to the cent.

The measure is the loss before tax, as the rate is given. Whether leave that was used up counts as lost differs by
state and policy, so a person says it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from moneyed import Money

from cases.settlement.shapes import PAY, PartTime, Wages
from cases.settlement.working import Reckoned, Step
from claimback.kernel.errors import invalid
from claimback.kernel.money import money, rounded, total

WEEKS: Final = 52
"""Of a year's salary."""
LONGEST: Final = timedelta(days=3660)
"""Of one period: ten years. Later ones are lost earning capacity, which a person says."""


def lost_wages(wages: Wages, currency: str, under: str = "wages") -> Reckoned:
    """What was lost, with its working. Raises Invalid that names the field below `under`."""
    _check(wages, under)
    nought = money(0, currency)
    gone = _days(wages, wages.start, wages.end)
    back = [_days(wages, span.start, span.end) for span in wages.part_time]
    full = gone - sum(back)
    steps = [
        Step(f"{_counted(wages, full)} without work at {_told(wages)}", _usual(wages, full)),
    ]
    if wages.extra_a_week is not None:
        week = Decimal(7 if wages.pay == "self_employed" else len(wages.workdays))
        steps.append(
            Step(
                f"Overtime, tips and the like of {wages.extra_a_week.amount:,.2f} a week for the same time",
                rounded(Money(wages.extra_a_week.amount * full / week, currency)),
            )
        )
    for span, days in zip(wages.part_time, back, strict=True):
        usual = _usual(wages, days)
        steps.append(
            Step(
                f"{span.start} to {span.end}, back at work for less: {usual.amount:,.2f} as before, less "
                f"{span.earned.amount:,.2f} earned",
                max(usual - span.earned, nought),
            )
        )
    if wages.paid_leave is not None:
        steps.append(
            Step(f"Paid leave of {wages.paid_leave.amount:,.2f} that was used up counts as lost", nought)
            if wages.leave_counts
            else Step("Less paid leave", -wages.paid_leave)
        )
    whole = max(total((step.amount for step in steps), currency), nought)
    return Reckoned(claimed=whole, steps=(*steps, Step("Lost wages", whole)))


def _usual(wages: Wages, days: int) -> Money:
    """What so many days brought before: days of work, or days of the calendar for who is self-employed."""
    counted = Decimal(days)
    if wages.pay == "hourly":
        assert wages.hours_a_week is not None
        counted, parts = counted * wages.hours_a_week, len(wages.workdays)
    elif wages.pay == "salary":
        parts = WEEKS * len(wages.workdays)
    else:
        parts = _base_days(wages)
    return rounded(Money(wages.rate.amount * counted / parts, wages.rate.currency))


def _base_days(wages: Wages) -> int:
    assert wages.base_start is not None
    assert wages.base_end is not None
    return (wages.base_end - wages.base_start).days + 1


def _days(wages: Wages, start: date, end: date) -> int:
    """How many days count from `start` to `end`."""
    every = (end - start).days + 1
    if wages.pay == "self_employed":
        return every
    weeks, rest = divmod(every, 7)
    left = sum((start + timedelta(days=at)).isoweekday() in wages.workdays for at in range(rest))
    return weeks * len(wages.workdays) + left


def _counted(wages: Wages, days: int) -> str:
    what = "day" if wages.pay == "self_employed" else "day of work"
    return f"{days} {what if days == 1 else what.replace('day', 'days', 1)}"


def _told(wages: Wages) -> str:
    days = len(wages.workdays)
    if wages.pay == "hourly":
        return f"{wages.rate.amount:,.2f} an hour, {wages.hours_a_week} hours on {days} days a week"
    if wages.pay == "salary":
        return f"{wages.rate.amount:,.2f} a year, over {WEEKS} weeks of {days} days"
    return f"{wages.rate.amount:,.2f} net over the {_base_days(wages)} days from {wages.base_start} to {wages.base_end}"


def _check(wages: Wages, under: str) -> None:
    if wages.pay not in PAY:
        raise invalid(f"{under}/pay", f"Give one of {', '.join(PAY)}.")
    if wages.end < wages.start:
        raise invalid(f"{under}/end", "The last day comes before the first. Correct one of the two.")
    if wages.end - wages.start > LONGEST:
        raise invalid(f"{under}/end", "More than ten years are lost earning capacity: claim that instead.")
    if not wages.workdays or not set(wages.workdays) <= set(range(1, 8)):
        raise invalid(f"{under}/workdays", "Name the days of the usual week, from 1 for Monday to 7.")
    if len(set(wages.workdays)) < len(wages.workdays):
        raise invalid(f"{under}/workdays", "A day of the week is named twice. Name each once.")
    if wages.pay == "hourly" and not (wages.hours_a_week and 0 < wages.hours_a_week <= 168):
        raise invalid(f"{under}/hours_a_week", "Say how many hours the usual week had, at most 168.")
    if wages.pay == "self_employed" and (wages.base_start is None or wages.base_end is None):
        raise invalid(f"{under}/base_start", "Say from when to when the net profit was earned.")
    if (wages.base_end or date.max) < (wages.base_start or date.min):
        raise invalid(f"{under}/base_end", "The last day comes before the first. Correct one of the two.")
    _check_part_time(wages, wages.part_time, under)


def _check_part_time(wages: Wages, spans: Sequence[PartTime], under: str) -> None:
    latest = wages.start - timedelta(days=1)
    for at, span in enumerate(spans):
        if not latest < span.start <= span.end <= wages.end:
            raise invalid(
                f"{under}/part_time/{at}",
                "Part time falls into the period, one span after the other, none over another.",
            )
        latest = span.end
