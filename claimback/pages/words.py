"""Words as they are printed, and runs of them: what the text of a PDF and of a scan is put together from.

Coordinates are those of the reader, who holds the page so that its text is upright: x to the right, y downwards.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

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
    """Words that follow each other on one line without a wide gap."""

    words: list[Word] = field(default_factory=list)
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0
    base: float = 0

    @classmethod
    def of(cls, word: Word) -> "Run":
        """A run of one word."""
        return cls([word], word.left, word.top, word.right, word.bottom, word.base)

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
        self.right = max(self.right, word.right)
        self.left = min(self.left, word.left)
        self.top = min(self.top, word.top)
        self.bottom = max(self.bottom, word.bottom)

    def follows(self, former: "Run") -> bool:
        """Whether this is the text of the item whose marker is before it."""
        return former.is_marker and 0 < self.left - former.right < _MARKER_SPACE * self.height


def runs_of(lines: Iterable[list[Word]]) -> list[Run]:
    """The runs of lines of words, which come as whoever made the file has written them, side by side or not."""
    runs: list[Run] = []
    for line in lines:
        run: Run | None = None
        for word in line:
            if run is not None and _belongs(run, word):
                run.add(word)
            else:
                run = Run.of(word)
                runs.append(run)
    return runs


def _belongs(run: Run, word: Word) -> bool:
    last = run.words[-1]
    height = min(last.bottom - last.top, word.bottom - word.top)
    gap = word.left - last.right
    return -height < gap <= _WIDEST_SPACE * height and abs(word.base - run.base) <= _OFF_LINE * height
