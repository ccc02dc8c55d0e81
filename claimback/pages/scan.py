"""A page from its picture: the words that are recognised on it, in order, with their places and what is doubtful."""

from dataclasses import replace
from typing import Final

from PIL import Image

from claimback.pages import ocr
from claimback.pages.compose import composed
from claimback.pages.doubts import doubt
from claimback.pages.order import lines_in_order
from claimback.pages.quality import text_doubts
from claimback.pages.sheet import Sheet
from claimback.pages.words import Word, runs_of

_SURE: Final = 65
"""Below it, words are as likely wrong as right."""


def scanned(picture: Image.Image, *, width: float = 0, height: float = 0) -> tuple[Sheet, int]:
    """The page that a picture shows, and how sure its recognition is, from 0 to 100. Only where `ocr.is_installed`.

    `width` and `height` are of the page as it is displayed, if that is not measured in the picture's dots.
    """
    found = ocr.recognise(picture)
    shown = ocr.displayed_size(picture)
    wide, high = width or shown[0], height or shown[1]
    across, down = wide / shown[0], high / shown[1]

    def displayed(word: Word) -> tuple[float, float, float, float]:
        left, top, right, bottom = found.boxes[id(word)]
        return left * across, top * down, right * across, bottom * down

    sheet = composed(
        lines_in_order(runs_of(found.lines)), displayed, width=wide, height=high, rotation=0, turn=found.turn
    )
    doubts = list(text_doubts(sheet.text))
    if found.lines and found.confidence < _SURE:
        doubts.insert(0, doubt("unsure", str(found.confidence)))
    return replace(sheet, doubts=tuple(doubts)), found.confidence
