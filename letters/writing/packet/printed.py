"""Texts, tables and messages as pages: printed as they stand, with nothing but a head that says what they are.

A message's attachments are named on it with their hashes; they are exhibits of their own, or are not sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from claimback.pages.mail import attachments_of, body_of, headers_of
from claimback.pages.plain import text_pages
from claimback.pages.read import PAGE_CHARACTERS
from claimback.pages.unreadable import UnreadableFile
from claimback.typesetting.engine import RenderError, typeset
from claimback.typesetting.printable import printable
from letters.writing.packet.plan import Exhibit, ExhibitRefused
from letters.writing.packet.redaction import by_page, without_spans

_SOURCE: Final = Path(__file__).with_name("printed.typ")
_BYTES_LIMIT: Final = 16 * 2**20
_LINES_LIMIT: Final = 40_000
MESSAGE: Final = "message/rfc822"
PRINTED: Final = frozenset([MESSAGE, "text/plain", "text/csv"])
"""Media types that are printed here."""


def printed(exhibit: Exhibit, *, dated: date) -> bytes:
    """The exhibit's file as PDF pages. Raises ExhibitRefused for one that is no text, or is too long."""
    assert exhibit.path is not None
    if exhibit.path.stat().st_size > _BYTES_LIMIT:
        raise _too_long()
    data = exhibit.path.read_bytes()
    try:
        pages = body_of(data) if exhibit.media_type == MESSAGE else text_pages(data)
    except UnreadableFile as error:
        raise ExhibitRefused("damaged", str(error)) from error
    if not any(page.strip() for page in pages):
        raise ExhibitRefused("no_pages", "there is no text in the file. Attach the complete file.")
    hidden = by_page(exhibit.redactions)
    if max(hidden, default=0) > len(pages):
        raise ExhibitRefused(
            "no_such_page", "a redaction is on a page that is not there. Correct the redactions."
        )
    if hidden and max(map(len, pages)) > PAGE_CHARACTERS:
        raise _too_long()
    shown = [without_spans(page, hidden.get(number, ())) for number, page in enumerate(pages, start=1)]
    lines = [_lines(page) for page in shown]
    if sum(map(len, lines)) > _LINES_LIMIT:
        raise _too_long()
    try:
        return typeset(_SOURCE, "printed", _told(exhibit, data, lines), dated=dated)
    except RenderError as error:
        raise ExhibitRefused(
            "not_printed", "it can't be printed here. Print it to PDF and attach that."
        ) from error


def _told(exhibit: Exhibit, data: bytes, pages: Sequence[Sequence[str]]) -> dict[str, Any]:
    message = exhibit.media_type == MESSAGE
    heading = headers_of(data).splitlines() if message else [f"File: {exhibit.name}"]
    attached = [
        f"{one.name or 'a file without a name'} ({one.media_type}, {len(one.data):,} bytes, SHA-256 "
        f"{sha256(one.data).hexdigest()})"
        for one in (attachments_of(data) if message else ())
    ]
    return {
        "title": printable(f"{exhibit.called}: {exhibit.title}"),
        "heading": [printable(line) for line in heading],
        "pages": pages,
        "attached": [printable(line) for line in attached],
    }


def _lines(page: str) -> list[str]:
    """The lines of a page, each blank of a run kept, as columns are made of them."""
    return [printable(line.expandtabs(8)).replace("  ", " \u00a0").rstrip() for line in page.split("\n")]


def _too_long() -> ExhibitRefused:
    return ExhibitRefused(
        "too_large", "the text is too long to be printed here. Print it to PDF and attach that."
    )
