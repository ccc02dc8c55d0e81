"""How the pages of exhibits are numbered, and where the number stands. Printing it is `bates`'s."""

import re
from dataclasses import dataclass
from typing import Final

POSITIONS: Final = {
    "bottom_right": "Bottom right",
    "bottom_center": "Bottom center",
    "bottom_left": "Bottom left",
    "top_right": "Top right",
    "top_center": "Top center",
    "top_left": "Top left",
}
WIDTH_LIMIT: Final = 12
PREFIX: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,19}")
"""What a prefix may be: letters that every reader of PDFs prints without a font of ours."""


@dataclass(frozen=True, slots=True)
class Bates:
    """How pages are numbered: `CB000001` has the prefix CB and the width 6. `start` is the first number, from 1."""

    prefix: str = ""
    width: int = 6
    start: int = 1
    position: str = "bottom_right"

    def label(self, number: int) -> str:
        """The number as it is printed."""
        return f"{self.prefix}{number:0{self.width}d}"
