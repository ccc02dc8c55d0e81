"""A Word document as its paragraphs, each with the block that its bookmarks name, tracked changes accepted.

Nothing in it is run, fetched or evaluated. What the paragraphs become is decided in `inward`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import docx
from docx.document import Document
from docx.oxml.ns import qn

from claimback.pages.office import DAMAGED
from letters.writing.word.marks import (
    EXHIBIT_COLUMNS,
    LABEL_STYLE,
    QUOTE_STYLE,
    SOURCE_STYLE,
    Mark,
    WordError,
    read_mark,
)

_MOST_UNPACKED: Final = 100 * 2**20
_XML: Final = (".xml", ".rels")
_MOST_XML: Final = 16 * 2**20
"""Bytes of XML: a tree of it takes twenty times as much memory, in the process that answers."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN: Final = b"wordprocessingml.document.main+xml"
_GONE: Final = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:instrText")))
_WORDS: Final = qn("w:t")
_ASIDE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD: Final = frozenset({*_GONE, _ASIDE, qn("w:pPr")})
_LEFT_OUT: Final = {
    qn("w:drawing"): "pictures or text boxes",
    qn("w:pict"): "pictures or text boxes",
    qn("w:footnoteReference"): "footnotes",
    qn("w:endnoteReference"): "footnotes",
    qn("w:object"): "embedded objects",
    qn("w:altChunk"): "embedded documents",
}
_TEXT: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


@dataclass(slots=True)
class Line:
    """One paragraph: to which block it belongs, what it is, and its words."""

    block: str | None
    kind: str
    text: str
    comments: list[str] = field(default_factory=list)
    joins: bool = False


def opened(data: bytes) -> Document:
    """The document. Raises WordError: `docx_damaged`, `docx_macros`, `docx_protected`, `docx_too_large`."""
    if data.startswith(_OLE):
        raise WordError(
            "docx_protected",
            "The file has a password or is of the old kind. Save it without a password as .docx.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
                raise WordError(
                    "docx_too_large", "The file unpacks to more than 100 MB. Take its pictures out."
                )
            if sum(m.file_size for m in archive.infolist() if m.filename.endswith(_XML)) > _MOST_XML:
                raise WordError(
                    "docx_too_large", "The file holds more text than any letter. Send the letter alone."
                )
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
        if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
            raise WordError(
                "docx_macros", "The file has macros. Save it as a Word document without macros (.docx)."
            )
        if _MAIN not in types:
            raise WordError("docx_damaged", "The file is no Word document. Save it as .docx in Word.")
        return docx.Document(io.BytesIO(data))
    except WordError:
        raise
    except DAMAGED as error:
        raise WordError(
            "docx_damaged",
            "The Word document is damaged and can't be opened. Open it in Word and save it anew.",
        ) from error


def marks_of(document: Document) -> list[Mark]:
    """What its bookmarks of ours say, in reading order."""
    names = (each.get(qn("w:name")) or "" for each in document.element.body.iter(qn("w:bookmarkStart")))
    return [mark for name in names if (mark := read_mark(name))]


class Reader:
    """Goes through the body in reading order, with the bookmarks that are open."""

    def __init__(self, document: Document, letter: str, version: int) -> None:
        self.document, self.letter, self.version = document, letter, version
        self.styles = {
            style.get(qn("w:styleId")): name.get(qn("w:val")) or ""
            for style in document.styles.element.iter(qn("w:style"))
            if (name := style.find(qn("w:name"))) is not None
        }
        self.open: dict[str, str] = {}
        self.left_out: dict[str, None] = {}
        self.waiting: list[str] = []

    def lines(self) -> list[Line]:
        """The paragraphs as they read once every tracked change is accepted."""
        made: list[Line] = []
        before: Line | None = None
        for line in self._walk(self.document.element.body):
            if before is not None and before.joins:
                if not before.text.strip():
                    before.block, before.kind = line.block or before.block, line.kind
                before.text += line.text
                before.comments += line.comments
                before.joins = line.joins
                continue
            made.append(line)
            before = line
        return [line for line in made if line.text.strip() or line.comments]

    def _walk(self, parent: Any) -> Iterator[Line]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield self._line(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag == qn("w:bookmarkStart"):
                self._begin(element)
            elif element.tag == qn("w:bookmarkEnd"):
                self.open.pop(element.get(qn("w:id")), None)
            elif element.tag == qn("w:commentRangeStart"):
                self.waiting.append(element.get(qn("w:id")))
            elif element.tag in _LEFT_OUT:
                self.left_out[_LEFT_OUT[element.tag]] = None
            elif element.tag not in (qn("w:sectPr"), *_GONE):
                yield from self._walk(element)

    def _begin(self, element: Any) -> str | None:
        mark = read_mark(element.get(qn("w:name")) or "")
        if mark is None or (mark.letter, mark.version) != (self.letter, self.version):
            return None
        self.open[element.get(qn("w:id"))] = mark.block
        return mark.block

    def _line(self, paragraph: Any) -> Line:
        inside = next(reversed(self.open.values()), None)
        begun: str | None = None
        text = ""
        comments, self.waiting = self.waiting, []
        for element in paragraph.iter():
            tag = element.tag
            if tag == qn("w:bookmarkStart"):
                found = self._begin(element)
                begun = found if begun is None else begun
            elif tag == qn("w:bookmarkEnd"):
                self.open.pop(element.get(qn("w:id")), None)
            elif tag in (qn("w:commentRangeStart"), qn("w:commentReference")):
                comments.append(element.get(qn("w:id")))
            elif tag in _LEFT_OUT and not _within(element, paragraph, {_ASIDE}):
                self.left_out[_LEFT_OUT[tag]] = None
            elif (tag == _WORDS or tag in _TEXT) and not _within(element, paragraph, _UNREAD):
                text += (element.text or "") if tag == _WORDS else _TEXT[tag]
        kind = _kind(paragraph, self._style(paragraph))
        block = begun if begun is not None else inside
        return Line(block, kind, text, list(dict.fromkeys(comments)), _mark_deleted(paragraph))

    def _style(self, paragraph: Any) -> str:
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return "" if found is None else self.styles.get(found.get(qn("w:val")), "")

    def _table(self, table: Any) -> None:
        first = next(table.iter(qn("w:tr")), None)
        cells = (
            []
            if first is None
            else [
                "".join(text.text or "" for text in cell.iter(qn("w:t"))).strip()
                for cell in first.iter(qn("w:tc"))
            ]
        )
        if tuple(cells) != EXHIBIT_COLUMNS:
            self.left_out["tables"] = None


def _within(element: Any, top: Any, tags: set[str] | frozenset[str]) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return False
        if ancestor.tag in tags:
            return True
    return False


def _mark_deleted(paragraph: Any) -> bool:
    """Whether the end of the paragraph was deleted, so that it runs on into the next."""
    place = f"{qn('w:pPr')}/{qn('w:rPr')}"
    return any(paragraph.find(f"{place}/{qn(name)}") is not None for name in ("w:del", "w:moveFrom"))


def _kind(paragraph: Any, style: str) -> str:
    """What a paragraph is: `heading1`, `heading2`, `quote`, `item`, `label`, `source` or `text`."""
    name = style.casefold()
    if name.startswith("heading") or name == "title":
        return "heading1" if name.endswith(("1", "title")) else "heading2"
    if name in (QUOTE_STYLE.casefold(), "intense quote", "block text"):
        return "quote"
    if name == LABEL_STYLE.casefold():
        return "label"
    if name == SOURCE_STYLE.casefold():
        return "source"
    listed = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    return "item" if listed or name.startswith(("list bullet", "list number")) else "text"
