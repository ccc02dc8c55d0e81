"""Words that a PDF holds and does not show: invisible, as white as the paper, covered, outside the page, too small.

What may be hidden is told by how it is drawn. Whether it is, is told by the page itself: it is drawn, and where the
word should stand there is nothing to see.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from claimback.pages.pdf_words import Lettering, by_address, placing
from claimback.pages.words import Word

_WHITE: Final = 240
_FAINT: Final = 16
"""Shades of grey, of 256, that ink differs from paper by at least."""
_SMALLEST: Final = 2.5
"""Points: nobody reads smaller print."""
_THINNEST: Final = 3.0
"""Points: a shape that is thinner is a line under words, or through them."""
_DEEPEST: Final = 4
"""Forms within forms."""
_COLOUR: Final = tuple(ctypes.c_uint() for _ in range(4))
_TEXT: Final = pdfium.FPDF_PAGEOBJ_TEXT
_IMAGE: Final = pdfium.FPDF_PAGEOBJ_IMAGE
_INVISIBLE: Final = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True, slots=True)
class Seen:
    """Words that are not seen, and whether the text is a layer over the picture of a page."""

    hidden: tuple[Word, ...] = ()
    is_layer: bool = False


def seen(page: pypdfium2.PdfPage, found: Lettering) -> Seen:
    """Which of the words on a page are not seen on it. It is drawn only where some are drawn in a way that hides."""
    width, height = (found.width, found.height) if found.turn % 180 == 0 else (found.height, found.width)
    outside = [
        word
        for word in found.words
        if not 0 <= word.left + word.right <= 2 * width
        or not 0 <= word.top + word.bottom <= 2 * height
        or word.bottom - word.top < _SMALLEST
    ]
    suspects, layered = _suspects(page, found)
    known = {id(word) for word in outside}
    suspects = [word for word in suspects if id(word) not in known]
    if not suspects:
        return Seen(tuple(outside))
    unseen = _without_ink(page, found, suspects)
    gone = {id(word) for word in unseen}
    drawn = sum(id(word) not in gone for word in layered)
    if layered and drawn * 2 > len(found.words):
        return Seen(tuple(outside), is_layer=True)
    return Seen((*outside, *unseen))


def _suspects(page: pypdfium2.PdfPage, found: Lettering) -> tuple[list[Word], list[Word]]:
    """Words that may be hidden; and of them, those that may be the text of a picture."""
    drawn = [*_drawn(page)]
    painted = {thing.address: _paint(thing.address) for thing in drawn if thing.kind == _TEXT}
    covers = [*_covers(drawn, page, found)]
    if not covers and not any(painted.values()):
        return [], []
    everywhere = any(painted.values())
    near = [
        (word, char, over)
        for word, char in zip(found.words, found.chars, strict=True)
        if (over := [cover for cover in covers if _is_inside(word, cover[2])]) or everywhere
    ]
    if not near:
        return [], []
    when = {thing.address: number for number, thing in enumerate(drawn)}
    pictured = any(thing.kind == _IMAGE for thing in drawn)
    suspects: list[Word] = []
    layered: list[Word] = []
    for (word, _, around), address in zip(near, _owners(page, [char for _, char, _ in near]), strict=True):
        over_it = [kind for kind, number, _ in around if number > when.get(address, -1)]
        if not over_it and not painted.get(address, ""):
            continue
        suspects.append(word)
        if _IMAGE in over_it or (pictured and painted.get(address) == "invisible"):
            layered.append(word)
    return suspects, layered


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that is drawn: its address, its kind, and the outermost form that it is part of, or itself."""

    address: int
    kind: int
    outermost: int


def _drawn(page: pypdfium2.PdfPage) -> Iterator[_Thing]:
    """All that is drawn on a page, in that order, forms taken apart."""
    functions = _functions()
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value
    for index in range(functions["count"](handle)):
        address = functions["object"](handle, index)
        yield from _taken_apart(address, address, _DEEPEST)


