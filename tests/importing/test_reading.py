"""Tables as they come: encodings, separators, headers, cells; and what is refused, with its remedy. No database."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from cases.importing.mapping import FIELDS, mapping_problem, proposed, sources
from cases.importing.rows import CaseRow, ClientRow, Problem, Reader
from cases.importing.tables import TableRefused, read_table
from cases.importing.values import amount, day, form_of_column, phone, state
from cases.services.imports import _is_email

HEADER = "status,client_reference,description,open_date,client_first_name,client_last_name"
ROW = 'Open,R-1,"Roof, ""wear and tear""",03/14/2025,María,Núñez'
CELLS = ["Open", "R-1", 'Roof, "wear and tear"', "03/14/2025", "María", "Núñez"]


def rows(data: bytes | str, **more: str) -> list[tuple[int, list[str]]]:
    """The rows of a table."""
    return list(read_table(data if isinstance(data, bytes) else data.encode(), **more).rows())


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}\n{ROW}\n".encode(),
        f"{HEADER}\r\n{ROW}\r\n\r\n,,,,,\r\n".encode("utf-8-sig"),
        f"{HEADER}\n{ROW}".encode("utf-16"),
        HEADER.replace(",", ";").encode() + b"\n" + ROW.replace(",", ";").replace("Roof;", "Roof,").encode(),
        HEADER.replace(",", "\t").encode()
        + b"\n"
        + "\t".join([*CELLS[:2], '"Roof, ""wear and tear"""', *CELLS[3:]]).encode(),
    ],
)
def test_the_same_table_however_it_is_written(data: bytes) -> None:
    assert rows(data) == [(2, CELLS)]


@pytest.mark.parametrize(
    ("data", "more", "said"),
    [
        (b"", {}, "empty"),
        (b" , ,\n1,2,3", {}, "empty"),
        (f"{HEADER}\n{ROW}".encode("latin-1"), {}, "in row 2, is 0xED, which utf-8 does not have"),
        (f"{HEADER}\n{ROW}".encode("latin-1"), {}, "would read it"),
        (f"{HEADER}\n{ROW}".encode(), {"encoding": "klingon"}, "no encoding 'klingon'"),
        (b"a,b\n1,2\x00\n", {}, "Row 2 holds a character NUL"),
        (b"a,b\n1,\"2\n", {}, "Row 2 can't be read"),
        (",".join(f"c{n}" for n in range(40_000)).encode() + b"\n1", {}, "40,000 columns"),
        (b"PK\x03\x04 and no more", {}, "workbook can't be read"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(data: bytes, more: dict[str, str], said: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        list(read_table(data, **more).rows())
    assert said in refusal.value.detail


def test_an_encoding_that_is_said_is_used() -> None:
    assert rows(f"{HEADER}\n{ROW}".encode("cp1252"), encoding="cp1252") == [(2, CELLS)]


def test_columns_are_told_apart() -> None:
    assert read_table(b"Status, status ,Status,,\n1").columns == [
        "Status",
        "status",
        "Status (2)",
        "column 4",
        "column 5",
    ]


def workbook(cells: str) -> bytes:
    """A workbook with one sheet of one row, and a header above."""
    made = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Opened", "Number", "Title"))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"/>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1">{header}</row>'
        f'<row r="2">{cells}</row></sheetData></worksheet>',
    }
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return made.getvalue()


def test_a_workbook_s_cells_are_text_and_a_formula_is_its_value() -> None:
    cells = (
        '<c t="d"><v>2025-03-14</v></c><c><v>17</v></c><c t="str"><f>CONCATENATE("a","b")</f><v>ab</v></c>'
    )
    table = read_table(workbook(cells))
    assert table.columns == ["Opened", "Number", "Title"]
    assert list(table.rows()) == [(2, ["2025-03-14", "17", "ab"])]


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["2025-04-03", "2025/4/3", "3 Apr 2025", "April 3, 2025"], ""),
        (["03/04/2025", "04/13/2025"], "mdy"),
        (["03/04/2025", "13.04.2025"], "dmy"),
        (["04/04/2025", "5/5/2025"], ""),
        (["03/04/2025", ""], "ambiguous: no other date in the column tells which"),
        (["03/04/2025", "04/13/2025", "13/04/2025"], "ambiguous: “04/13/2025” has the month first"),
    ],
)
def test_a_column_tells_how_its_days_are_written_or_is_refused(cells: list[str], form: str) -> None:
    if not form.startswith("ambiguous"):
        assert form_of_column(cells) == form
        return
    with pytest.raises(ValueError, match="Say the form") as refusal:
        form_of_column(cells)
    assert form.partition(": ")[2] in str(refusal.value)


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (lambda t: day(t, "mdy"), "03/04/2025", date(2025, 3, 4)),
        (lambda t: day(t, "dmy"), "03/04/2025", date(2025, 4, 3)),
        (lambda t: day(t, "mdy"), "2025-04-03 10:15", date(2025, 4, 3)),
        (day, "14 March 2025", date(2025, 3, 14)),
        (day, "03/04/2025", None),
        (lambda t: day(t, "mdy"), "13/04/2025", None),
        (day, "4/5/25", None),
        (day, "30/02/2025", None),
        (day, "yesterday", None),
        (amount, "$1,234.50", Decimal("1234.50")),
        (amount, "(500)", Decimal(-500)),
        (amount, "1.234,50", None),
        (amount, "12,34", None),
        (phone, "(512) 555-0100", "+1 512 555 0100"),
        (phone, "+44 20 7946 0000", "+44 20 7946 0000"),
        (phone, "none", None),
        (state, "texas", "TX"),
        (state, "D.C.", "DC"),
        (state, "Ontario", None),
    ],
)
def test_cells_as_values(read: Any, text: str, expected: Any) -> None:
    if expected is None:
        with pytest.raises(ValueError, match="“"):
            read(text)
    else:
        assert read(text) == expected


