"""One period by itself: the excluded day, the count, the roll and the safe date, each as a step.

Extensions and spans in which the clock stands are put together with it in `measure`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from deadlines.clock.answer import Step
from deadlines.clock.counting import (
    Span,
    add_business_days,
    add_business_days_with_stops,
    add_days,
    add_days_with_stops,
    add_hours,
    add_months,
    add_years,
    end_of_day,
    pinned,
    start_of_day,
)
from deadlines.clock.days import Days
from deadlines.clock.timeline import Moment
from deadlines.law.contract import is_contract
from deadlines.law.model import Leg, Rule

# Where a place in the United States is unknown: no state's day begins before the first, none ends after the second.
FIRST_ZONE: Final = "America/New_York"
LAST_ZONE: Final = "Pacific/Honolulu"


@dataclass(frozen=True, slots=True)
class Measured:
    """Due and safe dates with the steps to them. `tolled`: the clock stands, so there is no date yet.

    `opens_on` is the first day on which our act is not too early, where the law makes us wait.
    """

    steps: tuple[Step, ...]
    due_on: date | None = None
    due_at: datetime | None = None
    safe_on: date | None = None
    needs: tuple[str, ...] = ()
    tolled: bool = False
    opens_on: date | None = None


def immediate(rule: Rule, start: Moment, days: Days) -> Measured:
    """The day of the trigger itself; where our own act must come before it, the safe day is an open one."""
    safe, why = start.on, "The same day."
    if rule.duty_of == "ours" and rule.period.direction == "before" and days.sending.is_closed(start.on):
        safe = days.sending.preceding_open_day(start.on)
        why = f"{days.sending.why_closed(start.on)}: the open day before."
    words = rule.period.words or "immediately"
    steps = (
        Step("count", start.on.isoformat(), f"The text says {words}: no day is added."),
        Step("due", start.on.isoformat(), rule.citation),
        Step("safe", safe.isoformat(), why),
    )
    return Measured(steps, due_on=start.on, safe_on=safe)


def undated(rule: Rule) -> Measured:
    """No date, where the law or the policy gives no number; what would give one, if anything would."""
    words = rule.period.words or "a reasonable time"
    source = "policy" if is_contract(rule.id) else "law"
    steps: tuple[Step, ...] = (Step("count", "no date", f"The {source} gives no number here: {words}."),)
    key = rule.period.from_policy
    if key is None:
        return Measured(steps)
    asked = f"There is no date until the plan's own period is recorded on the policy, as its duty {key}."
    return Measured((*steps, Step("policy", "not known", asked)), needs=(f"policy.{key}",))


@dataclass(frozen=True, slots=True)
class HoursEnd:
    """Where hours end: `due` in the place, where it is known, and `earliest`, the soonest that it can have been."""

    steps: tuple[Step, ...]
    due: datetime
    earliest: datetime
    needs: tuple[str, ...] = ()


def count_hours(rule: Rule, n: int, start: Moment) -> HoursEnd:
    """Elapsed hours from an instant; from a bare date the careful end of that day is taken, and said."""
    back, ours = rule.period.direction == "before", rule.duty_of == "ours"
    signed = -n if back else n
    steps: list[Step] = []
    begin = earliest = start.at
    if begin is None or earliest is None:
        zone = start.zone or (FIRST_ZONE if ours else LAST_ZONE)
        begin = start_of_day(start.on, zone) if ours else end_of_day(start.on, zone)
        earliest = start_of_day(start.on, start.zone or FIRST_ZONE)
        edge = (
            "its first moment, the earliest it can have been"
            if ours
            else "its end, the latest it can have been"
        )
        where = "" if start.zone else f"; the place is not known, so {zone} is taken"
        steps.append(Step("hour", begin.isoformat(), f"Only the day is known: counted from {edge}{where}."))
    # Counted in the zone, so that a change to or from daylight saving time shows in the answer's offset.
    due = add_hours(begin.astimezone(ZoneInfo(start.zone)) if start.zone else begin, signed)
    way = "before" if back else "after"
    why = f"{n} hours {way}, through nights and weekends. {rule.citation}"
    steps.append(Step("count", pinned(due).isoformat(), why))
    needs = ("time_zone",) if start.at is None and start.zone is None else ()
    return HoursEnd(tuple(steps), due, add_hours(earliest, signed), needs)


def finish_hours(rule: Rule, start: Moment, end: HoursEnd, days: Days) -> Measured:
    """The last instant, and the safe day: for ours an open one, for another's the first on which to ask."""
    due = pinned(end.due)
    if rule.duty_of == "ours":
        safe = _last_open(due.date(), start.on, rule.period.direction == "before", days)
        why = "The last open day not after it." if safe != due.date() else "An open day: the same."
    else:
        safe = end.earliest.date()
        why = "Ask for the answer on this day."
    steps = (Step("due", due.isoformat(), _floor(rule)), Step("safe", safe.isoformat(), why))
    return Measured((*end.steps, *steps), due_at=due, safe_on=safe, needs=end.needs)


