"""Letters that a critical deadline hangs on, and that are not proven where they must be when time runs short.

Looked for once a day, for each letter that is under way, against the docket as it stands on that day.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from cases.models.case import NO_DATE
from cases.services.tasks import TaskSource, task_open
from claimback.kernel.clock import today
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from deadlines.states import LIVE
from letters.models import Dispatch, Letter
from letters.selectors import clock_behind, dispatch_list
from letters.services.meaning import meaning_of
from letters.services.sending import BY_ITS_DAY, dispatch_locked, how_sent, level_of, other_ways
from letters.states import ON_ITS_WAY, PENDING

FOR_ANOTHER_WAY: Final = timedelta(days=2)
"""How long before the day a person is asked: what a courier takes, and a day to act in."""


def proof_look_for(*, dispatch_id: UUID) -> None:
    """Open a task for a letter that is not proven in time for its critical deadline; it names other ways.

    One task for one dispatch, however often it is looked at; proof of delivery closes it.
    """
    letter, dispatch = dispatch_locked(dispatch_id, None)
    if dispatch.state not in (*PENDING, *ON_ITS_WAY):
        return
    # The row stays the one that its reader has before them: its version counts what is done with it.
    dispatch_list().filter(id=dispatch_id).update(proof_looked_on=today("UTC"))
    deadline = _behind(letter)
    if deadline is None or deadline.importance != "critical" or _is_enough(letter, dispatch, deadline):
        return
    day = deadline.sort_on
    if day == NO_DATE or today(letter.case.time_zone) < day - FOR_ANOTHER_WAY:
        return
    lacking = "received" if deadline.satisfied_by == "received" else "sent"
    task_open(
        actor=None,
        case_id=letter.case_id,
        kind="prove_delivery",
        title=f"Not proven {lacking}: {letter.subject}"[:200],
        detail=f"{how_sent(dispatch)} is {dispatch.state.replace('_', ' ')}. It must be {lacking} by {day}:"
        f" {deadline.act}\nFind proof, or send it by a second way as well. {other_ways(letter)}",
        due_on=today(letter.case.time_zone),
        source=TaskSource("dispatch", dispatch.id, BY_ITS_DAY),
    )


def _behind(letter: Letter) -> Deadline | None:
    """The live deadline that the letter is to meet."""
    if letter.deadline_id is not None:
        chosen = deadline_list().filter(id=letter.deadline_id, duty_of="ours", state__in=LIVE).first()
        if chosen is not None:
            return chosen
    clock = meaning_of(letter.template, level_of(letter)).clock
    return clock_behind(letter.case_id, clock, letter.denial_id) if clock else None


def _is_enough(letter: Letter, dispatch: Dispatch, deadline: Deadline) -> bool:
    """Whether what is known meets the deadline: the letter arrived by any channel, or left where that is enough."""
    if letter.state == "delivered":
        return True
    return deadline.satisfied_by != "received" and dispatch.sent_at is not None
