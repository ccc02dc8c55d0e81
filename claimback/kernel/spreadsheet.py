"""A table as an Excel workbook of one sheet. Cells are texts and numbers: no cell can be a formula."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The same rows make the same bytes."""
CELL_LIMIT: Final = 32_767
"""Characters that a cell of Excel's takes."""
_CUT: Final = " [cut]"
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML cannot hold, and the carriage returns."""
_UNTAKEN: Final = re.compile(r"[\[\]:*?/\\]")
"""What the name of a sheet cannot hold."""

Cell = str | int | Decimal | None


def workbook(name: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The bytes of a workbook whose one sheet, called `name`, holds these rows."""
    made = io.BytesIO()
    write_workbook(made, name, rows)
    return made.getvalue()


def write_workbook(file: IO[bytes], name: str, rows: Iterable[Sequence[Cell]]) -> None:
    """Write a workbook whose one sheet, called `name`, holds these rows; of many rows one is in memory.

    A text is an inline string and a number a value: neither is ever reckoned by a spreadsheet. Of a text longer than a
    cell of Excel's takes the end is left out, and said to be.
    """
    title = _UNTAKEN.sub("-", name)[:31]
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": _related("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name={quoteattr(title)} sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _related("worksheet", "worksheets/sheet1.xml"),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text in parts.items():
            packed.writestr(_member(path), _HEAD + text)
        with packed.open(_member("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for row in rows:
                sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")


def _member(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, date_time=_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _related(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        text = _UNSEEN.sub("", value)
        if len(text) > CELL_LIMIT:
            text = text[: CELL_LIMIT - len(_CUT)] + _CUT
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
    return f"<c><v>{value}</v></c>"
