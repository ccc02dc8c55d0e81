"""A packet of 500 exhibit pages with Bates numbers, pages a second on one core; the memory that a large one takes.

Ours is the whole of it: exhibits opened, hashed, cleaned and numbered, slip sheets and index set, bookmarks, labels,
links, manifest, the file written and hashed. `merge`, the limit, is pikepdf alone, which appends the same pages and
writes them. `pypdf` appends them and prints a number on each, where it is installed (`uv run --with pypdf`). No page
shares its content with another, as pages of real files do not.

    python -m claimback.bench.packet 209715200 > result.json
"""

import io
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pikepdf
from pikepdf import Dictionary, Name

from claimback.bench.installation import Installation
from claimback.bench.meter import peak_bytes
from claimback.embedded.processes import Progress
from letters.writing.packet.build import build_packet
from letters.writing.packet.numbering import Bates
from letters.writing.packet.plan import Exhibit, Plan

TITLE: Final = "A packet of 500 exhibit pages with Bates numbers, pages a second on one core"
EXHIBITS: Final = 10
PAGES: Final = 50
"""Of each exhibit."""
LARGE: Final = 200 * 2**20
"""Bytes of the large exhibit."""
FLOOR: Final = {"merge": 0.5, "pypdf": 4.0, "per_second": 1_500.0, "memory_mb": 300}
GOAL: Final = {"merge": 0.5, "pypdf": 4.0, "per_second": 3_000.0, "memory_mb": 200}
_SEED: Final = 42
_SCAN: Final = 2 * 2**20
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_LETTER: Final = _ROOT / "claimback" / "demo" / "letters" / "treating_physician_letter.pdf"


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:  # noqa: ARG001
    """The row of the report; no server is asked."""
    with TemporaryDirectory(prefix="claimback-bench-") as name:
        folder = Path(name)
        exhibits = [_kept(folder, number, _pages(PAGES, number)) for number in range(1, EXHIBITS + 1)]
        work: dict[str, Callable[[Path], Any]] = {
            "packet": lambda made: build_packet(_plan(exhibits), made),
            "merge": lambda made: _merged(exhibits, made / "merged.pdf"),
        }
        if find_spec("pypdf"):
            work["pypdf"] = lambda made: _numbered_by_pypdf(exhibits, made / "numbered.pdf")
        speeds: dict[str, list[float]] = {kind: [] for kind in work}
        _per_second(work["packet"])
        for number in range(rounds):
            progress(f"packet: round {number + 1} of {rounds}")
            for kind, one in work.items():
                speeds[kind].append(_per_second(one))
    progress(f"packet: an exhibit of {LARGE // 2**20} MiB")
    large = _built_apart()
    ratio = {
        kind: round(
            statistics.median(mine / each for mine, each in zip(speeds["packet"], theirs, strict=True)), 3
        )
        for kind, theirs in speeds.items()
        if kind in FLOOR
    }
    return _row({kind: statistics.median(values) for kind, values in speeds.items()}, ratio, large)


def _per_second(one: Callable[[Path], Any]) -> float:
    with TemporaryDirectory(prefix="claimback-bench-") as made:
        began = time.process_time()
        one(Path(made))
        return EXHIBITS * PAGES / (time.process_time() - began)


def _pages(count: int, seed: int) -> bytes:
    """A file of `count` pages of text, each with its own words."""
    chance = random.Random(_SEED + seed)  # noqa: S311 - not for secrets
    out = io.BytesIO()
    with pikepdf.new() as file:
        font = file.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for _ in range(count):
            lines = " ".join(f"({chance.getrandbits(300):x}) Tj T*" for _ in range(45))
            content = f"BT /F 9 Tf 14 TL 60 720 Td {lines} ET".encode()
            page = Dictionary(
                Type=Name.Page,
                MediaBox=[0, 0, 612, 792],
                Resources=Dictionary(Font=Dictionary(F=font)),
                Contents=file.make_stream(content),
            )
            file.pages.append(pikepdf.Page(file.make_indirect(page)))
        file.save(out)
    return out.getvalue()


def _kept(folder: Path, number: int, data: bytes) -> Exhibit:
    path = folder / f"exhibit-{number}.pdf"
    path.write_bytes(data)
    return _listed(path, number)


def _listed(path: Path, number: int) -> Exhibit:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(2**20):
            digest.update(piece)
    return Exhibit(
        number=number, title=f"Records, volume {number}", name=path.name, path=path, sha256=digest.hexdigest()
    )


def _plan(exhibits: Sequence[Exhibit]) -> Plan:
    return Plan(
        letter=_LETTER.read_bytes(),
        subject="Appeal",
        case_number="B-1",
        firm="Bench LLP",
        dated=date(2026, 1, 2),
        exhibits=tuple(exhibits),
        bates=Bates("BENCH", 6),
    )


