"""The chronology of a case as a PDF: a table of all that happened, in order, each item with its number.

What goes in is decided by `letters.services.chronology_items`; the signature is put on by `signing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from claimback.typesetting.engine import typeset
from claimback.typesetting.printable import printable_line as _line

_SOURCE: Final = Path(__file__).with_name("chronology.typ")
_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened: the day and, where it is known, the time with its zone; its words; its marks.

    `asked` are questions with their answers, an empty one where none was given. `marks` are said in the margin of the
    reader's eye: a correction, a broken promise, a missed day.
    """

    number: int
    day: str
    time: str
    kind: str
    title: str
    facts: Sequence[str] = ()
    text: str = ""
    asked: Sequence[tuple[str, str]] = ()
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Chronology:
    """All that is printed: who made it, of what, which part, and the items."""

    firm: str
    title: str
    case_number: str
    reference: Sequence[tuple[str, str]]
    notes: Sequence[str]
    items: Sequence[Item]
    dated: date
    counts: Sequence[tuple[str, int]] = field(default=())


def render_chronology(chronology: Chronology) -> bytes:
    """The chronology as PDF/A-2a and PDF/UA-1, tagged. The same arguments give the same bytes. Raises RenderError."""
    return typeset(_SOURCE, "chronology", _page(chronology), dated=chronology.dated)


def _page(chronology: Chronology) -> dict[str, Any]:
    """Everything that `chronology.typ` shows, as strings and lists of strings."""
    return {
        "language": _LANGUAGE,
        "firm": _line(chronology.firm),
        "title": _line(chronology.title),
        "case_number": _line(chronology.case_number),
        "reference": [{"label": label, "value": _line(value)} for label, value in chronology.reference],
        "counts": [f"{_line(kind)}: {count:,}" for kind, count in chronology.counts],
        "notes": [_line(note) for note in chronology.notes],
        "items": [_item(item) for item in chronology.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "number": str(item.number),
        "day": item.day,
        "time": item.time,
        "kind": _line(item.kind),
        "title": _line(item.title),
        "facts": [_line(fact) for fact in item.facts],
        "paragraphs": [_line(part) for part in item.text.splitlines() if part.strip()],
        "asked": [
            {"question": _line(question), "answer": _line(answer)}
            for question, answer in item.asked
            if answer
        ],
        "left_open": [_line(question) for question, answer in item.asked if not answer],
        "marks": [_line(mark) for mark in item.marks],
    }
