"""The words that a page of a PDF holds, with their places, by PDFium. What of them is visible is `hidden`'s business.

PDFium's own functions are called by their addresses, with room for all answers made before: a page has thousands of
letters, and each call by way of the binding's own types takes three times as long.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import pi
from struct import unpack
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from claimback.pages.places import turned_back
from claimback.pages.words import Word

_WORD: Final = re.compile("[^\\s\ufffe\x02]+[\ufffe\x02]?")
_LINE: Final = re.compile(r"[^\r\n]+")
_HYPHENS: Final = "\ufffe\x02"
"""What PDFium puts for the hyphen of a word that a line's end has broken."""
_ODD: Final = 12
"""Degrees by which text may lean and still be upright, as the hidden text of a crooked scan does."""


@dataclass(slots=True)
class Lettering:
    """Words of a page, line by line as the file has them, and the page they stand on.

    `lines` are the words of the direction that most of the page is in, `across` those of others (stamps, watermarks).
    `chars` are PDFium's indexes of the first letters of all `words`. `width` and `height` are of the page as it is
    displayed; `turn` is by how many degrees it must be turned clockwise then to be read.
    """

    width: float
    height: float
    rotation: int = 0
    turn: int = 0
    lines: list[list[Word]] = field(default_factory=list)
    across: list[list[Word]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    chars: list[int] = field(default_factory=list)

    def displayed(self, word: Word) -> tuple[float, float, float, float]:
        """The word's edges on the page as it is displayed: left, top, right, bottom."""
        edges = word.left, word.top, word.right, word.bottom
        return turned_back(edges, self.turn, self.width, self.height) if self.turn else edges


def lettering(page: pypdfium2.PdfPage) -> Lettering:
    """The words of a page, each with its place."""
    width, height = page.get_size()
    found = Lettering(width, height, page.get_rotation())
    textpage = page.get_textpage()
    try:
        raw = textpage.get_text_range()
        if raw.strip():
            _fill(found, page, textpage, raw)
    finally:
        textpage.close()
    return found


def _fill(found: Lettering, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, raw: str) -> None:
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    spans, begins = _words(raw)
    ends = [end - (raw[end - 1] in _HYPHENS and end - start > 1) - 1 for start, end in spans]
    char_at = _char_indexes(textpage, raw)
    firsts, lasts = [char_at(start) for start, _ in spans], [char_at(end) for end in ends]
    box, origin, angle = _functions()
    count = len(spans)
    boxes, origins = (ctypes.c_float * (8 * count))(), (ctypes.c_double * (2 * count))()
    box_at, origin_at = ctypes.addressof(boxes), ctypes.addressof(origins)
    for n, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        box(handle, first, box_at + 32 * n)
        box(handle, last, box_at + 32 * n + 16)
    for n in begins:
        origin(handle, firsts[n], origin_at + 16 * n, origin_at + 16 * n + 8)
    edges, bases = unpack(f"{8 * count}f", boxes), list(origins)
    angles = [_right_angle(angle(handle, firsts[n])) for n in begins]
    main = _main(angles, begins, count)
    found.turn = (main - found.rotation) % 360
    place, base_of = placing(page, main), _baselines(page, main)
    for at, begin, end in zip(angles, begins, [*begins[1:], count], strict=True):
        line = []
        for n in range(begin, end):
            start, stop = spans[n]
            line.append(place(raw[start:stop], edges[8 * n : 8 * n + 8]))
        _set_bases(line, base_of(bases[2 * begin], bases[2 * begin + 1]))
        (found.lines if at == main else found.across).append(line)
        found.words += line
    found.chars = firsts


def _set_bases(line: list[Word], base: float) -> None:
    """Give each word of a line its baseline: as far from its lowest descender as the first word's is."""
    first = line[0]
    rise = (first.bottom - base) / (first.height or 1)
    for word in line:
        word.base = word.bottom - rise * (word.bottom - word.top)


def _words(raw: str) -> tuple[list[tuple[int, int]], list[int]]:
    """The places of the words in a text, and the numbers of those that begin a line of print."""
    spans: list[tuple[int, int]] = []
    begins: list[int] = []
    for line in _LINE.finditer(raw):
        is_broken = True
        for match in _WORD.finditer(raw, *line.span()):
            if is_broken:
                begins.append(len(spans))
            start, end = match.span()
            spans.append((start, end))
            is_broken = raw[end - 1] in _HYPHENS
    return spans, begins


def _char_indexes(textpage: pypdfium2.PdfTextPage, raw: str) -> Callable[[int], int]:
    """From a place in the text to PDFium's index of the letter there: the same, unless it holds back some letters."""
    last = textpage.count_chars() - 1
    if len(raw) == last + 1:
        return lambda place: place
    index_of = pdfium.FPDFText_GetCharIndexFromTextIndex
    return lambda place: min(last, max(0, int(index_of(textpage.raw, place))))


def _right_angle(radians: float) -> int | None:
    """By how many degrees letters are turned to the left, as a multiple of 90; None for those that lean.

    PDFium gives the angle to the right.
    """
    degrees = -radians * 180 / pi
    near = round(degrees / 90) * 90
    return near % 360 if abs(degrees - near) < _ODD else None


def _main(angles: list[int | None], begins: list[int], count: int) -> int:
    """The direction of most words."""
    words: Counter[int] = Counter()
    for at, begin, end in zip(angles, begins, [*begins[1:], count], strict=True):
        words[at if at is not None else 0] += end - begin
    return max(words, key=lambda at: (words[at], at == 0))


def placing(page: pypdfium2.PdfPage, main: int) -> Callable[[str, Sequence[float]], Word]:
    """What makes a word of its text, and the boxes of its first and last letter as the page measures them."""
    left, bottom, right, top = displayed_area(page)

    def place(text: str, edges: Sequence[float]) -> Word:
        # FS_RECTF has left, top, right, bottom.
        a, d, c, b, e, h, g, f = edges
        if main == 0:
            low, high = f if f < b else b, h if h > d else d
            return Word(
                text, (e if e < a else a) - left, top - high, (c if c > g else g) - left, top - low, 0.0
            )
        low_x, high_x, low_y, high_y = min(a, c, e, g), max(a, c, e, g), min(b, d, f, h), max(b, d, f, h)
        if main == 90:
            return Word(text, low_y - bottom, low_x - left, high_y - bottom, high_x - left, 0.0)
        if main == 180:
            return Word(text, right - high_x, low_y - bottom, right - low_x, high_y - bottom, 0.0)
        return Word(text, top - high_y, right - high_x, top - low_y, right - low_x, 0.0)

    return place


def _baselines(page: pypdfium2.PdfPage, main: int) -> Callable[[float, float], float]:
    """What makes the height of a baseline of a letter's origin."""
    left, bottom, right, top = displayed_area(page)
    return {
        0: lambda _, y: top - y,
        90: lambda x, _: x - left,
        180: lambda _, y: y - bottom,
        270: lambda x, _: right - x,
    }[main]


def displayed_area(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """The part of the page that is displayed, as the page measures it: left, bottom, right, top."""
    media, crop = page.get_mediabox(), page.get_cropbox()
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else tuple(media)


@cache
def _functions() -> tuple[Any, Any, Any]:
    """The loose box of a letter, its origin, its angle."""
    address, index = ctypes.c_void_p, ctypes.c_int
    return (
        by_address(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, index, address),
        by_address(pdfium.FPDFText_GetCharOrigin, ctypes.c_int, index, address, address),
        by_address(pdfium.FPDFText_GetCharAngle, ctypes.c_float, index),
    )


def by_address(function: Any, result: Any, *arguments: Any) -> Any:
    """A function of PDFium's whose first argument is an address, and whose answer may be one."""
    return ctypes.CFUNCTYPE(result, ctypes.c_void_p, *arguments)(
        ctypes.cast(function, ctypes.c_void_p).value or 0
    )
