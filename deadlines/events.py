"""What happens on the docket and on a case's ladder. `claimback/wiring.py` says who reacts."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ClosuresChanged:
    """The firm said of a day that it is closed or open, or took that back: dates that rest on it may be others now.

    `jurisdiction` is empty where it holds everywhere; `what` says it in words.
    """

    on: date
    jurisdiction: str
    what: str


@dataclass(frozen=True, slots=True)
class RungMoved:
    """A rung of a case's ladder has opened, is about to be lost, or was taken and its answer is late.

    `deadline_id` is the row of the docket by which that is known: the rung's own time to take it, or the answer that
    did not come. `rung` is its id in the ladder, such as external_review.
    """

    case_id: UUID
    deadline_id: UUID
    rung: str
    standing: Literal["opened", "closing", "unanswered"]


@dataclass(frozen=True, slots=True)
class PaperRequested:
    """A paper of the docket is to be made: the row says so, and the sweep finds it; whoever waits may hurry it."""

    paper_id: UUID
