"""The text of a Word document (.docx) as pages. Old binary Word files are not read."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn

from claimback.pages.doubts import doubt, excerpt
from claimback.pages.sheet import PageDoubt, Sheet
from claimback.pages.unreadable import UnreadableFile

_MAIN_PART = b"wordprocessingml.document.main+xml"
_TEXT: Final = tuple(map(qn, ("w:t", "w:tab", "w:br", "w:cr", "w:noBreakHyphen")))
_WRAPPERS: Final = frozenset(
    map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:customXml", "w:smartTag", "w:moveTo"))
)
"""What may stand around paragraphs and tables: content controls, and what was added."""
_NO_TEXT: Final = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:tabs")))
"""What was struck out or moved away; what is in a text box is not in its line."""
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A letter unpacks to a few megabytes; more is a bomb, or nothing to read as a letter.
_MOST_UNPACKED_BYTES = 200 * 2**20


DAMAGED: Final = (
    zipfile.BadZipFile,
    NotImplementedError,  # zipfile's, for a compression that it does not know
    EOFError,
    OpcError,
    InvalidXmlError,
    SyntaxError,  # lxml's XMLSyntaxError is one
    KeyError,
    ValueError,
    AttributeError,  # python-docx's, where an element is of another namespace than Word's
)
"""What a damaged Word document raises when it is opened."""


def docx_pages(source: bytes | Path) -> list[Sheet]:
    """The letterhead (first section's header), body and foot, broken at the page breaks that the author set.

    Tracked changes are read as if they were accepted: what was struck out is no text. Hidden text is none either. Both
    are doubts of the first page.

    Raises UnreadableFile for an archive that is no Word document, and for a damaged or encrypted one.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else str(source)
    try:
        _check_archive(file)
        document = docx.Document(file)
    except DAMAGED as error:
        raise UnreadableFile(
            "damaged", "The Word document is damaged and cannot be opened. Save the letter as a PDF."
        ) from error
    return _pages(document)


def _check_archive(file: io.BytesIO | str) -> None:
    with zipfile.ZipFile(file) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED_BYTES:
            raise UnreadableFile(
                "too_large", "The Word document unpacks to more than 200 MB. Save the letter alone as a PDF."
            )
        if "[Content_Types].xml" not in archive.namelist() or _MAIN_PART not in archive.read(
            "[Content_Types].xml"
        ):
            raise UnreadableFile(
                "not_what_its_name_says",
                "The file is named *.docx but it is another kind of archive. Save the letter as PDF or DOCX.",
            )


def _pages(document: Document) -> list[Sheet]:
    section = document.sections[0]
    head, foot = (_blocks(part._element) for part in (section.header, section.footer))
    pages = [[block for page in head for block in page]]
    first, *others = _blocks(document.element.body)
    pages[0] += first
    pages += others
    pages[-1] += [block for page in foot for block in page]
    texts = ["\n\n".join(block for block in page if block.strip()) for page in pages]
    doubts = _doubts(document.element.body)
    return [Sheet(text, doubts=() if number else doubts) for number, text in enumerate(texts)]


def _blocks(parent: Any) -> list[list[str]]:
    """The paragraphs and tables under an element, in order, page by page; those of text boxes behind their own."""
    pages: list[list[str]] = [[]]
    for element in parent:
        if element.tag == qn("w:tbl"):
            pages[-1].append(
                "\n".join(_row(row) for row in element.iter(qn("w:tr")) if _is_own(row, element))
            )
        elif element.tag == qn("w:p"):
            if element.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None and any(pages[-1]):
                pages.append([])
            first, *others = _parts(element)
            pages[-1].append(first)
            pages += [[part] for part in others]
            pages[-1] += [block for box in _boxes(element) for page in _blocks(box) for block in page]
        elif element.tag in _WRAPPERS:
            first_page, *more = _blocks(element)
            pages[-1] += first_page
            pages += more
    return pages


def _is_own(row: Any, table: Any) -> bool:
    """Whether a row is the table's own, and not that of a table within one of its cells."""
    return next(row.iterancestors(qn("w:tbl"))) is table


def _row(row: Any) -> str:
    """The cells of a row, parted by tabs; what a cell holds is on one line."""
    cells = []
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is row:
            cells.append(
                " ".join(" ".join(block.split()) for page in _blocks(cell) for block in page).strip()
            )
    return "\t".join(cells).rstrip()


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The contents of the text boxes that hang on a paragraph, each once: Word writes them in an older way, too."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
            yield box


def _parts(paragraph: Any) -> list[str]:
    """A paragraph's text, broken at its page breaks."""
    parts = [""]
    for element in paragraph.iter(*_TEXT):
        if any(ancestor.tag in _NO_TEXT for ancestor in _up_to(element, paragraph)):
            continue
        if _is_hidden(element):
            continue
        if element.tag == qn("w:br") and element.get(qn("w:type")) == "page":
            parts.append("")
        elif element.tag == qn("w:t"):
            parts[-1] += element.text or ""
        else:
            parts[-1] += {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}.get(element.tag, "\n")
    return parts


def _up_to(element: Any, top: Any) -> Iterator[Any]:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return
        yield ancestor


def _is_hidden(element: Any) -> bool:
    """Whether the run that an element is of is set as hidden."""
    run = next(element.iterancestors(qn("w:r")), None)
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run is not None else None
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")


def _doubts(body: Any) -> tuple[PageDoubt, ...]:
    struck = ["".join(text.text or "" for text in body.iter(qn("w:delText")))]
    hidden = ["".join(text.text or "" for text in body.iter(qn("w:t")) if _is_hidden(text))]
    added = any(True for _ in body.iter(qn("w:ins")))
    doubts = []
    if struck[0].strip():
        doubts.append(doubt("changes", f"{excerpt(struck)} was struck out"))
    elif added:
        doubts.append(doubt("changes", "some text was added"))
    if hidden[0].strip():
        doubts.append(doubt("hidden_text", excerpt(hidden)))
    return tuple(doubts)
