"""Reading a denial letter of three pages, in letters a second on one core, and the memory that a long file takes.

Ours is a PDF's pages in reading order, with tables and the place of every word, and all that the letter says.
`text` is what PDFium itself gives of the same file: its text, page by page, in the order in which the file has it.

    python -m claimback.bench.reading < long.pdf > result.json
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2

from claimback.bench.installation import Installation
from claimback.bench.meter import peak_bytes
from claimback.embedded.processes import Progress
from letters.reading.denial import read_denial
from letters.reading.model import features
from letters.reading.pages import pages_of
from letters.reading.rules import beginnings_in

TITLE: Final = (
    "Reading a denial of three pages: pages with places, then all that it says, letters a second on one core"
)
LONG: Final = 500
"""Pages of a claim file."""
FLOOR: Final = {"text": 0.1, "per_second": 20.0, "memory_mb": 300}
GOAL: Final = {"text": 0.2, "per_second": 60.0, "memory_mb": 300}
_LETTERS: Final = 20
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_LETTER: Final = _ROOT / "claimback" / "demo" / "letters" / "denial.pdf"


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:  # noqa: ARG001
    """The row of the report; no server is asked."""
    data = _LETTER.read_bytes()
    speeds: dict[str, list[float]] = {"read": [], "pages": [], "text": []}
    work: dict[str, Callable[[], Any]] = {
        "read": lambda: read_denial(pages_of("letter.pdf", data)),
        "pages": lambda: pages_of("letter.pdf", data),
        "text": lambda: _text(data),
    }
    work["read"]()
    for number in range(rounds):
        progress(f"reading: round {number + 1} of {rounds}")
        for name, one in work.items():
            speeds[name].append(_per_second(one))
    progress(f"reading: {LONG} pages")
    long = _read_apart(_long(data))
    ratio = statistics.median(
        mine / theirs for mine, theirs in zip(speeds["read"], speeds["text"], strict=True)
    )
    return _row({name: statistics.median(values) for name, values in speeds.items()}, ratio, long)


def _per_second(one: Callable[[], Any]) -> float:
    began = time.process_time()
    for _ in range(_LETTERS):
        # It is one letter over and over: what was kept of its sentences would not be there of another's.
        features.cache_clear()
        beginnings_in.cache_clear()
        one()
    return _LETTERS / (time.process_time() - began)


def _text(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [document[index].get_textpage().get_text_range() for index in range(len(document))]
    finally:
        document.close()


def _long(data: bytes) -> bytes:
    """A file of LONG pages: the letter's, over and over."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as letter, pikepdf.new() as file:
        while len(file.pages) < LONG:
            file.pages.extend(letter.pages)
        del file.pages[LONG:]
        file.save(out)
    return out.getvalue()


def _read_apart(data: bytes) -> dict[str, Any]:
    """What a process of its own took to read the file."""
    done = subprocess.run(
        [sys.executable, "-m", "claimback.bench.reading"],
        input=data,
        capture_output=True,
        cwd=_ROOT,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _row(speed: dict[str, float], ratio: float, long: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "reading",
        "title": TITLE,
        "measured": {
            "per_second": round(speed["read"], 1),
            "pages_alone_per_second": round(speed["pages"], 1),
            "long_file_pages": LONG,
            "long_file_seconds": round(long["seconds"], 1),
            "memory_mb": round(long["memory_mb"]),
        },
        "baselines": {"text": {"per_second": round(speed["text"], 1)}},
        "ratio": {"text": round(ratio, 3)},
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": _reaches(FLOOR, speed, ratio, long),
        "goal_reached": _reaches(GOAL, speed, ratio, long),
    }


def _reaches(mark: dict[str, float], speed: dict[str, float], ratio: float, long: dict[str, Any]) -> bool:
    return (
        ratio >= mark["text"]
        and speed["read"] >= mark["per_second"]
        and bool(long["memory_mb"] <= mark["memory_mb"])
    )


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    measured, floor, goal = row["measured"], row["floor"], row["goal"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  {measured['per_second']} a second (floor {floor['per_second']:g}, goal {goal['per_second']:g});"
        f" its pages alone {measured['pages_alone_per_second']}; plain text {row['baselines']['text']['per_second']}",
        f"  to plain text: {row['ratio']['text']}× (floor {floor['text']:g}×, goal {goal['text']:g}×)",
        f"  {measured['long_file_pages']} pages: {measured['long_file_seconds']} s, {measured['memory_mb']} MB"
        f" (at most {floor['memory_mb']})",
        f"  {verdict}",
    ]


def _work(data: bytes) -> dict[str, Any]:
    """Read a file whole, and say what it took."""
    began = time.process_time()
    read_denial(pages_of("file.pdf", data))
    return {"seconds": time.process_time() - began, "memory_mb": peak_bytes() / 2**20}


if __name__ == "__main__":
    json.dump(_work(sys.stdin.buffer.read()), sys.stdout)
