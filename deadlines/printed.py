"""A docket list on paper: day by day, what is to be done in which case. Which rows are on it is decided elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from claimback.typesetting.engine import typeset
from claimback.typesetting.printable import printable_line

_SOURCE: Final = Path(__file__).with_name("docket_list.typ")
_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class Line:
    """One deadline. `day` is what the list is ordered by; `marks` are said in red, such as that nobody confirmed it."""

    day: date
    case_number: str
    case_title: str
    act: str
    citation: str
    whose: str
    safe_on: date | None
    last_day: str
    lead: str
    state: str
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DocketList:
    """All that is printed. `lines` are in the order of their days."""

    firm: str
    title: str
    reference: Sequence[str]
    notes: Sequence[str]
    lines: Sequence[Line]
    printed: str
    dated: date


def render_docket_list(docket: DocketList) -> bytes:
    """The list as PDF/A-2a and PDF/UA-1, tagged. The same arguments give the same bytes. Raises RenderError."""
    return typeset(_SOURCE, "docket", _page(docket), dated=docket.dated)


def short_day(day: date) -> str:
    """Such as "Mon Mar 8, 2027"."""
    return f"{day:%a} {day:%b} {day.day}, {day.year}"


def _page(docket: DocketList) -> dict[str, Any]:
    """Everything that `docket_list.typ` shows, as strings and lists of strings."""
    days = [(day, list(lines)) for day, lines in groupby(docket.lines, key=lambda line: line.day)]
    return {
        "language": _LANGUAGE,
        "firm": printable_line(docket.firm),
        "title": printable_line(docket.title),
        "reference": [printable_line(part) for part in docket.reference],
        "notes": [printable_line(note) for note in docket.notes],
        "printed": printable_line(docket.printed),
        "days": [
            {
                "name": f"{day:%A}, {day:%B} {day.day}, {day.year}",
                "count": f"  {len(lines)}",
                "rows": [_row(line) for line in lines],
            }
            for day, lines in days
        ],
    }


def _row(line: Line) -> dict[str, Any]:
    return {
        "number": printable_line(line.case_number),
        "title": printable_line(line.case_title),
        "act": printable_line(line.act[:1].upper() + line.act[1:]),
        "citation": printable_line(line.citation),
        "whose": line.whose,
        "safe": short_day(line.safe_on) if line.safe_on else "–",
        "last": printable_line(line.last_day),
        "lead": printable_line(line.lead),
        "state": line.state,
        "marks": [printable_line(mark) for mark in line.marks],
    }
