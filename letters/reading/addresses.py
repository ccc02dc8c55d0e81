"""Where the letter says to send something: a street or box with its place and ZIP code."""

import re

from letters.reading.findings import Span
from letters.reading.layout import BLANK, Letter

_ZIP = re.compile(r"\b[A-Z]{2}[ ]+\d{5}(?:-\d{4})?\b")
_BEGINNING = re.compile(
    r"(?:\b(?:to|at|address|office|mail|fax|send)\b[^:\n]{0,60}:\s*|\b(?:to|at|with)\s+(?=(?:the\s+)?[A-Z\d]))",
    re.IGNORECASE,
)
_STREET = re.compile(r"\bP\.?\s?O\.?\s+Box\b|\b\d{1,6}\s+[A-Z]", re.IGNORECASE)
_LONGEST, _FARTHEST = 320, 900


def address_near(letter: Letter, at: Span) -> Span | None:
    """The first postal address in the passage or behind it, up to the next heading; None where none is given."""
    view = letter.views[at.page - 1]
    end = _end_of_section(letter, at)
    for match in _ZIP.finditer(view, at.start, min(end, at.end + _FARTHEST)):
        begin = _begin(view, at.start, match.start())
        if (
            begin is not None
            and _STREET.search(view, begin, match.end())
            and BLANK not in view[begin : match.end()]
        ):
            return letter.span(at.page, begin, match.end())
    return None


def _end_of_section(letter: Letter, at: Span) -> int:
    headings = (s.heading.start for s in letter.sections if s.heading and s.heading.page == at.page)
    return min((start for start in headings if start >= at.end), default=len(letter.views[at.page - 1]))


def _begin(view: str, lowest: int, zip_start: int) -> int | None:
    """Where the address begins: behind the last "to:" or "at" before the ZIP code, or on the block's first line."""
    low = max(lowest, zip_start - _LONGEST)
    leads = [match.end() for match in _BEGINNING.finditer(view, low, zip_start)]
    if leads:
        return leads[-1]
    blank = view.rfind("\n\n", low, zip_start)
    return blank + 2 if blank >= 0 else None
