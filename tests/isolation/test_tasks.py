"""Every task, with the ids of one firm and the row of another: nothing happens, as with a row that is not there."""

from functools import cache
from uuid import UUID

import pytest

from claimback.kernel.errors import Refusal
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.tasks import FirmTask
from tests.architecture import doors
from tests.isolation.bodies import ABSENT
from tests.isolation.conftest import Walk
from tests.isolation.effects import undone
from tests.isolation.populate import tenant_models

TASKS = [task for task in doors.tasks() if isinstance(task, FirmTask)]
STATES = {"state", "status"}


def _outcome(task: FirmTask, firm: UUID, row: str) -> object:
    """What calling it comes to: nothing, or the kind of its refusal."""
    try:
        with undone():
            task(str(firm), row)
    except Refusal as refusal:
        return type(refusal).__name__
    return None


@cache  # the full database is never changed
def _one_of_each(firm: UUID) -> tuple[str, ...]:
    """Of every kind of row that the firm has, one in each state: a task looks for a row by its id and its state."""
    found: list[str] = []
    with firm_scope(firm):
        for model in tenant_models():
            states = [f.name for f in model._meta.fields if f.name.rpartition("_")[2] in STATES]
            rows = model._default_manager.order_by(*states, "id").distinct(*states)
            found += [str(id) for id in (rows if states else rows[:1]).values_list("id", flat=True)]
    return tuple(found)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_reaches_no_row_of_another_firm(walk: Walk, task: FirmTask) -> None:
    absent = _outcome(task, walk.mine.id, ABSENT)
    for id in _one_of_each(walk.theirs.id):
        walk.cases += 1
        walk.expect(_outcome(task, walk.mine.id, id) == absent, f"{task.name} with another firm's {id}")
    walk.expect_nothing_done(task.name)
