"""The present of a case, by the clock where its law holds, and what its law gives in it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cases.models import Case, Event
from claimback.kernel.clock import now
from deadlines.clock.answer import Answer
from deadlines.selectors import case_answer, events_that_hold

CLOCKS_DIFFER: Final = timedelta(minutes=15)
"""An event noted by a clock that runs ahead by no more than this has come, whoever looks at it."""


def case_as_of(case: Case, events: Iterable[Event] = ()) -> datetime:
    """The present: aware, in the case's zone. It is no earlier than those `events` that may have come."""
    present = now()
    ahead = (event.at for event in events if event.at and present < event.at <= present + CLOCKS_DIFFER)
    return max(ahead, default=present).astimezone(ZoneInfo(case.time_zone))


def answer_now(case: Case) -> tuple[datetime, Answer]:
    """The present of a case, and every deadline and remedy as it stands in it; `case` as `case_rows` reads it.

    Raises CannotCompute as `case_answer` does.
    """
    events = events_that_hold(case.id)
    as_of = case_as_of(case, events)
    return as_of, case_answer(case, events, as_of)
