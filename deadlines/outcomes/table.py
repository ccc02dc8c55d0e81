"""An official file as rows with their line numbers: its encoding, its separator, its heading. Pure."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

SEPARATORS: Final = (",", ";", "\t")
FIELD_LIMIT: Final = 1_000_000
"""Characters in one cell: a reviewer's findings are pages long."""
_BYTE_ORDER_MARK: Final = "\ufeff"


class FileProblem(ValueError):
    """Something in the file that can't be read: at `line` (0 for the whole file), in the column of that heading."""

    def __init__(self, line: int, column: str, detail: str) -> None:
        super().__init__(detail)
        self.line, self.column, self.detail = line, column, detail

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else "the file"
        return f"{where}{f', {self.column}' if self.column else ''}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line that it begins on, and its cells by the names of ours, blanks around them taken off."""

    line: int
    cells: Mapping[str, str]

    def wrong(self, column: str, detail: str) -> FileProblem:
        """A problem of this row."""
        return FileProblem(self.line, column, detail)

    def text(self, name: str, most: int, *, required: bool = False) -> str:
        """A cell as it is given; "" for one that is not there. Raises FileProblem for one too long, or missing."""
        value = self.cells.get(name, "")
        if required and not value:
            raise self.wrong(name, "is empty")
        if len(value) > most:
            raise self.wrong(name, f"has {len(value)} characters, and {most} at most are taken")
        return value


def plain_heading(heading: str) -> str:
    """A heading without case, blanks and signs: exports write `Report Year`, `ReportYear` and `report_year`."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


def decoded(data: bytes) -> str:
    """The text: UTF-8, or else what Windows writes. Raises FileProblem."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.removeprefix(_BYTE_ORDER_MARK)
    raise FileProblem(0, "", "is neither UTF-8 nor Windows-1252. Export it as CSV in UTF-8.")


def read_rows(data: bytes, names: Mapping[str, str], required: Sequence[str]) -> Iterator[Row | FileProblem]:
    """The rows of a file with a heading, and in the place of each that is none what is wrong with it.

    `names` leads from headings, as `plain_heading` writes them, to names of ours; other columns are passed over.
    Raises FileProblem where the file as a whole can't be read: no heading, a name of `required` that no column has.
    """
    text = decoded(data)
    if not text.strip():
        raise FileProblem(0, "", "is empty.")
    first = text.split("\n", 1)[0]
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count), strict=True)
    headings = [names.get(plain_heading(heading), "") for heading in next(reader)]
    if missing := [name for name in required if name not in headings]:
        raise FileProblem(1, "", f"has no column {', '.join(missing)}. Its first line must be the heading.")
    if twice := [name for name in headings if name and headings.count(name) > 1]:
        raise FileProblem(1, "", f"has the column {twice[0]} twice.")
    yield from _rows(reader, headings)


def _rows(reader: Iterator[list[str]], headings: Sequence[str]) -> Iterator[Row | FileProblem]:
    before = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield FileProblem(before + 1, "", f"{error}. What follows can't be read either.")
            return
        line, before = before + 1, reader.line_num  # type: ignore[attr-defined]
        if not any(cells):
            continue
        if len(cells) != len(headings):
            yield FileProblem(line, "", f"has {len(cells)} columns, and the heading has {len(headings)}")
        elif any("\0" in cell for cell in cells):
            yield FileProblem(line, "", "holds a character that no text has (NUL)")
        else:
            pairs = zip(headings, cells, strict=True)
            yield Row(line, {name: cell.strip() for name, cell in pairs if name})
