"""What happens to files and may concern a floor above. `claimback/wiring.py` says who reacts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FileQuarantined:
    """The scanner objected to a file, or the store lost it: a person decides what becomes of it."""

    file_id: UUID


@dataclass(frozen=True, slots=True)
class TextFailed:
    """A kept file could not be read as it should be: a person looks at it. `reason` is a key of `REASONS`."""

    file_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class TextFound:
    """The text of a kept file was looked for to its last page; there may be none."""

    file_id: UUID
