"""The lines of a page, parted where they begin or cease to have a gutter in common."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from claimback.pages.columns import are_columns
from claimback.pages.gutters import (
    CLOSE,
    LABEL,
    NARROWEST,
    SAME_ROW,
    VALUE,
    Gap,
    Row,
    free_of,
    is_inner,
    meet,
)
from claimback.pages.words import Run

_WIDE_GAP: Final = 2.5
"""So far apart, two texts on a line are two even if no other line says so."""
_TORN: Final = 3.5
"""Lines with more space between are not of one band."""
_ALIGNED: Final = 1.5
"""Points."""


def rows_of(runs: Sequence[Run]) -> list[Row]:
    """Runs on one line of print, from left to right; the marker of an item is one with its text."""
    rows: list[Row] = []
    for run in sorted(runs, key=lambda run: run.base):
        if rows and abs(run.base - rows[-1][0].base) <= SAME_ROW * min(run.height, rows[-1][0].height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_with_markers(sorted(row, key=lambda run: run.left)) for row in rows]


def _with_markers(row: Row) -> Row:
    if len(row) == 1:
        return row
    joined = [row[0]]
    for run in row[1:]:
        if run.follows(joined[-1]):
            whole = joined[-1]
            for word in run.words:
                whole.add(word)
        else:
            joined.append(run)
    return joined


def bands_of(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows, in order, parted where they begin or cease to have a gutter in common."""
    done = 0
    for seed in range(len(rows)):
        if seed < done or len(rows[seed]) == 1:
            continue
        band = _band_around(rows, done, seed)
        if band is None:
            continue
        first, end = band
        if first > done:
            yield rows[done:first]
        yield rows[first:end]
        done = end
    if done < len(rows):
        yield rows[done:]


def _band_around(rows: list[Row], earliest: int, seed: int) -> tuple[int, int] | None:
    """The first row and the end of the band that the row `seed` is of; None where its gap is no gutter."""
    free = free_of(rows[seed])
    end, free = _grown(rows, seed + 1, len(rows), free)
    first, free = _grown(rows, seed - 1, earliest - 1, free, step=-1)
    first += 1
    gutters = [gap for gap in free if is_inner(gap)]
    if not are_columns(rows[first:end], gutters):
        both = [index for index in range(first, end) if len(rows[index]) > 1]
        end = both[-1] + 1 + _joining(rows[both[-1]], rows[both[-1] + 1 : end])
        first = both[0] - _joining(rows[both[0]], rows[first : both[0]][::-1])
        end = _without_thin_end(rows, first, end)
    band = rows[first:end]
    if sum(len(row) > 1 for row in band) > 1 or is_lone_row(rows[seed]):
        return first, end
    return None


def _without_thin_end(rows: list[Row], first: int, end: int) -> int:
    """The end of a table without a last row that is set apart, has half as many cells and no value: a new heading."""
    row = rows[end - 1]
    most = max(map(len, rows[first:end]))
    is_thin = 1 < len(row) <= most / 2 and not any(VALUE.fullmatch(run.text) for run in row)
    if is_thin and end - first > 2 and row[0].base - rows[end - 2][0].base > CLOSE * row[0].height:
        return end - 1
    return end


def _grown(rows: list[Row], start: int, stop: int, free: list[Gap], step: int = 1) -> tuple[int, list[Gap]]:
    """How far the rows from `start` on keep the gutters, and which."""
    index = start
    while index != stop:
        row = rows[index]
        height = row[0].height
        if abs(row[0].base - rows[index - step][0].base) > _TORN * height:
            break
        if len(row) == 1 and any(a < row[0].left and row[0].right < b for a, b in free if is_inner((a, b))):
            break
        met = meet(free, free_of(row), NARROWEST * height)
        inner = [gap for gap in free if is_inner(gap)]
        had, has = len(inner), sum(any(a < d and c < b for c, d in met) for a, b in inner)
        if not has or (has < had and len(row) == 1) or 2 * has < had:
            break
        free = met
        index += step
    return index, free


def _joining(row: Row, edge: list[Row]) -> int:
    """How many of the lines on one side, nearest first, go on with what the row has there."""
    count = 0
    for [run] in edge:
        beside = [
            one for one in row if abs(one.left - run.left) < _ALIGNED or abs(one.right - run.right) < _ALIGNED
        ]
        if not beside or abs(run.base - beside[0].base) > CLOSE * run.height:
            break
        row, count = [run], count + 1
    return count


def is_lone_row(row: Row) -> bool:
    """Whether the texts on a line that no other line is like are apart: far, or a label and its value."""
    return any(
        right.left - left.right > _WIDE_GAP * left.height or LABEL.search(left.text)
        for left, right in pairwise(row)
    )
