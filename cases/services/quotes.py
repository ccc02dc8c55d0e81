"""Whether words quoted from a document stand there, by the text that was found of its pages."""

from typing import Final
from uuid import UUID

from claimback.storage.selectors import page_rows

UNVERIFIED: Final = "unverified"
VERIFIED: Final = "verified"
DIFFERS: Final = "differs"


def quote_check(quote: str, text: str | None, start: int | None = None, end: int | None = None) -> str:
    """How a quote stands to the text of its page (None where there is none): at its span, or anywhere without one."""
    if not text:
        return UNVERIFIED
    if start is not None and end is not None:
        return VERIFIED if text[start:end] == quote else DIFFERS
    return VERIFIED if _squeezed(quote) in _squeezed(text) else DIFFERS


def page_text(file_id: UUID | None, page: int | None) -> str | None:
    """The text of one page of a file; None where it has none yet."""
    if file_id is None or page is None:
        return None
    return page_rows().filter(file_id=file_id, number=page).values_list("text", flat=True).first()


def _squeezed(words: str) -> str:
    """Without the line breaks that a page has and a quote has not."""
    return " ".join(words.split())
