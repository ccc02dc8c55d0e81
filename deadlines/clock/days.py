"""By which days a rule counts: its place's calendar, the closings announced there, and how doubtful days are read."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from cases.vocabulary import UNITED_STATES
from deadlines.clock.answer import Step
from deadlines.clock.calendars import SETTLED, WEEKENDS, Calendar, Closure, Reading, calendar_of, place_name
from deadlines.clock.events import ClockFacts
from deadlines.law.model import Rule


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one rule: those that it counts by, and those on which something can be done where its law holds.

    Where sources differ on a day, our own last day is by our own source; `careful` is the reading that gives us less
    time, for the safe date. Another's last day is by the reading that gives them more, so that nobody is called late
    who may not be.
    """

    counted: Calendar
    sending: Calendar
    reading: Reading
    careful: Reading | None = None

    @property
    def kept(self) -> str:
        """Which days are counted, in words."""
        place = self.counted.jurisdiction
        without = {"": "", "US": " without federal holidays"}.get(place)
        return "Monday to Friday" + (
            f" without the holidays of {place_name(place)}" if without is None else without
        )

    def doubts(self, first: date, last: date) -> list[Step]:
        """A step for each day between the two, both counted, on which sources differ."""
        if self.counted.jurisdiction in SETTLED:
            return []
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        found = [(day, self.counted.doubt(day)) for day in span]
        return [
            Step("holiday", "closed" if self.counted.is_closed(day, self.reading) else "open", doubt)
            for day, doubt in found
            if doubt
        ]

    def against_us(self) -> "Days | None":
        """The same with every doubtful day taken as it gives us less time; None where there can be none."""
        return None if self.careful is None else replace(self, reading=self.careful, careful=None)


def days_of(rule: Rule, facts: ClockFacts) -> Days:
    """By which calendar a rule counts, with the closings that were announced where its law holds.

    Federal holidays are those of the United States; the law of another country counts by its own.
    """
    back, ours = rule.period.direction == "before", rule.duty_of == "ours"
    return _days(rule.jurisdiction, rule.counting.holidays, back, ours, facts.closures)


@lru_cache(maxsize=4096)
def _days(jurisdiction: str, holidays: str, back: bool, ours: bool, closures: tuple[Closure, ...]) -> Days:
    place = "US" if jurisdiction in UNITED_STATES and holidays != "jurisdiction" else jurisdiction
    here = tuple(each for each in closures if each.jurisdiction in ("", place, jurisdiction))
    sending = calendar_of(place, here)
    counted = WEEKENDS if holidays == "none" else sending
    if not ours:
        return Days(counted, sending, "sure" if back else "any")
    unsettled = counted.jurisdiction not in SETTLED
    return Days(counted, sending, "kept", ("any" if back else "sure") if unsettled else None)
