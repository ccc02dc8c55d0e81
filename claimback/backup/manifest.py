"""What a backup says of itself: the list in `manifest.json`, signed by the installation. Pure.

A folder of a backup holds:

    manifest.json    this list. It is written last: a folder without it is no backup
    database.dump    pg_dump's custom format, of one snapshot
    objects.jsonl    every object of the store: key, size, SHA-256 and media type, an object a line
    objects/<key>    the objects themselves, where they were asked for
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from claimback.firms.archive.signing import BadSignature, check, public_text, sign

FORMAT: Final = "claimback backup"
FORMAT_VERSION: Final = 1
MANIFEST, DUMP, INVENTORY, OBJECTS = "manifest.json", "database.dump", "objects.jsonl", "objects"
_CHUNK: Final = 1024 * 1024


class NotABackup(Exception):
    """A folder that is none, or was changed; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class TableTold:
    """How many rows a table has, and a sum over the MD5 of each row's text: the same rows give the same, in any order.

    It finds what was lost or damaged. Against a forger stand the signature and the dump's SHA-256.
    """

    rows: int
    sum: str


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file of the backup: its size in bytes, and its SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ObjectTold:
    """An object of the store: its size in bytes, and its SHA-256 in hex."""

    key: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a backup holds.

    `master_keys` are the names of the master keys under which firms' keys are wrapped: a hash of the key, or the ARN of
    one that AWS KMS keeps; never a key. `stored` counts the objects, `catalogue` what else of a schema there is.
    `problems` are objects that were missing, or not what their rows say, when the backup was taken.
    """

    application: str
    server: str
    migrations: dict[str, str]
    made_at: str
    made_by: str
    master_keys: list[str]
    tables: dict[str, TableTold]
    catalogue: dict[str, int]
    dump: FileTold
    inventory: FileTold
    stored: int
    weight: int
    with_objects: bool
    problems: list[dict[str, str]]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    def written(self, key: Ed25519PrivateKey) -> bytes:
        """As it stands in the folder, signed."""
        told = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(sign(told, key), indent=1, ensure_ascii=False).encode()


def manifest_read(folder: Path, key: Ed25519PrivateKey, *, public_key: str = "") -> Manifest:
    """The manifest of the backup in `folder`, whose two files are what it says.

    It must be signed by `key`, or by the holder of `public_key` (base64) where one is given. Raises NotABackup.
    """
    told = _signed(folder, public_key or public_text(key))
    try:
        found = told.pop("format"), told.pop("format_version")
        if found != (FORMAT, FORMAT_VERSION):
            raise NotABackup(
                f"{folder} is {found[0]} {found[1]}; this version reads {FORMAT} {FORMAT_VERSION}."
            )
        told.pop("public_key")
        manifest = Manifest(
            tables={name: TableTold(**one) for name, one in told.pop("tables").items()},
            dump=FileTold(**told.pop("dump")),
            inventory=FileTold(**told.pop("inventory")),
            **told,
        )
    except (KeyError, TypeError, AttributeError):
        raise NotABackup(f"The manifest of {folder} is of another version of ClaimBack.") from None
    for name, said in [(DUMP, manifest.dump), (INVENTORY, manifest.inventory)]:
        path = folder / name
        if not path.is_file() or file_told(path) != said:
            raise NotABackup(f"{path} is not the file that the manifest names: take another backup.")
    return manifest


def objects_told(folder: Path) -> Iterator[ObjectTold]:
    """The objects that the backup in `folder` lists, by key."""
    with (folder / INVENTORY).open("rb") as lines:
        for line in lines:
            yield ObjectTold(**json.loads(line))


def object_line(found: ObjectTold) -> bytes:
    """A line of the list of objects."""
    return json.dumps(asdict(found), ensure_ascii=False).encode() + b"\n"


def object_path(folder: Path, key: str) -> Path:
    """Where the bytes of an object stand in the backup. Raises NotABackup for a key that leads out of it."""
    base = (folder / OBJECTS).resolve()
    path = (base / key).resolve()
    if not path.is_relative_to(base) or path == base:
        raise NotABackup(f"The key {key} of an object leads out of the folder.")
    return path


def file_told(path: Path) -> FileTold:
    """What the file is now."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
    return FileTold(size, digest.hexdigest())


def _signed(folder: Path, public_key: str) -> dict[str, Any]:
    try:
        data = (folder / MANIFEST).read_bytes()
    except OSError:
        raise NotABackup(f"{folder} holds no {MANIFEST}: it is no backup, or one that did not end.") from None
    try:
        return check(data, public_key)
    except BadSignature as error:
        raise NotABackup(
            f"{folder} was changed, or another installation took it: give this one its SECRET_KEY (or "
            f"ERASURE_SIGNING_KEY), or name its key with --public-key. {error}"
        ) from None
