"""The packet that goes out: the approved letter and its exhibits in one PDF, a slip sheet before each, bookmarked.

The letter's bytes are taken as they are; nothing is rendered anew but the slip sheets. Bates numbers, redaction and
splitting by size are not done here.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pikepdf

from claimback.typesetting.engine import typeset
from claimback.typesetting.printable import printable
from letters.writing.facts import ExhibitFacts
from letters.writing.vocabulary import long_date

_SLIPS = Path(__file__).with_name("slip.typ")


class PacketError(ValueError):
    """A part can't be put into the packet. `part` names it; the message ends with the remedy."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(f"{part}: {message}")
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPart:
    """One part of a packet: its pages, counted from 1, and the SHA-256 of the bytes it was made from."""

    kind: Literal["letter", "slip_sheet", "exhibit"]
    title: str
    exhibit: int | None
    first_page: int
    last_page: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """The merged PDF, its own SHA-256, and the manifest of its parts in page order."""

    pdf: bytes
    sha256: str
    pages: int
    parts: tuple[PacketPart, ...]


def build_packet(
    letter: bytes,
    exhibits: Sequence[tuple[ExhibitFacts, bytes]],
    *,
    case_number: str,
    dated: date,
) -> Packet:
    """Merge the letter's PDF and the exhibits' PDFs in the order given.

    The same arguments give the same bytes. Raises `PacketError` naming the part that is encrypted, is not a readable
    PDF, has no page, or is not the file or the number of pages that its facts record.
    """
    numbers = [facts.number for facts, _ in exhibits]
    if len(set(numbers)) != len(numbers):
        raise PacketError("Exhibits", "two exhibits bear one number. Number each exhibit once.")
    base = _opened("Letter", letter)
    parts = [_part("letter", "Letter", None, 1, len(base.pages), letter)]
    if exhibits:
        slips = _slip_sheets([facts for facts, _ in exhibits], case_number, dated)
        with _opened("Slip sheets", slips) as sheets:
            for position, (facts, content) in enumerate(exhibits):
                start = len(base.pages) + 1
                base.pages.append(sheets.pages[position])
                parts.append(
                    _part("slip_sheet", f"Slip sheet {facts.number}", facts.number, start, start, slips)
                )
                with _exhibit(facts, content) as document:
                    base.pages.extend(document.pages)
                title = f"Exhibit {facts.number}" + (f": {facts.title}" if facts.title else "")
                parts.append(_part("exhibit", title, facts.number, start + 1, len(base.pages), content))
    _bookmark(base, parts)
    _drop_conformance(base)
    out = io.BytesIO()
    pages = len(base.pages)
    base.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    base.close()
    pdf = out.getvalue()
    return Packet(pdf=pdf, sha256=_sha256(pdf), pages=pages, parts=tuple(parts))


def manifest_to_json(packet: Packet) -> dict[str, Any]:
    """The manifest as plain JSON values."""
    return {"sha256": packet.sha256, "pages": packet.pages, "parts": [asdict(part) for part in packet.parts]}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _part(
    kind: Literal["letter", "slip_sheet", "exhibit"],
    title: str,
    exhibit: int | None,
    first: int,
    last: int,
    content: bytes,
) -> PacketPart:
    return PacketPart(
        kind=kind, title=title, exhibit=exhibit, first_page=first, last_page=last, sha256=_sha256(content)
    )


def _opened(part: str, content: bytes) -> pikepdf.Pdf:
    try:
        document = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise PacketError(part, "the PDF is encrypted. Attach a copy without a password.") from error
    except pikepdf.PdfError as error:
        raise PacketError(part, "the file is not a readable PDF. Print or scan it to PDF again.") from error
    if document.is_encrypted:
        document.close()
        raise PacketError(part, "the PDF is encrypted. Attach a copy without a password.")
    try:
        count = len(document.pages)
    except pikepdf.PdfError as error:
        document.close()
        raise PacketError(part, "the PDF's pages can't be read. Print or scan it to PDF again.") from error
    if not count:
        document.close()
        raise PacketError(part, "the PDF has no page. Attach the complete file.")
    return document


def _exhibit(facts: ExhibitFacts, content: bytes) -> pikepdf.Pdf:
    name = f"Exhibit {facts.number}"
    if facts.sha256 is not None and facts.sha256 != _sha256(content):
        raise PacketError(name, "the file is not the one that the exhibit list names. List the exhibit anew.")
    document = _opened(name, content)
    count = len(document.pages)
    if facts.pages is not None and facts.pages != count:
        document.close()
        message = f"the PDF has {count} pages and the exhibit list says {facts.pages}. List the exhibit anew."
        raise PacketError(name, message)
    return document


def _slip_sheets(exhibits: Sequence[ExhibitFacts], case_number: str, dated: date) -> bytes:
    rows = [
        {
            "heading": f"Exhibit {exhibit.number}",
            "title": printable(" ".join((exhibit.title or "").split())),
            "details": long_date(exhibit.dated_on) if exhibit.dated_on else "",
        }
        for exhibit in exhibits
    ]
    data = {
        "title": f"Exhibits, {printable(case_number)}",
        "case_label": "Our file",
        "case_number": printable(case_number),
        "rows": rows,
    }
    return typeset(_SLIPS, "slips", data, dated=dated)


def _bookmark(document: pikepdf.Pdf, parts: Sequence[PacketPart]) -> None:
    """One bookmark for the letter and one for each exhibit, which opens at its slip sheet.

    The letter's own bookmarks are replaced: a packet's reader looks for exhibits, not for headings.
    """
    with document.open_outline() as outline:
        outline.root.clear()
        for part in parts:
            if part.kind != "slip_sheet":
                first = part.first_page - (1 if part.kind == "exhibit" else 0)
                outline.root.append(pikepdf.OutlineItem(part.title, first - 1))
    document.Root.PageMode = pikepdf.Name.UseOutlines


def _drop_conformance(document: pikepdf.Pdf) -> None:
    """Take back the letter's claim to PDF/A and PDF/UA, which the exhibits' pages need not fulfil."""
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for claim in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"):
            if claim in metadata:
                del metadata[claim]