def to_the_hour(rule: Rule, hour: int, start: Moment, days: Days) -> Measured:
    """A period of days that ends at an hour of its last day, in the place of the trigger.

    Where the place is not known, ours is told in the zone in which that hour comes first, another's where it comes
    last. Raises CalendarError past the years of the holiday calendar.
    """
    steps, day = count(rule, start, days)
    ours = rule.duty_of == "ours"
    zone = start.zone or (FIRST_ZONE if ours else LAST_ZONE)
    due = pinned(datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)))
    where = "" if start.zone else f", in {zone}, as the place is not known"
    why = f"Until {hour}:00 of that day{where}. {rule.citation}"
    steps += [Step("hour", due.isoformat(), why), Step("due", due.isoformat(), _floor(rule))]
    safe = _last_open(day, start.on, rule.period.direction == "before", days) if ours else day
    steps.append(
        Step("safe", safe.isoformat(), "The same day." if safe == day else "The last open day not after it.")
    )
    needs = () if start.zone else ("time_zone",)
    return Measured(tuple(steps), due_at=due, safe_on=safe, needs=needs)


def count(rule: Rule, start: Moment, days: Days) -> tuple[list[Step], date]:
    """The bare count of days, business days, months or years, without roll. Raises CalendarError."""
    period = rule.period
    n = period.n
    assert n is not None
    back = period.direction == "before"
    steps: list[Step] = []
    origin = _origin(rule, start.on)
    if rule.counting.exclude_trigger_day:
        steps.append(
            Step("excluded_day", start.on.isoformat(), "The day of the event itself is not counted.")
        )
    else:
        steps.append(
            Step("included_day", start.on.isoformat(), "The day of the event is the first that counts.")
        )
    signed = -n if back else n
    if period.unit == "business_days":
        end = add_business_days(origin, signed, days.counted, days.reading)
        how = f"{period.n} business days ({days.kept})"
        steps.extend(days.doubts(min(origin, end), max(origin, end)))
    elif period.unit == "months":
        end = add_months(origin, signed, missing_day=rule.counting.missing_day)
        how = f"{period.n} calendar months" + _missing(origin, end)
    elif period.unit == "years":
        end = add_years(origin, signed, missing_day=rule.counting.missing_day)
        how = f"{period.n} years" + _missing(origin, end)
    else:
        end = add_days(origin, signed)
        how = f"{period.n} calendar days"
    way = "back from" if back else "after"
    steps.append(Step("count", end.isoformat(), f"{how} {way} {start.on}. {_source(rule)}"))
    return steps, end


def _source(rule: Rule) -> str:
    """Where the number comes from: the law, or the provision of the policy to which the law leaves it."""
    provision = rule.period.from_policy
    if provision is None:
        return rule.citation
    where = f" ({rule.period.words})" if rule.period.words else ""
    return f"The policy's own provision {provision}{where}."


def _missing(start: date, end: date) -> str:
    if start.day == end.day:
        return ""
    if end.day == 1:
        return f" (no day {start.day} in that month: the first of the next)"
    return f" (no day {start.day} in that month: its last)"


