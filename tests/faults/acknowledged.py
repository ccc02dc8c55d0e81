"""What the writers were told: each write that was acknowledged, and each that was asked for at all.

A write has a word of its own that stands in its row, so that a second copy of it is found whatever its id.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import Model

from cases.models import Correspondence, Document, Event, LedgerTransaction
from claimback.storage.models import StoredFile
from letters.models import Dispatch

KINDS: Mapping[str, tuple[type[Model], str]] = {
    "correspondence": (Correspondence, "body"),
    "ledger": (LedgerTransaction, "reference"),
    "event": (Event, "source"),
    "upload": (StoredFile, "name"),
    "document": (Document, "title"),
    "letter": (Dispatch, "letter_id"),
}
"""Of which table a write is a row, and the column that holds its word."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A write that was answered as done: its row, and what the row must hold, column by column."""

    kind: str
    id: UUID
    holds: Mapping[str, Any]


@dataclass
class Ledger:
    """All the writers' notes. They are many threads."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    words: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, kind: str, word: str) -> None:
        """Somebody is about to ask for this write; it may be done or not."""
        with self._lock:
            self.words[kind].add(word)

    def acknowledge(self, kind: str, id: str, /, **holds: Any) -> None:
        """It was answered as done."""
        with self._lock:
            self.acknowledged.append(Acknowledged(kind, UUID(id), holds))

    def count(self, what: str) -> None:
        """One more of these."""
        with self._lock:
            self.counts[what] += 1

    def refuse(self, why: str) -> None:
        """A write was refused for good, which no fault explains."""
        with self._lock:
            self.refused.append(why)
