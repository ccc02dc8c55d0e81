"""What is common to the Word document that goes out and the one that comes back: its bookmarks, styles, refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LABEL_STYLE: Final = "Letter Label"
SOURCE_STYLE: Final = "Letter Source"
FIXED_STYLE: Final = "Letter Fixed"
QUOTE_STYLE: Final = "Quote"
LIST_STYLE: Final = "List Bullet"
EXHIBIT_COLUMNS: Final = ("Exhibit", "Document", "Dated", "Pages")
"""The head of the exhibit table, by which it is known when it comes back."""
FIXED: Final = ("exhibit_table", "signature", "table")
"""Blocks that are not edited in Word: set from the case, or of figures that have to add up."""

SUBJECT: Final = "s"
_MARK: Final = re.compile(r"_cb_([0-9a-f]{12})_(\d{1,6})_(s|\d{1,4})")


class WordError(ValueError):
    """A Word document that can't be taken in. `code` is stable; the message names the remedy."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment in a Word document, on the block at that place; None is the whole letter, or a place that is gone."""

    block: int | None
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a bookmark says: of which letter, which version, and which block, or `s` for the subject."""

    letter: str
    version: int
    block: str


def mark_name(letter_id: str, version: int, block: str) -> str:
    """The name of a bookmark. The underscore hides it in Word, which takes at most 40 characters.

    Of the letter's id it has the last twelve digits, which are random.
    """
    return f"_cb_{letter_tail(letter_id)}_{version}_{block}"


def letter_tail(letter_id: str) -> str:
    """The part of a letter's id that bookmarks carry."""
    return letter_id.replace("-", "")[-12:]


def read_mark(name: str) -> Mark | None:
    """What a bookmark of ours says; None for any other."""
    found = _MARK.fullmatch(name)
    return Mark(found[1], int(found[2]), found[3]) if found else None
