"""Making an export, in steps, so that no transaction is open for long, and each page is read as the member stands then.

Begin claims the row. Some pages at a time are read in the scope of whoever asked, who is looked at anew each time; the
file grows on the worker's own disk, is put into the store whole, and then is kept by one change of the row. A worker
that dies leaves a claim that runs out, and another begins anew: no reader ever finds half a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from claimback.exports.lists import RUN, Page, Source, page_read, source_named
from claimback.exports.models import (
    EXPORT_EDGES,
    FAILED,
    MADE,
    MAKING,
    REFUSAL_LIMIT,
    REQUESTED,
    Export,
)
from claimback.exports.narrowing import rows_shown
from claimback.exports.selectors import export_rows
from claimback.exports.services.removal import exports_prefix
from claimback.exports.writing import FORMATS, Row, Table
from claimback.kernel.clock import now
from claimback.kernel.errors import Refusal
from claimback.kernel.ids import new_id
from claimback.storage import s3
from claimback.tenancy.member import Member
from claimback.tenancy.replica import read_aside
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get, present
from claimback.tenancy.services import member_of

MAKE: Final = "exports.make"
ATTEMPTS_LIMIT: Final = 3
LEASE: Final = timedelta(minutes=10)
"""How long a worker may give no sign before another begins. The scanner's SQL says it too."""
KEPT_FOR: Final = timedelta(days=7)
PAGES_AT_ONCE: Final = 10
"""Pages that one transaction reads, as one look at the member."""

_EVERY: Final = 1.0
"""Seconds between two notes of progress."""
_TOO_OFTEN: Final = "Making it did not end, several times over. Ask for fewer rows, by a filter."
_NOT_SEEN: Final = "Whoever asked for it may no longer read this list."


class _Stopped(Exception):
    """The attempt is over: the export was given up, or another attempt has taken it."""


class _WallPlaced(Exception):
    """Whoever asked came to stand behind a wall while it was made: what was read before is not theirs any more."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """One attempt at an export: what is read, for whom, and what they did not see when it began."""

    row: Export
    firm_id: UUID
    walled: frozenset[UUID]

    @property
    def source(self) -> Source:
        return source_named(self.row.path)


def export_make(*, firm_id: UUID, export_id: UUID) -> None:
    """Make an export, in scopes of its own: call it outside any transaction.

    What a list refuses is kept as the reason. Raises StoreUnavailable, and the export then waits once more.
    """
    with firm_scope(firm_id, act=MAKE):
        begun = _begin(export_id, firm_id)
    if begun is None:
        return
    with TemporaryDirectory(prefix="claimback-export-") as folder:
        path = Path(folder) / "file"
        try:
            rows = _write(begun, path)
            _keep(begun, path, rows)
        except _Stopped:
            return
        except (_WallPlaced, s3.StoreUnavailable) as error:
            _release(begun)
            if isinstance(error, s3.StoreUnavailable):
                raise
        except Refusal as refusal:
            _settle(begun, state=FAILED, refusal=refusal.detail[:REFUSAL_LIMIT])


def _begin(export_id: UUID, firm_id: UUID) -> _Begun | None:
    """Claim an export that waits; None if it waits no more or is being made."""
    left = Q(state=MAKING, updated_at__lt=now() - LEASE)
    waiting = export_rows().filter(Q(state=REQUESTED) | left, id=export_id)
    row = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return None
    found = _member(row)
    if found is None or row.attempts >= ATTEMPTS_LIMIT:
        refusal = _NOT_SEEN if found is None else _TOO_OFTEN
        row.change(state=EXPORT_EDGES.advance(row.state, FAILED), refusal=refusal)
        return None
    _, walled = found
    state = EXPORT_EDGES.advance(row.state, MAKING) if row.state == REQUESTED else row.state
    row.change(
        state=state,
        attempts=row.attempts + 1,
        rows_done=0,
        without_cases=sorted(walled),
        key=exports_prefix(firm_id, export_id),
    )
    return _Begun(row, firm_id, walled)


def _member(row: Export) -> tuple[Member, frozenset[UUID]] | None:
    """Whoever asked, with what they may do now and could when they asked, and the cases that they do not see.

    None where they left, or lack what the list asks for.
    """
    member = present().filter(id=row.member_id).select_related("own_role").first()
    if member is None:
        return None
    actor = member_of(member, firm_get()).narrowed_to(row.capabilities)
    if not actor.may(RUN) or not actor.may(source_named(row.path).capability):
        return None
    return actor, frozenset(member.walled_cases)


def _write(begun: _Begun, path: Path) -> int:
    """Write the file. Returns how many rows it has. Raises what the list refuses with, _Stopped, _WallPlaced."""
    row, done = begun.row, 0
    format = FORMATS[row.format]

    def rows() -> Iterator[Row]:
        nonlocal done
        for page in _pages(begun):
            done += len(page.rows)
            if format.rows_limit is not None and done > format.rows_limit:
                raise Refusal(
                    f"The list has more rows than a sheet of Excel's, {format.rows_limit:,}. Ask for CSV."
                )
            yield from page.rows

    with path.open("wb") as file:
        format.write(file, Table(row.path, begun.source.columns(row.query), rows()))
    return done


def _pages(begun: _Begun) -> Iterator[Page]:
    """The list's pages to its end, some of them in each transaction; how far it has come is noted between these."""
    cursor, total, done, noted = "", None, 0, 0.0
    while True:
        with firm_scope(begun.firm_id, member_id=begun.row.member_id, act=MAKE):
            some = _some_pages(begun, _still(begun), cursor, counted=total is not None)
        for page in some:
            done += len(page.rows)
        total = some[0].count if total is None else total
        cursor = some[-1].next_cursor or ""
        if not cursor or monotonic() - noted >= _EVERY:
            _note(begun, done, total)
            noted = monotonic()
        yield from some
        if not cursor:
            return


