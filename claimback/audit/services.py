"""Writing what no trigger sees: that somebody read something, or was refused. Changes the database writes itself."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from claimback.tenancy.events import Refused
from claimback.tenancy.scope import current_scope

READ: Final = "read"
REFUSED: Final = "refuse"
REFUSALS_LIMIT: Final = 100
"""Refusals of one member that are noted within an hour. Requests that are under way at once may exceed it by their
number; the last says that it is the last."""

_NOTE: Final = """
INSERT INTO audit_entry (id, firm_id, at, member_id, act, request_id, "table", row_id, operation, after)
SELECT %(id)s, %(firm)s, %(at)s, %(member)s, %(act)s, %(request)s, '', %(row)s, 'refuse',
    CASE WHEN noted = %(limit)s - 1 THEN %(said)s || %(last)s ELSE %(said)s END
FROM (SELECT count(*) AS noted FROM audit_entry
      WHERE firm_id = %(firm)s AND member_id = %(member)s AND operation = 'refuse' AND at > %(since)s) n
WHERE noted < %(limit)s
"""


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


def refusal_note(event: Refused) -> None:
    """Note that a member of the scope's firm was refused, unless enough is noted of them for this hour.

    The entry names no table: whether there is such a row was not looked at. So it is hidden from whoever stands behind
    a wall. One statement: whoever is refused a thousand times an hour must not keep the database busy.
    """
    scope, at = current_scope(), now()
    values: dict[str, Any] = {
        "id": new_id(),
        "at": at,
        "since": at - timedelta(hours=1),
        "firm": scope.firm_id,
        "member": event.member_id,
        "act": scope.act,
        "request": scope.request_id,
        "row": event.row_id,
        "said": Jsonb({"asked": event.asked, "status": event.status, "code": event.code}),
        "last": Jsonb({"no_more_for_an_hour": True}),
        "limit": REFUSALS_LIMIT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
