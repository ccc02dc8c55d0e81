"""What can be doubtful about a page: reasons for a person to look at it. The codes are stable and made for programs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from claimback.pages.sheet import PageDoubt, Sheet

DOUBTS: Final = {
    "hidden_text": "The file has text here that nobody sees: {}. It was left out; look at the page, and ask why.",
    "layer_differs": "The scan's hidden text says something else than its picture. {} Compare them.",
    "layer_unchecked": "The page is a picture with hidden text, which was not compared with it. Look at the page.",
    "garbled": "Much of the text is no words: {}. Look at the page, or ask for a better copy.",
    "unsure": "The text was recognised on a picture with a confidence of only {} in 100. Look at the page.",
    "not_recognised": "The page is a picture that was not read. Run text recognition (OCR) on it.",
    "broken_letters": "Some letters were lost when the text was made: {}.",
    "cut_short": "The page is too long; its end was not read.",
    "changes": "The document has tracked changes: {}. It was read as if they were accepted.",
    "attachments": "The message brings files that were not read: {}. Upload the letter among them.",
}
_EXCERPT: Final = 120


def doubt(code: str, said: str = "") -> PageDoubt:
    """The doubt with its sentence; `said` is what the sentence has a place for."""
    return PageDoubt(code, DOUBTS[code].format(said))


def excerpt(words: Sequence[str]) -> str:
    """The words in quotes, or how they begin."""
    text = " ".join(words)
    return f"“{text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + '…'}”"


def without(sheet: Sheet, *codes: str) -> Sheet:
    """The page without doubts that are settled."""
    return replace(sheet, doubts=tuple(doubt for doubt in sheet.doubts if doubt.code not in codes))