def _some_pages(begun: _Begun, actor: Member, cursor: str, *, counted: bool) -> list[Page]:
    """The next pages. A replica that has the claim has all that was there when the file was asked for."""
    row = begun.row

    def read() -> list[Page]:
        only = rows_shown(actor=actor, label=row.page, narrowed=row.narrowed) if row.page else None
        pages: list[Page] = []
        next_cursor: str | None = cursor
        while next_cursor is not None and len(pages) < PAGES_AT_ONCE:
            pages.append(
                page_read(
                    actor=actor,
                    source=begun.source,
                    query=row.query,
                    only=only,
                    cursor=next_cursor,
                    count=not counted and not pages,
                )
            )
            next_cursor = pages[-1].next_cursor
        return pages

    return read_aside(read, having=_rows_of_attempt(begun))


def _still(begun: _Begun) -> Member:
    """Whoever asked, as they stand now. Raises Refusal where they lost the list, _WallPlaced."""
    found = _member(begun.row)
    if found is None:
        raise Refusal(_NOT_SEEN)
    actor, walled = found
    if not walled <= begun.walled:
        raise _WallPlaced
    return actor


def _keep(begun: _Begun, path: Path, rows: int) -> None:
    """Put the file into the store and say so on the row; drop it again where that is not this attempt's any more."""
    format = FORMATS[begun.row.format]
    key = f"{exports_prefix(begun.firm_id, begun.row.id)}{new_id()}"
    with path.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
        file.seek(0)
        s3.put_file(key, file, sha256_hex=sha256, media_type=format.media_type)
    at = now()
    made: dict[str, Any] = {
        "key": key,
        "rows": rows,
        "rows_done": rows,
        "size": path.stat().st_size,
        "sha256": sha256,
        "made_at": at,
        "expires_at": at + KEPT_FOR,
    }
    kept = False
    try:
        with firm_scope(begun.firm_id, member_id=begun.row.member_id, act=MAKE):
            _still(begun)
            kept = _settle(begun, state=MADE, **made)
    finally:
        if not kept:
            s3.remove(key)


def _settle(begun: _Begun, *, state: str, **values: Any) -> bool:
    """End the attempt, if it is still this one's turn. True where it was."""
    with firm_scope(begun.firm_id, act=MAKE):
        row = _of_attempt(begun)
        if row is not None:
            row.change(state=EXPORT_EDGES.advance(row.state, state), **values)
    return row is not None


def _note(begun: _Begun, done: int, total: int | None) -> None:
    """Note how far the attempt has come, which also keeps others from beginning anew. Raises _Stopped."""
    with firm_scope(begun.firm_id, act=MAKE):
        row = _of_attempt(begun)
        if row is None:
            raise _Stopped
        row.change(rows_done=done, rows_total=total)


def _release(begun: _Begun) -> None:
    """Let it wait once more: the store did not answer, or a wall was placed. It is no attempt."""
    _settle(begun, state=REQUESTED, attempts=begun.row.attempts - 1)


def _of_attempt(begun: _Begun) -> Export | None:
    """The export, locked, while it is this attempt that makes it."""
    return _rows_of_attempt(begun).select_for_update(of=("self",)).first()


def _rows_of_attempt(begun: _Begun) -> QuerySet[Export]:
    return export_rows().filter(id=begun.row.id, state=MAKING, attempts=begun.row.attempts)
