"""Opening an archive and checking every byte of it, before anything is made of it."""

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final
from zipfile import BadZipFile, ZipFile

from claimback.firms.archive.envelope import Opening, Unopenable, is_sealed
from claimback.firms.archive.manifest import ACCOUNTS, KEYS, MANIFEST, Manifest, NotAnArchive, read_manifest
from claimback.kernel.errors import Invalid

PIECE: Final = 1024 * 1024
"""Bytes that are held in memory at a time."""
_LINES, _WEIGHT = 500, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that is open, and the SHA-256 of its file in hex."""

    manifest: Manifest
    sha256: str
    packed: ZipFile

    def check(self) -> None:
        """Read every file of it. Raises Invalid that names the first that is not what the manifest says."""
        expected = dict(self.manifest.files())
        found = {name for name in self.packed.namelist() if name != MANIFEST}
        if extra := sorted(found ^ set(expected)):
            raise Invalid(f"The archive and its manifest differ: {extra[0]} is in one of them only.")
        for name, digest in expected.items():
            if _digest(self._pieces(name)) != digest:
                raise Invalid(f"{name} in the archive is not what its manifest says. Take another copy.")
        for object in self.manifest.stored:
            if self.packed.getinfo(object.path).file_size != object.size:
                raise Invalid(f"{object.path} in the archive has another size than its manifest says.")

    def lines(self, name: str) -> Iterator[list[bytes]]:
        """The lines of a file, some hundred or a mebibyte at a time."""
        batch: list[bytes] = []
        weight = 0
        with self.packed.open(name) as file:
            for line in io.BufferedReader(file, PIECE):  # type: ignore[type-var]
                batch.append(line)
                weight += len(line)
                if len(batch) == _LINES or weight >= _WEIGHT:
                    yield batch
                    batch, weight = [], 0
        if batch:
            yield batch

    def people(self) -> Iterator[bytes]:
        """The lines of its accounts."""
        for batch in self.lines(ACCOUNTS):
            yield from batch

    def keys(self) -> bytes | None:
        """The keys of sealed fields, where there are any."""
        return self.packed.read(KEYS) if self.manifest.keys else None

    @contextmanager
    def object(self, path: str) -> Iterator[IO[bytes]]:
        """An object as a file of its own, to be read and sought in. Threads may ask for several at once."""
        with SpooledTemporaryFile(PIECE) as spool:
            for piece in self._pieces(path):
                spool.write(piece)
            spool.seek(0)
            yield spool

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self.packed.open(name) as file:
            while piece := file.read(PIECE):
                yield piece


@contextmanager
def opened_archive(file: Path, passphrase: str) -> Iterator[Archive]:
    """Open an archive, sealed or not.

    Raises Invalid for a file that is none, was damaged, or does not open under the passphrase.
    """
    try:
        with file.open("rb") as source:
            digest = _digest(iter(lambda: source.read(PIECE), b""))
            source.seek(0)
            sealed = is_sealed(source.read(64))
            inner = io.BufferedReader(Opening(source, passphrase), PIECE) if sealed else source
            with ZipFile(inner) as packed:
                yield Archive(read_manifest(packed.read(MANIFEST)), digest, packed)
    except (FileNotFoundError, IsADirectoryError):
        raise Invalid(f"There is no file {file}.") from None
    except (Unopenable, NotAnArchive) as error:
        raise Invalid(str(error)) from None
    except (BadZipFile, zlib.error, EOFError, KeyError):
        raise Invalid("This is no archive of a firm, or it is damaged. Take another copy.") from None


def _digest(pieces: Iterator[bytes]) -> str:
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
