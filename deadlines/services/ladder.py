"""Watching a case's ladder as its docket moves: a rung that opens is an event. The rungs are `deadlines.ladder`'s."""

from collections.abc import Iterable, Mapping

from cases.models import Case
from claimback.kernel.events import publish
from deadlines.clock.answer import Answer
from deadlines.events import RungMoved
from deadlines.ladder.catalogue import ladder_named
from deadlines.ladder.moves import Moved, rungs_opened
from deadlines.models import Deadline


def ladder_watch(
    *,
    case: Case,
    answer: Answer,
    opened: Iterable[Deadline],
    changed: Iterable[tuple[Deadline, Mapping[str, object]]],
) -> None:
    """Publish each rung that has opened by what became of the docket of a locked case."""
    ladder = ladder_named(answer.ladder)
    if ladder is None:
        return
    rows = [*opened, *(row for row, changes in changed if "state" in changes)]
    moved = [Moved(row.id, row.rule, row.state) for row in rows]
    for deadline_id, rung in rungs_opened(ladder, case.jurisdiction, answer.remedies, moved):
        publish(RungMoved(case.id, deadline_id, rung, "opened"))
