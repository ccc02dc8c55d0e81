"""The text of a Word document (.docx) as pages. Old binary Word files are not read."""

import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from claimback.pages.unreadable import UnreadableFile

_MAIN_PART = b"wordprocessingml.document.main+xml"
# A letter unpacks to a few megabytes; more is a bomb, or nothing to read as a letter.
_MOST_UNPACKED_BYTES = 200 * 2**20


def docx_pages(source: bytes | Path) -> list[str]:
    """The letterhead (first section's header) and body, broken at the page breaks that the author set.

    Raises UnreadableFile for an archive that is no Word document, and for a damaged or encrypted one.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else str(source)
    try:
        _check_archive(file)
        document = docx.Document(file)
    # lxml's XMLSyntaxError is a SyntaxError.
    except (zipfile.BadZipFile, OpcError, InvalidXmlError, SyntaxError, KeyError, ValueError) as error:
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


def _pages(document: Document) -> list[str]:
    pages: list[list[str]] = [[p.text for p in document.sections[0].header.paragraphs if p.text.strip()]]
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            pages[-1].append("\n".join(" ".join(_cells(row.cells)) for row in block.rows))
            continue
        first, *others = _parts(block)
        pages[-1].append(first)
        pages.extend([part] for part in others)
    return ["\n\n".join(part for part in page if part.strip()) for page in pages]


def _parts(paragraph: Paragraph) -> list[str]:
    """The paragraph's text, broken at page breaks (which python-docx leaves out of a paragraph's text)."""
    parts = [""]
    for element in paragraph._p.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if element.tag == qn("w:br") and element.get(qn("w:type")) == "page":
            parts.append("")
        elif element.tag == qn("w:t"):
            parts[-1] += element.text or ""
        else:
            parts[-1] += {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}.get(element.tag, "\n")
    return parts


def _cells(cells: tuple[object, ...]) -> list[str]:
    """The cells' texts, a merged cell once."""
    texts: list[str] = []
    seen: set[int] = set()
    for cell in cells:
        element = id(getattr(cell, "_tc", cell))
        if element not in seen:
            seen.add(element)
            texts.append(str(getattr(cell, "text", "")).replace("\n", " "))
    return texts
