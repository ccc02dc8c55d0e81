"""Exhibits for tests of packets: small PDFs made by hand, each with what the test is about."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name
from PIL import Image

from letters.writing.draft import Block, draft_letter
from letters.writing.packet.numbering import Bates
from letters.writing.packet.plan import Exhibit, Plan, Redaction
from letters.writing.render import render_pdf
from tests.writing.cases import FULL


def _letter_of_four_pages() -> bytes:
    """A letter whose length no template decides: headings, and enough words for half of a fourth page."""
    points = [
        block
        for number in range(1, 18)
        for block in (
            Block(kind="heading", text=f"Point {number}", level=1),
            Block(kind="text", text="The records show what the plan says is missing, page by page. " * 7),
        )
    ]
    return render_pdf(replace(draft_letter("internal_appeal", FULL), paragraphs=tuple(points)), FULL)


LETTER = _letter_of_four_pages()
SECRET = "536-90-4412"


def pdf(*texts: str, size: tuple[int, int] = (612, 792), turn: int = 0) -> pikepdf.Pdf:
    """A PDF with a page for each text, set in Helvetica at 72, 700 from the bottom left."""
    document = pikepdf.new()
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for text in texts:
        content = f"BT /F 12 Tf 72 {size[1] - 92} Td ({text}) Tj ET".encode()
        page = Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, *size],
            Rotate=turn,
            Resources=Dictionary(Font=Dictionary(F=font)),
            Contents=document.make_stream(content),
        )
        document.pages.append(pikepdf.Page(document.make_indirect(page)))
    return document


def data(document: pikepdf.Pdf, **how: Any) -> bytes:
    """The document as bytes, the same each time."""
    out = io.BytesIO()
    document.save(out, **(how or {"deterministic_id": True}))
    return out.getvalue()


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (120, 80), **how: Any) -> bytes:
    """A picture with a light left half and a dark right one."""
    light = Image.new("L", size, 230)
    light.paste(20, (size[0] // 2, 0, *size))
    out = io.BytesIO()
    light.convert(mode).save(out, format=kind, **how)
    return out.getvalue()


def exhibit(
    folder: Path,
    number: int,
    content: bytes,
    *,
    media_type: str = "application/pdf",
    redactions: Sequence[Redaction] = (),
    skipped: str = "",
    title: str = "",
) -> Exhibit:
    """The content as a kept file, listed."""
    path = folder / f"kept-{number}"
    path.write_bytes(content)
    return Exhibit(
        number=number,
        title=title or f"Record {number}",
        dated_on=date(2026, 5, number),
        name=f"record-{number}",
        media_type=media_type,
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        redactions=tuple(redactions),
        skipped=skipped,
    )


NUMBERS = Bates("CB", 6, 41)


def plan(*exhibits: Exhibit, bates: Bates | None = NUMBERS, letter: bytes = LETTER) -> Plan:
    """A packet's plan."""
    return Plan(
        letter=letter,
        subject="Appeal of the denial",
        case_number="AQ-2026-0117",
        firm="Marlowe & Finch LLP",
        recipient="Example Health Plan",
        dated=date(2026, 8, 3),
        exhibits=exhibits,
        bates=bates,
    )


def texts(path: Path) -> list[str]:
    """The text of each page, as PDFium finds it."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [document[at].get_textpage().get_text_bounded() for at in range(len(document))]
    finally:
        document.close()


def everything(path: Path) -> str:
    """All that is in a PDF: every dictionary as it is written, every stream unpacked."""
    pieces: list[bytes] = []
    with pikepdf.open(path) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                pieces += [thing.stream_dict.unparse(), _unpacked(thing)]
            elif isinstance(thing, pikepdf.Object):
                pieces.append(thing.unparse())
    return b"\n".join(pieces).decode("latin-1")


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture, whose dots are no words
        return stream.read_raw_bytes()
