"""An estimate's lines in a CSV file, a workbook, or XML of the form below: which column is what, and rows as lines.

The XML is ours and small: `<estimate>` holds `<room name="Kitchen">` elements, these hold `<line>` elements whose
attributes are the fields of FIELDS and whose text, where it has one, is the description. Lines may stand in the
estimate itself, with the attribute `room`. Other elements and attributes are refused by name: nothing of a vendor's own
format is guessed at. A document type is refused, and with it every entity.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from xml.parsers import expat

from cases.importing import values
from cases.importing.rows import Problem
from cases.importing.tables import CELL_LIMIT, ROWS_LIMIT, Table, TableRefused, read_table

FIELDS: Final[dict[str, str]] = {
    "room": "Room",
    "coverage": "Coverage",
    "category": "Category",
    "code": "Code",
    "description": "Description",
    "quantity": "Quantity",
    "unit": "Unit",
    "unit_price": "Unit price",
    "tax": "Tax",
    "overhead_profit": "Overhead and profit",
    "rcv": "Replacement cost (RCV)",
    "depreciation": "Depreciation",
    "acv": "Actual cash value (ACV)",
}
"""What a table may hold of a line."""

_HEADERS: Final[Mapping[str, Sequence[str]]] = {
    "room": ("room", "room name", "group", "area", "location"),
    "coverage": ("coverage", "cov", "coverage name"),
    "category": ("category", "cat"),
    "code": ("code", "selector", "sel", "item", "item code", "line item code", "cat sel"),
    "description": ("description", "desc", "item description", "line item", "scope"),
    "quantity": ("quantity", "qty", "calc qty"),
    "unit": ("unit", "uom", "unit of measure"),
    "unit_price": ("unit price", "unit cost", "price", "replace", "unit rate"),
    "tax": ("tax", "sales tax", "taxes"),
    "overhead_profit": ("overhead profit", "o&p", "o p", "op", "overhead and profit"),
    "rcv": ("rcv", "replacement cost", "replacement cost value", "total", "item total", "amount"),
    "depreciation": ("depreciation", "deprec", "depr", "dep", "depreciation amount"),
    "acv": ("acv", "actual cash value", "net"),
}
_NUMBERS: Final = ("quantity", "unit_price", "tax", "overhead_profit", "rcv", "depreciation", "acv")
_NUMBER: Final = re.compile(r"-?\$?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d{1,4})?")


def read_estimate(data: bytes, *, encoding: str = "") -> Table:
    """The lines of a file as a table. Raises TableRefused."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return _xml(data) if start == b"<" else read_table(data, encoding=encoding)


def proposed(columns: Sequence[str]) -> dict[str, str]:
    """The columns by field, as far as their headers say."""
    by_name = {_plain(column): column for column in reversed(columns)}
    mapping: dict[str, str] = {}
    for name, headers in _HEADERS.items():
        found = next(
            (by_name[_plain(header)] for header in (name, *headers) if _plain(header) in by_name), None
        )
        if found is not None and found not in mapping.values():
            mapping[name] = found
    return mapping


def mapping_problem(mapping: Mapping[str, str], columns: Sequence[str]) -> str:
    """What is wrong with a mapping, with the remedy; empty where nothing is."""
    for name, column in mapping.items():
        if name not in FIELDS:
            return f"There is no field {name}. Known: {', '.join(FIELDS)}."
        if column not in columns:
            return f"The table has no column “{column}”."
    if len(set(mapping.values())) < len(mapping):
        return "A column is mapped twice. Map each column to one field."
    if "description" not in mapping:
        return "Map the column of the description."
    if "rcv" not in mapping and "unit_price" not in mapping:
        return "Map the column of the replacement cost, or that of the unit price."
    return ""


@dataclass
class LineReader:
    """Reads rows of one table as lines. A room stands for the rows under it until the next is named."""

    columns: Sequence[str]
    mapping: Mapping[str, str]
    _room: str = ""
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {name: self.columns.index(column) for name, column in self.mapping.items()}

    def read(self, number: int, cells: Sequence[str]) -> tuple[dict[str, Any] | None, list[Problem]]:
        """The line as `estimate_add` takes it, or None and what is wrong with the row.

        None without a problem for a row that says a room and nothing else.
        """
        texts = {
            name: " ".join(cells[place].split())
            for name, place in self._places.items()
            if place < len(cells) and cells[place].strip()
        }
        self._room = texts.get("room", self._room)
        if set(texts) <= {"room"}:
            return None, []
        line: dict[str, Any] = {name: text for name, text in texts.items() if name not in _NUMBERS}
        problems = []
        for name in _NUMBERS:
            if name in texts:
                try:
                    line[name] = number_of(texts[name], cents=name not in ("quantity", "unit_price"))
                except ValueError as wrong:
                    problems.append(Problem(number, self.mapping[name], "invalid", str(wrong)))
        return (None, problems) if problems else ({**line, "room": self._room}, [])


def number_of(text: str, *, cents: bool) -> Decimal:
    """A number of a cell: an amount to the cent, or a quantity or price of up to four places. Raises ValueError."""
    if cents:
        return values.amount(text)
    found = _NUMBER.fullmatch(text.replace(" ", ""))
    if not found or not (found[1] or found[2]):
        raise ValueError(f"“{text}” is no number that can be read. Write it as 12.5.")
    return Decimal(text.replace(" ", "").replace(",", "").replace("$", ""))


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9&]+", "", header.lower())


def _xml(data: bytes) -> Table:
    """The lines of the XML form as a table with a column for each field."""
    rows = [list(FIELDS), *_lines(data)]
    return Table("", "", list(FIELDS), rows)


def _lines(data: bytes) -> Iterator[list[str]]:
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise TableRefused(f"The XML can't be read ({error}). Export it again.") from None
    return iter(reading.rows)


class _Reading:
    """The rows of an XML estimate, as its elements come."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._path: list[str] = []
        self._room = ""
        self._line: dict[str, str] = {}
        self._text: list[str] = []

    def doctype(self, *_: Any) -> None:
        raise TableRefused("The XML declares a document type. Export it without one: none is read.")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        inside = "/".join([*self._path, name])
        if inside == "estimate/room":
            self._room = attributes.get("name", "")
        elif inside in ("estimate/line", "estimate/room/line"):
            self._line, self._text = {"room": self._room, **attributes}, []
            if unknown := set(self._line) - set(FIELDS):
                raise TableRefused(f"A line has no attribute {min(unknown)}. Known: {', '.join(FIELDS)}.")
        elif inside != "estimate":
            raise TableRefused(
                f"An element {name} does not belong here. An estimate holds rooms, and rooms hold lines."
            )
        self._path.append(name)

    def text(self, text: str) -> None:
        if self._path and self._path[-1] == "line" and sum(map(len, self._text)) <= CELL_LIMIT:
            self._text.append(text)

    def end(self, name: str) -> None:
        self._path.pop()
        if name == "room":
            self._room = ""
        if name == "line":
            said = " ".join("".join(self._text).split())
            self._line["description"] = self._line.get("description") or said
            self.rows.append([self._line.get(name, "") for name in FIELDS])
            if len(self.rows) > ROWS_LIMIT:
                raise TableRefused(f"The file has more than {ROWS_LIMIT:,} lines. Split it.")
