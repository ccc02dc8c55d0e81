"""Reading and drawing a file in a process of its own, so that one that is made to do harm dies alone."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from claimback.pages.read import REASONS, PageText

SECONDS: Final = 240
"""For one go at a file; the rest of a longer one is another go's. Well under a task's time limit."""
_GRACE: Final = 150
_ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Batch:
    """The next pages of a file, whether they are its last, and why the file as a whole cannot be read, if so."""

    pages: list[PageText]
    ended: bool
    refused: str = ""


def read_apart(path: Path, media_type: str, *, first: int) -> Batch:
    """Pages of the file from number `first` on. A page at which the process dies is one that cannot be read."""
    return _batch(_said("claimback.pages", str(path), media_type, str(first), str(SECONDS)), first)


def thumbnail_apart(path: Path, media_type: str, number: int) -> bytes:
    """A JPEG of page `number`; empty where it cannot be drawn."""
    said = _said("claimback.pages.thumbnail", str(path), media_type, str(number))
    return said if said.endswith(b"\xff\xd9") else b""


def _said(module: str, *arguments: str) -> bytes:
    """What the module wrote to standard output before it ended, however that was."""
    # One thread of Tesseract is the fastest on few cores, and the only one that leaves room for other work.
    environment = {"OMP_THREAD_LIMIT": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and modules, no shell
            command, cwd=_ROOT, env=environment, capture_output=True, timeout=SECONDS + _GRACE, check=False
        )
    except subprocess.TimeoutExpired as late:
        return late.stdout or b""
    return done.stdout


def _batch(said: bytes, first: int) -> Batch:
    lines = [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]
    found = [PageText(**line) for line in lines if "text" in line]
    last = lines[-1] if lines else {}
    if "refused" in last:
        return Batch(found, True, last["refused"] if last["refused"] in REASONS else "damaged")
    if "ended" in last:
        return Batch(found, bool(last["ended"]))
    if first == 1 and not found:
        return Batch([], True, "reading_failed")
    # It goes on behind the page that failed, unless that is where it just went on.
    return Batch([*found, PageText("", reason="reading_failed")], ended=not found)
