"""The rows of a workbook, read in a process of its own: `python -m cases.importing.workbook < FILE` says them.

A few kilobytes can say that a sheet has seventeen thousand million cells, or that each of its cells holds the same
million letters. Whoever unpacks that runs out of memory; so it is a process that has little, and nothing else to lose.
Pure: no Django.
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import python_calamine

from claimback.pages.limits import allow_time, confine_memory

COLUMNS_LIMIT: Final = 400
SECONDS: Final = 150
_CHARACTERS_LIMIT: Final = 200 * 2**20
"""Of all cells together: what reads the rows keeps them."""
_ROOT: Final = Path(__file__).resolve().parents[2]
_TOO_MUCH: Final = "The workbook unpacks to more than any table has. Save its sheet as CSV UTF-8."


class NoWorkbook(ValueError):
    """The bytes can't be read as a workbook; the text is the remedy."""


def rows_apart(data: bytes) -> list[list[str]]:
    """The rows of the first sheet that holds anything, all cells as text. Raises NoWorkbook."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", __name__],
            cwd=_ROOT,
            env={"PYTHONUTF8": "1"},
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoWorkbook(_TOO_MUCH) from None
    *rows, end = done.stdout.splitlines() or [b""]
    if done.returncode or not end:
        raise NoWorkbook(_TOO_MUCH)
    said = json.loads(end)
    if said:
        raise NoWorkbook(said)
    return [json.loads(row) for row in rows]


def too_wide(columns: int) -> str:
    """What is said of a table with more columns than are read."""
    return f"The table has {columns:,} columns; at most {COLUMNS_LIMIT} are read. Export only what is needed."


def _rows(data: bytes) -> Iterator[list[str]]:
    """Raises NoWorkbook."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_width > COLUMNS_LIMIT:
                raise NoWorkbook(too_wide(sheet.total_width))
            if rows := sheet.to_python(skip_empty_area=True):
                yield from ([_shown(cell) for cell in row] for row in rows)
                return
    except python_calamine.PasswordError:
        raise NoWorkbook("The workbook asks for a password. Save it without one.") from None
    except python_calamine.CalamineError as error:
        raise NoWorkbook(f"The workbook can't be read ({error}). Save it as CSV UTF-8.") from None


def _shown(cell: Any) -> str:
    """A cell as text: a day as ISO writes it, a whole number without a point."""
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat()
            if (cell.hour, cell.minute, cell.second) == (0, 0, 0)
            else cell.isoformat(" ")
        )
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell)


def main() -> None:
    """Say each row as a line of JSON, and last an empty text, or why the workbook is not read."""
    confine_memory()
    allow_time()
    left, end = _CHARACTERS_LIMIT, ""
    try:
        for row in _rows(sys.stdin.buffer.read()):
            left -= sum(map(len, row))
            if left < 0:
                raise NoWorkbook(_TOO_MUCH)
            sys.stdout.write(json.dumps(row) + "\n")
    except NoWorkbook as refusal:
        end = str(refusal)
    sys.stdout.write(json.dumps(end) + "\n")


if __name__ == "__main__":
    main()
