"""The clock of the claim file: what the law gives since it was asked for, and what lateness costs."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from cases.models import Case
from cases.services.claim_file import REQUESTED
from claimback.kernel.clock import today
from deadlines.law.catalogue import load_catalogue
from deadlines.models import Deadline
from deadlines.selectors import deadline_list

_SHOWN: Final = ("open", "missed", "met", "waiting", "unknown")


@dataclass(frozen=True, slots=True)
class ClaimFileClock:
    """One duty to hand over the file, or the plan's documents, as it stands today.

    `days_late` counts calendar days after `due_on`, up to today or to the day on which it was met. `words` is the
    law's measure where it gives no number. `consequence` is what the law attaches to a breach, in our words.
    """

    deadline_id: UUID
    rule: str
    act: str
    due_on: date | None
    words: str
    state: str
    days_late: int
    consequence: str
    citation: str
    checked: str


def claim_file_clocks(case: Case) -> list[ClaimFileClock]:
    """The duties that the demands on file have started, the earliest due first. One statement."""
    rows = deadline_list().filter(case_id=case.id, trigger__in=REQUESTED.values(), state__in=_SHOWN)
    rules = {rule.id: rule for rule in load_catalogue().rules}
    day = today(case.time_zone)
    return [
        ClaimFileClock(
            deadline_id=row.id,
            rule=row.rule,
            act=row.act,
            due_on=row.due_on,
            words=rules[row.rule].period.words if row.due_on is None and row.rule in rules else "",
            state=row.state,
            days_late=_days_late(row, day),
            consequence=rules[row.rule].consequence if row.rule in rules else "",
            citation=row.citation,
            checked=row.checked,
        )
        for row in rows.order_by("sort_on", "id")
    ]


def _days_late(row: Deadline, day: date) -> int:
    if row.due_on is None:
        return 0
    return max(((row.met_on or day) - row.due_on).days, 0)
