"""Rows of a table as clients and cases: each cell read and checked, each problem named with its row and column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final

from cases.governing_law import jurisdiction_problem, plan_type_problem
from cases.importing import values
from cases.importing.mapping import FIELDS
from cases.importing.tables import CELL_LIMIT
from cases.vocabulary import LINES_OF_BUSINESS, PLAN_TYPES

LENGTHS: Final = {
    "external_id": 120,
    "client_external_id": 120,
    "name": 200,
    "email": 254,
    "phone": 40,
    "number": 40,
    "title": 200,
    "client_name": 200,
    "client_email": 254,
    "client_phone": 40,
    "insurer_name": 200,
    "claim_number": 80,
}
"""Characters that the columns of the rows take."""
_AMOUNT_LIMIT: Final = Decimal(10) ** 12
_FIRST_DAY: Final = date(1971, 1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, or with one cell of it, and the remedy."""

    row: int
    column: str
    code: str
    detail: str


@dataclass(slots=True)
class ClientRow:
    """A client as a row has them. `key` is what the row is known by again; `name` is never empty.

    `who` is by what they are known within a table of cases: their key, or else their name and address.
    """

    row: int
    key: str
    name: str
    kind: str = "person"
    email: str = ""
    phone: str = ""
    address: str = ""
    who: str = field(init=False)

    def __post_init__(self) -> None:
        self.who = self.key or f"{self.name.casefold()}\x1f{self.email}"


@dataclass(slots=True)
class CaseRow:
    """A case as a row has it, with its client and the name of its insurer."""

    row: int
    key: str
    client: ClientRow
    insurer_name: str
    title: str
    number: str
    line_of_business: str
    plan_type: str
    claim_kind: str
    jurisdiction: str
    claim_number: str
    loss_date: date | None
    opened_on: date
    amount_claimed: Decimal | None
    amount_disputed: Decimal | None


@dataclass
class Reader:
    """Reads rows of one table. `origin` is what keys of rows without an id of their own begin with.

    `mapping` has the column of each field, `constants` a value for cells that are empty, `days` the form of the days
    of columns. `today` is the last day on which something can have happened.
    """

    kind: str
    columns: Sequence[str]
    mapping: Mapping[str, str]
    constants: Mapping[str, str]
    days: Mapping[str, str]
    today: date
    claim_kinds: Mapping[str, str]
    is_email: Callable[[str], bool]
    source: str
    origin: str
    _seen: dict[str, int] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = [(field, self.columns.index(column)) for field, column in self.mapping.items()]
        self._alike = dict.fromkeys(FIELDS[self.kind], "") | dict(self.constants)
        # A column has few of these, each many times.
        self._line = lru_cache(partial(values.choice, choices=LINES_OF_BUSINESS))
        self._plan = lru_cache(partial(values.choice, choices=PLAN_TYPES))
        self._claim_kind = lru_cache(partial(values.choice, choices=self.claim_kinds))
        self._state = lru_cache(values.state)

    def read(self, number: int, cells: Sequence[str]) -> tuple[ClientRow | CaseRow | None, list[Problem]]:
        """The row, or None and what is wrong with it. Rows are read in their order: the second of an id is wrong."""
        row = _Row(self, number, cells)
        if len(cells) > len(self.columns) and any(cells[len(self.columns) :]):
            row.wrong(
                "",
                "too_many_cells",
                f"It has {len(cells)} cells for {len(self.columns)} columns. Quote its text.",
            )
        made = self._client(row) if self.kind == "clients" else self._case(row)
        for known, value, what in (
            (self._seen, made.key, "external_id"),
            (self._numbers, getattr(made, "number", ""), "number"),
        ):
            if value and (first := known.setdefault(value, number)) != number:
                row.wrong(what, "twice", f"Row {first} has the same. Leave one of them out.")
        return (None, row.problems) if row.problems else (made, [])

    def column(self, field: str) -> str:
        """What the table calls the field, or the field's own name where it has no column."""
        return self.mapping.get(field, field)

    def _client(self, row: "_Row") -> ClientRow:
        person = " ".join(filter(None, (row.text("first_name"), row.text("last_name"))))
        organisation = row.text("organisation")
        name = row.text("name") or person or organisation
        if not name:
            row.wrong(
                "name", "missing", "It names nobody. Map the columns of the name, or leave the row out."
            )
        place = ", ".join(
            filter(
                None, (row.text("city"), " ".join(filter(None, (row.text("state"), row.text("postal_code")))))
            )
        )
        address = row.text("address") or "\n".join(filter(None, (row.text("street"), place)))
        return ClientRow(
            row.number,
            self._key(row, "external_id"),
            row.short("name", name),
            "organisation" if organisation and not person else "person",
            row.email("email"),
            row.value("phone", values.phone, ""),
            address,
        )

    def _case(self, row: "_Row") -> CaseRow:
        line = row.value("line_of_business", self._line, "")
        plan = row.value("plan_type", self._plan, "")
        place = row.value("jurisdiction", self._state, "")
        client = self._client_of_case(row)
        insurer = row.short("insurer_name")
        for name, value in (("line_of_business", line), ("jurisdiction", place), ("insurer_name", insurer)):
            if not value and not row.has_problem(self.column(name)):
                row.wrong(
                    name, "missing", "It is empty. Map its column, or give one value for all such rows."
                )
        if line and (problem := plan_type_problem(line, plan)):
            row.wrong("plan_type", "not_fitting", problem)
        if place and (problem := jurisdiction_problem(place)):
            row.wrong("jurisdiction", "unknown", problem)
        return CaseRow(
            row.number,
            self._key(row, "external_id"),
            client,
            insurer,
            row.short("title", row.text("title") or f"{client.name} against {insurer}")[:200],
            row.short("number"),
            line,
            plan,
            row.value("claim_kind", self._claim_kind, ""),
            place,
            row.short("claim_number"),
            row.day("loss_date"),
            row.day("opened_on") or self.today,
            row.amount("amount_claimed"),
            row.amount("amount_disputed"),
        )

    def _client_of_case(self, row: "_Row") -> ClientRow:
        person = " ".join(filter(None, (row.text("client_first_name"), row.text("client_last_name"))))
        organisation = row.text("client_organisation")
        name = row.text("client_name") or person or organisation
        if not name:
            row.wrong("client_name", "missing", "It names no client. Map the columns of the client's name.")
        id = row.short("client_external_id")
        return ClientRow(
            row.number,
            f"{self.source}:client:{id}" if id else "",
            row.short("client_name", name),
            "organisation" if organisation and not person else "person",
            row.email("client_email"),
            row.value("client_phone", values.phone, ""),
        )

    def _key(self, row: "_Row", field: str) -> str:
        """By its id in the other system, or else by the file and the row's number in it."""
        what = "client" if self.kind == "clients" else "case"
        id = row.short(field)
        return f"{self.source}:{what}:{id}" if id else f"{self.origin}:{row.number}"


