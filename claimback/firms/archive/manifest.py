"""The list of all that an archive holds, with the hash of each. Pure.

An archive is a ZIP file (sealed or not) of:

    manifest.json              this list
    tables/<table>.jsonl       the firm's rows: one JSON object a line, each value PostgreSQL's own text or null
    accounts.jsonl             its members as people: id, e-mail address, name. No password, second factor or session:
                               those are the person's and the installation's, and may open other firms
    keys.json                  the keys of sealed fields, under the passphrase; only where the firm has keys
    objects/<key>              every object under firms/<id>/, without that prefix
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

FORMAT: Final = "claimback firm archive"
FORMAT_VERSION: Final = 1
MANIFEST, ACCOUNTS, KEYS = "manifest.json", "accounts.jsonl", "keys.json"


class NotAnArchive(Exception):
    """A manifest that is none, or of another format; the message says why."""


@dataclass(frozen=True, slots=True)
class FirmNamed:
    """Whose archive it is."""

    id: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class TableFile:
    """One table: its columns, how many rows, and the SHA-256 of its lines in hex."""

    name: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def path(self) -> str:
        """Its name in the archive."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file of lines beside the tables."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ObjectFile:
    """One object of the store: its key without the firm's prefix, its size in bytes, and its SHA-256 in hex."""

    key: str
    size: int
    sha256: str
    media_type: str

    @property
    def path(self) -> str:
        """Its name in the archive."""
        return f"objects/{self.key}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that an archive holds.

    `seal` is the last link of the history's chain in it, `stored` are the objects of the store, and `problems` those
    that are not what their rows say, or are gone.
    """

    application: str
    migrations: dict[str, str]
    made_at: str
    made_by: str
    firm: FirmNamed
    seal: dict[str, Any]
    tables: list[TableFile]
    left_out: dict[str, str]
    accounts: OtherFile
    keys: OtherFile | None
    stored: list[ObjectFile]
    problems: list[dict[str, str]]
    format: str = FORMAT
    format_version: int = FORMAT_VERSION
    sha256: str = field(default="")

    @property
    def prefix(self) -> str:
        """Where the firm's objects stand in the store."""
        return objects_prefix(UUID(self.firm.id))

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def weight(self) -> int:
        """Bytes of all objects."""
        return sum(object.size for object in self.stored)

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file of the archive but this list: its name and SHA-256."""
        for table in self.tables:
            yield table.path, table.sha256
        yield ACCOUNTS, self.accounts.sha256
        if self.keys:
            yield KEYS, self.keys.sha256
        for object in self.stored:
            yield object.path, object.sha256

    def digest(self) -> str:
        """The SHA-256 over all but itself, in hex."""
        return sha256(canonical(asdict(replace(self, sha256="")))).hexdigest()

    def written(self) -> bytes:
        """As it stands in the archive, with its digest."""
        return json.dumps(asdict(replace(self, sha256=self.digest())), indent=1, ensure_ascii=False).encode()


def objects_prefix(firm_id: UUID) -> str:
    """The prefix of all keys of a firm."""
    return f"firms/{firm_id}/"


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces: what is hashed and signed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read_manifest(data: bytes) -> Manifest:
    """The manifest that these bytes are. Raises NotAnArchive for other bytes, another format or a changed list."""
    try:
        told = json.loads(data)
        if (told["format"], told["format_version"]) != (FORMAT, FORMAT_VERSION):
            raise NotAnArchive(
                f"The archive is of format {told['format_version']}, and this version reads {FORMAT_VERSION}. "
                f"It was made by version {told['application']}: import it with that one."
            )
        firm = FirmNamed(**told.pop("firm"))
        UUID(firm.id)
        manifest = Manifest(
            firm=firm,
            tables=[TableFile(**one) for one in told.pop("tables")],
            accounts=OtherFile(**told.pop("accounts")),
            keys=OtherFile(**found) if (found := told.pop("keys")) else None,
            stored=[ObjectFile(**one) for one in told.pop("stored")],
            **told,
        )
        whole = manifest.digest() == manifest.sha256
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotAnArchive(
            "The manifest of the archive cannot be read: this is no archive of a firm."
        ) from None
    if not whole:
        raise NotAnArchive("The manifest of the archive was changed: its hash is another.")
    return manifest
