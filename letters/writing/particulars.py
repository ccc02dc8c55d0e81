"""The particulars of a template: typed facts that no row of a case holds, which the author gives with the letter.

Reading what an author typed, and keeping it as JSON. Which templates ask for which is their own matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal

from letters.writing.facts import Amount, ParticularValue, TableRow

ParticularType = Literal[
    "text", "paragraphs", "date", "time", "money", "number", "address", "lines", "choice", "yes_no", "rows"
]
ColumnType = Literal["text", "money"]
LONGEST: Final[Mapping[str, int]] = {"text": 500, "paragraphs": 20_000, "address": 500, "lines": 2_000}
MOST_LINES: Final = 200
PARTICULAR: Final = "particular."
_DIGITS = re.compile(r"-?\d{1,12}(?:\.\d{1,4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a particular of rows."""

    name: str
    type: ColumnType
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """One of them: what a form calls it, what to do when it is missing, the words of each code of a choice, the columns
    of rows."""

    name: str
    type: ParticularType
    label: str
    remedy: str
    choices: Mapping[str, str]
    columns: tuple[Column, ...] = ()

    @property
    def path(self) -> str:
        """By which templates name it."""
        return PARTICULAR + self.name


class ParticularError(ValueError):
    """A particular can't be read: `name` says which, the message what to give instead."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def read_particulars(known: Iterable[Particular], given: Mapping[str, object]) -> dict[str, ParticularValue]:
    """What an author gave, as JSON has it, by the types of the template. None and blank texts give nothing.

    A sum of money comes as ``{"amount": "12.34", "currency": "USD"}``, a number as digits, an address and lines as
    lists of texts, a choice as its code, rows as a list of objects by their columns' names. Raises `ParticularError`
    for a name that the template does not ask for and for a value of another type.
    """
    by_name = {particular.name: particular for particular in known}
    found: dict[str, ParticularValue] = {}
    for name, raw in given.items():
        if name not in by_name:
            asked = ", ".join(by_name) or "none"
            raise ParticularError(name, f"This letter asks for no such particular; it asks for {asked}.")
        value = None if raw is None else _read(by_name[name], raw)
        if value is not None and value != "" and value != ():
            found[name] = value
    return found


def _read(particular: Particular, raw: object) -> ParticularValue:
    name, kind = particular.name, particular.type
    if kind in ("text", "paragraphs"):
        return _text(name, raw, LONGEST[kind])
    if kind in ("address", "lines"):
        if not isinstance(raw, list | tuple) or len(raw) > MOST_LINES:
            raise ParticularError(name, f"Give a list of at most {MOST_LINES} texts.")
        return tuple(line for line in (_text(name, line, LONGEST[kind]) for line in raw) if line)
    if kind == "rows":
        return _rows(particular, raw)
    if kind == "yes_no":
        if not isinstance(raw, bool):
            raise ParticularError(name, "Answer true or false.")
        return raw
    if kind == "choice":
        if raw not in particular.choices:
            raise ParticularError(name, f"Choose one of {', '.join(particular.choices)}.")
        return str(raw)
    if kind == "money":
        return _money(name, raw)
    if kind == "number":
        return _number(name, raw)
    return _moment(name, kind, raw)


def _rows(particular: Particular, raw: object) -> tuple[TableRow, ...]:
    name, columns = particular.name, {column.name: column for column in particular.columns}
    if not isinstance(raw, list | tuple) or len(raw) > MOST_LINES:
        raise ParticularError(name, f"Give a list of at most {MOST_LINES} rows.")
    rows: list[TableRow] = []
    for number, row in enumerate(raw, start=1):
        if not isinstance(row, Mapping) or set(row) != set(columns):
            raise ParticularError(name, f"Row {number}: give {', '.join(columns)}, and nothing else.")
        cells: dict[str, str | Amount] = {}
        for column in columns.values():
            cell = row[column.name]
            try:
                read = _money(name, cell) if column.type == "money" else _text(name, cell, LONGEST["text"])
            except ParticularError as error:
                raise ParticularError(name, f"Row {number}, {column.name}: {error}") from error
            if read == "":
                raise ParticularError(
                    name, f"Row {number}, {column.name}: it is empty; give it, or leave the row out."
                )
            cells[column.name] = read
        rows.append(cells)
    return tuple(rows)


def _text(name: str, raw: object, longest: int) -> str:
    if not isinstance(raw, str):
        raise ParticularError(name, "Give it as text.")
    if len(raw) > longest:
        raise ParticularError(name, f"Give it in at most {longest} characters.")
    return raw.strip()


def _number(name: str, raw: object) -> Decimal:
    text = str(raw).strip()
    if isinstance(raw, bool | float) or not _DIGITS.fullmatch(text):
        raise ParticularError(name, "Give a number in digits, such as 12 or 12.5, as text or a whole number.")
    return Decimal(text)


def _money(name: str, raw: object) -> Amount:
    if isinstance(raw, Amount):
        return raw
    given = raw if isinstance(raw, Mapping) else {}
    currency, amount = given.get("currency", "USD"), given.get("amount")
    try:
        value = Decimal(amount) if isinstance(amount, str) else None
    except InvalidOperation:
        value = None
    good = value is not None and value.is_finite() and 0 <= value < 10**12 and value == round(value, 2)
    if value is None or not good or not re.fullmatch("[A-Z]{3}", str(currency)):
        raise ParticularError(name, 'Give a sum such as {"amount": "1250.00", "currency": "USD"}.')
    return Amount(value.quantize(Decimal("0.01")), str(currency))


def _moment(name: str, kind: str, raw: object) -> date | time:
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw) if kind == "date" else time.fromisoformat(raw).replace(tzinfo=None)
        except ValueError:
            pass
    if type(raw) in (date, time):
        return raw  # type: ignore[return-value]
    example = "2026-11-03" if kind == "date" else "14:30"
    raise ParticularError(name, f"Give a {kind} such as {example}.")


def particulars_to_json(values: Mapping[str, ParticularValue]) -> dict[str, Any]:
    """The values as an author gives them: what `read_particulars` reads."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: ParticularValue) -> Any:
    if isinstance(value, Amount):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [
            {name: _plain(cell) for name, cell in row.items()} if isinstance(row, Mapping) else row
            for row in value
        ]
    return value
