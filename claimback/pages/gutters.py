"""Lines of print across a page, and the gutters between texts that stand side by side on them.

A gutter is a strip that stays white over several lines. Lengths are in heights of a line where they have no unit.
"""

import re
from math import inf
from typing import Final

from claimback.pages.words import Run

Row = list[Run]
"""Runs that stand on one line of print, from left to right."""
Gap = tuple[float, float]
"""The left and right edge of a strip."""

SAME_ROW: Final = 0.4
"""Baselines that are no farther apart are those of one line."""
CLOSE: Final = 1.5
"""Baselines that are no farther apart are those of lines that follow each other without space between."""
NARROWEST: Final = 0.7
"""Of a gutter."""
_INSET: Final = 1.5
LABEL: Final = re.compile(r"[A-Z#][\w /&#.()'’-]{0,40}:$")
"""What stands before a value."""
VALUE: Final = re.compile(r"(?=.*\d)(?!.*[A-Za-z]:)\S+(?: \S+){0,2}|[-–—]|N/?A", re.IGNORECASE)
"""An amount, a date, a code, or the sign for none."""


def free_of(row: Row) -> list[Gap]:
    """Where the row is white, from the left of the page to the right."""
    edges = [-inf]
    for run in row:
        edges += [max(run.left, edges[-1]), max(run.right, edges[-1])]
    edges.append(inf)
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def meet(some: list[Gap], others: list[Gap], narrowest: float) -> list[Gap]:
    """Where both are white, in strips of at least that width."""
    met = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(a, b) for a, b in met if b - a >= narrowest]


def is_inner(gap: Gap) -> bool:
    """Whether there is text on both sides of a strip."""
    return gap[0] > -inf and gap[1] < inf


def gutters_of(band: list[Row]) -> list[Gap]:
    """The gutters that all of the rows have."""
    free = free_of(band[0])
    for row in band[1:]:
        free = meet(free, free_of(row), NARROWEST * row[0].height)
    return [gap for gap in free if is_inner(gap)]


def parted(band: list[Row], gutters: list[Gap]) -> list[list[Row]]:
    """Each column's rows, without those that it leaves empty."""
    columns: list[list[Row]] = [[] for _ in range(len(gutters) + 1)]
    for row in band:
        cells: dict[int, Row] = {}
        for run in row:
            cells.setdefault(column_of(run, gutters), []).append(run)
        for number, cell in cells.items():
            columns[number].append(cell)
    return [column for column in columns if column]


def column_of(run: Run, gutters: list[Gap]) -> int:
    """The number of the column, from 0, that a run begins in."""
    # A little behind its left edge: a heading may reach over the edge of the figures below.
    at = min((run.left + run.right) / 2, run.left + _INSET * run.height)
    return sum(at >= (gap[0] + gap[1]) / 2 for gap in gutters)


def width_of(column: list[Row]) -> float:
    """From the leftmost letter of a column to the rightmost."""
    return max(row[-1].right for row in column) - min(row[0].left for row in column)


def words_in(runs: Row) -> int:
    """How many words the runs have."""
    return sum(len(run.words) for run in runs)
