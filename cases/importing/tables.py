"""A file as a table: its encoding, its separator, its header, its rows as text. Nothing in it is run or guessed.

A cell that looks like a formula is text like any other. A workbook's dates become ISO dates, as they are stored.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

from cases.importing.workbook import COLUMNS_LIMIT, NoWorkbook, rows_apart, too_wide
from claimback.kernel.errors import Invalid

ROWS_LIMIT: Final = 200_000
CELL_LIMIT: Final = 20_000
"""Characters of a cell."""
SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BOMS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SNIFFED: Final = 64 * 1024


class TableRefused(Invalid):
    """A file that can't be read as a table, with the remedy."""

    code, title = "table_refused", "The table can't be read."


@dataclass(frozen=True, slots=True)
class Table:
    """A table: where it was read from, its columns, and its rows."""

    encoding: str
    separator: str
    columns: list[str]
    _source: "list[list[str]] | str"

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not empty with its number as a person counts, the header being 1: all cells, stripped.

        A row may have fewer or more cells than there are columns. Raises TableRefused at a row that can't be read.
        """
        source = _records(self._source, self.separator) if isinstance(self._source, str) else self._source
        counted = 0
        for number, cells in enumerate(source, start=1):
            if number == 1 or not any(cells):
                continue
            counted += 1
            if counted > ROWS_LIMIT:
                raise TableRefused(f"The table has more than {ROWS_LIMIT:,} rows. Split it.")
            yield number, [cell.strip() for cell in cells]


def read_table(data: bytes, *, encoding: str = "") -> Table:
    """The table in a CSV file or in the first sheet of a workbook that holds anything.

    `encoding` is what the bytes of a CSV file are written in, where they are not UTF-8. Raises TableRefused.
    """
    if data.startswith(b"PK\x03\x04"):
        rows = _sheet(data)
        return Table("", "", _columns(rows[0] if rows else []), rows)
    text, used = _text(data, encoding)
    separator = _separator(text)
    header = next(_records(text, separator), [])
    return Table(used, separator, _columns(header), text)


def _text(data: bytes, encoding: str) -> tuple[str, str]:
    for bom, of_bom in _BOMS.items():
        if data.startswith(bom):
            encoding = of_bom
    used = encoding or "utf-8"
    try:
        text = data.decode(used)
    except LookupError:
        raise TableRefused(f"There is no encoding {used!r}. Say utf-8, cp1252 or another.") from None
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise TableRefused(
            f"Byte {error.start + 1:,}, in row {row:,}, is 0x{data[error.start]:02X}, which {used} does not have"
            f" there.{_remedy(data)}"
        ) from None
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        raise TableRefused(f"Row {row:,} holds a character NUL: the file is damaged. Export it again.")
    return text, used


def _remedy(data: bytes) -> str:
    best = from_bytes(data[:_SNIFFED]).best()
    likely = best.encoding if best is not None and best.encoding not in ("utf_8", "ascii") else "cp1252"
    return f" Save it as “CSV UTF-8”, or say which encoding it has; {likely} would read it."


def _separator(text: str) -> str:
    """The one that divides the header into the most columns."""
    divided = {mark: len(next(_records(text, mark), [])) for mark in SEPARATORS}
    return max(divided, key=lambda mark: divided[mark])


def _records(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableRefused(
                f"Row {number:,} can't be read ({error}): a quotation mark in it stands alone. Export the file again."
            ) from None
        yield cells


def _sheet(data: bytes) -> list[list[str]]:
    try:
        return rows_apart(data)
    except NoWorkbook as refusal:
        raise TableRefused(str(refusal)) from None


def _columns(header: list[str]) -> list[str]:
    """The columns' names: told apart where two are alike, named by their place where they have none."""
    if not any(cell.strip() for cell in header):
        raise TableRefused("The file is empty: its first row names no column. Export it with its header.")
    if len(header) > COLUMNS_LIMIT:
        raise TableRefused(too_wide(len(header)))
    columns: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = " ".join(cell.split())[:200] or f"column {place}"
        again, wanted = 1, name
        while name in columns:
            again += 1
            name = f"{wanted} ({again})"
        columns.append(name)
    return columns
