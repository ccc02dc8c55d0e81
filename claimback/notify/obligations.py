"""Claiming, settling and retrying obligations: each step is one conditional UPDATE, safe against any other worker.

Knows nothing of what is sent or by which channel. The times of leases are the database's own, so that workers with
clocks of their own agree.
"""

from datetime import timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Now

from claimback.kernel.clock import now
from claimback.notify.models import PLANNED, SENDING, SENT, VOID

LEASE: Final = timedelta(minutes=2)
"""How long a claim holds. Longer than a mail server's time-outs together, shorter than a person's patience."""

FIRST_RETRY: Final = timedelta(seconds=30)
LONGEST_RETRY: Final = timedelta(minutes=15)

ERROR_LIMIT: Final = 300

Row = TypeVar("Row", bound=Model)


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure: twice as long each time, a quarter of an hour at the most."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def claim(rows: QuerySet[Row], id: UUID) -> int | None:
    """Take an obligation that is due, for the time of the lease. Returns the number of the attempt.

    None: somebody else has it, it is settled, or it is not due. Commit before the effect.
    """
    free = Q(state=PLANNED) | Q(state=SENDING, lease_until__lt=Now())
    taken = rows.filter(free, id=id, next_attempt_at__lte=Now()).update(
        state=SENDING, attempts=F("attempts") + 1, lease_until=Now() + LEASE, **_touched()
    )
    if not taken:
        return None
    attempt: int = rows.values_list("attempts", flat=True).get(id=id)
    return attempt


def settle_sent(rows: QuerySet[Row], id: UUID, **facts: Any) -> bool:
    """It was sent; `facts` are further columns. True if this settled it.

    Whoever holds the claim by now, the sending is a fact: the row is settled, and the other finds nothing to claim.
    """
    return bool(
        rows.filter(id=id, state=SENDING).update(
            state=SENT, settled_at=Now(), lease_until=None, last_error="", **facts, **_touched()
        )
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


def _touched() -> dict[str, Any]:
    """What every change of a firm's row brings with it."""
    return {"version": F("version") + 1, "updated_at": now()}
