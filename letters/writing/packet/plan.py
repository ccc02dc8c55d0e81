"""What a packet is made of, as plain values: the letter, its exhibits, what is hidden on them, how pages are numbered.

Also what it is refused with. Nothing is opened or written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from letters.writing.packet.numbering import Bates

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as parts of the page as it is displayed, from 0 to 1, from its top left."""

EXHIBITS_LIMIT: Final = 300
"""Exhibits of one packet: each is an open file while the pages are put together."""


KINDS: Final = ("letter", "index", "slip_sheet", "exhibit", "skipped")
"""Of the parts of a packet."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one part can't be put into the packet: a stable code, and the sentence with its remedy."""

    part: str
    code: str
    message: str
    exhibit: int | None = None


class PacketError(ValueError):
    """The packet can't be built. `problems` names every part that stands in the way, each with its remedy."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(f"{problem.part}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


class ExhibitRefused(ValueError):
    """One file can't become pages; `code` is stable, the message ends with the remedy."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What is taken out of one page, from 1, and why, in words that may be printed over it.

    On a page of a PDF or a picture it is a `box`; in a text or a message a `span` of the page's characters.
    """

    page: int
    reason: str
    box: Box | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One exhibit: its file as it is kept, with its SHA-256 in hex, or the reason why the member leaves it out."""

    number: int
    title: str
    dated_on: date | None = None
    name: str = ""
    media_type: str = "application/pdf"
    path: Path | None = None
    sha256: str = ""
    redactions: tuple[Redaction, ...] = ()
    skipped: str = ""

    @property
    def redacted_pages(self) -> tuple[int, ...]:
        """Its pages, from 1, on which something is taken out."""
        return tuple(sorted({one.page for one in self.redactions}))

    @property
    def redaction_reasons(self) -> tuple[str, ...]:
        """Why, each reason once."""
        return tuple(dict.fromkeys(one.reason for one in sorted(self.redactions, key=lambda one: one.page)))

    @property
    def called(self) -> str:
        """How it is named in bookmarks and refusals."""
        return f"Exhibit {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that goes into one packet. `letter` are the approved bytes; `bates` is None where pages bear no numbers."""

    letter: bytes
    subject: str
    case_number: str
    firm: str
    dated: date
    exhibits: tuple[Exhibit, ...]
    recipient: str = ""
    bates: Bates | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a packet: its pages, counted from 1, its Bates numbers, and its hashes.

    `sha256` is that of the file as it is kept; `included_sha256` that of the pages as they went in, before they were
    numbered: the same where nothing had to be done to them, else of the file that `treated` tells how it was made.
    """

    kind: str
    title: str
    exhibit: int | None = None
    first_page: int | None = None
    last_page: int | None = None
    bates_first: str = ""
    bates_last: str = ""
    file_name: str = ""
    sha256: str = ""
    included_sha256: str = ""
    treated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    redacted_pages: tuple[int, ...] = ()
    redaction_reasons: tuple[str, ...] = ()
    skipped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A built packet: the file, its SHA-256 and size, its parts in page order, and the last Bates number given."""

    path: Path
    sha256: str
    size: int
    pages: int
    parts: tuple[Part, ...]
    bates_last: int | None = None
