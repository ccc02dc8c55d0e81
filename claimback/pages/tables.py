"""The rows of a table from its lines of print: a cell that its width has broken is whole again, and so is a heading."""

from itertools import pairwise
from typing import Final

from claimback.pages.gutters import CLOSE, LABEL, NARROWEST, VALUE, Gap, Row, column_of, words_in
from claimback.pages.lines import TABLE, Line
from claimback.pages.words import Run

_MOST_HEADING_ROWS: Final = 4
_HEADING_WORDS: Final = 8
"""Of two columns together."""


def table_lines(band: list[Row], gutters: list[Gap], grid: int) -> list[Line]:
    """A band's rows, each with its cells; what a cell's width has broken is one cell again, and so is a heading."""
    gutters = _finest(band, gutters)
    lines: list[Line] = []
    heading = _heading_rows(band)
    tight = _tight(band)
    for number, row in enumerate(band):
        cells: dict[int, list[Run]] = {}
        for run in row:
            cells.setdefault(column_of(run, gutters), []).append(run)
        within = 0 < number < heading
        if within or (number > heading and _goes_on(lines[-1], cells, row, tight)):
            _add(lines[-1], cells)
            continue
        columns = tuple(sorted(cells))
        lines.append(
            Line([cells[n] for n in columns], TABLE, not lines, grid, columns, heading=number < heading)
        )
    return lines


def _tight(band: list[Row]) -> float:
    """The distance of baselines within a cell, where that between rows is wider; else 0."""
    steps = sorted(below[0].base - above[0].base for above, below in pairwise(band))
    return 1.12 * steps[0] if len(steps) > 1 and steps[-1] > 1.25 * steps[0] else 0


def _finest(band: list[Row], gutters: list[Gap]) -> list[Gap]:
    """The gutters between the cells of the fullest rows: a cell may span what others keep apart.

    Of many rows, one in five may cross a gutter, as a speck does that recognition has taken for a letter.
    """
    most = max(map(len, band))
    full = [row for row in band if len(row) >= max(2, 0.75 * most)]
    edges = sorted(
        [*((run.left, 1) for row in full for run in row), *((run.right, -1) for row in full for run in row)]
    )
    narrowest = NARROWEST * full[0][0].height
    finer: list[Gap] = []
    covering = 0
    free_from = None
    for x, step in edges:
        if free_from is not None and step > 0 and covering == len(full) // 5:
            if x - free_from >= narrowest:
                finer.append((free_from, x))
            free_from = None
        covering += step
        if step < 0 and covering == len(full) // 5:
            free_from = x
    return finer if len(finer) > len(gutters) else gutters


def _heading_rows(band: list[Row]) -> int:
    """How many rows at the top name the columns: none of their cells is a value, most of those below have some.

    Two columns have names where below them every code stands before its text.
    """
    valued = [any(VALUE.fullmatch(run.text) for run in row) for row in band]
    if True not in valued:
        return 0
    first = valued.index(True)
    below, widest = band[first:], max(map(len, band))
    labels = any(LABEL.search(run.text) for row in band[:first] for run in row[:-1])
    if not 0 < first <= _MOST_HEADING_ROWS or labels or max(map(len, band[:first])) * 2 < widest:
        return 0
    coded = sum(len(row) == widest and bool(VALUE.fullmatch(row[0].text)) for row in below)
    if widest < 3 and (len(band[0]) < 2 or coded * 2 < len(below) or words_in(band[0]) > _HEADING_WORDS):
        return 0
    if sum(valued[first:]) * 2 < len(below):
        return 0
    rows = 1
    while rows < first and band[rows][0].base - band[rows - 1][0].base <= CLOSE * band[rows][0].height:
        rows += 1
    return rows


def _goes_on(line: Line, cells: dict[int, list[Run]], row: Row, tight: float) -> bool:
    """Whether a row of print goes on with the cells of the line above, rather than being a row of its own."""
    step = row[0].base - line.last_base
    if line.heading or len(cells) > len(line.cells) or any(LABEL.search(run.text) for run in row):
        return False
    begins = 0 in cells
    if step <= tight:
        return not begins or (len(cells) < len(line.cells) and not VALUE.fullmatch(cells[0][0].text))
    if tight or step > CLOSE * row[0].height or not set(cells) <= set(line.columns):
        return False
    if any(VALUE.fullmatch(run.text) for run in row):
        return False
    return not begins or (
        len(cells) < len(line.cells)
        and any(VALUE.fullmatch(run.text) for cell in line.cells[1:] for run in cell)
    )


def _add(line: Line, cells: dict[int, list[Run]]) -> None:
    by_column = dict(zip(line.columns, line.cells, strict=True))
    for column, runs in cells.items():
        by_column[column] = by_column.get(column, []) + runs
    line.columns = tuple(sorted(by_column))
    line.cells = [by_column[column] for column in line.columns]
