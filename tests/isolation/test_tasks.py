"""Every task, with the ids of one firm and the row of another: nothing happens, as with a row that is not there."""

from uuid import UUID

import pytest

from claimback.kernel.errors import Refusal
from claimback.tenancy.tasks import FirmTask
from tests.architecture import doors
from tests.isolation.bodies import ABSENT
from tests.isolation.conftest import Walk
from tests.isolation.effects import undone

TASKS = [task for task in doors.tasks() if isinstance(task, FirmTask)]


def _outcome(task: FirmTask, firm: UUID, row: str) -> object:
    """What calling it comes to: its value, or the kind of its refusal."""
    try:
        with undone():
            return task(str(firm), row)
    except Refusal as refusal:
        return type(refusal).__name__


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_reaches_no_row_of_another_firm(walk: Walk, task: FirmTask) -> None:
    absent = _outcome(task, walk.mine.id, ABSENT)
    for id in sorted(walk.their_rows.ids):
        walk.cases += 1
        walk.expect(_outcome(task, walk.mine.id, id) == absent, f"{task.name} with another firm's {id}")
    walk.expect_nothing_done(task.name)
