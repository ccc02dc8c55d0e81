"""Bates numbers: one for each exhibit page, printed in a corner and never given twice.

The number is written by a content stream of its own, after the page's: nothing of the page is moved or covered by more
than the letters and a thin white edge around them.
"""

from __future__ import annotations

from typing import Final

import pikepdf

_SIZE: Final = 9.0
_MARGIN: Final = 16.0
_LETTER: Final = 0.6  # every letter of Courier, in parts of its size
_FONT: Final = pikepdf.Name("/ClaimBackBates")


class Stamp:
    """Prints labels on pages of one document, with one font and one opening bracket for all of them."""

    def __init__(self, document: pikepdf.Pdf, position: str) -> None:
        self._document = document
        self._vertical, _, self._horizontal = position.partition("_")
        self._save = document.make_stream(b"q\n")
        self._font = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Courier-Bold")
            )
        )

    def print(self, page: pikepdf.Page, label: str) -> None:
        """Print `label` on a page of the document, upright as the page is displayed."""
        obj = page.obj
        drawn = self._document.make_stream(b"\nQ\n" + self._drawing(page, label))
        former = obj.get("/Contents")
        if isinstance(former, pikepdf.Array):
            obj.Contents = pikepdf.Array([self._save, *former, drawn])
        elif former is None:
            obj.Contents = pikepdf.Array([self._save, drawn])
        else:
            obj.Contents = pikepdf.Array([self._save, former, drawn])
        resources = obj.get("/Resources")
        if resources is None:
            resources = obj.Resources = pikepdf.Dictionary()
        fonts = resources.get("/Font")
        if fonts is None:
            fonts = resources.Font = pikepdf.Dictionary()
        fonts[_FONT] = self._font

    def _drawing(self, page: pikepdf.Page, label: str) -> bytes:
        obj = page.obj
        unit = float(obj.get("/UserUnit", 1))
        turn = int(obj.get("/Rotate", 0)) % 360
        left, bottom, right, top = displayed_box(page)
        wide, high = (right - left), (top - bottom)
        if turn in (90, 270):
            wide, high = high, wide
        size = min(_SIZE / unit, 0.9 * wide / (_LETTER * max(1, len(label))))
        length, margin = _LETTER * size * len(label), min(_MARGIN / unit, 0.05 * wide)
        across = {"left": margin, "center": (wide - length) / 2}.get(self._horizontal, wide - margin - length)
        up = margin if self._vertical == "bottom" else high - margin - size
        matrix = {
            90: f"0 1 -1 0 {right:.2f} {bottom:.2f}",
            180: f"-1 0 0 -1 {right:.2f} {top:.2f}",
            270: f"0 -1 1 0 {left:.2f} {top:.2f}",
        }.get(turn, f"1 0 0 1 {left:.2f} {bottom:.2f}")
        said = label.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        # Drawn twice: a white edge, so that it can be read on a picture, then the black letters.
        return (
            f"q {matrix} cm BT {_FONT} {size:.2f} Tf {across:.2f} {up:.2f} Td 1 J 1 j 1 G {size / 4:.2f} w 1 Tr "
            f"({said}) Tj ET BT {_FONT} {size:.2f} Tf {across:.2f} {up:.2f} Td 0 g 0 Tr ({said}) Tj ET Q\n"
        ).encode("ascii")


def displayed_box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what is displayed of a page, in its own units, before it is turned."""
    media = [float(edge) for edge in page.mediabox]
    crop = [float(edge) for edge in page.cropbox]
    media = [
        min(media[0], media[2]),
        min(media[1], media[3]),
        max(media[0], media[2]),
        max(media[1], media[3]),
    ]
    crop = [min(crop[0], crop[2]), min(crop[1], crop[3]), max(crop[0], crop[2]), max(crop[1], crop[3])]
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right <= left or top <= bottom:
        return media[0], media[1], media[2], media[3]
    return left, bottom, right, top
