"""A letter's text as a Word document to be edited: no letterhead and no page, which are set when the PDF is made."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from letters.writing.draft import Block, Draft
from letters.writing.facts import ExhibitFacts
from letters.writing.vocabulary import HOLE_PATTERN, long_date
from letters.writing.word.marks import (
    EXHIBIT_COLUMNS,
    FIXED_STYLE,
    LABEL_STYLE,
    LIST_STYLE,
    QUOTE_STYLE,
    SOURCE_STYLE,
    SUBJECT,
    WordComment,
    mark_name,
)

_NOTICE: Final = (
    "Version {version}. Edit the words, headings, quotations and lists. The letterhead, the address, the list of "
    "exhibits and the signature are set from the case when the PDF is made; tables stay as the letter has them. What "
    "is highlighted is missing."
)
_NO_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def letter_docx(
    draft: Draft,
    *,
    letter_id: str,
    version: int,
    exhibits: Sequence[ExhibitFacts] = (),
    comments: Iterable[WordComment] = (),
) -> bytes:
    """The draft as .docx, each block between hidden bookmarks that name the letter, the version and the block.

    Holes are highlighted. A character that XML has no place for is written by its code point.
    """
    document = docx.Document()
    _prepare(document, draft, version)
    writer = _Writer(document, letter_id, version)
    writer.marked(SUBJECT, [_paragraph(document, draft.subject, "Title")])
    firsts = [writer.block(place, block, exhibits) for place, block in enumerate(draft.paragraphs)]
    for comment in comments:
        if comment.block is not None and comment.block < len(firsts) and firsts[comment.block].runs:
            _comment(document, firsts[comment.block].runs[0], comment)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    """Writes blocks, and counts the bookmarks."""

    def __init__(self, document: Document, letter_id: str, version: int) -> None:
        self.document, self.letter_id, self.version = document, letter_id, version
        self.count = 0

    def block(self, place: int, block: Block, exhibits: Sequence[ExhibitFacts]) -> Paragraph:
        """The block's paragraphs. Returns the first, to which comments are tied."""
        made = list(_paragraphs(self.document, block))
        self.marked(str(place), made)
        if block.kind == "exhibit_table" and exhibits:
            _exhibit_table(self.document, exhibits)
        return made[0]

    def marked(self, name: str, paragraphs: Sequence[Paragraph]) -> None:
        """The paragraphs between a bookmark's two ends."""
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.count))
        start.set(qn("w:name"), mark_name(self.letter_id, self.version, name))
        first, last = paragraphs[0]._p, paragraphs[-1]._p
        first.insert(1 if first.pPr is not None else 0, start)
        last.append(end)
        self.count += 1


def _paragraphs(document: Document, block: Block) -> Iterator[Paragraph]:
    if block.kind == "exhibit_table":
        yield _paragraph(document, "[The list of exhibits is set here from the case.]", FIXED_STYLE)
        return
    if block.kind == "signature":
        yield _paragraph(document, "[The signature is set here from the case.]", FIXED_STYLE)
        return
    if block.kind == "table":
        said = f" {block.label}" if block.label else ""
        for line in (f"[Table{said}: it is edited in the letter.]", *block.lines):
            yield _paragraph(document, line, FIXED_STYLE)
        return
    if block.label:
        yield _paragraph(document, block.label, LABEL_STYLE)
    style = {"heading": f"Heading {block.level or 1}", "quote": QUOTE_STYLE}.get(block.kind)
    parts = [part for part in block.text.split("\n\n") if part.strip() and block.kind != "list"]
    for part in parts or ([] if block.items or block.label else [""]):
        yield _paragraph(document, part, style)
    for item in block.items:
        yield _paragraph(document, item, LIST_STYLE)
    if block.source:
        yield _paragraph(document, block.source, SOURCE_STYLE)


def _paragraph(document: Document, text: str, style: str | None) -> Paragraph:
    """A paragraph of literal text; what is missing is highlighted."""
    made = document.add_paragraph(style=style)
    reached = 0
    for found in HOLE_PATTERN.finditer(text):
        if found.start() > reached:
            made.add_run(_plain(text[reached : found.start()]))
        made.add_run(_plain(found[0])).font.highlight_color = WD_COLOR_INDEX.YELLOW
        reached = found.end()
    if reached < len(text) or not made.runs:
        made.add_run(_plain(text[reached:]))
    return made


def _plain(text: str) -> str:
    return _NO_XML.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _exhibit_table(document: Document, exhibits: Sequence[ExhibitFacts]) -> None:
    table = document.add_table(rows=1, cols=len(EXHIBIT_COLUMNS), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, EXHIBIT_COLUMNS, strict=True):
        cell.text = name
    for exhibit in exhibits:
        row = (
            str(exhibit.number),
            exhibit.title or "",
            long_date(exhibit.dated_on) if exhibit.dated_on else "undated",
            "–" if exhibit.pages is None else str(exhibit.pages),
        )
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = _plain(said)


def _comment(document: Document, run: Run, comment: WordComment) -> None:
    initials = "".join(word[0] for word in comment.author.split()[:3])
    document.add_comment(run, text=_plain(comment.text), author=_plain(comment.author), initials=initials)


def _prepare(document: Document, draft: Draft, version: int) -> None:
    """Styles, the notice in the head, and properties that are the same each time."""
    styles: Any = document.styles
    for name, size, bold, colour in (
        (LABEL_STYLE, 11, True, "1a1a1a"),
        (SOURCE_STYLE, 9, False, "55585d"),
        (FIXED_STYLE, 10, False, "55585d"),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size, style.font.bold = Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(colour)
    notice = document.sections[0].header.paragraphs[0]
    notice.text = _NOTICE.format(version=version)
    notice.style = styles[FIXED_STYLE]
    said = document.core_properties
    said.title, said.author, said.comments = _plain(draft.subject)[:250], "", ""
    said.language = draft.language
    said.created = said.modified = _UNDATED