def _merged(exhibits: Sequence[Exhibit], target: Path) -> None:
    with pikepdf.open(_LETTER) as together:
        for exhibit in exhibits:
            assert exhibit.path is not None
            with pikepdf.open(exhibit.path) as document:
                together.pages.extend(document.pages)
        together.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _numbered_by_pypdf(exhibits: Sequence[Exhibit], target: Path) -> None:
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    named = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier-Bold"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in named.items()})
    fonts = DictionaryObject({NameObject("/Bates"): font})
    writer = PdfWriter()
    for exhibit in exhibits:
        assert exhibit.path is not None
        writer.append(exhibit.path)
    for number, page in enumerate(writer.pages, 1):
        label, drawn = PageObject.create_blank_page(width=612, height=792), DecodedStreamObject()
        drawn.set_data(f"BT /Bates 9 Tf 520 16 Td (BENCH{number:06}) Tj ET".encode())
        label[NameObject("/Contents")] = drawn
        label[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page.merge_page(label)
    writer.write(target)


def _built_apart() -> dict[str, Any]:
    """What a process of its own took to build a packet of one large exhibit."""
    done = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-m", "claimback.bench.packet", str(LARGE)],
        capture_output=True,
        cwd=_ROOT,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _row(speed: dict[str, float], ratio: dict[str, float], large: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "packet",
        "title": TITLE,
        "measured": {
            "per_second": round(speed["packet"]),
            "large_file_bytes": LARGE,
            "large_file_seconds": round(large["seconds"], 1),
            "memory_mb": round(large["memory_mb"]),
        },
        "baselines": {kind: {"per_second": round(speed[kind])} for kind in ratio},
        "ratio": ratio,
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": _reaches(FLOOR, speed, ratio, large),
        "goal_reached": _reaches(GOAL, speed, ratio, large),
    }


def _reaches(
    mark: Mapping[str, float],
    speed: Mapping[str, float],
    ratio: Mapping[str, float],
    large: Mapping[str, Any],
) -> bool:
    return (
        all(ratio[kind] >= mark[kind] for kind in ratio)
        and speed["packet"] >= mark["per_second"]
        and bool(large["memory_mb"] <= mark["memory_mb"])
    )


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    measured, floor, goal = row["measured"], row["floor"], row["goal"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  {measured['per_second']:,} a second (floor {floor['per_second']:,.0f}, goal {goal['per_second']:,.0f})",
        *(
            f"  to {kind} ({row['baselines'][kind]['per_second']:,}): {ratio}× (floor {floor[kind]:g}×,"
            f" goal {goal[kind]:g}×)"
            for kind, ratio in row["ratio"].items()
        ),
        f"  an exhibit of {measured['large_file_bytes'] // 2**20} MiB: {measured['large_file_seconds']} s,"
        f" {measured['memory_mb']} MB at most (floor {floor['memory_mb']}, goal {goal['memory_mb']})",
        f"  {verdict}",
    ]


def _work(size: int) -> dict[str, Any]:
    """Build a packet of one exhibit of `size` bytes, and say what it took."""
    with TemporaryDirectory(prefix="claimback-bench-") as name:
        folder = Path(name)
        path = folder / "large.pdf"
        # Made in a process of its own: what that takes is not what is measured.
        subprocess.run(  # noqa: S603 - a program of ours
            [sys.executable, "-c", _SCANS, str(path), str(size // _SCAN), str(_SCAN)], check=True
        )
        exhibit = _listed(path, 1)
        began = time.process_time()
        build_packet(_plan([exhibit]), folder)
        seconds = time.process_time() - began
    return {"seconds": seconds, "memory_mb": peak_bytes() / 2**20}


_SCANS: Final = """
import os, sys, pikepdf
from pikepdf import Dictionary, Name
path, pages, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
file = pikepdf.new()
for _ in range(pages):
    scan = pikepdf.Stream(file, os.urandom(size))
    scan.Type, scan.Subtype, scan.Width, scan.Height = Name.XObject, Name.Image, 1024, size // 1024
    scan.ColorSpace, scan.BitsPerComponent = Name.DeviceGray, 8
    drawn = file.make_stream(b"q 612 0 0 792 0 0 cm /X Do Q")
    resources = Dictionary(XObject=Dictionary(X=file.make_indirect(scan)))
    page = Dictionary(Type=Name.Page, MediaBox=[0, 0, 612, 792], Resources=resources, Contents=drawn)
    file.pages.append(pikepdf.Page(file.make_indirect(page)))
file.save(path, compress_streams=False)
"""


if __name__ == "__main__":
    json.dump(_work(int(sys.argv[1])), sys.stdout)
