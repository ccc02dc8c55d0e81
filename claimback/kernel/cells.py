"""Tables as text for spreadsheets: comma-separated, with no cell that would come alive as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

_LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_LIVE) else cell


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table with its heading, RFC 4180; None is an empty cell, a decimal stands as it is, every text is inert."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    return "" if value is None else inert(str(value))
