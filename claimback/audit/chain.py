"""Reading the firm's chain: all of it, to check it; and one case's part, for somebody else to check.

Checking itself is in `verify`, and for others in `verify_chain`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection, connections

from claimback.audit.selectors import entry_list
from claimback.audit.verify import Link
from claimback.kernel.clock import now
from claimback.kernel.errors import Invalid, NotFound
from claimback.tenancy.scope import current_firm_id

FORMAT: Final = "claimback case chain 1"
FIELDS: Final = (
    "id",
    "firm_id",
    "at",
    "member_id",
    "case_id",
    "act",
    "request_id",
    "table",
    "row_id",
    "operation",
    "before",
    "after",
)
"""The columns of an entry as `audit_text` seals them: as text, in this order, between unit separators."""
PAGE: Final = 500
_BATCH: Final = 2000

_LINKS = """
SELECT coalesce(s.id, e.id), s.number, s.entry_digest, s.digest,
       CASE WHEN e.id IS NOT NULL THEN sha256(convert_to(audit_text(e), 'UTF8')) END
FROM (SELECT * FROM audit_seal WHERE firm_id = %(firm)s) s
FULL JOIN (SELECT * FROM audit_entry WHERE firm_id = %(firm)s) e ON e.id = s.id
ORDER BY s.number NULLS LAST, e.id
"""
_OF_CASE = """
SELECT min(s.number), max(s.number)
FROM audit_entry e JOIN audit_seal s ON s.id = e.id AND s.firm_id = e.firm_id
WHERE e.firm_id = %(firm)s AND e.case_id = %(case)s
"""
_BEFORE = "SELECT digest FROM audit_seal WHERE firm_id = %s AND number = %s"
_PART = """
SELECT s.number, s.entry_digest, s.digest, CASE WHEN e.id IS NOT NULL THEN audit_text(e) END
FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.id AND e.firm_id = s.firm_id AND e.case_id = %(case)s
WHERE s.firm_id = %(firm)s AND s.number > %(after)s AND s.number <= %(until)s
ORDER BY s.number LIMIT %(limit)s
"""


def chain_links(progress: Callable[[int], None] = lambda read: None) -> Iterator[Link]:
    """Every link of the firm whose scope is open, as one statement saw them: none of a commit's is seen by half.

    They come through a cursor of the server's, so that a long history is never in memory. `progress` is told how
    many were read.
    """
    read = 0
    with connections["default"].chunked_cursor() as cursor:
        cursor.execute(_LINKS, {"firm": current_firm_id()})
        while rows := cursor.fetchmany(_BATCH):
            for id, number, entry_digest, digest, found in rows:
                yield Link(id, number, bytes(entry_digest or b""), bytes(digest or b""), _bytes(found))
            read += len(rows)
            progress(read)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a case's chain, the very first being its head; `after` leads to the next part, None at the end."""

    lines: list[dict[str, Any]]
    after: int | None
    until: int


def case_chain(
    case_id: UUID, *, after: int | None = None, until: int | None = None, limit: int = PAGE
) -> Part:
    """The firm's chain from the case's first entry to its last, at most `limit` links of it.

    The case's entries are whole; all others are their digest alone, which tells nothing. Without `after` it is the
    first part and begins with the head, and looks through the firm's history once; `after` and `until` of one part
    lead to the next. Raises NotFound for a case of which the history knows nothing, Invalid for half a pair.
    """
    if (after is None) is not (until is None):
        raise Invalid("Give `after` and `until` as the part before gave them, or neither.")
    lines: list[dict[str, Any]] = []
    if after is None or until is None:
        head = _head(case_id)
        after, until = head["first"] - 1, head["last"]
        lines.append(head)
    values = {"firm": current_firm_id(), "case": case_id, "after": after, "until": until, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_PART, values)
        rows = cursor.fetchall()
    lines += [_line(number, entry_digest, digest, text) for number, entry_digest, digest, text in rows]
    ended = len(rows) < limit or rows[-1][0] >= until
    return Part(lines, None if ended else rows[-1][0], until)


def case_chain_lines(case_id: UUID) -> Iterator[dict[str, Any]]:
    """All lines of a case's chain, read part by part. Raises NotFound."""
    part = case_chain(case_id)
    yield from part.lines
    while part.after is not None:
        part = case_chain(case_id, after=part.after, until=part.until)
        yield from part.lines


def _head(case_id: UUID) -> dict[str, Any]:
    firm = current_firm_id()
    if not entry_list().filter(row_id=case_id, table="cases_case").exists():
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute(_OF_CASE, {"firm": firm, "case": case_id})
        first, last = cursor.fetchone()
        if first is None:
            raise NotFound
        cursor.execute(_BEFORE, [firm, first - 1])
        before = cursor.fetchone()
    return {
        "format": FORMAT,
        "firm_id": str(firm),
        "case_id": str(case_id),
        "first": first,
        "last": last,
        "previous": bytes(before[0]).hex() if before else "",
        "exported_at": now().isoformat(),
    }


def _line(number: int, entry_digest: Any, digest: Any, text: str | None) -> dict[str, Any]:
    line: dict[str, Any] = {"number": number, "digest": bytes(digest).hex()}
    if text is None:
        return line | {"entry_digest": bytes(entry_digest).hex()}
    return line | {"entry": dict(zip(FIELDS, text.split("\x1f"), strict=True))}
