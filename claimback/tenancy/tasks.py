"""The base of every task: ids only cross the broker, and the work happens inside the firm's scope.

A task does the work of one row, or of a batch of rows one after the other. Each is safe to do twice, and the task may
be killed at any line: the row says what is left to do, and a sweep finds it again.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from itertools import islice
from typing import Final
from uuid import UUID

from celery import Task, shared_task
from django.conf import settings
from django.db import transaction

from claimback.tenancy.scanner import due_rows
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.token_calls import calls_keep

import_module(settings.TASK_APPLICATION)  # every task belongs to it, whichever is loaded first

SWEEP_LIMIT = 500
"""Rows that one sweep hands out; the next sweep finds the rest."""

BATCH_SECONDS: Final = 60.0
"""After which a batch begins no further row, and hands the rest to whoever is free: far below a task's time limit."""

Around = Callable[[], AbstractContextManager[None]]


class FirmTask(Task):  # type: ignore[type-arg]
    """A task about one row of one firm."""

    one_transaction = True
    expires = 300
    """Seconds after which nobody takes it up any more: its row is handed out again, and a queue that is not emptied
    for a while does not fill with the same work."""

    typing = False
    """A message carries as many pairs of firm and row as its sweep put in, one after the other."""

    around: Around = staticmethod(nullcontext)
    """What is open while the rows of one message are worked off."""

    def __call__(self, *ids: str) -> None:
        """Do the rows' work in their order. What one raises ends the batch: the rest goes into a message of its own."""
        rows = list(zip(map(UUID, ids[::2]), map(UUID, ids[1::2]), strict=True))
        begun, ends = 0, time.monotonic() + BATCH_SECONDS
        try:
            with self.around():
                for firm, row in rows:
                    begun += 1
                    self._work(firm, row)
                    if time.monotonic() > ends:
                        break
        finally:
            if begun < len(rows):
                self.apply_async(ids[2 * begun :])

    def _work(self, firm: UUID, row: UUID) -> None:
        """Open the firm's scope around the work, or leave that to work that has an effect outside in its middle."""
        if not self.one_transaction:
            self.run(firm, row)
            return
        with firm_scope(firm, act=self.name):
            self.run(firm, row)


def firm_task(
    name: str, *, one_transaction: bool = True, around: Around = nullcontext
) -> Callable[[Callable[[UUID, UUID], None]], FirmTask]:
    """Make a function of (firm_id, row_id) a task.

    With `one_transaction=False` the function opens its own scopes: claim, then the effect outside, then settle.
    Outside a scope it can touch no tenant row: the managers raise and PostgreSQL shows nothing. `around` is open while
    the rows of one message are worked off, such as a connection that they share.
    """

    def decorate(work: Callable[[UUID, UUID], None]) -> FirmTask:
        made: FirmTask = shared_task(
            name=name, base=FirmTask, one_transaction=one_transaction, around=staticmethod(around)
        )(work)
        return made

    return decorate


def sweep(function: str, task: FirmTask, *, limit: int = SWEEP_LIMIT, batch: int = 1) -> int:
    """Enqueue `task` for the rows that `scanner.<function>` finds due, `batch` to a message. Returns how many.

    A batch is for work that is short: its rows wait for each other.
    """
    found = due_rows(function, limit=limit)
    hand_out(task, found, batch=batch)
    return len(found)


def hand_out(task: FirmTask, rows: Iterable[tuple[UUID, UUID]], *, batch: int) -> None:
    """Enqueue `task` for pairs of firm and row, `batch` to a message."""
    left = iter(rows)
    while some := list(islice(left, batch)):
        task.apply_async(tuple(str(id) for pair in some for id in pair))


def nudge(task: FirmTask, firm_id: UUID, row_id: UUID) -> None:
    """Hurry the sweep along after the commit. Lost, it changes nothing but the wait: a dead broker is only logged."""
    transaction.on_commit(lambda: task.apply_async((str(firm_id), str(row_id)), retry=False), robust=True)


@shared_task(name="tenancy.sweep_calls")
def sweep_calls() -> None:
    """Keep how often tokens called the API."""
    calls_keep()
