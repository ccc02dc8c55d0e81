"""The text of a document, page by page, with how it was found or why there is none.

A page is a promise to read it: one that was read before is passed over without being read again. Whoever calls this
does it in a process of its own (`apart`): a file may be made to cost all memory and time there is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pypdfium2
from PIL import Image
from python_calamine import CalamineError, CalamineWorkbook

from claimback.pages import ocr
from claimback.pages.mail import attachments_of, body_of, headers_of
from claimback.pages.office import docx_pages
from claimback.pages.pdf import has_text, opened
from claimback.pages.plain import text_pages
from claimback.pages.scan import frames, page_read, picture_read
from claimback.pages.sheet import Sheet
from claimback.pages.unreadable import REASONS, UnreadableFile

PDF_TEXT, DOCX, XLSX, EMAIL, PLAIN, OCR = "pdf_text", "docx", "xlsx", "email", "plain", "ocr"

PAGE_CHARACTERS: Final = 200_000
"""Of one page; what is longer becomes several, and a PDF's page is cut."""
WHOLE_FILE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a file that is read at once, such as an e-mail. PDFs are read piece by piece and may have more."""

_DEPTH: Final = 3
"""How deep messages within messages are read."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text and the method it was found by; or no text and the reason, a key of `REASONS`.

    `heading` stands above the page: an e-mail's headers, an attachment's name, a sheet's. `layout` is plain data, by
    `Sheet.layout`: where on the page its words stand, what parts of it are, and what is doubtful about it.
    """

    text: str
    method: str = ""
    reason: str = ""
    heading: str = ""
    confidence: int | None = None
    layout: dict[str, Any] | None = None


Promise = Callable[[], PageText]


def pages(source: bytes | Path, media_type: str, *, depth: int = _DEPTH) -> Iterator[Promise]:
    """The pages of a file, each to be read when it is called.

    Raises UnreadableFile for a file that as a whole cannot be read, at whatever page that shows.
    """
    if media_type == "application/pdf":
        return _pdf(source)
    if media_type.startswith("image/"):
        return _pictures(source)
    if media_type not in _READERS:
        return iter([partial(PageText, "", reason="kind_not_read")])
    data = source if isinstance(source, bytes) else _whole(source)
    return _READERS[media_type](data, depth)


def _whole(path: Path) -> bytes:
    if path.stat().st_size > WHOLE_FILE_LIMIT:
        raise UnreadableFile("too_large", REASONS["too_large"])
    return path.read_bytes()


def _pdf(source: bytes | Path) -> Iterator[Promise]:
    with opened(source) as document:
        for index in range(len(document)):
            yield partial(_pdf_page, document, index)


def _pdf_page(document: pypdfium2.PdfDocument, index: int) -> PageText:
    sheet, confidence = page_read(document, index, recognise=True)
    if confidence is not None:
        return _page(sheet, OCR, confidence=confidence)
    unread = any(doubt.code == "not_recognised" for doubt in sheet.doubts)
    if unread and not has_text(sheet.text) and not ocr.is_installed():
        return _page(sheet, PDF_TEXT, "ocr_not_installed")
    return _page(sheet, PDF_TEXT)


def _page(sheet: Sheet, method: str, reason: str = "", *, confidence: int | None = None) -> PageText:
    if len(sheet.text) > PAGE_CHARACTERS:
        return PageText(sheet.text[:PAGE_CHARACTERS], method, "cut_short", confidence=confidence)
    reason = reason or ("" if sheet.text.strip() else "no_text")
    return PageText(sheet.text, method, reason, confidence=confidence, layout=sheet.layout())


def _pictures(source: bytes | Path) -> Iterator[Promise]:
    if not ocr.is_installed():
        yield partial(PageText, "", reason="ocr_not_installed")
        return
    try:
        for picture in frames(source):
            yield partial(_picture, picture)
    except UnreadableFile as refusal:
        yield partial(PageText, "", reason=refusal.code)


def _picture(picture: Image.Image) -> PageText:
    try:
        sheet, confidence = picture_read(picture)
    except UnreadableFile as refusal:
        return PageText("", reason=refusal.code)
    return _page(sheet, OCR, confidence=confidence)


def _docx(data: bytes, depth: int) -> Iterator[Promise]:  # noqa: ARG001 - the shape of a reader
    for sheet in docx_pages(data):
        if len(sheet.text) <= PAGE_CHARACTERS:
            yield partial(_page, sheet, DOCX)
        else:
            yield from _in_pieces(sheet.text, DOCX)


def _plain(data: bytes, depth: int) -> Iterator[Promise]:  # noqa: ARG001 - the shape of a reader
    for text in text_pages(data):
        yield from _in_pieces(text, PLAIN)


def _xlsx(data: bytes, depth: int) -> Iterator[Promise]:  # noqa: ARG001 - the shape of a reader
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            lines = ("\t".join(str(cell) for cell in row).rstrip() for row in rows)
            yield from _in_pieces("\n".join(line for line in lines if line), XLSX, heading=name)
    except CalamineError:
        raise UnreadableFile("damaged", REASONS["damaged"]) from None


def _email(data: bytes, depth: int) -> Iterator[Promise]:
    """The body under its headers, then every attachment's pages under its name."""
    heading = headers_of(data)
    try:
        [body] = body_of(data)
    except UnreadableFile as refusal:
        if refusal.code != "no_text":
            raise
        body = ""
    yield from _in_pieces(body, EMAIL, heading=heading)
    for attachment in attachments_of(data) if depth > 1 else ():
        kind = _KINDS.get(Path(attachment.name).suffix.lower(), attachment.media_type)
        try:
            for page in pages(attachment.data, kind, depth=depth - 1):
                yield partial(_under, attachment.name, page)
        except UnreadableFile as refusal:
            reason = refusal.code if refusal.code in REASONS else "damaged"
            yield partial(PageText, "", reason=reason, heading=attachment.name)


def _under(name: str, page: Promise) -> PageText:
    read = page()
    return replace(read, heading=f"{name}\n{read.heading}".strip())


def _in_pieces(text: str, method: str, *, heading: str = "") -> Iterator[Promise]:
    """The text as one page, or as many as it takes, each ending at a line's end where there is one."""
    start = 0
    while True:
        end = start + PAGE_CHARACTERS
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        piece = text[start:end]
        yield partial(PageText, piece, method, "" if piece.strip() else "no_text", heading)
        start = end
        if start >= len(text):
            return


_READERS: Final[dict[str, Callable[[bytes, int], Iterator[Promise]]]] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "message/rfc822": _email,
    "text/plain": _plain,
}
_KINDS: Final = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".eml": "message/rfc822",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".gif": "image/gif",
}