def _origin(rule: Rule, day: date) -> date:
    """The day that counts as none: the trigger's own, or the one before it where the trigger's day counts."""
    if rule.counting.exclude_trigger_day:
        return day
    return day + timedelta(days=1 if rule.period.direction == "before" else -1)


def bare_end(rule: Rule, start: date, legs: Sequence[Leg], stops: Sequence[Span], days: Days) -> date:
    """Where the time that began on `start` ends: one leg after another, without the days of `stops`, in order.

    Forward only. Raises CalendarError.
    """
    end = _origin(rule, start)
    for leg in legs:
        end = leg_end(rule, end, leg, [span for span in stops if span[1] > end], days)
    return end


def leg_end(rule: Rule, start: date, leg: Leg, stops: Sequence[Span], days: Days) -> date:
    """The end of one leg that is counted from the day after `start`, without the days of `stops`, in order."""
    if leg.unit == "calendar_days":
        return add_days_with_stops(start, leg.n, stops)
    if leg.unit == "business_days":
        return add_business_days_with_stops(start, leg.n, stops, days.counted, days.reading)
    months = leg.n if leg.unit == "months" else 12 * leg.n
    end = add_months(start, months, missing_day=rule.counting.missing_day)
    for first, last in stops:
        if first <= end:
            end = add_days(end, (last - max(first - timedelta(days=1), start)).days)
    return end


def finish(rule: Rule, steps: list[Step], end: date, days: Days, careful_end: date | None = None) -> Measured:
    """Roll if the text rolls, and find the safe date; from `careful_end`, where a reading of the law ends earlier."""
    due = end
    if rule.period.unit == "business_days":
        pass
    elif rule.counting.roll == "text" and rule.period.direction == "after":
        due = days.counted.next_open_day(end, days.reading)
        steps.extend(days.doubts(end, due))
        why = (
            "An open day: nothing rolls."
            if due == end
            else f"{days.counted.why_closed(end)}: the text moves it to the next open day."
        )
        steps.append(Step("roll", due.isoformat(), why))
    else:
        steps.append(Step("roll", due.isoformat(), "This rule has no roll: the day stands, open or not."))
    steps.append(Step("due", due.isoformat(), _floor(rule)))
    if careful_end is not None and careful_end < end and rule.duty_of == "ours":
        safe, why = (
            days.sending.preceding_open_day(careful_end),
            "The last open day of the reading that ends first.",
        )
    else:
        safe, why = _safe(rule, end, due, days)
    steps.append(Step("safe", safe.isoformat(), why))
    return Measured(tuple(steps), due_on=due, safe_on=safe)


def _floor(rule: Rule) -> str:
    given = "At least this long: the letter or plan may give more. " if rule.period.floor else ""
    if rule.period.ceiling:
        given = "At most this long: the time that was truly given may be shorter and is to be looked up. "
    return (
        f"{given}To be {rule.satisfied_by} by this day."
        if rule.period.unit != "hours"
        else f"{given}To the hour."
    )


def _safe(rule: Rule, end: date, due: date, days: Days) -> tuple[date, str]:
    """The careful reading. For another's duty the due date itself; for ours never a closed or doubtful day."""
    if rule.duty_of != "ours":
        return due, "Another's duty: no rule of this text moves it."
    day = end
    while day < due:
        if days.counted.is_observed_friday(day):
            return (
                day,
                f"{days.counted.why_closed(day)}: whether such a Friday moves a last day is unsettled, "
                "so it is not relied on.",
            )
        day += timedelta(days=1)
    if not days.sending.is_closed(due):
        return due, "An open day: the same."
    why = days.sending.doubt(due) or f"{days.sending.why_closed(due)}, and no rule moves it."
    return days.sending.preceding_open_day(due), f"{why} The open day before."


def _last_open(day: date, trigger: date, back: bool, days: Days) -> date:
    """The open day at or before `day`, but not before the event when counting forward from it."""
    safe = days.sending.preceding_open_day(day)
    return safe if back or safe >= trigger else day