def test_each_source_proposes_columns_for_its_own_headers() -> None:
    clio = ["status", "client_reference", "description", "open_date", "custom_number", "client_first_name"]
    assert proposed(clio, kind="cases", source="clio") == {
        "external_id": "client_reference",
        "number": "custom_number",
        "title": "description",
        "client_first_name": "client_first_name",
        "opened_on": "open_date",
    }
    for name, source in sources().items():
        for kind, headers in source.headers.items():
            assert headers.keys() <= FIELDS[kind].keys(), name
            first = {field: words[0] for field, words in headers.items()}
            columns = [word.upper().replace("_", " ") for word in dict.fromkeys(first.values())]
            assert len(proposed(columns, kind=kind, source=name)) == len(columns), (name, kind)
    assert "twice" in mapping_problem({"title": "a", "number": "a"}, ["a"], "cases")
    assert "no column" in mapping_problem({"title": "b"}, ["a"], "cases")


def reader(kind: str, mapping: Mapping[str, str], **more: Any) -> Reader:
    """A reader of the columns of the mapping."""
    usual: dict[str, Any] = {
        "columns": list(mapping.values()),
        "constants": {"insurer_name": "Northfield", "line_of_business": "property", "jurisdiction": "Texas"},
        "days": {},
        "today": date(2026, 3, 2),
        "claim_kinds": {"urgent": "Urgent"},
        "is_email": lambda text: "@" in text,
        "source": "clio",
        "origin": "f00d",
    }
    return Reader(kind=kind, mapping=mapping, **usual | more)


def test_a_row_as_a_case() -> None:
    mapping = {
        "external_id": "Ref",
        "client_name": "Client",
        "loss_date": "Lost",
        "amount_disputed": "Amount",
        "amount_claimed": "Billed",
    }
    made, problems = reader("cases", mapping).read(2, ["R-1", "=Ada()", "2025-03-14", "$1,200", "4000.5"])
    assert problems == []
    assert isinstance(made, CaseRow)
    assert (made.key, made.client.name, made.title) == (
        "clio:case:R-1",
        "=Ada()",
        "=Ada() against Northfield",
    )
    assert (made.jurisdiction, made.loss_date, made.opened_on) == ("TX", date(2025, 3, 14), date(2026, 3, 2))
    assert (made.amount_claimed, made.amount_disputed) == (Decimal("4000.5"), Decimal(1200))


def test_rows_without_an_id_are_known_by_their_file_and_place() -> None:
    made, _ = reader("clients", {"first_name": "F", "organisation": "O"}).read(7, ["", "Quill Ltd"])
    assert made == ClientRow(7, "f00d:7", "Quill Ltd", kind="organisation")


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (["", "R-9"], "Name", "missing"),
        (["x" * 201, "R-9"], "Name", "too_long"),
        (["Ada", "R-1"], "Ref", "twice"),
        (["Ada", "R-9", "more"], "", "too_many_cells"),
    ],
)
def test_what_is_wrong_with_a_row_names_its_column(cells: list[str], column: str, code: str) -> None:
    read = reader("clients", {"name": "Name", "external_id": "Ref"})
    assert read.read(2, ["First", "R-1"])[1] == []
    made, problems = read.read(3, cells)
    assert made is None
    assert [(problem.row, problem.column, problem.code) for problem in problems] == [(3, column, code)]
    assert isinstance(problems[0], Problem)


def test_a_case_says_all_that_is_wrong_with_it() -> None:
    mapping = {"client_name": "C", "plan_type": "P", "loss_date": "L", "client_email": "E"}
    read = reader("cases", mapping, constants={"line_of_business": "health"})
    _, problems = read.read(2, ["", "nfip", "2030-01-01", "nobody"])
    found = {(problem.column, problem.code) for problem in problems}
    assert found == {
        ("C", "missing"),
        ("P", "not_fitting"),
        ("L", "invalid"),
        ("E", "invalid"),
        ("jurisdiction", "missing"),
        ("insurer_name", "missing"),
    }


@pytest.mark.parametrize(
    "text",
    [
        *("ada@mail.example", "a.b+c_d-e@x.mail.example", "ada@localhost", f"{'a' * 60}@{'b' * 70}.example"),
        *(
            "ada@-mail.example",
            "ada@mail.example-",
            "ada..quill@mail.example",
            ".ada@mail.example",
            "ada@mail",
        ),
        *(
            "ada@mail.e",
            "ada quill@mail.example",
            "ada@mail..example",
            "ada@[127.0.0.1]",
            "adá@mail.example",
            "@a.bc",
        ),
        *("ada@mail.example\n", "o'neil@mail.example", "ada@mail.123", f"ada@{'b' * 57}.example"),
    ],
)
def test_an_address_is_one_where_django_says_so(text: str) -> None:
    try:
        EmailValidator()(text)
    except ValidationError:
        assert not _is_email(text)
    else:
        assert _is_email(text)
