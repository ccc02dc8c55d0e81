"""Pictures of pages made upright: how crooked one lies, and the way back from its words to where they stand on it."""

from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin
from typing import Final

from PIL import Image, ImageOps

from claimback.pages.places import turned_back

_EDGE: Final = 500
"""Dots of the longer edge of the copy on which the lean is looked for."""
_MOST: Final = 12
_LEAST: Final = 2
"""Degrees: Tesseract reads lines that lean less."""
_CLEARER: Final = 1.2

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Upright:
    """A picture turned clockwise by a right angle or more (`turn`), then by some degrees to the left (`lean`)."""

    picture: Image.Image
    turn: int
    lean: float
    width: int
    height: int

    def back(self, edges: Edges) -> Edges:
        """The box that something has on the picture as it was, of the box that it has on the upright one."""
        left, top, right, bottom = edges
        turned_width, turned_height = (
            (self.width, self.height) if self.turn % 180 == 0 else (self.height, self.width)
        )
        if self.lean:
            # Pillow turns about the middle of the picture, and widens the paper to both sides.
            x, y = (left + right - self.picture.width) / 2, (top + bottom - self.picture.height) / 2
            angle = radians(self.lean)
            middle_x = x * cos(angle) - y * sin(angle) + turned_width / 2
            middle_y = x * sin(angle) + y * cos(angle) + turned_height / 2
            wide, high = (right - left) / 2, (bottom - top) / 2
            tall = high * cos(angle) + wide * abs(sin(angle))
            left, top, right, bottom = middle_x - wide, middle_y - tall, middle_x + wide, middle_y + tall
        return turned_back((left, top, right, bottom), self.turn, self.width, self.height)


def upright(picture: Image.Image, turn: int) -> Upright:
    """The grey picture turned by `turn` (0, 90, 180 or 270 degrees clockwise) and with its lines level."""
    turned = picture.rotate(-turn, expand=True) if turn else picture
    lean = _lean(turned)
    if lean:
        turned = turned.rotate(lean, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    return Upright(turned, turn, lean, picture.width, picture.height)


def _lean(picture: Image.Image) -> float:
    """By how many degrees a picture must be turned to the left for its lines to be level; 0 for little."""
    small = ImageOps.invert(picture.reduce(max(1, max(picture.size) // _EDGE)))
    clearness = {angle: _clearness(small.rotate(angle, fillcolor=0)) for angle in range(-_MOST, _MOST + 1)}
    best = max(clearness, key=lambda angle: clearness[angle])
    return best if abs(best) >= _LEAST and clearness[best] > _CLEARER * clearness[0] else 0


def _clearness(picture: Image.Image) -> int:
    """How sharply lines of print and the white between them follow each other from top to bottom."""
    rows = picture.resize((1, picture.height), Image.Resampling.BOX).tobytes()
    return sum((above - below) ** 2 for above, below in pairwise(rows))
