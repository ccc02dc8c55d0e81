"""One exhibit from its file to pages that may go out: opened, turned into pages, cleaned, redacted."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pikepdf

from letters.writing.packet.clean import clean, opened
from letters.writing.packet.pictures import add_pictures
from letters.writing.packet.plan import Exhibit, ExhibitRefused
from letters.writing.packet.printed import MESSAGE, PRINTED, printed
from letters.writing.packet.redaction import burn, by_page, check_redaction

PDF: Final = "application/pdf"
PICTURES: Final = frozenset(["image/jpeg", "image/png", "image/tiff", "image/webp"])
_PIECE: Final = 2**20
_NOT_PRINTED: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word document. Print it to PDF, so "
    "that its pages are those that its author saw, and put that on the case",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel workbook. Print its sheets to PDF",
    "image/heic": "a HEIC picture. Save it as JPEG",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file of an exhibit's pages and nothing else, what was done to them, and the hash of what went in."""

    exhibit: Exhibit
    path: Path
    pages: int
    included_sha256: str
    treated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def unprintable_kind(media_type: str) -> str:
    """Why files of this kind have no pages here, with the remedy; empty for one that has."""
    if media_type == PDF or media_type in PICTURES or media_type in PRINTED:
        return ""
    said = _NOT_PRINTED.get(media_type)
    if said:
        return f"it is {said}."
    if media_type.startswith(("audio/", "video/")):
        return "it is a recording. Attach its transcript or pictures from it as PDF, and send the recording by itself."
    return "it is of a kind that has no pages. Print it to PDF."


def prepare(
    exhibit: Exhibit, folder: Path, *, dated: date, told: Callable[[int], None] = lambda _pages: None
) -> Prepared:
    """The exhibit's pages, ready to be taken over; what is made on the way lies in `folder`.

    `told` is told how many of its pages are done, where that takes long.

    Raises ExhibitRefused for another file than the one that was listed, and for one that can't become pages.
    """
    assert exhibit.path is not None
    if why := unprintable_kind(exhibit.media_type):
        raise ExhibitRefused("not_printable", why)
    if exhibit.sha256 != sha256_of(exhibit.path):
        raise ExhibitRefused(
            "other_bytes", "the file is not the one that the exhibit list names. List the exhibit anew."
        )
    by_span = exhibit.media_type in PRINTED
    for one in exhibit.redactions:
        if why := check_redaction(one, pages=None, by_span=by_span):
            raise ExhibitRefused("bad_redaction", f"redaction on page {one.page}: {why}")
    if exhibit.media_type == PDF:
        return _of_pdf(exhibit, folder, told)
    if exhibit.media_type in PICTURES:
        return _of_picture(exhibit, folder)
    return _of_text(exhibit, folder, dated)


def _of_pdf(exhibit: Exhibit, folder: Path, told: Callable[[int], None]) -> Prepared:
    path = _path(exhibit, folder)
    with opened(exhibit.path) as document:
        try:
            found = clean(document)
            hidden = by_page(exhibit.redactions)
            pages = len(document.pages)
            drawn = found.layered - {page - 1 for page in hidden}
            if hidden or drawn:
                burn(document, hidden, drawn, path, told)
            else:
                document.save(path, deterministic_id=True)
        except (pikepdf.PdfError, RuntimeError) as error:
            raise ExhibitRefused(
                "damaged", "the PDF's pages can't be read. Print or scan it to PDF again."
            ) from error
    treated = (
        *(["form entries and printed marks made part of the page"] if found.flattened else []),
        *([f"pages with hidden layers drawn as pictures: {len(drawn)}"] if drawn else []),
        *(["redacted pages drawn as pictures"] if hidden else []),
    )
    included = sha256_of(path) if treated else exhibit.sha256
    return Prepared(exhibit, path, pages, included, treated, found.removed)


def _of_picture(exhibit: Exhibit, folder: Path) -> Prepared:
    assert exhibit.path is not None
    path = _path(exhibit, folder)
    with pikepdf.new() as made:
        add_pictures(made, exhibit.path, exhibit.redactions)
        pages = len(made.pages)
        if max(exhibit.redacted_pages, default=0) > pages:
            raise ExhibitRefused(
                "no_such_page", "a redaction is on a page that is not there. Correct the redactions."
            )
        made.save(path, deterministic_id=True)
    return _made(exhibit, path, pages, "picture set on paper")


def _of_text(exhibit: Exhibit, folder: Path, dated: date) -> Prepared:
    path = _path(exhibit, folder)
    with pikepdf.open(io.BytesIO(printed(exhibit, dated=dated))) as document:
        clean(document)
        pages = len(document.pages)
        document.save(path, deterministic_id=True)
    kind = "an e-mail" if exhibit.media_type == MESSAGE else "text"
    return _made(exhibit, path, pages, f"printed from {kind}")


def _made(exhibit: Exhibit, path: Path, pages: int, how: str) -> Prepared:
    return Prepared(exhibit, path, pages, sha256_of(path), (how,))


def _path(exhibit: Exhibit, folder: Path) -> Path:
    return folder / f"exhibit-{exhibit.number}.pdf"


def sha256_of(path: Path) -> str:
    """The hash of a file in hex, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
