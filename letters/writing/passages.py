"""A draft's final text cut into passages, and the dates and exhibit numbers that stand in a text.

What the passages must say is decided in `check` and `check_wording`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from letters.writing.draft import Draft
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
    r"\b(?:Exhibits?|Exs?\.)\s+(\d{1,4}(?:\s*(?:,\s*and|,\s*or|,|and|or|&|through|to|[-–])\s*\d{1,4}\b)*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One text of the letter. `block` is None for the subject; `quoted` texts are somebody else's words."""

    text: str
    block: int | None
    quoted: bool
    ground: int | None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as written, and the day it names: None when there is no such day."""

    text: str
    day: date | None
    start: int


def passages(draft: Draft) -> tuple[Passage, ...]:
    """Every text of the draft: the subject, then each block's text, label, source and items."""
    made = [Passage(text=draft.subject, block=None, quoted=False, ground=None)]
    for index, block in enumerate(draft.paragraphs):
        quoted = block.kind == "quote"
        made.append(Passage(text=squeeze(block.text), block=index, quoted=quoted, ground=block.ground))
        around = filter(None, (block.label, block.source, *block.lines))
        made.extend(
            Passage(text=squeeze(text), block=index, quoted=False, ground=block.ground) for text in around
        )
    return tuple(passage for passage in made if passage.text)


def squeeze(text: str) -> str:
    """`text` with every run of white space as one space."""
    return " ".join(text.split())


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
        for part in re.findall(r"\d+|through|to|[-–]", match[1], re.IGNORECASE):
            if not part.isdigit():
                ranged = True
                continue
            first = previous + 1 if ranged and previous < int(part) else int(part)
            yield from range(first, int(part) + 1)
            previous, ranged = int(part), False


def texts_in(value: object) -> Iterator[str]:
    """Every text in plain values, such as what `asdict` makes of facts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from texts_in(inner)
