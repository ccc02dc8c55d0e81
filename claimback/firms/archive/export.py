"""Taking a firm out: one snapshot of its rows, then every object, into one file that appears whole or not at all."""

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.db import transaction

from claimback.firms.archive.envelope import Sealing
from claimback.firms.archive.manifest import (
    ACCOUNTS,
    KEYS,
    MANIFEST,
    FirmNamed,
    Manifest,
    ObjectFile,
    OtherFile,
    TableFile,
    objects_prefix,
)
from claimback.firms.archive.owner import FirmFound, as_owner, execute, firm_found
from claimback.firms.archive.tables import NOT_EXPORTED, firm_tables, migration_heads, people_lines
from claimback.firms.archive.transfer import fetched
from claimback.firms.selectors.life import last_seal
from claimback.firms.services.life import life_record
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Invalid, NotFound
from claimback.storage import s3
from claimback.storage.models import KEPT
from claimback.storage.selectors import file_rows
from claimback.tenancy.scope import firm_scope
from claimback.vault.selectors import key_list
from claimback.vault.services.keys import PASSPHRASE_LENGTH, firm_keys_export

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

Say = Callable[[str], None]
EXPORTED: Final = "export"
_EVERY: Final = 500
"""Objects between two words of progress."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was taken out, the SHA-256 of the file in hex, and its size in bytes."""

    manifest: Manifest
    sha256: str
    size: int


class Hashed(RawIOBase):
    """Writes to a file in order and knows the hash of all that was written."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self.digest, self.size = target, sha256(), 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: "ReadableBuffer") -> int:
        """Write on."""
        taken = memoryview(data).cast("B")
        self.digest.update(taken)
        self.size += len(taken)
        self._target.write(taken)
        return len(taken)


def firm_export(*, slug: str, out: Path, passphrase: str, plain: bool, by: str, say: Say) -> Exported:
    """Write the archive of the firm with this slug to `out`, and note it in the firm's history with its hash.

    `plain` leaves it unsealed; the keys of sealed fields are under the passphrase even so. Raises NotFound, Invalid
    for a passphrase that is lacking or short, Conflict where the file is there already, StoreUnavailable.
    """
    if out.exists():
        raise Conflict(f"{out} is there already. Name another file, or move it away.")
    if not plain and len(passphrase) < PASSPHRASE_LENGTH:
        raise Invalid(f"Give a passphrase of at least {PASSPHRASE_LENGTH} characters, or ask for --plain.")
    with as_owner():
        firm = firm_found(slug)
        if firm is None:
            raise NotFound(f"There is no firm {slug}.")
        with _whole_or_nothing(out) as target:
            hashed = Hashed(target)
            sink: Hashed | Sealing = hashed if plain else Sealing(hashed, passphrase)
            with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
                manifest = _fill(archive, firm, passphrase, by, say)
                _write(archive, MANIFEST, [manifest.written()])
            sink.close()
        exported = Exported(manifest, hashed.digest.hexdigest(), hashed.size)
        with firm_scope(firm.id, act="firm.export"):
            life_record(operation=EXPORTED, after=_noted(exported, by))
    return exported


def application_version() -> str:
    """The version of this installation."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def lines_digest(lines: Iterable[bytes]) -> tuple[int, str]:
    """How many lines these are, and the SHA-256 of all in hex."""
    number, digest = 0, sha256()
    for line in lines:
        number += 1
        digest.update(line)
    return number, digest.hexdigest()


def _noted(exported: Exported, by: str) -> dict[str, object]:
    manifest = exported.manifest
    return {
        "archive_sha256": exported.sha256,
        "manifest_sha256": manifest.digest(),
        "seal": manifest.seal["number"],
        "rows": manifest.rows,
        "objects": len(manifest.stored),
        "by": by,
    }


