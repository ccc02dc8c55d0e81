"""Removing the files of exports: seven days after they were made, and what an attempt left that came to nothing."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from claimback.exports.models import EXPIRED, EXPORT_EDGES, MADE, UNDER_WAY
from claimback.exports.selectors import export_rows
from claimback.kernel.clock import now
from claimback.storage import s3
from claimback.tenancy.rows import for_change
from claimback.tenancy.scope import firm_scope

REMOVE: Final = "exports.remove_file"
REST: Final = timedelta(hours=1)
"""How long what a failed export left stays: longer than a worker of its that was given up for dead goes on. The
scanner's SQL says it too."""


def export_remove(*, firm_id: UUID, export_id: UUID) -> None:
    """Remove the file of an export whose days are over, and say so on the row, which stays.

    Call it outside any transaction. Safe to run twice and to be killed. Raises StoreUnavailable.
    """
    with firm_scope(firm_id, act=REMOVE):
        row = export_rows().filter(id=export_id).exclude(key="").first()
        due = row is not None and (
            (row.expires_at is not None and row.expires_at <= now())
            if row.state == MADE
            else row.state not in UNDER_WAY and row.updated_at <= now() - REST
        )
    if not due:
        return
    s3.remove_all(exports_prefix(firm_id, export_id))
    with firm_scope(firm_id, act=REMOVE):
        locked = for_change(export_rows()).filter(id=export_id).exclude(state__in=UNDER_WAY).first()
        if locked is not None and locked.state == MADE:
            locked.change(state=EXPORT_EDGES.advance(locked.state, EXPIRED), key="")
        elif locked is not None:
            locked.change(key="")


def exports_prefix(firm_id: UUID, export_id: UUID) -> str:
    """Under which all is that the store has of an export."""
    return f"firms/{firm_id}/exports/{export_id}/"
