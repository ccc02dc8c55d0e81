"""Whether texts side by side are columns, each read to its end, rather than the cells of rows."""

import re
from itertools import pairwise
from math import inf
from statistics import median
from typing import Final

from claimback.pages.gutters import LABEL, VALUE, Gap, Row, parted, width_of, words_in

_FULL: Final = 0.8
"""Of a column's width: a line that fills as much was broken by the column's edge."""
_SHORT: Final = 0.75
_UNEVEN: Final = 0.15
"""Baselines that are farther apart are not those of one row of a table."""
_LABELLED = re.compile(r"[A-Z#][\w /&#.()'’-]{1,38}:\s+\S")
_ADDRESS = re.compile(
    r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|\bP\.?\s?O\.? Box\b|\(\d{3}\) ?\d{3}-\d{4}|\b1-8\d\d-|\bwww\.|@"
)


def are_columns(band: list[Row], gutters: list[Gap]) -> bool:
    """Whether each column is read to its end before the next, because at least one of them is prose."""
    columns = parted(band, gutters)
    prose = [_is_prose(column) for column in columns]
    if sum(prose) >= 2:
        return not _in_step(columns[prose.index(True)], columns[prose.index(True, prose.index(True) + 1)])
    if len(columns) == 2 and any(prose):
        narrow, wide = columns[prose.index(False)], columns[prose.index(True)]
        return len(narrow) >= 3 and not _in_step(narrow, wide)
    return False


def _is_prose(column: list[Row]) -> bool:
    """Whether a column's lines are broken by its edge."""
    if len(column) < 3:
        return False
    width = width_of(column)
    full = [row for row in column if len(row) == 1 and row[0].right - row[0].left >= _FULL * width]
    words = sum(words_in(row) for row in full)
    return (
        len(full) > max(1, 0.35 * len(column)) and words >= 4 * len(full) and width > 12 * column[0][0].height
    )


def _in_step(first: list[Row], second: list[Row]) -> bool:
    """Whether what begins in one column begins in the other on the same line, time and again: rows of a table."""
    height = first[0][0].height
    coded = [" ".join(run.text for run in row) for row in first]
    if _share_of_codes(coded) >= 0.6 and _aligned(first, [row[0].base for row in second], height) >= 0.7:
        return True
    others = [row[0].base for row in _starts(second)]
    return any(
        len(starts) > 1 and _aligned(starts, others, height) >= 0.7 for starts in (first, _set_apart(first))
    )


def _aligned(rows: list[Row], others: list[float], height: float) -> float:
    """The share of the rows whose baseline is one of the others."""
    together = sum(any(abs(row[0].base - other) < _UNEVEN * height for other in others) for row in rows)
    return together / len(rows)


def _share_of_codes(texts: list[str]) -> float:
    """The share of texts that are values, codes or labels, and no part of an address."""
    coded = [
        text for text in texts if (VALUE.fullmatch(text) and not _ADDRESS.search(text)) or LABEL.match(text)
    ]
    return len(coded) / len(texts)


def _starts(column: list[Row]) -> list[Row]:
    """The first rows of paragraphs: behind some space, or a line that did not reach the column's edge."""
    short = column[0][0].left + 0.75 * width_of(column)
    apart = _set_apart(column)
    return [
        below for above, below in pairwise([column[0], *column]) if below in apart or above[-1].right < short
    ]


def _set_apart(column: list[Row]) -> list[Row]:
    """The rows of a column that have more space above them than others."""
    gaps = [below[0].base - above[0].base for above, below in pairwise(column)]
    usual = min(gaps, default=0.0)
    return [column[0], *(row for row, gap in zip(column[1:], gaps, strict=True) if gap > 1.15 * usual)]


def are_blocks(columns: list[list[Row]]) -> bool:
    """Whether two columns of short lines are blocks, such as an address beside the letter's numbers."""
    if len(columns) != 2:
        return False
    left, right = ([" ".join(run.text for run in row) for row in column] for column in columns)
    values = sum(bool(VALUE.fullmatch(text)) and not _ADDRESS.search(text) for text in left)
    if len(left) < 2 or _share(LABEL, left) > 0.3 or 2 * values > len(left):
        return False
    if _mismatch(columns) > _UNEVEN * columns[0][0][0].height:
        return True
    if any(map(_ADDRESS.search, left)):
        return _share(_LABELLED, right) >= 0.5 or any(map(_ADDRESS.search, right))
    return (
        len(right) > 1 and any(map(_ADDRESS.search, right)) and len(" ".join(left).split()) >= 2.5 * len(left)
    )


def _mismatch(columns: list[list[Row]]) -> float:
    """How far the baselines of lines side by side are apart: the columns are not set together."""
    apart = (
        min((abs(row[0].base - other[0].base) for other in columns[1]), default=inf) for row in columns[0]
    )
    return median(sorted(apart)[: len(columns[1])])


def _share(pattern: re.Pattern[str], texts: list[str]) -> float:
    return sum(bool(pattern.match(text)) for text in texts) / len(texts)