@contextmanager
def _whole_or_nothing(out: Path) -> Iterator[BinaryIO]:
    """A file beside `out` that takes its name at the end, when all of it is on the disk."""
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        part.replace(out)
    except FileNotFoundError:
        raise Invalid(f"There is no folder {out.parent}.") from None
    finally:
        part.unlink(missing_ok=True)


def _fill(archive: ZipFile, firm: FirmFound, passphrase: str, by: str, say: Say) -> Manifest:
    """Rows and keys from one snapshot, then the objects: a kept object is never changed, so it fits the snapshot."""
    with transaction.atomic():
        execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with firm_scope(firm.id, act="firm.export"):
            tables = []
            for table in firm_tables():
                if table.exported:
                    path = f"tables/{table.name}.jsonl"
                    number, digest = _write(archive, path, table.lines(firm.id))
                    tables.append(TableFile(table.name, table.columns, number, digest))
                    say(f"{table.name}: {number:,} rows")
            accounts = OtherFile(*_write(archive, ACCOUNTS, people_lines(firm.id)))
            keys = _keys(archive, passphrase)
            seal, migrations = last_seal(), migration_heads()
            kept = dict(file_rows().filter(state=KEPT).values_list("key", "sha256"))
    stored, problems = _objects(archive, firm.id, kept, say)
    return Manifest(
        application=application_version(),
        migrations=migrations,
        made_at=now().isoformat(),
        made_by=by,
        firm=FirmNamed(str(firm.id), firm.slug, firm.name),
        seal=seal,
        tables=tables,
        left_out=NOT_EXPORTED,
        accounts=accounts,
        keys=keys,
        stored=stored,
        problems=problems,
    )


def _keys(archive: ZipFile, passphrase: str) -> OtherFile | None:
    """The keys, where the firm has any: without them nobody could open its sealed fields."""
    if not key_list().exists():
        return None
    if len(passphrase) < PASSPHRASE_LENGTH:
        raise Invalid(
            "The firm has sealed fields, and their keys leave only under a passphrase of at least "
            f"{PASSPHRASE_LENGTH} characters. Give one, with --plain too."
        )
    number = key_list().count()
    return OtherFile(number, _write(archive, KEYS, [firm_keys_export(passphrase)])[1])


def _objects(
    archive: ZipFile, firm_id: UUID, kept: dict[str, str], say: Say
) -> tuple[list[ObjectFile], list[dict[str, str]]]:
    """Every object under the firm's prefix, and those that are not what their rows say."""
    prefix = objects_prefix(firm_id)
    taken: list[ObjectFile] = []
    problems: list[dict[str, str]] = []
    for found in fetched(listed.key for listed in s3.listed(prefix)):
        name = found.key.removeprefix(prefix)
        _, digest = _write(archive, f"objects/{name}", found.pieces(), compress=False)
        taken.append(ObjectFile(name, found.size, digest, found.media_type))
        expected = kept.pop(found.key, digest)
        if expected != digest:
            problems.append({"key": found.key, "problem": f"its row says SHA-256 {expected}"})
        if len(taken) % _EVERY == 0:
            say(f"objects: {len(taken):,}")
    # One that was gone when its turn came is missing only where a row keeps it.
    problems += [{"key": key, "problem": "missing from the store"} for key in sorted(kept)]
    say(f"objects: {len(taken):,}, {len(problems)} with problems")
    return taken, problems


def _write(archive: ZipFile, path: str, pieces: Iterable[bytes], *, compress: bool = True) -> tuple[int, str]:
    """A file of the archive, piece by piece. Returns how many pieces, and their SHA-256 in hex."""
    info = ZipInfo(path)
    info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
    with closing(_opened(archive, info)) as file:
        return lines_digest(_passed_on(pieces, file))


def _opened(archive: ZipFile, info: ZipInfo) -> IO[bytes]:
    return archive.open(info, "w", force_zip64=True)


def _passed_on(pieces: Iterable[bytes], file: IO[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        file.write(piece)
        yield piece
