"""What a worker does with a kept file that was not read yet: find the text of its pages.

Pages are stored as they are found, each once; the row says how far that came, and a worker that takes over from one
that died goes on from there. The file is read in a process of its own.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from claimback.kernel.clock import now
from claimback.kernel.events import publish
from claimback.pages.apart import Batch, read_apart
from claimback.pages.read import PageText
from claimback.storage import s3
from claimback.storage.events import TextFailed, TextFound
from claimback.storage.models import (
    KEPT,
    NOT_SEARCHABLE,
    SEARCHABLE,
    TEXT_EDGES,
    UNREAD,
    FilePage,
    StoredFile,
)
from claimback.storage.selectors import file_get, file_lock, file_rows, page_rows
from claimback.tenancy.scope import firm_scope

READ: Final = "storage.read_text"
LEASE: Final = timedelta(minutes=10)
FAILURES: Final = ("reading_failed", "damaged", "too_large", "encrypted")
"""Reasons why a page has no text that somebody should look into."""
ATTEMPTS_LIMIT: Final = 3
"""Goes at the same pages that may die with their worker, before the file is left to a person."""


def text_read(firm_id: UUID, file_id: UUID) -> bool:
    """Find the text of a kept file's next pages. True if there are more. Safe to run twice and to be killed.

    Raises StoreUnavailable with the file as it was: the next sweep finds it. Raises Changed where its bytes are gone,
    which counts as an attempt.
    """
    file = _claim(firm_id, file_id)
    if file is None:
        return False
    try:
        for batch in _read(file):
            if not _settle(firm_id, file, batch):
                return False
            file.text_pages += len(batch.pages)
    except s3.StoreUnavailable:
        with firm_scope(firm_id, act=READ):
            _unread(file).update(attempts=F("attempts") - 1, leased_until=None)
        raise
    with firm_scope(firm_id, act=READ):
        _unread(file).update(leased_until=None)
    return True


def _unread(file: StoredFile) -> QuerySet[StoredFile]:
    return file_rows().filter(id=file.id, text_state=UNREAD)


def _claim(firm_id: UUID, file_id: UUID) -> StoredFile | None:
    """The file with a lease on it; None if there is nothing to read or another worker has it."""
    with firm_scope(firm_id, act=READ):
        at = now()
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        waiting = file_rows().filter(free, id=file_id, state=KEPT, text_state=UNREAD)
        if not waiting.update(attempts=F("attempts") + 1, leased_until=at + LEASE):
            return None
        return file_get(file_id)


def _read(file: StoredFile) -> Iterator[Batch]:
    if file.attempts > ATTEMPTS_LIMIT:
        yield Batch([], True, "reading_failed")
        return
    if file.media_type.startswith(("video/", "audio/")):
        yield Batch([PageText("", reason="kind_not_read")], True)
        return
    found = s3.find(file.key)
    if found is None:
        raise s3.Changed
    with NamedTemporaryFile(prefix="claimback-") as content:
        for piece in s3.stream(file.key, found.etag):
            content.write(piece)
        content.flush()
        yield from read_apart(Path(content.name), file.media_type, first=file.text_pages + 1)


def _settle(firm_id: UUID, file: StoredFile, batch: Batch) -> bool:
    """Store the pages. False where they are the file's last, or where somebody else stored them meanwhile."""
    with firm_scope(firm_id, act=READ):
        locked = file_lock(file.id)
        if locked.text_state != UNREAD or locked.text_pages != file.text_pages:
            return False
        page_rows().bulk_create(
            FilePage(
                file=locked,
                number=number,
                text=page.text,
                heading=page.heading,
                method=page.method,
                reason=page.reason,
                confidence=page.confidence,
                layout=page.layout,
            )
            for number, page in enumerate(batch.pages, start=locked.text_pages + 1)
        )
        progress = {"text_pages": locked.text_pages + len(batch.pages), "attempts": 0}
        if batch.ended:
            _finish(locked, batch, progress | {"leased_until": None})
            return False
        file_rows().filter(id=file.id).update(**progress, leased_until=now() + LEASE)
        return True


def _finish(locked: StoredFile, batch: Batch, progress: dict[str, Any]) -> None:
    """Say whether the file can be searched; what could not be read becomes a person's matter."""
    lacking = page_rows().filter(file_id=locked.id).exclude(reason="").order_by("number").first()
    has_text = page_rows().filter(file_id=locked.id).exclude(text="").exists()
    reason = batch.refused or (lacking.reason if lacking else "") or ("" if has_text else "no_text")
    locked.change(
        text_state=TEXT_EDGES.advance(locked.text_state, SEARCHABLE if has_text else NOT_SEARCHABLE),
        text_reason=reason,
        **progress,
    )
    if batch.refused or page_rows().filter(file_id=locked.id, reason__in=FAILURES).exists():
        publish(TextFailed(locked.id, batch.refused or "reading_failed"))
    publish(TextFound(locked.id))
