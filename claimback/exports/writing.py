"""Rows of a list as a file: CSV and Excel for people, JSON Lines for programs. Knows no list and no database.

A row in JSON Lines is what the API answers. In a table money has two columns, the amount and its currency; what is
itself a list or an object stands as JSON; and no cell is ever a formula.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import IO, Any, Final

from claimback.kernel import json
from claimback.kernel.cells import write_csv
from claimback.kernel.spreadsheet import XLSX, Cell, write_workbook

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a list."""

    name: str
    money: bool = False


Columns = Sequence[Column]


@dataclass(frozen=True, slots=True)
class Table:
    """What is written: rows of which each is read once, and the fields that a table shows of them."""

    title: str
    columns: Columns
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file, and how many rows it holds; None for as many as there are."""

    name: str
    ending: str
    media_type: str
    write: Callable[[IO[bytes], Table], None]
    rows_limit: int | None = None


def _csv(file: IO[bytes], table: Table) -> None:
    write_csv(file, _heading(table.columns), _lines(table))


def _xlsx(file: IO[bytes], table: Table) -> None:
    write_workbook(file, table.title, chain([_heading(table.columns)], _lines(table)))


def _jsonl(file: IO[bytes], table: Table) -> None:
    for row in table.rows:
        file.write(json.dumps(row) + b"\n")


FORMATS: Final = {
    "csv": Format("CSV", "csv", "text/csv; charset=utf-8", _csv),
    "xlsx": Format("Excel", "xlsx", XLSX, _xlsx, rows_limit=1_048_575),
    "jsonl": Format("JSON Lines", "jsonl", "application/jsonl", _jsonl),
}
"""The kinds of file by their code. A sheet of Excel's has 1,048,576 rows, its heading among them."""


def _heading(columns: Columns) -> list[str]:
    return [
        name
        for column in columns
        for name in ((column.name, f"{column.name}_currency") if column.money else (column.name,))
    ]


def _lines(table: Table) -> Iterator[list[Cell]]:
    for row in table.rows:
        line: list[Cell] = []
        for column in table.columns:
            value = row.get(column.name)
            if not column.money:
                line.append(_cell(value))
            elif value is None:
                line += [None, None]
            else:
                line += [Decimal(value["amount"]), value["currency"]]
        yield line


def _cell(value: Any) -> Cell:
    """A value as a cell: numbers as they are, everything else in the API's own words."""
    if value is None or isinstance(value, str | Decimal):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return Decimal(repr(value))
    said = json.dumps(value).decode()
    return said if isinstance(value, list | tuple | dict) else said.strip('"')
