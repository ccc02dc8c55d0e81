"""Claiming, settling and retrying obligations: each step is one conditional UPDATE, safe against any other worker.

Knows nothing of what is sent or by which channel. The times of leases are the database's own, so that workers with
clocks of their own agree.
"""

import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Now

from claimback.kernel.clock import now
from claimback.notify.models import PLANNED, SENDING, SENT, VOID

LEASE: Final = timedelta(minutes=2)
"""How long a claim holds. Longer than a mail server's time-outs together, shorter than a person's patience."""

FIRST_RETRY: Final = timedelta(seconds=30)
LONGEST_RETRY: Final = timedelta(minutes=15)

ERROR_LIMIT: Final = 300

PATIENCE: Final = timedelta(minutes=1)
"""How long the settling of what was sent waits for a database that is gone. Shorter than what is left of a lease."""

Row = TypeVar("Row", bound=Model)
Answer = TypeVar("Answer")


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure: twice as long each time, a quarter of an hour at the most."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def claim(rows: QuerySet[Row], id: UUID) -> int | None:
    """Take an obligation that is due, for the time of the lease. Returns the number of the attempt.

    None: somebody else has it, it is settled, or it is not due. Commit before the effect.
    """
    return claim_all(rows.filter(id=id), limit=1).get(id)


def claim_all(rows: QuerySet[Row], *, limit: int) -> dict[UUID, int]:
    """Take up to `limit` of `rows` that are due and that nobody has, the longest due first: id → number of the attempt.

    What another worker takes in the same moment is passed over. Commit before the effect.
    """
    free = Q(state=PLANNED) | Q(state=SENDING, lease_until__lt=Now())
    due = rows.filter(free, next_attempt_at__lte=Now()).order_by("next_attempt_at", "id")
    found = due.select_for_update(of=("self",), no_key=True, skip_locked=True)
    held = dict(found.values_list("id", "attempts")[:limit])
    if held:
        rows.filter(id__in=held).update(
            state=SENDING, attempts=F("attempts") + 1, lease_until=Now() + LEASE, **_touched()
        )
    return {id: attempts + 1 for id, attempts in held.items()}


def postpone(rows: QuerySet[Row], id: UUID, until: datetime) -> bool:
    """Nothing is tried before `until`: only for what nobody has. It is no attempt, and what is due stays due."""
    waiting = rows.filter(id=id, state=PLANNED, next_attempt_at__lt=until)
    return bool(waiting.update(next_attempt_at=until, **_touched()))


def settle_sent(rows: QuerySet[Row], id: UUID, **facts: Any) -> bool:
    """It was sent; `facts` are further columns. True if this settled it.

    Whoever holds the claim by now, the sending is a fact: the row is settled, and the other finds nothing to claim.
    """
    return bool(settle_all_sent(rows, [id], **facts))


def settle_all_sent(rows: QuerySet[Row], ids: Collection[UUID], **facts: Any) -> int:
    """They were sent, as `settle_sent` says of one. Returns how many this settled."""
    return rows.filter(id__in=ids, state=SENDING).update(
        state=SENT, settled_at=Now(), lease_until=None, last_error="", **facts, **_touched()
    )


def settle_failed(rows: QuerySet[Row], id: UUID, attempt: int, error: str) -> bool:
    """It was not sent: plan the next attempt. Only for the attempt that still holds the claim."""
    return bool(
        rows.filter(id=id, state=SENDING, attempts=attempt).update(
            state=PLANNED,
            next_attempt_at=Now() + retry_delay(attempt),
            lease_until=None,
            last_error=error[:ERROR_LIMIT],
            **_touched(),
        )
    )


def settle_void(rows: QuerySet[Row], id: UUID, attempt: int) -> bool:
    """There is nothing to send any more. Only for the attempt that still holds the claim."""
    return bool(
        rows.filter(id=id, state=SENDING, attempts=attempt).update(
            state=VOID, settled_at=Now(), lease_until=None, **_touched()
        )
    )


def patiently(settle: Callable[[], Answer], *, pause: Callable[[float], None] = time.sleep) -> Answer:
    """What `settle` returns, called again while the database is gone: what was sent is not sent twice for a restart.

    Call it outside any transaction. Raises the database's last error after `PATIENCE`.
    """
    waited, step = 0.0, 0.5
    while True:
        try:
            return settle()
        except (OperationalError, InterfaceError):
            if waited >= PATIENCE.total_seconds():
                raise
            connection.close()
            pause(step)
            waited, step = waited + step, min(step * 2, 8.0)


def _touched() -> dict[str, Any]:
    """What every change of a firm's row brings with it."""
    return {"version": F("version") + 1, "updated_at": now()}