class _Row:
    """One row being read, with what is found wrong with it. `texts` are its cells by field."""

    def __init__(self, reader: Reader, number: int, cells: Sequence[str]) -> None:
        self.reader, self.number = reader, number
        self.problems: list[Problem] = []
        self.texts = texts = reader._alike.copy()
        count = len(cells)
        for name, place in reader._places:
            if place < count and (cell := cells[place]):
                texts[name] = " ".join(cell.split()) if len(cell) <= CELL_LIMIT else self._cut(name, cell)

    def wrong(self, field: str, code: str, detail: str) -> None:
        """Note a problem of the field's column."""
        column = self.reader.column(field) if field else ""
        self.problems.append(Problem(self.number, column, code, detail))

    def has_problem(self, column: str) -> bool:
        """Whether something is wrong with the column already."""
        return any(problem.column == column for problem in self.problems)

    def _cut(self, field: str, cell: str) -> str:
        self.wrong(field, "too_long", f"It has {len(cell):,} characters; at most {CELL_LIMIT:,} are read.")
        return ""

    def text(self, field: str) -> str:
        """The cell, with its blanks made one each; the constant where it is empty or there is no column."""
        return self.texts[field]

    def short(self, field: str, text: str | None = None) -> str:
        """The cell, no longer than its column takes."""
        if text is None:
            text = self.texts[field]
        if len(text) > LENGTHS[field]:
            self.wrong(
                field, "too_long", f"It has {len(text)} characters; at most {LENGTHS[field]} are taken."
            )
            return text[: LENGTHS[field]]
        return text

    def email(self, field: str) -> str:
        """An address, in small letters."""
        text = self.short(field).lower()
        if text and not self.reader.is_email(text):
            self.wrong(field, "invalid", f"“{text}” is no e-mail address.")
        return text

    def value(self, field: str, read: Callable[[str], Any], empty: Any) -> Any:
        """The cell as `read` makes it; `empty` for nothing, and where it is wrong."""
        text = self.texts[field]
        if not text:
            return empty
        try:
            found = read(text)
        except ValueError as problem:
            self.wrong(field, "invalid", str(problem))
            return empty
        return self.short(field, found) if field in LENGTHS else found

    def day(self, field: str) -> date | None:
        """A day that has come."""
        if not self.texts[field]:
            return None
        form = self.reader.days.get(self.reader.column(field), "")
        day: date | None = self.value(field, lambda text: values.day(text, form), None)
        if day is not None and not _FIRST_DAY <= day <= self.reader.today:
            self.wrong(field, "invalid", f"{day} is in the future, or before {_FIRST_DAY}. Check the year.")
        return day

    def amount(self, field: str) -> Decimal | None:
        """An amount that is not negative."""
        found: Decimal | None = self.value(field, values.amount, None)
        if found is not None and not 0 <= found < _AMOUNT_LIMIT:
            self.wrong(field, "invalid", "An amount is not negative, and has at most 12 digits.")
        return found
