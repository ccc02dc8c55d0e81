"""Dates as letters print them, and which of them is the letter's own."""

import re
from collections.abc import Iterator, Mapping
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
    r"|(?<![\d/-])(?P<year_d>(?:19|20)\d\d)[/-](?P<month_d>\d\d)[/-](?P<day_d>\d\d)(?![\d/-])"
    r"|(?<![\d/.-])(?P<month_e>\d{1,2})\.(?P<day_e>\d{1,2})\.(?P<year_e>(?:19|20)\d\d)(?![\d/.-])"
    rf"|\b(?P<day_f>\d{{1,2}})-(?P<name_f>{_NAME})-(?P<year_f>(?:19|20)\d\d)\b"
    rf"|\b(?P<day_g>\d{{1,2}})(?:st|nd|rd|th)? day of (?P<name_g>{_NAME}),? (?P<year_g>(?:19|20)\d\d)\b"
    # Of two figures for the year only these are sure to be a date and not a code.
    r"|(?<![\d/-])(?P<month_h>\d\d?)/(?P<day_h>\d\d)/(?P<year_h>[0-4]\d)(?![\d/-])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d|/\d\d/\d\d")
_CENTURY = 2000
_OWN_LABEL = re.compile(
    r"(?:^|[\n|]|[ ]{3,})[ ]*(?:date|(?:letter|notice|statement|decision|determination|mail(?:ing)?|"
    r"process(?:ed|ing)|paid|payment|print|report|sent|today's|eob|correspondence) date|"
    r"date of (?:this |the |our )?(?:letter|notice|decision|statement|determination|mailing|issue|explanation|"
    r"notification|correspondence|denial)"
    r"|date (?:mailed|issued|sent|processed|prepared|printed|of)|dated(?: this|(?=[ ]*:))|issued|"
    r"processed|mailed|sent(?: on)?|"
    r"(?:review|claim|processing) completed|(?:letter|notice|decision|determination|statement|explanation) "
    r"(?:mailed|issued|sent|dated|prepared)(?: on)?)"
    r"[ ]*:?(?:[ ]*[.…·_]{2,}|(?:[ ]\.)+)?[ ]+$",
    re.IGNORECASE,
)
# Of a life policy it is the policy's own.
_ISSUE_LABEL = re.compile(r"(?:^|[\n|]|[ ]{3,})[ ]*issue date[ ]*:?[ ]+$", re.IGNORECASE)
# "ACME MUTUAL          June 3, 2026": a column of its own, which no label fills.
_COLUMN_BEFORE = re.compile(r"[^:#]*[^:#\s][ ]{3,}$")
_OTHER_DAY = re.compile(
    r"\b(?:dates?|loss|service|effective|received|period|birth|dob|from|issued?|through|to)\b", re.IGNORECASE
)
# What stands on a line behind a gap is another column.
_GAP = re.compile(r"[ ]{3,}\S")
_SALUTATION = re.compile(r"^[ ]*(?:dear\b|to whom it may concern)", re.IGNORECASE | re.MULTILINE)
_ALONE_CONFIDENCE, _LABELLED_CONFIDENCE, _SHARED_LINE_CONFIDENCE, _ISSUE_CONFIDENCE = 0.95, 0.98, 0.75, 0.9
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
        year = int(_one_of(groups, "year_"))
        name = groups["month_name"] or groups["name_after"] or _one_of(groups, "name_")
        month = _MONTHS.index(name[:3].lower()) + 1 if name else int(_one_of(groups, "month"))
        day = int(_one_of(groups, "day"))
        year += _CENTURY if groups["year_h"] else 0
        try:
            yield FoundDate(date(year, month, day), match.start(), match.end())
        except ValueError:
            continue


def _one_of(groups: Mapping[str, str | None], beginning: str) -> str:
    """The text of the one group that matched among those whose names begin so; empty if none did."""
    return next((text for name, text in groups.items() if text and name.startswith(beginning)), "")


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
        elif _ISSUE_LABEL.search(view[max(0, line_start - 1) : found.start]):
            candidates.append((_ISSUE_CONFIDENCE, found))
        elif found.start < head and (not after or (not before and _GAP.match(view, found.end))):
            if not before:
                candidates.append((_ALONE_CONFIDENCE, found))
            elif _is_place(before) or _is_column(view[line_start : found.start]):
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


def _is_place(before: str) -> bool:
    return len(before) <= _LONGEST_PLACE and before.endswith(",") and not any(map(str.isdigit, before))


def _is_column(before: str) -> bool:
    return bool(_COLUMN_BEFORE.fullmatch(before)) and not _OTHER_DAY.search(before)
