"""The sheets that are ours in a packet: its index, a slip sheet before each exhibit, and the covers of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from claimback.typesetting.engine import typeset
from claimback.typesetting.printable import printable, printable_line
from letters.writing.packet.plan import Exhibit, Part, Plan
from letters.writing.vocabulary import long_date

ADDRESS: Final = "https://packet.invalid/exhibit/"
"""What the index's links lead to until the pages are known. `invalid` is reserved: it leads nowhere."""

_FOLDER: Final = Path(__file__).parent
_COVER_ROWS: Final = 22


def index_pdf(plan: Plan, parts: Sequence[Part]) -> bytes:
    """The exhibit index: each exhibit with its pages and numbers, and each that was left out with the reason."""
    exhibits = {part.exhibit: part for part in parts if part.kind in ("exhibit", "skipped")}
    told = {
        "title": printable_line(f"Exhibit index, {plan.case_number}"),
        "firm": printable_line(plan.firm),
        "footer": printable_line(f"{plan.firm} · Our file {plan.case_number}"),
        "reference": [
            {"label": label, "value": printable_line(value)}
            for label, value in (
                ("To", plan.recipient),
                ("With", plan.subject),
                ("Dated", long_date(plan.dated)),
                ("Our file", plan.case_number),
            )
            if value
        ],
        "numbered": plan.bates is not None,
        "rows": [_row(exhibit, exhibits[exhibit.number]) for exhibit in plan.exhibits],
        "notes": _notes(plan, list(exhibits.values())),
    }
    return typeset(_FOLDER / "index.typ", "index", told, dated=plan.dated)


def _row(exhibit: Exhibit, part: Part) -> dict[str, Any]:
    notes = []
    if part.skipped:
        notes.append(f"Not included: {part.skipped}")
    if part.redacted_pages:
        notes.append(f"Redacted: {_pages(part.redacted_pages)} ({', '.join(part.redaction_reasons)})")
    return {
        "number": str(exhibit.number),
        "title": printable_line(exhibit.title),
        "dated": short_date(exhibit.dated_on),
        "pages": "–" if part.skipped else span(part.first_page, part.last_page),
        "bates": "–" if part.skipped else span(part.bates_first, part.bates_last),
        "notes": [printable_line(note) for note in notes],
        "address": "" if part.skipped else f"{ADDRESS}{exhibit.number}",
    }


def _notes(plan: Plan, parts: Sequence[Part]) -> list[str]:
    notes = ["Pages are those of this packet, counted from the letter's first page."]
    if plan.bates is not None:
        notes.append("A Bates number stands on each page of each exhibit; slip sheets bear none.")
    if any(part.redacted_pages for part in parts):
        notes.append(
            "Black boxes hide what is withheld, for the reasons stated. What they hide is not in this file."
        )
    notes.append(
        "Attached to this file: the letter as it was approved, byte for byte, and a manifest with the SHA-256 of the "
        "letter and of each exhibit."
    )
    return notes


def slips_pdf(plan: Plan) -> bytes:
    """A page for each exhibit that is included, in order."""
    rows = [
        {
            "heading": exhibit.called,
            "title": printable_line(exhibit.title),
            "details": long_date(exhibit.dated_on) if exhibit.dated_on else "",
        }
        for exhibit in plan.exhibits
        if not exhibit.skipped
    ]
    told = {
        "title": f"Exhibits, {printable(plan.case_number)}",
        "case_label": "Our file",
        "case_number": printable(plan.case_number),
        "rows": rows,
    }
    return typeset(_FOLDER / "slip.typ", "slips", told, dated=plan.dated)


def cover_pdf(
    plan: Plan,
    *,
    number: int,
    of: int,
    pages: tuple[int, int],
    all_pages: int,
    rows: Sequence[tuple[str, str]],
) -> bytes:
    """The cover of part `number`: which pages of the packet it has, and of what (`rows`: title, pages)."""
    count = pages[1] - pages[0] + 1
    shown = list(rows[:_COVER_ROWS])
    if len(rows) > _COVER_ROWS:
        shown.append((f"and {len(rows) - _COVER_ROWS} more exhibits", ""))
    told = {
        "title": f"Part {number} of {of}, {printable(plan.case_number)}",
        "heading": f"Part {number} of {of}",
        "firm": printable_line(plan.firm),
        "reference": [
            {"label": label, "value": printable_line(value)}
            for label, value in (
                ("To", plan.recipient),
                ("With", plan.subject),
                ("Dated", long_date(plan.dated)),
                ("Our file", plan.case_number),
                ("This part", f"{count} page{'s' * (count != 1)} and this cover"),
                ("Pages", f"{span(*pages)} of the packet's {all_pages}"),
            )
            if value
        ],
        "rows": [{"title": printable_line(title), "pages": pages} for title, pages in shown],
        "note": "Please keep the parts together. If a part is missing or can't be read, tell us, and it is sent again.",
    }
    return typeset(_FOLDER / "cover.typ", "cover", told, dated=plan.dated)


def span(first: object, last: object) -> str:
    """From first to last, once where they are the same."""
    if first is None or first == "":
        return "–"
    return f"{first}" if first == last else f"{first}–{last}"


def short_date(on: date | None) -> str:
    """A date as a table has it."""
    return f"{on:%b} {on.day}, {on.year}" if on else "undated"


def _pages(numbers: Sequence[int]) -> str:
    word = "page" if len(numbers) == 1 else "pages"
    return f"{word} {', '.join(map(str, numbers))} of the exhibit"
