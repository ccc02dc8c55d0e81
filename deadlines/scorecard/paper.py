"""A scorecard on paper, to go with a complaint: tables of counts, what they are, and what they are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from cases.vocabulary import GROUND_CODES
from claimback.typesetting.engine import typeset
from claimback.typesetting.printable import printable_line
from deadlines.scorecard.selectors import Days, Fate, Missed, Scorecard

_SOURCE: Final = Path(__file__).with_name("scorecard.typ")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, the first of which is the widest."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScorecardPaper:
    """All that is printed."""

    firm: str
    card: Scorecard
    period: str
    printed: str
    dated: date


def tables_of(card: Scorecard) -> list[Table]:
    """The tables of a scorecard, those without a row left out."""
    tables = [
        Table(
            "Days to decide",
            ["What", "Decisions", "Median days", "Shortest", "Longest"],
            [
                _days(name, days)
                for name, days in (("A claim", card.claims), ("An appeal", card.appeals))
                if days.n
            ],
            "Calendar days from receipt by the insurer (from sending, where receipt of a claim is not known) to the "
            "first decision that followed.",
        ),
        Table(
            "Duties missed",
            ["Duty", "Times", "Still open", "Median days late", "Most days late"],
            [_missed(each) for each in card.missed],
            "Those with a date set by law or by the policy, without those that were withdrawn.",
        ),
        Table(
            "Denials by ground",
            ["Ground", "Denials", "Overturned", "Upheld", "Of those in part", "Undecided"],
            [_fate(each, GROUND_CODES.get(each.name, each.name)) for each in card.grounds],
            "Overturned: the insurer accepted the claim or granted the appeal later. Upheld: another adverse decision "
            "followed instead.",
        ),
        Table(
            "Denials by reviewer",
            ["Reviewer", "Denials", "Overturned", "Upheld", "Of those in part", "Undecided"],
            [_fate(each, each.name) for each in card.reviewers],
        ),
        Table(
            "Promises",
            ["Promises of its representatives", "Kept", "Broken", "Open"],
            [[str(n) for n in (card.promises, card.promises_kept, card.promises_broken, open_promises(card))]]
            if card.promises
            else [],
        ),
    ]
    return [table for table in tables if table.rows]


def open_promises(card: Scorecard) -> int:
    """Promises whose day has not come, or of which nothing is recorded."""
    return card.promises - card.promises_kept - card.promises_broken


def notes_of(card: Scorecard) -> list[str]:
    """How the tables are to be read."""
    return [
        f"Counted over {card.cases} of this firm's own cases against {card.name}. They are the cases of clients who "
        "came to this firm, and no sample of the insurer's decisions.",
        "Small numbers are shown as they are. No client, claimant or case is named.",
    ]


def render_scorecard(paper: ScorecardPaper) -> bytes:
    """The scorecard as PDF/A-2a and PDF/UA-1, tagged. The same arguments give the same bytes. Raises RenderError."""
    return typeset(_SOURCE, "card", _page(paper), dated=paper.dated)


def _page(paper: ScorecardPaper) -> dict[str, Any]:
    """Everything that `scorecard.typ` shows, as strings and lists of strings."""
    return {
        "language": "en",
        "firm": printable_line(paper.firm),
        "title": printable_line(f"Pattern of conduct: {paper.card.name}"),
        "period": printable_line(paper.period),
        "notes": [printable_line(note) for note in notes_of(paper.card)],
        "printed": printable_line(paper.printed),
        "tables": [
            {
                "title": table.title,
                "columns": list(table.columns),
                "rows": [[printable_line(cell) for cell in row] for row in table.rows],
                "note": printable_line(table.note),
            }
            for table in tables_of(paper.card)
        ],
    }


def _days(name: str, days: Days) -> list[str]:
    return [name, str(days.n), f"{days.median or 0:g}", str(days.least), str(days.most)]


def _missed(each: Missed) -> list[str]:
    duty = f"{each.act[:1].upper()}{each.act[1:]} ({each.citation})"
    return [duty, str(each.n), str(each.still_open), f"{each.days_late_median:g}", str(each.days_late_most)]


def _fate(fate: Fate, name: str) -> list[str]:
    counts = (fate.n, fate.overturned, fate.upheld, fate.in_part, fate.undecided)
    return [name, *(str(count) for count in counts)]
