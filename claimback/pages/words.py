"""Words as they are printed, and runs of them: what the text of a PDF and of a scan is put together from.

Coordinates are those of the reader, who holds the page so that its text is upright: x to the right, y downwards.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_WIDEST_SPACE = 0.85
"""Of a word's height; a wider gap parts columns, or is a line's that is spread to the margin."""
_OFF_LINE = 0.6
_MARKER = re.compile(r"[•·●○◦▪■□☐☑☒✓✔*–—-]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{2,4})[.)]")
_MARKER_SPACE = 5


@dataclass(slots=True)
class Word:
    """A word, or the half of one that a line's end has broken: it ends in HYPHEN then."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    sure: int = 100

    @property
    def height(self) -> float:
        """From the highest ascender to the lowest descender of its font."""
        return self.bottom - self.top


HYPHEN = "\ufffe"


@dataclass(slots=True)
class Run:
    """Words that follow each other on one line without a wide gap: how far they reach, and their baseline."""

    words: list[Word]
    left: float
    right: float
    base: float

    @classmethod
    def of(cls, word: Word) -> "Run":
        """A run of one word."""
        return cls([word], word.left, word.right, word.base)

    @classmethod
    def of_all(cls, words: list[Word]) -> "Run":
        """A run of words however far apart they are."""
        run = cls.of(words[0])
        for word in words[1:]:
            run.add(word)
        return run

    @property
    def height(self) -> float:
        """Of its first word."""
        return self.words[0].height

    @property
    def text(self) -> str:
        """Its words as they are printed."""
        return " ".join(word.text for word in self.words)

    @property
    def is_marker(self) -> bool:
        """Whether it is the point, or the number, of an item that follows it."""
        return len(self.words) == 1 and bool(_MARKER.fullmatch(self.words[0].text))

    def add(self, word: Word) -> None:
        """Let a word follow."""
        self.words.append(word)
        if word.right > self.right:
            self.right = word.right
        if word.left < self.left:
            self.left = word.left

    def follows(self, former: "Run") -> bool:
        """Whether this is the text of the item whose marker is before it."""
        return former.is_marker and 0 < self.left - former.right < _MARKER_SPACE * self.height


def runs_of(lines: Iterable[list[Word]]) -> list[Run]:
    """The runs of lines of words, which come as whoever made the file has written them, side by side or not."""
    runs: list[Run] = []
    for line in lines:
        run = Run.of(line[0])
        runs.append(run)
        for last, word in pairwise(line):
            height = min(last.bottom - last.top, word.bottom - word.top)
            gap = word.left - last.right
            if -height < gap <= _WIDEST_SPACE * height and abs(word.base - run.base) <= _OFF_LINE * height:
                run.add(word)
            else:
                run = Run.of(word)
                runs.append(run)
    return runs
