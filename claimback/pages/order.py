"""The order in which a page is read: lines across it, columns one after the other, the rows of tables.

Lines that share a gutter are a band. A band is columns, each read to its end, or rows, each read across.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import median
from typing import Final

from claimback.pages.bands import bands_of, is_lone_row, rows_of
from claimback.pages.columns import are_blocks, are_columns
from claimback.pages.gutters import CLOSE, Gap, Row, gutters_of, parted, width_of
from claimback.pages.lines import ASIDE, BODY, Line
from claimback.pages.tables import table_lines
from claimback.pages.words import Run

_APART: Final = 1.8
_DEEPEST: Final = 3
"""Columns within columns."""


def lines_in_order(runs: Sequence[Run]) -> list[Line]:
    """The lines of a page, from the first that is read to the last."""
    return _Reader().read(runs)


class _Reader:
    def __init__(self) -> None:
        self.grids = 0

    def read(self, runs: Sequence[Run], depth: int = 0) -> list[Line]:
        rows = rows_of(runs)
        if depth >= _DEEPEST or all(len(row) == 1 for row in rows):
            return [Line([row]) for row in rows]
        lines: list[Line] = []
        for band in bands_of(rows):
            gutters = gutters_of(band) if any(len(row) > 1 for row in band) else []
            if gutters and are_columns(band, gutters):
                lines += self._columns(band, gutters, depth, ASIDE)
                continue
            for piece in _pieces(band) if gutters else [band]:
                lines += self._piece(piece, depth)
        return lines

    def _piece(self, rows: list[Row], depth: int) -> list[Line]:
        """Rows that are no columns of prose: lines, blocks side by side, or the rows of a table."""
        gutters = gutters_of(rows) if any(len(row) > 1 for row in rows) else []
        if not gutters or (len(rows) == 1 and not is_lone_row(rows[0])):
            return [Line([row]) for row in rows]
        between = [gutter for gutter in gutters if are_blocks(parted(rows, [gutter]))]
        if between:
            return self._columns(rows, [max(between, key=lambda gap: gap[1] - gap[0])], depth)
        self.grids += 1
        return table_lines(rows, gutters, self.grids)

    def _columns(self, band: list[Row], gutters: list[Gap], depth: int, narrow: str = BODY) -> list[Line]:
        columns = parted(band, gutters)
        widths = [width_of(column) for column in columns]
        read = [self.read([run for row in column for run in row], depth + 1) for column in columns]
        order = sorted(range(len(columns)), key=lambda n: narrow == ASIDE and _is_narrow(n, widths))
        lines: list[Line] = []
        for number in order:
            read[number][0].begins = True
            if _is_narrow(number, widths):
                for line in read[number]:
                    line.kind = narrow if line.kind == BODY else line.kind
            lines += read[number]
        return lines


def _is_narrow(number: int, widths: list[float]) -> bool:
    """Whether a column is the one beside the letter's own text: with less than half of its width."""
    return widths[number] * 2 < max(widths)


def _pieces(band: list[Row]) -> Iterator[list[Row]]:
    """The rows of a band, parted where there is much more space, or where others have many more cells, or far fewer."""
    steps = [below[0].base - above[0].base for above, below in pairwise(band)]
    wide = _APART * median(steps) if steps else inf
    thin = _thin_from(band)
    piece = [band[0]]
    for number, (row, step) in enumerate(zip(band[1:], steps, strict=True), start=1):
        apart = step > CLOSE * row[0].height
        fuller = apart and len(row) >= 2 * max(map(len, piece))
        if step > max(wide, _APART * row[0].height) or fuller or (apart and number == thin):
            yield piece
            piece = []
        piece.append(row)
    yield piece


def _thin_from(band: list[Row]) -> int:
    """From which row on all have half as many cells as the fullest, at most: another table, if it has two rows."""
    half = max(map(len, band)) / 2
    thin = 1 + max(number for number, row in enumerate(band) if len(row) > half)
    return thin if thin <= len(band) - 2 else 0
