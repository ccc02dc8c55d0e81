"""What happens to a firm as a whole that floors above have a say in."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """All of the firm is about to be erased. A handler refuses with Conflict where something of it must be kept."""

    firm_id: UUID


@dataclass(frozen=True, slots=True)
class FirmBroughtIn:
    """The firm came from an archive: its former installation may have gone on since then. Its scope is open."""

    firm_id: UUID
