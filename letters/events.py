"""What happens in letters and may concern a door. `claimback/wiring.py` says who reacts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReadingRequested:
    """A document is to be read: the row says so, and the sweep finds it; whoever waits may hurry it along."""

    reading_id: UUID


@dataclass(frozen=True, slots=True)
class ChronologyRequested:
    """A chronology is to be made: the row says so, and the sweep finds it; whoever waits may hurry it along."""

    chronology_id: UUID


@dataclass(frozen=True, slots=True)
class DispatchQueued:
    """A letter is to be handed over: the row says so, and the sweep finds it; whoever waits may hurry it along."""

    dispatch_id: UUID


@dataclass(frozen=True, slots=True)
class PacketRequested:
    """A packet is to be built: the row says so, and the sweep finds it; whoever waits may hurry it along."""

    packet_id: UUID
