"""Pages of several PDF files put into one, file to file: memory holds the pages' structure, not what they show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pikepdf

Range = tuple[int, int]


_AS_IT_IS: Final = ("--compress-streams=n", "--decode-level=none", "--remove-unreferenced-resources=no")


def merge(target: Path, first: Path | None, more: Sequence[tuple[Path, Range]]) -> None:
    """Write `first` whole, with its language, properties and bookmarks, and behind it pages (from 1) of `more`.

    Without `first` the file has these pages and nothing else. pikepdf's own way to append pages copies them into
    memory; QPDF's does not.
    """
    ranges = [part for path, (begin, end) in more for part in (str(path), f"{begin}-{end}")]
    base = [str(first), "--pages", ".", "1-z"] if first is not None else ["--empty", "--pages"]
    pikepdf.Job(["qpdf", *base, *ranges, "--", *_AS_IT_IS, str(target)]).run()


def runs(places: Sequence[tuple[Path, int]]) -> list[tuple[Path, Range]]:
    """Single pages, each in its file, as ranges: those that follow each other in one file together."""
    found: list[tuple[Path, Range]] = []
    for path, page in places:
        if found and found[-1][0] == path and found[-1][1][1] == page - 1:
            found[-1] = (path, (found[-1][1][0], page))
        else:
            found.append((path, (page, page)))
    return found