def _taken_apart(address: int, outermost: int, depth: int) -> Iterator[_Thing]:
    functions = _functions()
    kind = functions["kind"](address)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        yield _Thing(address, kind, outermost)
    elif depth:
        for index in range(functions["form_count"](address)):
            yield from _taken_apart(functions["form_object"](address, index), outermost, depth - 1)


def _paint(address: int) -> str:
    """How a text object is drawn if it may not be seen: without ink, or in white or next to it; else nothing."""
    functions = _functions()
    if functions["mode"](address) in _INVISIBLE:
        return "invisible"
    red, green, blue, alpha = _COLOUR
    if not functions["fill"](address, red, green, blue, alpha):
        return ""
    if alpha.value < _FAINT:
        return "invisible"
    return "white" if min(red.value, green.value, blue.value) >= _WHITE else ""


def _covers(
    drawn: Sequence[_Thing], page: pypdfium2.PdfPage, found: Lettering
) -> Iterator[tuple[int, int, Word]]:
    """Pictures and filled shapes that come after some text: the kind, when it is drawn, and its place.

    What is part of a form may stand anywhere in it.
    """
    place = placing(page, (found.turn + found.rotation) % 360)
    functions = _functions()
    edges = [ctypes.c_float() for _ in range(4)]
    text_before = False
    for number, thing in enumerate(drawn):
        text_before = text_before or thing.kind == _TEXT
        if not text_before or thing.kind == _TEXT or not functions["bounds"](thing.outermost, *edges):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        if min(right - left, top - bottom) < _THINNEST:
            continue
        if thing.kind != pdfium.FPDF_PAGEOBJ_PATH or _is_filled(thing.address):
            yield thing.kind, number, place("", [left, top, right, bottom] * 2)


def _is_filled(path: int) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(_functions()["draw"](path, fill, stroke)) and fill.value != pdfium.FPDF_FILLMODE_NONE


def _owners(page: pypdfium2.PdfPage, chars: Sequence[int]) -> list[int]:
    """The addresses of the text objects that letters are of; 0 for none."""
    textpage = page.get_textpage()
    try:
        handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        owner = _functions()["owner"]
        return [owner(handle, index) or 0 for index in chars]
    finally:
        textpage.close()


def _is_inside(word: Word, box: Word) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _without_ink(page: pypdfium2.PdfPage, found: Lettering, words: Sequence[Word]) -> list[Word]:
    """Those of the words at whose places the page is all of one shade."""
    picture = page.render(scale=1, grayscale=True).to_pil()
    unseen = []
    for word in words:
        edges = found.displayed(word)
        left, top = max(0, int(edges[0])), max(0, int(edges[1]))
        right = min(picture.width, max(left + 1, round(edges[2])))
        bottom = min(picture.height, max(top + 1, round(edges[3])))
        if left < right and top < bottom:
            darkest, lightest = picture.crop((left, top, right, bottom)).getextrema()
            if lightest - darkest >= _FAINT:
                continue
        unseen.append(word)
    return unseen


@cache
def _functions() -> dict[str, Any]:
    """PDFium's functions, taking and giving addresses: its binding would make an object of each."""
    address, whole, pointer = ctypes.c_void_p, ctypes.c_int, ctypes.POINTER
    colours = [pointer(ctypes.c_uint)] * 4
    edges = [pointer(ctypes.c_float)] * 4

    return {
        "count": by_address(pdfium.FPDFPage_CountObjects, whole),
        "object": by_address(pdfium.FPDFPage_GetObject, address, whole),
        "owner": by_address(pdfium.FPDFText_GetTextObject, address, whole),
        "kind": by_address(pdfium.FPDFPageObj_GetType, whole),
        "mode": by_address(pdfium.FPDFTextObj_GetTextRenderMode, whole),
        "fill": by_address(pdfium.FPDFPageObj_GetFillColor, whole, *colours),
        "bounds": by_address(pdfium.FPDFPageObj_GetBounds, whole, *edges),
        "draw": by_address(pdfium.FPDFPath_GetDrawMode, whole, pointer(whole), pointer(whole)),
        "form_count": by_address(pdfium.FPDFFormObj_CountObjects, whole),
        "form_object": by_address(pdfium.FPDFFormObj_GetObject, address, ctypes.c_ulong),
    }
