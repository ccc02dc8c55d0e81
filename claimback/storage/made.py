"""Files that a worker made and that are too large for memory: put into the store first, kept when all is settled.

What was put and is not kept after all is dropped again. Small files are kept by `services.file_keep`, in one step.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from claimback.kernel.ids import new_id
from claimback.storage import s3
from claimback.storage.models import KEPT, NOT_SEARCHABLE, StoredFile
from claimback.storage.services import checked_name
from claimback.tenancy.member import Member


@dataclass(frozen=True, slots=True)
class Put:
    """A file whose bytes are in the store, and of which no row tells yet."""

    id: UUID
    key: str
    name: str
    media_type: str
    size: int
    sha256: str
    pages: int | None


def file_put(*, actor: Member, path: Path, name: str, media_type: str, sha256: str, pages: int | None) -> Put:
    """Put a file under the key that its row will name. The store checks it against its hash. Outside any transaction.

    Raises Invalid for a name that is not taken, StoreUnavailable.
    """
    name = checked_name(name)
    id = new_id()
    key = s3.kept_key(actor.firm_id, id)
    with path.open("rb") as file:
        s3.put_file(key, file, sha256_hex=sha256, media_type=media_type)
    return Put(id, key, name, media_type, path.stat().st_size, sha256, pages)


def put_keep(*, actor: Member, put: Put) -> StoredFile:
    """The row of a file that was put. Its text is not read: it was made from files that are searched themselves.

    Raises Forbidden without `document.write`.
    """
    actor.require("document.write")
    file = StoredFile(
        id=put.id,
        name=put.name,
        announced_size=put.size,
        announced_sha256=put.sha256,
        size=put.size,
        sha256=put.sha256,
        media_type=put.media_type,
        pages=put.pages,
        state=KEPT,
        text_state=NOT_SEARCHABLE,
        key=put.key,
        uploaded_by_id=actor.member_id,
    )
    file.save(force_insert=True)
    return file


def put_drop(put: Put) -> None:
    """Remove the bytes of a file that is not kept after all. Raises StoreUnavailable."""
    s3.remove(put.key)
