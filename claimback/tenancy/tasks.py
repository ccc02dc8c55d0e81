"""The base of every task: ids only cross the broker, and the work happens inside the firm's scope.

A task does one row's work, is safe to run twice, and may be killed at any line: the row says what is left to do,
and a sweep finds it again.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.db import transaction

from claimback.tenancy.scanner import due_rows
from claimback.tenancy.scope import firm_scope

SWEEP_LIMIT = 500
"""Rows that one sweep hands out; the next sweep finds the rest."""


class FirmTask(Task):  # type: ignore[type-arg]
    """A task about one row of one firm."""

    one_transaction = True
    expires = 300
    """Seconds after which nobody takes it up any more: its row is handed out again, and a queue that is not emptied
    for a while does not fill with the same work."""

    def __call__(self, firm_id: str, row_id: str) -> Any:
        """Open the firm's scope around the work, or leave that to work that has an effect outside in its middle."""
        firm, row = UUID(firm_id), UUID(row_id)
        if not self.one_transaction:
            return self.run(firm, row)
        with firm_scope(firm, act=self.name):
            return self.run(firm, row)


def firm_task(
    name: str, *, one_transaction: bool = True
) -> Callable[[Callable[[UUID, UUID], None]], FirmTask]:
    """Make a function of (firm_id, row_id) a task.

    With `one_transaction=False` the function opens its own scopes: claim, then the effect outside, then settle.
    Outside a scope it can touch no tenant row: the managers raise and PostgreSQL shows nothing.
    """

    def decorate(work: Callable[[UUID, UUID], None]) -> FirmTask:
        made: FirmTask = shared_task(name=name, base=FirmTask, one_transaction=one_transaction)(work)
        return made

    return decorate


def sweep(function: str, task: FirmTask, *, limit: int = SWEEP_LIMIT) -> int:
    """Enqueue `task` for each row that `scanner.<function>` finds due. Returns how many there were."""
    found = due_rows(function, limit=limit)
    for firm_id, row_id in found:
        task.apply_async((str(firm_id), str(row_id)))
    return len(found)


def nudge(task: FirmTask, firm_id: UUID, row_id: UUID) -> None:
    """Hurry the sweep along after the commit. Lost, it changes nothing but the wait: a dead broker is only logged."""
    transaction.on_commit(lambda: task.apply_async((str(firm_id), str(row_id)), retry=False), robust=True)
