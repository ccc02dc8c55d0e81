"""What a page shows that should perhaps not leave the firm: proposed by its pattern, decided by a person.

The words themselves are masked in a proposal: a list of proposals is no place to read numbers from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from claimback.pages.sheet import Sheet
from letters.writing.packet.plan import Box

_EDGE: Final = 1.5
"""Points around the letters: a box is drawn a little larger than what it hides."""
_FEWEST: Final = 4
"""Letters and digits of a word that is searched for."""

_SSN: Final = re.compile(
    r"(?<![\d-])(?!000|666|9\d\d)\d{3}([-\u2010-\u2013 ])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])"
)
_SSN_NAMED: Final = re.compile(
    r"(?:\bSSN\b|social\s+security(?:\s+(?:number|no\.?|#))?)\s*[:#]?\s*"
    r"((?!000|666|9\d\d)\d{3}(?!00)\d{2}(?!0000)\d{4}|(?:[x*•]{3}[- ]?[x*•]{2}[- ]?)\d{4})(?!\d)",
    re.IGNORECASE,
)
_BORN: Final = re.compile(
    r"\b(?:d\.?o\.?b\.?|date\s+of\s+birth|born(?:\s+on)?)\s*[:#]?\s*"
    r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(?:[A-Z][a-z]{2,8}\.?)\s+\d{1,2},?\s+\d{4})",
    re.IGNORECASE,
)
_CARD: Final = re.compile(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)")

REASONS: Final = {
    "social_security_number": "Social Security number",
    "taxpayer_number": "Taxpayer number",
    "member_id": "Member ID",
    "date_of_birth": "Date of birth",
    "payment_card": "Payment card",
    "words": "Confidential",
}
"""Why something is proposed, in the words that are printed over it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One place on one page, from 1: a box on a page with places, else a span of its text; the words masked."""

    page: int
    kind: str
    reason: str
    shown: str
    box: Box | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PageOfFile:
    """A page as its text was found, and where its words stand, if that is known."""

    number: int
    text: str
    layout: Mapping[str, Any] | None = None


def propose(
    pages: Sequence[PageOfFile], *, known: Sequence[tuple[str, str]] = (), words: Sequence[str] = ()
) -> list[Proposal]:
    """What should perhaps be taken out, page by page: numbers by their pattern, `known` identifiers, and `words`.

    Those that are known, each with its kind, and words are found however blanks and hyphens part them. On a page with
    places, what has no place there is left out: no box can be drawn for it.
    """
    sought = [
        (kind, _however_parted(one))
        for kind, one in (*known, *(("words", one) for one in words))
        if sum(map(str.isalnum, one)) >= _FEWEST
    ]
    return [
        proposal
        for page in pages
        for kind, start, end in _once(_found(page.text, sought))
        for proposal in _placed(page, kind, start, end)
    ]


def _once(found: Iterator[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """In the page's order, each passage once: one that is known and has the form of a number is found twice."""
    reached = 0
    for kind, start, end in sorted(found, key=lambda one: (one[1], -one[2])):
        if end > reached:
            yield kind, start, end
            reached = end


def _found(text: str, sought: Sequence[tuple[str, re.Pattern[str]]]) -> Iterator[tuple[str, int, int]]:
    for match in _SSN.finditer(text):
        yield "social_security_number", match.start(), match.end()
    for match in _SSN_NAMED.finditer(text):
        yield "social_security_number", match.start(1), match.end(1)
    for match in _BORN.finditer(text):
        yield "date_of_birth", match.start(1), match.end(1)
    for match in _CARD.finditer(text):
        if _is_card(match[0]):
            yield "payment_card", match.start(), match.end()
    for kind, pattern in sought:
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()


def _however_parted(words: str) -> re.Pattern[str]:
    letters = [re.escape(letter) for letter in words if letter.isalnum()]
    return re.compile(r"(?<!\w)" + r"[\s\-\u2010-\u2013.]*".join(letters) + r"(?!\w)", re.IGNORECASE)


def _is_card(text: str) -> bool:
    """Whether the digits are a payment card's: the last one checks the others (ISO/IEC 7812-1, annex B)."""
    digits = [int(digit) for digit in text if digit.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return digits[0] in (3, 4, 5, 6) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _placed(page: PageOfFile, kind: str, start: int, end: int) -> Iterator[Proposal]:
    reason, shown = REASONS[kind], _masked(page.text[start:end])
    if page.layout is None:
        yield Proposal(page.number, kind, reason, shown, span=(start, end))
        return
    sheet = Sheet.from_layout(page.text, page.layout)
    if sheet.width <= 0 or sheet.height <= 0:
        return
    for box in sheet.boxes(start, end):
        edge = _EDGE * sheet.width / 612
        fractions = (
            max(0.0, (box.left - edge) / sheet.width),
            max(0.0, (box.top - edge) / sheet.height),
            min(1.0, (box.right + edge) / sheet.width),
            min(1.0, (box.bottom + edge) / sheet.height),
        )
        left, top, right, bottom = (round(part, 5) for part in fractions)
        if left < right and top < bottom:
            yield Proposal(page.number, kind, reason, shown, box=(left, top, right, bottom))


def _masked(text: str) -> str:
    """The words with all but their last two letters and digits hidden."""
    text = " ".join(text.split())
    last = [at for at, letter in enumerate(text) if letter.isalnum()][-2:]
    return "".join("•" if letter.isalnum() and at not in last else letter for at, letter in enumerate(text))
