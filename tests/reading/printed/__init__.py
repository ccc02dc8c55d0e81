"""Letters of the set as PDFs in several layouts, and as scans: what the reading meets outside of text files.

`python -m tests.reading.printed FOLDER OUT [--layout NAME] [--scan]` prints a folder of labelled letters into another,
in each layout in turn or in one, with the labels beside them: `manage.py reading evaluate OUT` measures them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
import typst
from PIL import Image

from claimback.kernel.strict_yaml import load_yaml

LAYOUTS = ("letterhead", "window", "table", "justified", "running", "side_bar", "two_columns")
_SKEWS = (1.0, -1.5, 2.0, -2.5, 3.0)  # degrees
_HERE = Path(__file__).parent
_PRINTED_AT = datetime(2026, 1, 1, tzinfo=UTC)
_GAP = re.compile(r"\s{2,}")
_ITEM = re.compile(r"\s*(?:[-•]|\d\.)\s")
_LABEL = re.compile(r"[A-Z][\w #'.]{1,30}:\s+\S")
# What stands right below the name without being part of the letterhead.
_NOT_HEAD = re.compile(r"(?:19|20)\d\d|:|#")
_LONG_LINE, _HEADING = 70, 80


def blocks(pages: Sequence[str]) -> dict[str, Any]:
    """A letter's text as what a typesetter sees: its head's lines, then paragraphs, lists, tables, label lines."""
    first, *rest = [block for page in pages for block in [*re.split(r"\n\s*\n", page.strip("\n")), "\f"]][:-1]
    lines = first.splitlines()
    ends = next((at for at, line in enumerate(lines) if at and _NOT_HEAD.search(line)), len(lines))
    if ends < len(lines):
        rest.insert(0, "\n".join(lines[ends:]))
    return {"head": [line.strip() for line in lines[:ends]], "blocks": [_block(text) for text in rest]}


def _block(text: str) -> dict[str, Any]:
    if text == "\f":
        return {"kind": "page"}
    lines = [line.rstrip() for line in text.splitlines()]
    cells = [_GAP.split(line.strip()) for line in lines]
    if len(lines) > 1 and len(cells[0]) > 1 and len({len(row) for row in cells}) == 1:
        return {"kind": "pairs" if len(cells[0]) == 2 and ":" in cells[0][0] else "table", "rows": cells}
    if _ITEM.match(lines[0]) and len(lines) > 1:
        return {"kind": "items", "items": list(_items(lines))}
    if len(lines) > 1 and all(_LABEL.match(line) for line in lines):
        return {"kind": "pairs", "rows": [line.split(": ", 1) for line in _with_colons(lines)]}
    if all(len(line) >= _LONG_LINE for line in lines[:-1]) and (
        len(lines) > 1 or text.rstrip()[-1] in ".?!:"
    ):
        return {"kind": "prose", "text": " ".join(line.strip() for line in lines)}
    if (
        len(lines) == 1
        and len(text) < _HEADING
        and not text.startswith(("Dear", "Sincerely"))
        and ":" not in text
    ):
        return {
            "kind": "heading" if not text[-1:].isdigit() else "lines",
            "text": text.strip(),
            "lines": lines,
        }
    return {"kind": "lines", "lines": [line.strip() for line in lines]}


def _items(lines: list[str]) -> Iterator[str]:
    item = ""
    for line in lines:
        if _ITEM.match(line) and item:
            yield item
            item = ""
        item = f"{item} {line.strip()}".strip()
    yield item


def _with_colons(lines: list[str]) -> Iterator[str]:
    """The label's colon stays with the label when the cell is cut off behind it."""
    for line in lines:
        label, value = line.split(":", 1)
        yield f"{label}:: {value.strip()}"


def printed(pages: Sequence[str], layout: str) -> bytes:
    """The letter as a PDF with text. In some layouts with typographic quotes."""
    letter = blocks([_curled(page) for page in pages] if layout in ("letterhead", "justified") else pages)
    compiler = typst.Compiler(
        _HERE / "letter.typ",
        root=_HERE,
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(letter), "layout": layout},
    )
    pdf = compiler.compile(format="pdf", timestamp=_PRINTED_AT)
    assert isinstance(pdf, bytes)
    return pdf


def _curled(text: str) -> str:
    text = re.sub(r'(?<![\w.,)])"(?=\w)', "“", text).replace('"', "”")
    return text.replace("'", "’")


def scanned(pdf: bytes, *, skew: float, seed: int) -> bytes:
    """The PDF laid `skew` degrees askew on a worn scanner: 200 dpi, grey, grains, JPEG; its pages are pictures."""
    random = numpy.random.default_rng(seed)
    skewed = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=200 / 72, grayscale=True).to_pil()
        picture = picture.rotate(skew, Image.Resampling.BICUBIC, expand=True, fillcolor=250)
        grey = numpy.asarray(picture, dtype=numpy.float32)
        grey = grey + random.normal(0, 12, grey.shape)
        skewed.append(_as_jpeg(Image.fromarray(grey.clip(0, 255).astype(numpy.uint8))))
    out = BytesIO()
    skewed[0].save(out, format="PDF", resolution=200, save_all=True, append_images=skewed[1:])
    return out.getvalue()


def _as_jpeg(picture: Image.Image) -> Image.Image:
    kept = BytesIO()
    picture.save(kept, format="JPEG", quality=55)
    return Image.open(kept)


def pages_of_row(row: dict[str, Any]) -> list[str]:
    """The pages of a letter of the set, as its file writes them."""
    return row.get("pages") or [row["text"]]


def print_folder(folder: Path, out: Path, *, layouts: Sequence[str] = LAYOUTS, scan: bool = False) -> int:
    """Print the letters of a folder's YAML files, each in the next layout, with their labels; how many there were."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [
        row for path in sorted(folder.rglob("*.yaml")) for row in load_yaml(path.read_text(encoding="utf-8"))
    ]
    labels = []
    for number, row in enumerate(rows):
        layout = layouts[number % len(layouts)]
        pdf, skew = printed(pages_of_row(row), layout), _SKEWS[number % len(_SKEWS)]
        (out / f"{row['name']}.pdf").write_bytes(scanned(pdf, skew=skew, seed=number) if scan else pdf)
        kept = {key: value for key, value in row.items() if key not in ("text", "pages")}
        labels.append(json.dumps(kept | {"file": f"{row['name']}.pdf", "family": layout}))
    (out / "labels.jsonl").write_text("\n".join(labels) + "\n", encoding="utf-8")
    return len(rows)
