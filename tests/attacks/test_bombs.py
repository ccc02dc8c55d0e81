"""Small files and bodies that unpack, nest or count to more than anybody has: refused, and nothing else is hurt."""

import io
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from django.utils.http import content_disposition_header

from cases.importing.tables import TableRefused, read_table
from claimback.firms.sign_in_metadata import read_metadata
from claimback.kernel import json
from claimback.kernel.errors import Invalid
from claimback.pages.read import pages
from claimback.pages.unreadable import UnreadableFile
from letters.writing.authorities import CatalogueError
from letters.writing.variants import parse_variant
from letters.writing.word.lines import opened
from letters.writing.word.marks import WordError
from tests.client import firm_client
from tests.firms import TestFirm
from tests.storage.uploads import WORD, office

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)


def workbook(cells: str) -> bytes:
    """An XLSX file with these cells."""
    out = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    office_document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office_document}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{office_document}"><sheets><sheet name="A" '
        'sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office_document}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    """Two cells at the corners of a sheet are seventeen thousand million."""
    told = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert read_table(workbook(told)).columns == ["1"]
    bomb = workbook(told + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert len(bomb) < 3_000
    with pytest.raises(TableRefused, match="unpacks to more"):
        read_table(bomb)


def test_an_xml_bomb_in_a_document_is_not_unpacked() -> None:
    laughing = f"{LAUGHS}]><x>&j;</x>"
    with pytest.raises(Invalid):
        read_metadata(laughing)
    bomb = office(text=f"{LAUGHS}]><x>&j;</x>")
    for read in (lambda: opened(bomb), lambda: [*pages(bomb, WORD)]):
        with suppress(WordError, UnreadableFile):
            assert len(str(read())) < 10_000


def test_what_reads_word_files_back_unpacks_no_more_than_a_letter() -> None:
    out = io.BytesIO(office())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/footnotes.xml", b" " * (17 * 2**20))
    with pytest.raises(WordError, match="more text than any letter"):
        opened(out.getvalue())


@pytest.mark.parametrize(
    "text",
    ["[" * 5_000, "a: &a [1]\nb: [*a, *a]", "{a: " * 200 + "}" * 200, "x: " + "y" * 2_000_000],
    ids=["nested", "references", "maps", "long"],
)
def test_a_yaml_bomb_in_a_template_is_refused(text: str) -> None:
    with pytest.raises(CatalogueError):
        parse_variant(text, "internal_appeal", 1)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"name": ' + b"9" * 100_000 + b"}",
        b'{"name": 1e999999}',
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": "x", "name": NaN}',
        b" " * (json.BODY_LIMIT + 1),
    ],
    ids=["lists", "objects", "a long number", "infinite", "no UTF-8", "half a character", "NaN", "too long"],
)
def test_a_body_that_is_no_body_is_refused(db: None, law: TestFirm, body: bytes) -> None:
    client: Any = firm_client(law)
    answer = client.generic("POST", "clients", body, "application/json")
    assert answer.status_code == 400, answer.content[:200]
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["search=" + "x" * 20_000, "&".join(f"a{n}=1" for n in range(3_000))])
def test_a_huge_query_is_answered(db: None, law: TestFirm, query: str) -> None:
    assert firm_client(law).get(f"cases?{query}").status_code in (200, 400, 414)


@pytest.mark.parametrize("name", ['a"; b.exe', "a\r\nX-Evil: 1", "ü\u202efdp.exe", "a/../b", "\x00"])
def test_a_name_cannot_break_out_of_a_header(name: str) -> None:
    said = content_disposition_header(as_attachment=True, filename=name) or ""
    assert "\r" not in said
    assert "\n" not in said
    assert said.startswith("attachment; filename")
    assert said.replace('\\"', "").count('"') in (0, 2)
