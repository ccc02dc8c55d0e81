"""What a worker does with a received file: join its parts, hash it, look at it, have it scanned, then promote it to
where it stays, or refuse it.

A refused file stays in quarantine with the reason on its row, and so does one that the scanner objects to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from tempfile import TemporaryFile
from typing import BinaryIO, Final, cast
from uuid import UUID

from django.db.models import F, Q

from claimback.kernel.clock import now
from claimback.kernel.events import publish
from claimback.pages.page_pictures import has_pictures
from claimback.storage import s3
from claimback.storage.events import FileQuarantined
from claimback.storage.inspect import FileRefused, Inspected, inspect
from claimback.storage.models import FILE_EDGES, KEPT, QUARANTINED, RECEIVED, REFUSED, StoredFile
from claimback.storage.multipart import join
from claimback.storage.scan import Objection, ScannerUnavailable, scan, scanner
from claimback.storage.selectors import file_get, file_lock, file_rows
from claimback.storage.thumbnails import thumbnail_ask
from claimback.tenancy.scope import firm_scope

INSPECT: Final = "storage.inspect_file"
LEASE: Final = timedelta(minutes=2)
SLOWEST: Final = 10 * 1024 * 1024
"""Bytes that a worker is sure to look at in a second: a large file is leased for longer."""
ATTEMPTS_LIMIT: Final = 5
"""A file at which this many workers died is refused: it must not stop the others for ever."""
MISSING_WAIT: Final = timedelta(minutes=5)
"""After the first time that the store knows nothing of a confirmed upload; each further time it is waited longer."""


class _NotAsAnnounced(FileRefused):
    """What arrived is not what was announced."""

    code = "file_not_as_announced"


class _Missing(Exception):
    """The store knows nothing of what it had when it was confirmed: it may be behind, or was restored."""


class _InspectionFails(FileRefused):
    """Workers die at it."""

    code = "file_inspection_fails"


def file_inspect(firm_id: UUID, file_id: UUID) -> None:
    """Look at a received file, then keep or refuse it. Opens its own scopes; safe to run twice and to be killed.

    A lease gives it to one worker. What was inspected is what is copied, by its tag; the copy appears under the
    row's lock while the state is `received`, so that the bytes of a kept file are never written again.
    Raises StoreUnavailable, Changed or ScannerUnavailable with the file as it was: the next sweep finds it. One that is
    missing in the store is looked for again later, in the end by a person.
    """
    file = _claim(firm_id, file_id)
    if file is None:
        return
    try:
        _keep(firm_id, file, _look(file))
    except Objection as objection:
        _quarantine(
            firm_id,
            file,
            "file_infected",
            f"The malware scanner objects: {objection.name}. Nobody opens it. Ask the sender for a clean copy.",
            scanned_at=now(),
        )
    except _Missing:
        _look_later(firm_id, file)
    except FileRefused as refusal:
        _refuse(firm_id, file, refusal)
    except (s3.StoreUnavailable, s3.Changed, ScannerUnavailable):
        _give_back(firm_id, file)
        raise


def _claim(firm_id: UUID, file_id: UUID) -> StoredFile | None:
    """The file with a lease on it; None if it waits no more or another worker has it."""
    with firm_scope(firm_id, act=INSPECT):
        at = now()
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        waiting = file_rows().filter(free, id=file_id, state=RECEIVED)
        size = waiting.values_list("announced_size", flat=True).first() or 0
        until = at + LEASE + timedelta(seconds=size // SLOWEST)
        if not waiting.update(attempts=F("attempts") + 1, leased_until=until):
            return None
        return file_get(file_id)


@dataclass(frozen=True, slots=True)
class _Looked:
    """The object that was inspected, its hash in hex, what it is, and what scanned it."""

    found: s3.Found
    digest: str
    seen: Inspected
    scanner: str


def _look(file: StoredFile) -> _Looked:
    """Never in memory as a whole. Raises FileRefused, Objection, ScannerUnavailable, _Missing."""
    if file.attempts > ATTEMPTS_LIMIT:
        raise _InspectionFails("The file can't be inspected. Print it to a new PDF and send that.")
    scanned_by = scanner()  # before anything is fetched: it may not answer for a while
    join(file)
    found = s3.find(file.key)
    if found is None:
        raise _Missing
    if found.size != file.announced_size:
        raise _NotAsAnnounced(
            f"{file.announced_size:,} bytes were announced and {found.size:,} arrived. Send the file again."
        )
    digest = sha256()
    with TemporaryFile() as content:
        for piece in s3.stream(file.key, found.etag):
            digest.update(piece)
            content.write(piece)
        if file.announced_sha256 and file.announced_sha256 != digest.hexdigest():
            raise _NotAsAnnounced(
                "The bytes that arrived have another hash than announced. Send the file again."
            )
        content.seek(0)
        whole = cast(BinaryIO, content)
        seen = inspect(whole, file.name)
        if scanned_by:
            scan(whole)
        return _Looked(found, digest.hexdigest(), seen, scanned_by)


def _keep(firm_id: UUID, file: StoredFile, looked: _Looked) -> None:
    """Promote what was inspected. What is left in quarantine after a kill at the last line does no harm.

    A large file is copied before the row is locked, in pieces that nobody sees until they are joined under the lock.
    """
    kept, size, etag = s3.kept_key(firm_id, file.id), looked.found.size, looked.found.etag
    media_type = looked.seen.media_type
    pieces = None
    if size > s3.COPIED_AT_ONCE:
        pieces = s3.copy_parts(file.key, kept, size=size, etag=etag, media_type=media_type)
    with firm_scope(firm_id, act=INSPECT):
        locked = file_lock(file.id)
        if locked.state != RECEIVED:
            if pieces is not None:
                s3.drop_parts(kept, pieces[0])
            return
        if pieces is None:
            s3.copy(file.key, kept, etag=etag, media_type=media_type)
        else:
            s3.join_parts(kept, *pieces)
        locked.change(
            state=FILE_EDGES.advance(locked.state, KEPT),
            key=kept,
            size=size,
            sha256=looked.digest,
            media_type=media_type,
            pages=looked.seen.pages,
            scanner=looked.scanner,
            scanned_at=now() if looked.scanner else None,
            upload_id="",
            attempts=0,
            leased_until=None,
        )
        if has_pictures(media_type):
            thumbnail_ask(locked, 1)
    s3.remove(file.key)


def _look_later(firm_id: UUID, file: StoredFile) -> None:
    """The attempt counts, and nobody takes the file for a while; after the last one a person decides."""
    if file.attempts >= ATTEMPTS_LIMIT:
        _quarantine(
            firm_id,
            file,
            "file_missing",
            "It was sent, and the document store does not have it any more. Scan it again once the store was seen to, "
            "or ask the sender for another copy.",
        )
        return
    with firm_scope(firm_id, act=INSPECT):
        until = now() + MISSING_WAIT * file.attempts
        file_rows().filter(id=file.id, state=RECEIVED).update(leased_until=until)


def _quarantine(
    firm_id: UUID, file: StoredFile, code: str, why: str, *, scanned_at: datetime | None = None
) -> None:
    """The object stays where it is; a person decides."""
    with firm_scope(firm_id, act=INSPECT):
        locked = file_lock(file.id)
        if locked.state != RECEIVED:
            return
        locked.change(
            state=FILE_EDGES.advance(locked.state, QUARANTINED),
            refusal=why,
            refusal_code=code,
            scanned_at=scanned_at,
        )
        publish(FileQuarantined(file.id))


def _refuse(firm_id: UUID, file: StoredFile, refusal: FileRefused) -> None:
    """The object stays in quarantine."""
    with firm_scope(firm_id, act=INSPECT):
        locked = file_lock(file.id)
        if locked.state == RECEIVED:
            state = FILE_EDGES.advance(locked.state, REFUSED)
            locked.change(state=state, refusal=refusal.detail, refusal_code=refusal.code)


def _give_back(firm_id: UUID, file: StoredFile) -> None:
    """S3's fault is not the file's: the attempt does not count."""
    with firm_scope(firm_id, act=INSPECT):
        file_rows().filter(id=file.id, state=RECEIVED).update(attempts=F("attempts") - 1, leased_until=None)
