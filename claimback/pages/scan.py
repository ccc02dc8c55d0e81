"""A page from its picture: the words that are recognised on it, in order, with their places and what is doubtful.

A PDF's page is read by its picture where its text says little or nothing, is no words, or is a layer over a picture,
which somebody else's recognition has made and nobody has compared.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, UnidentifiedImageError

from claimback.pages import ocr
from claimback.pages.compose import composed
from claimback.pages.doubts import doubt, without
from claimback.pages.order import lines_in_order
from claimback.pages.pdf import has_text, page_sheet
from claimback.pages.quality import text_doubts
from claimback.pages.sheet import Sheet
from claimback.pages.unreadable import UnreadableFile
from claimback.pages.words import Word, runs_of

_SURE: Final = 65
"""Below it, words are as likely wrong as right."""
_LEAST: Final = 40
"""Below it, what is seen in a photo is noise and not words."""
_ALIKE: Final = 0.7
"""The share of words that two readings of a page have in common at least."""
_COMPARED: Final = 10
"""Pages at a file's beginning whose hidden text is compared with their picture: a letter is no longer."""
_DPI: Final = 200
"""Fine print is read as well as at 300, in half of the time and memory."""
_RENDERED_PIXELS: Final = 40_000_000
_PICTURE_PIXELS: Final = 200_000_000
_WORD: Final = re.compile(r"[^\W_]{3,}")


def page_read(document: pypdfium2.PdfDocument, index: int, *, recognise: bool) -> tuple[Sheet, int | None]:
    """The page at `index`, from 0, by its text or by its picture, and how sure the recognition is if it is by that.

    By its picture only with `recognise`, and where text recognition is installed.
    """
    sheet = page_sheet(document, index)
    codes = {doubt.code for doubt in sheet.doubts}
    asks = codes & {"not_recognised", "garbled"} or ("layer_unchecked" in codes and index < _COMPARED)
    if not (asks and recognise and ocr.is_installed()):
        return sheet, None
    picture = page_picture(document, index, dpi=_DPI)
    seen, confidence = scanned(picture, width=sheet.width, height=sheet.height)
    if "layer_unchecked" in codes and "garbled" not in codes:
        layer = without(sheet, "layer_unchecked", "not_recognised")
        if _likeness(sheet.text, seen.text) >= _ALIKE:
            return layer, None
        if confidence < _SURE:
            differs = doubt("layer_differs", "The picture is hard to read, and the text was taken.")
            return replace(layer, doubts=(differs, *layer.doubts)), None
        return replace(
            seen, doubts=(doubt("layer_differs", "The picture was read."), *seen.doubts)
        ), confidence
    if "garbled" in codes and (confidence < _SURE or any(doubt.code == "garbled" for doubt in seen.doubts)):
        return sheet, None
    if len(seen.text) <= len(sheet.text) and "garbled" not in codes:
        return without(sheet, "not_recognised") if has_text(sheet.text) else sheet, None
    return seen, confidence


def _likeness(text: str, other: str) -> float:
    """The share of words that two texts have in common, of those of the longer one; 1 where there are none."""
    words, others = (Counter(_WORD.findall(said.lower())) for said in (text, other))
    most = max(words.total(), others.total())
    return (words & others).total() / most if most else 1.0


def page_picture(document: pypdfium2.PdfDocument, index: int, *, dpi: int) -> Image.Image:
    """The page at `index` as a grey picture, of fewer dots per inch where the page is a wall poster."""
    page = document[index]
    try:
        width, height = page.get_size()
        scale = min(dpi / 72, (_RENDERED_PIXELS / max(1.0, width * height)) ** 0.5)
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return picture
    finally:
        page.close()


def frames(source: bytes | Path) -> Iterator[Image.Image]:
    """The pictures of a file, each as long as the next is not asked for.

    Raises UnreadableFile for what is no picture, or one that is larger than any page.
    """
    try:
        with Image.open(BytesIO(source) if isinstance(source, bytes) else source) as picture:
            for index in range(getattr(picture, "n_frames", 1)):
                picture.seek(index)
                if picture.width * picture.height > _PICTURE_PIXELS:
                    raise UnreadableFile("too_large", "The picture is larger than any page. Scan it anew.")
                yield picture
    except UnidentifiedImageError:
        raise UnreadableFile("kind_not_read", "Pictures of this kind are not read. Save it as PNG.") from None
    except Image.DecompressionBombError:
        raise UnreadableFile("too_large", "The picture is larger than any page. Scan it anew.") from None


def picture_read(picture: Image.Image) -> tuple[Sheet, int]:
    """The page that a photo or scan shows, without text where it shows none; how sure its recognition is.

    Raises UnreadableFile for a picture that ends too soon.
    """
    try:
        sheet, confidence = scanned(picture)
    except OSError as error:
        raise UnreadableFile("damaged", "The picture is damaged. Scan the page again.") from error
    if confidence < _LEAST or not has_text(sheet.text):
        return Sheet("", sheet.width, sheet.height), confidence
    return sheet, confidence


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
