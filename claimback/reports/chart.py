"""Where the bars of a report's chart stand. Pure: units of a picture that is WIDTH wide.

Each group has a bar for each charted number, drawn to one scale for each currency.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claimback.reports.catalogue import OUTCOMES, Report
from claimback.reports.reading import Cell, Group
from claimback.reports.tables import shown
from deadlines.scorecard.selectors import Days

WIDTH: Final = 464
LEFT, RIGHT = 142, 176
BAR, GAP, APART = 16, 4, 14
SHOWN: Final = 12
"""Groups in a chart; the table has them all."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: its name, its height in the picture, how long it is, and what it says.

    Colours tell the outcomes apart, won from lost; elsewhere they would mean nothing, and `tone` is 0.
    """

    name: str
    tone: int
    y: int
    width: int
    says: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The groups with their bars, and how high the picture is."""

    groups: Sequence[tuple[str, int, Sequence[Bar]]]
    height: int


def chart_of(report: Report, groups: Sequence[Group]) -> Chart | None:
    """The chart of the first groups; None where there is nothing to draw."""
    drawn, y = [], 4
    for group in groups[:SHOWN]:
        most = max(
            (
                _size(other.cells[code])
                for other in groups[:SHOWN]
                for code in report.chart
                if other.currency == group.currency
            ),
            default=0.0,
        )
        title, bars = y + 13, []
        y += 20
        for number, code in enumerate(report.chart, 1):
            size = max(_size(group.cells[code]), 0.0)
            width = round((WIDTH - LEFT - RIGHT) * size / most) if most else 0
            says = shown(report, group, code) or "–"
            tone = number if report is OUTCOMES else 0
            bars.append(Bar(report.columns[code].label, tone, y, max(width, 1), says))
            y += BAR + GAP
        drawn.append((group.name, title, bars))
        y += APART
    return Chart(drawn, y) if drawn else None


def _size(cell: Cell) -> float:
    return (cell.median or 0.0) if isinstance(cell, Days) else float(cell)
