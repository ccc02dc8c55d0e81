"""Writing what no trigger sees: that somebody read something. Changes are written by the database itself."""

from typing import Final
from uuid import UUID

from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.tenancy.scope import current_scope

READ: Final = "read"


def read_record(*, table: str, row_id: UUID, case_id: UUID | None = None, purpose: str = "") -> None:
    """Note that the member of the scope read this row: an entry like any other, sealed with the rest at commit.

    `case_id` is the case it belongs to, if any: it decides who reads the entry, and whose chain it is part of. Call it
    where the content of a letter or a document, or what was sealed, is shown; not where rows are listed. One INSERT.
    """
    scope = current_scope()
    Entry.objects.create(
        at=now(),
        firm_id=scope.firm_id,
        member_id=scope.member_id,
        case_id=case_id,
        act=scope.act,
        request_id=scope.request_id,
        table=table,
        row_id=row_id,
        operation=READ,
        after={"purpose": purpose} if purpose else None,
    )
