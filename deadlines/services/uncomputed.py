"""Where a case's facts are such that no clock can run on them: a row of the docket that says so, and reminds of it."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from cases.models import Case
from deadlines.cannot_compute import CannotCompute
from deadlines.models import Deadline
from deadlines.plan import advance
from deadlines.states import LIVE

CANNOT_COMPUTE: Final = "cannot-compute"
"""Stands in the place of a rule. The row has no due date: its reminders begin on the day on which it was found."""


def uncomputed_note(
    *, case: Case, stored: Iterable[Deadline], error: CannotCompute, on: date
) -> list[Deadline]:
    """Say in the docket that it can't be computed, why, and how to mend it; the dates that stand are kept.

    `stored` are the case's deadlines, locked with the case. Returns the row if it is a new one.
    """
    condition = f"can't compute: {error.detail}"[:400]
    fields = [problem.pointer.strip("/").replace("/", " ") for problem in error.errors]
    standing = next((row for row in stored if row.rule == CANNOT_COMPUTE and row.state in LIVE), None)
    if standing is not None:
        if (standing.condition, standing.needs) != (condition, fields):
            standing.change(condition=condition, needs=fields)
        return []
    row = Deadline(
        case_id=case.id,
        rule=CANNOT_COMPUTE,
        rule_version=0,
        duty_of="ours",
        importance="critical",
        act="put right what keeps the deadlines of this case from being computed",
        trigger="",
        sort_on=on,
        condition=condition,
        needs=fields,
        state="unknown",
        citation="",
        checked="unchecked",
        working=[{"step": "refused", "result": "can't compute", "why": error.detail}],
    )
    row.save(force_insert=True)
    return [row]


def uncomputed_clear(*, stored: Iterable[Deadline]) -> None:
    """The clock runs again: the row that said otherwise has done its work."""
    for row in stored:
        if row.rule == CANNOT_COMPUTE and row.state in LIVE:
            row.change(
                state=advance(row.state, "superseded"), closed_reason="The deadlines are computed again."
            )
