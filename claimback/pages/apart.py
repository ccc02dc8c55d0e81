"""Reading and drawing a file in a process of its own, so that one that is made to do harm dies alone."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import IO, Final

from claimback.pages.read import PageText
from claimback.pages.unreadable import REASONS

SECONDS: Final = 240
"""For one go at a file; the rest of a longer one is another go's. Well under a task's time limit."""
_GRACE: Final = 150
_ROOT: Final = Path(__file__).resolve().parents[2]
_AT_ONCE: Final = 50
_EVERY: Final = 1.0
"""Seconds that pages wait to be handed on together: those of a text are many a second, a scan's are alone."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The next pages of a file, whether they are its last, and why the file as a whole cannot be read, if so."""

    pages: list[PageText]
    ended: bool
    refused: str = ""


def read_apart(path: Path, media_type: str, *, first: int) -> Iterator[Batch]:
    """Pages of the file from number `first` on, as they are found. There are more where the last batch is not `ended`.

    A page at which the process dies is one that cannot be read.
    """
    with _said("claimback.pages", str(path), media_type, str(first), str(SECONDS)) as said:
        yield from _batches(said, first)


def thumbnail_apart(path: Path, media_type: str, number: int, size: str) -> bytes:
    """A JPEG of page `number`; empty where it cannot be drawn."""
    with _said("claimback.pages.thumbnail", str(path), media_type, str(number), size) as said:
        drawn = said.read()
    return drawn if drawn.endswith(b"\xff\xd9") else b""


@contextmanager
def _said(module: str, *arguments: str) -> Iterator[IO[bytes]]:
    """What the module writes to standard output until it ends, however that is. Nobody waits for it any longer."""
    # One thread of Tesseract is the fastest on few cores, and the only one that leaves room for other work.
    environment = {"OMP_THREAD_LIMIT": "1", "PYTHONUTF8": "1"}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and modules, no shell
        [sys.executable, "-m", module, *arguments],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        late = Timer(SECONDS + _GRACE, process.kill)
        late.start()
        try:
            yield process.stdout
        finally:
            late.cancel()
            process.kill()


def _batches(lines: Iterable[bytes], first: int) -> Iterator[Batch]:
    """What the process says, line by line, until it ends, however that is."""
    pages: list[PageText] = []
    count, since = 0, monotonic()
    for line in lines:
        if not line.endswith(b"\n"):
            break
        said = json.loads(line)
        if "refused" in said:
            yield Batch(pages, True, said["refused"] if said["refused"] in REASONS else "damaged")
            return
        if "ended" in said:
            yield Batch(pages, bool(said["ended"]))
            return
        pages.append(PageText(**said))
        count += 1
        if len(pages) >= _AT_ONCE or monotonic() - since > _EVERY:
            yield Batch(pages, False)
            pages, since = [], monotonic()
    if first == 1 and not count:
        yield Batch([], True, "reading_failed")
    else:
        # It goes on behind the page that failed, unless that is where it just went on.
        yield Batch([*pages, PageText("", reason="reading_failed")], ended=not count)
