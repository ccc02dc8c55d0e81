"""Pages of several PDF files put into one, file to file: memory holds the pages' structure, not what they show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pikepdf

Range = tuple[int, int]


_AS_IT_IS: Final = ("--compress-streams=n", "--decode-level=none", "--remove-unreferenced-resources=no")


def merge(target: Path, first: Path, more: Sequence[tuple[Path, Range]]) -> None:
    """Write `first` whole, with its language, properties and bookmarks, and behind it pages (from 1) of `more`.

    pikepdf's own way to append pages copies them into memory; QPDF's does not.
    """
    ranges = [part for path, (begin, end) in more for part in (str(path), f"{begin}-{end}")]
    pikepdf.Job(["qpdf", str(first), "--pages", ".", "1-z", *ranges, "--", *_AS_IT_IS, str(target)]).run()
