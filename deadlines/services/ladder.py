"""Watching a case's ladder, as its docket moves and day by day: a rung that opens, is about to be lost or stays
unanswered is an event. The rungs are `deadlines.ladder`'s.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from cases.models import Case
from cases.selectors import locked, one
from cases.services.tasks import TaskSource, task_open
from cases.states import CLOSED_CASES
from claimback.kernel.clock import today
from claimback.kernel.events import publish
from deadlines.cannot_compute import CannotCompute
from deadlines.clock.answer import Answer, Remedy
from deadlines.docket import NO_DATE
from deadlines.events import RungMoved
from deadlines.ladder.catalogue import ladder_named
from deadlines.ladder.moves import (
    Moved,
    rungs_closing,
    rungs_opened,
    rungs_silent,
    rungs_unanswered,
)
from deadlines.models import Deadline
from deadlines.present import answer_now
from deadlines.selectors import basis_list, case_rows, deadline_list
from deadlines.services.alerts import alert_day
from deadlines.states import LIVE


def ladder_look(*, basis_id: UUID) -> None:
    """Look at a case's ladder once a day: publish RungMoved for each rung that is about to be lost, and for each whose
    answer is late; open a task for one that stays without an answer to which no rule sets a time.

    Done again on the same day, it changes nothing; and on a later one, nothing that was told is told again.
    """
    case = locked(case_rows(), one(basis_list(), basis_id).case_id)
    basis = locked(basis_list(), basis_id)
    present = today("UTC")
    if basis.watched_on is not None and basis.watched_on >= present:
        return
    if case.status in CLOSED_CASES:
        basis_list().filter(id=basis_id).update(watched_on=NO_DATE)
        return
    basis_list().filter(id=basis_id).update(watched_on=present)
    try:
        as_of, answer = answer_now(case)
    except CannotCompute:  # the docket says so in a row of its own
        return
    ladder = ladder_named(answer.ladder)
    if ladder is None:
        return
    live = deadline_list().filter(case_id=case.id, state__in=LIVE).order_by("sort_on", "id")
    rows = [Moved(row.id, row.rule, row.state) for row in live]
    place, on = case.jurisdiction, as_of.date()
    for deadline_id, rung in rungs_closing(ladder, place, answer.remedies, rows, on):
        publish(RungMoved(case.id, deadline_id, rung, "closing"))
    for deadline_id, rung in rungs_unanswered(ladder, answer.remedies, rows):
        publish(RungMoved(case.id, deadline_id, rung, "unanswered"))
    for remedy in rungs_silent(ladder, answer.remedies, rows, on):
        _ask_again(case, remedy, on)


def _ask_again(case: Case, remedy: Remedy, on: date) -> None:
    """Somebody asks what became of it: once for each time that it was taken."""
    task_open(
        actor=None,
        case_id=case.id,
        kind="unanswered",
        title=f"Ask what became of it: {remedy.title}"[:200],
        detail=f"Taken on {remedy.opens_on}, and no answer is recorded. No rule sets a time for one.",
        due_on=on,
        source=TaskSource("rung", case.id, f"{remedy.rung}/{remedy.opens_on}"[-60:]),
    )


def ladder_watch(
    *,
    case: Case,
    answer: Answer,
    opened: Iterable[Deadline],
    changed: Iterable[tuple[Deadline, Mapping[str, object]]],
) -> None:
    """Publish each rung that has opened by what became of the docket of a locked case.

    By a deadline without a date none is told of: no reminder leads up to it.
    """
    ladder = ladder_named(answer.ladder)
    if ladder is None:
        return
    rows = [*opened, *(row for row, changes in changed if "state" in changes)]
    dated = [row for row in rows if alert_day(row, case.time_zone) is not None]
    moved = [Moved(row.id, row.rule, row.state) for row in dated]
    for deadline_id, rung in rungs_opened(ladder, case.jurisdiction, answer.remedies, moved):
        publish(RungMoved(case.id, deadline_id, rung, "opened"))
