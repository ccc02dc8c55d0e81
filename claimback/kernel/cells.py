"""Tables as text for spreadsheets: comma-separated, with no cell that would come alive as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Final, TextIO

_LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_LIVE) else cell


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table with its heading, RFC 4180; None is an empty cell, a number stands as it is, every text is inert."""
    text = io.StringIO()
    _write(text, columns, rows)
    return text.getvalue()


def write_csv(file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """As `as_csv`, into a file in UTF-8: of many rows one is in memory."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    _write(text, columns, rows)
    text.detach()


def _write(text: TextIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_cell(cell) for cell in row] for row in rows)


def _cell(value: object) -> str:
    if isinstance(value, Decimal | int):
        return str(value)
    return "" if value is None else inert(str(value))
