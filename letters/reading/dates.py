"""Dates as letters print them, and which of them is the letter's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from letters.reading.findings import Doubt, Finding
from letters.reading.layout import Letter

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DATE = re.compile(
    rf"\b(?P<month_name>{_NAME})\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year_a>(?:19|20)\d\d)\b"
    rf"|\b(?P<day_before>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name_after>{_NAME}),?\s+(?P<year_b>(?:19|20)\d\d)\b"
    r"|(?<![\d/-])(?P<month>\d{1,2})(?P<sep>[/-])(?P<day>\d{1,2})(?P=sep)(?P<year_c>(?:19|20)\d\d)(?![\d/-])"
    r"|(?<![\d/-])(?P<year_d>(?:19|20)\d\d)-(?P<month_d>\d\d)-(?P<day_d>\d\d)(?![\d/-])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_OWN_LABEL = re.compile(
    r"(?:^|[\n|]|[ ]{3,})[ ]*(?:date|(?:letter|notice|statement|decision|determination|mail(?:ing)?|issue|"
    r"process(?:ed|ing)|paid|payment|print|report) date|"
    r"date of (?:this |the )?(?:letter|notice|decision|statement|determination|mailing)"
    r"|date (?:mailed|issued|sent|processed|prepared|printed)|dated(?=[ ]*:)|issued|processed|mailed|"
    r"(?:review|claim|processing) completed|(?:letter|notice) (?:mailed|issued))"
    r"[ ]*:?[ ]+$",
    re.IGNORECASE,
)
# What stands on a line behind a gap is another column.
_GAP = re.compile(r"[ ]{3,}\S")
_SALUTATION = re.compile(r"^[ ]*(?:dear\b|to whom it may concern)", re.IGNORECASE | re.MULTILINE)
_ALONE_CONFIDENCE, _LABELLED_CONFIDENCE, _SHARED_LINE_CONFIDENCE = 0.95, 0.98, 0.75
# A date line may also name the place: "Hartford, October 5, 2026".
_LONGEST_PLACE = 30


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A calendar date and the positions in the page that it takes."""

    value: date
    start: int
    end: int


def dates_in(view: str) -> tuple[FoundDate, ...]:
    """Every possible calendar date, month before day where both are figures; impossible ones are skipped."""
    return _dates(view) if _YEAR.search(view) else ()  # which every date has


@lru_cache(256)
def _dates(view: str) -> tuple[FoundDate, ...]:
    return tuple(_possible(view))


def _possible(view: str) -> Iterator[FoundDate]:
    for match in _DATE.finditer(view):
        groups = match.groupdict()
        year = next(int(groups[name]) for name in ("year_a", "year_b", "year_c", "year_d") if groups[name])
        name = groups["month_name"] or groups["name_after"]
        month = _MONTHS.index(name[:3].lower()) + 1 if name else int(groups["month"] or groups["month_d"])
        day = int(groups["day_after"] or groups["day_before"] or groups["day"] or groups["day_d"])
        try:
            yield FoundDate(date(year, month, day), match.start(), match.end())
        except ValueError:
            continue


def letter_date(letter: Letter) -> tuple[Finding | None, list[Doubt]]:
    """The date the letter gives itself, on its first page: labelled as such, or alone on a line above the salutation.

    Any other date (of service, loss, receipt) is never taken for it. Two candidates that differ are a doubt, and the
    surer one, or else the first, is given.
    """
    view = letter.views[0]
    salutation = _SALUTATION.search(view)
    head = salutation.start() if salutation else min(len(view), 1_500)
    candidates: list[tuple[float, FoundDate]] = []
    for found in dates_in(view):
        line_start = view.rfind("\n", 0, found.start) + 1
        line_end = view.find("\n", found.end)
        before = view[line_start : found.start].strip()
        after = view[found.end : line_end if line_end >= 0 else len(view)].strip()
        if _OWN_LABEL.search(view[max(0, line_start - 1) : found.start]):
            candidates.append((_LABELLED_CONFIDENCE, found))
        elif found.start < head and (not after or (not before and _GAP.match(view, found.end))):
            if not before:
                candidates.append((_ALONE_CONFIDENCE, found))
            elif len(before) <= _LONGEST_PLACE and before.endswith(",") and not any(map(str.isdigit, before)):
                candidates.append((_SHARED_LINE_CONFIDENCE, found))
    if not candidates:
        return None, [
            Doubt("letter_date", "The letter gives no date of its own; enter it, and how it is known.")
        ]
    confidence, best = max(candidates, key=lambda candidate: (candidate[0], -candidate[1].start))
    doubts = [
        Doubt("letter_date", "The letter gives two dates of its own.", letter.span(1, other.start, other.end))
        for _, other in candidates
        if other.value != best.value
    ]
    at = letter.span(1, best.start, best.end)
    return Finding(best.value.isoformat(), at, confidence), doubts
