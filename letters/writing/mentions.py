"""The dates and the numbers of exhibits that a text mentions, in English or Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from letters.writing.vocabulary import MONTHS

_SPANISH = MONTHS["es"]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<{0}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
DATE_PATTERN = (
    rf"(?:\b{_MONTH.format('m1')}\s+(?P<d1>\d{{1,2}}),?\s+(?P<y1>\d{{4}})\b"
    rf"|\b(?P<d2>\d{{1,2}})\s+{_MONTH.format('m2')}\s+(?P<y2>\d{{4}})\b"
    r"|\b(?P<m3>\d{1,2})/(?P<d3>\d{1,2})/(?P<y3>\d{4})\b"
    r"|\b(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2})\b"
    rf"|\b(?P<d5>\d{{1,2}})º? de (?P<m5>{'|'.join(_SPANISH)}) del? (?P<y5>\d{{4}})\b)"
)
_DATE = re.compile(DATE_PATTERN)
_EXHIBITS = re.compile(
    r"\b(?:Exhibits?|Exs?\.|Anexos?)\s+(\d{1,4}(?:\s*(?:,\s*and|,\s*or|,|and|or|y|o|a|&|through|to|[-–])\s*\d{1,4}\b)*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as written, and the day it names: None when there is no such day."""

    text: str
    day: date | None
    start: int


def find_dates(text: str) -> Iterator[FoundDate]:
    """Each date written out in `text`: ``November 3, 2026``, ``3 Nov. 2026``, ``11/3/2026``, ``2026-11-03``
    or ``3 de noviembre de 2026``."""
    for match in _DATE.finditer(text):
        yield FoundDate(text=match[0], day=_day(match), start=match.start())


def _day(match: re.Match[str]) -> date | None:
    style = next(n for n in "12345" if match[f"y{n}"])
    month = match[f"m{style}"]
    if style == "5":
        number = _SPANISH.index(month) + 1
    else:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(match[f"y{style}"]), number, int(match[f"d{style}"]))
    except ValueError:
        return None


def exhibit_numbers(text: str) -> Iterator[int]:
    """The numbers of the exhibits that `text` mentions; ``Exhibits 2 to 4`` mentions three."""
    for match in _EXHIBITS.finditer(text):
        previous, ranged = 0, False
        for part in re.findall(r"\d+|through|to|\ba\b|[-–]", match[1], re.IGNORECASE):
            if not part.isdigit():
                ranged = True
                continue
            first = previous + 1 if ranged and previous < int(part) else int(part)
            yield from range(first, int(part) + 1)
            previous, ranged = int(part), False
