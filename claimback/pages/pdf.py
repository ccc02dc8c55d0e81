"""The text layer of a PDF, page by page, by PDFium. No OCR.

PDFium is not safe in threads: one process, one reader at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from claimback.pages.compose import composed, plain
from claimback.pages.doubts import doubt, excerpt
from claimback.pages.hidden import Seen, seen
from claimback.pages.lines import ASIDE, Line
from claimback.pages.order import lines_in_order
from claimback.pages.pdf_words import Lettering, lettering
from claimback.pages.quality import text_doubts
from claimback.pages.sheet import Sheet
from claimback.pages.unreadable import UnreadableFile
from claimback.pages.words import Run, runs_of

FEWEST_LETTERS = 20
"""A page with fewer letters than this carries a scan's stamp or number at most."""
_SPARSE = 250
"""Letters: a fax machine's line at the top of a picture has no more."""
_MOST_OF_PAGE = 0.3


def has_text(text: str) -> bool:
    """Whether this is a page's text, and not just a stamp or a number on the picture of one."""
    return sum(map(str.isalnum, text)) >= FEWEST_LETTERS


@contextmanager
def opened(source: bytes | Path) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF to read from; a path is read piece by piece. Raises UnreadableFile, inside too, for what PDFium refuses."""
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile(
                "encrypted", "The PDF needs a password. Save a copy without one and upload that."
            ) from error
        raise damaged() from error
    try:
        yield document
    except pypdfium2.PdfiumError as error:
        raise damaged() from error
    finally:
        document.close()


def damaged() -> UnreadableFile:
    """The refusal of a PDF that PDFium cannot open."""
    return UnreadableFile(
        "damaged", "The PDF is damaged and cannot be opened. Download or scan the letter again."
    )


def page_sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    """The page at `index`, from 0, as its text layer has it; its text is empty where there is none.

    What the layer holds and the page does not show is left out, with a doubt that says so.
    """
    page = document[index]
    try:
        found = lettering(page)
        visible = seen(page, found)
        sparse = sum(len(word.text) for word in found.words) < _SPARSE
        pictured = sparse and _pictured(page, found.width * found.height)
    finally:
        page.close()
    sheet = _composed(found, visible)
    return replace(sheet, doubts=(*sheet.doubts, doubt("not_recognised"))) if pictured else sheet


def _pictured(page: pypdfium2.PdfPage, area: float) -> bool:
    """Whether pictures take most of a page, or all that there is on it."""
    covered = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered = max(covered, (right - left) * (top - bottom))
    return covered > _MOST_OF_PAGE * area


def _composed(found: Lettering, visible: Seen) -> Sheet:
    doubts = []
    if visible.hidden:
        gone = {id(word) for word in visible.hidden}
        doubts.append(doubt("hidden_text", excerpt([plain(word.text) for word in visible.hidden])))
        found.lines, found.across = (
            [kept for line in lines if (kept := [word for word in line if id(word) not in gone])]
            for lines in (found.lines, found.across)
        )
    if visible.is_layer:
        doubts.append(doubt("layer_unchecked"))
    aside = [Line([[Run.of_all(words)]], ASIDE, begins=True) for words in found.across]
    sheet = composed(
        lines_in_order(runs_of(found.lines)) + aside,
        found.displayed,
        width=found.width,
        height=found.height,
        rotation=found.rotation,
        turn=found.turn,
    )
    return replace(sheet, doubts=(*doubts, *text_doubts(sheet.text)))
