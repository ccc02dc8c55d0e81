"""Where on a page each word of its text stands. The text may be cleaned and joined: the places stay those of the print.

Boxes are measured from the top left of the page as it is displayed: in points for a PDF, in dots for a picture.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_SAME_LINE = 0.5
"""Boxes that share half of the lower one's height stand on one line."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Places:
    """The boxes of a page's words, and how sure their recognition is (0 to 100; 100 for print).

    A word that a line's end has broken is whole in the text and has two boxes here. `turn` is by how much the page's
    text must be turned clockwise to be upright.
    """

    starts: "array[int]" = field(default_factory=lambda: array("L"))
    ends: "array[int]" = field(default_factory=lambda: array("L"))
    edges: "array[float]" = field(default_factory=lambda: array("f"))
    sure: bytearray = field(default_factory=bytearray)
    turn: int = 0

    def add(self, start: int, end: int, edges: Sequence[float], sure: int = 100) -> None:
        """Note where the text from `start` to `end` stands, which follows all that were noted before.

        `edges`: left, top, right, bottom.
        """
        self.starts.append(start)
        self.ends.append(end)
        self.edges.extend(edges)
        self.sure.append(sure)

    def boxes(self, start: int, end: int) -> list[Box]:
        """The rectangles that cover the text from `start` to `end`: one for each line that it stands on, or cell."""
        found: list[Box] = []
        for index in self._within(start, end):
            box = self._cut(index, start, end)
            if found and _continues(found[-1], box):
                found[-1] = _joined(found[-1], box)
            else:
                found.append(box)
        return found

    def confidence(self, start: int, end: int) -> int:
        """How sure the least sure word from `start` to `end` is."""
        return min((self.sure[index] for index in self._within(start, end)), default=100)

    def top(self, start: int, end: int) -> float | None:
        """The upper edge of the first word from `start` to `end`."""
        return next((self.edges[4 * index + 1] for index in self._within(start, end)), None)

    def to_json(self) -> dict[str, Any]:
        """Plain data: six whole numbers a word (start, length, edges), in tenths of the page's unit."""
        words: list[int] = []
        for index, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            words += (
                start,
                end - start,
                *(round(10 * edge) for edge in self.edges[4 * index : 4 * index + 4]),
            )
        return {"turn": self.turn, "words": words, "sure": list(self.sure) if set(self.sure) - {100} else []}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Places":
        """What `to_json` made."""
        places, words = cls(turn=data["turn"]), data["words"]
        sure = data["sure"] or [100] * (len(words) // 6)
        for index, confidence in enumerate(sure):
            start, length, *edges = words[6 * index : 6 * index + 6]
            places.add(start, start + length, [edge / 10 for edge in edges], confidence)
        return places

    def _within(self, start: int, end: int) -> Iterable[int]:
        index = max(0, bisect_right(self.starts, start) - 1)
        while index < len(self.starts) and self.starts[index] < end:
            if self.ends[index] > start:
                yield index
            index += 1

    def _cut(self, index: int, start: int, end: int) -> Box:
        """The part of a word's box that a part of the word takes, as if all letters were equally wide."""
        first, last = self.starts[index], self.ends[index]
        left, top, right, bottom = self.edges[4 * index : 4 * index + 4]
        before, after = max(0, start - first) / (last - first), max(0, last - end) / (last - first)
        wide, high = right - left, bottom - top
        match self.turn:
            case 90:
                return Box(left, top + after * high, right, bottom - before * high)
            case 180:
                return Box(left + after * wide, top, right - before * wide, bottom)
            case 270:
                return Box(left, top + before * high, right, bottom - after * high)
        return Box(left + before * wide, top, right - after * wide, bottom)


def turned_back(
    edges: tuple[float, float, float, float], turn: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """The edges that something has on a page of this size, of those it has once the page was turned clockwise."""
    left, top, right, bottom = edges
    if turn == 90:
        return top, height - right, bottom, height - left
    if turn == 180:
        return width - right, height - bottom, width - left, height - top
    if turn == 270:
        return width - bottom, left, width - top, right
    return edges


def _continues(former: Box, box: Box) -> bool:
    """Whether a word stands beside the former one, along a line of print or one that is turned by a right angle."""
    high = min(former.bottom, box.bottom) - max(former.top, box.top)
    wide = min(former.right, box.right) - max(former.left, box.left)
    size = min(former.bottom - former.top, box.bottom - box.top)
    if high > _SAME_LINE * size:
        return -wide < 2 * size
    size = min(former.right - former.left, box.right - box.left)
    return (
        wide > _SAME_LINE * size and -high < size and former.bottom - former.top > former.right - former.left
    )


def _joined(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
