"""What a worker does with a received file: hash it, look at it, promote it to where it stays, or refuse it.

A refused file stays in quarantine with the reason on its row.
"""

from datetime import timedelta
from hashlib import sha256
from tempfile import TemporaryFile
from typing import BinaryIO, Final, cast
from uuid import UUID

from django.db.models import F, Q

from claimback.kernel.clock import now
from claimback.storage import s3
from claimback.storage.inspect import FileRefused, Inspected, inspect
from claimback.storage.models import FILE_EDGES, KEPT, RECEIVED, REFUSED, StoredFile
from claimback.storage.selectors import file_get, file_lock, file_rows
from claimback.tenancy.scope import firm_scope

INSPECT: Final = "storage.inspect_file"
LEASE: Final = timedelta(minutes=2)
ATTEMPTS_LIMIT: Final = 5
"""A file at which this many workers died is refused: it must not stop the others for ever."""


class _NotAsAnnounced(FileRefused):
    """What arrived is not what was announced."""

    code = "file_not_as_announced"


class _InspectionFails(FileRefused):
    """Workers die at it."""

    code = "file_inspection_fails"


def file_inspect(firm_id: UUID, file_id: UUID) -> None:
    """Look at a received file, then keep or refuse it. Opens its own scopes; safe to run twice and to be killed.

    A lease gives it to one worker. What was inspected is what is copied, by its tag; the copy is made under the
    row's lock while the state is `received`, so that the bytes of a kept file are never written again.
    Raises StoreUnavailable or Changed with the file as it was: the next sweep finds it.
    """
    file = _claim(firm_id, file_id)
    if file is None:
        return
    try:
        _keep(firm_id, file, *_look(file))
    except FileRefused as refusal:
        _refuse(firm_id, file, refusal)
    except (s3.StoreUnavailable, s3.Changed):
        _give_back(firm_id, file)
        raise


def _claim(firm_id: UUID, file_id: UUID) -> StoredFile | None:
    """The file with a lease on it; None if it waits no more or another worker has it."""
    with firm_scope(firm_id, act=INSPECT):
        at = now()
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        waiting = file_rows().filter(free, id=file_id, state=RECEIVED)
        if not waiting.update(attempts=F("attempts") + 1, leased_until=at + LEASE):
            return None
        return file_get(file_id)


def _look(file: StoredFile) -> tuple[s3.Found, str, Inspected]:
    """The object that was inspected, its hash and what it is. Never in memory as a whole. Raises FileRefused."""
    if file.attempts > ATTEMPTS_LIMIT:
        raise _InspectionFails("The file can't be inspected. Print it to a new PDF and send that.")
    found = s3.find(file.key)
    if found is None or found.size != file.announced_size:
        arrived = found.size if found else 0
        raise _NotAsAnnounced(
            f"{file.announced_size:,} bytes were announced and {arrived:,} arrived. Send the file again."
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
        return found, digest.hexdigest(), inspect(cast(BinaryIO, content), file.name)


def _keep(firm_id: UUID, file: StoredFile, found: s3.Found, digest: str, seen: Inspected) -> None:
    """Promote what was inspected. What is left in quarantine after a kill at the last line does no harm."""
    with firm_scope(firm_id, act=INSPECT):
        locked = file_lock(file.id)
        if locked.state != RECEIVED:
            return
        kept = s3.kept_key(firm_id, file.id)
        s3.copy(file.key, kept, etag=found.etag, media_type=seen.media_type)
        locked.change(
            state=FILE_EDGES.advance(locked.state, KEPT),
            key=kept,
            size=found.size,
            sha256=digest,
            media_type=seen.media_type,
            pages=seen.pages,
            attempts=0,
            leased_until=None,
        )
    s3.remove(file.key)


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
