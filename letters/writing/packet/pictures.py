"""Pictures as pages: an exhibit's photographs and scans, and pages that had to be drawn anew.

A JPEG goes in as it is, without what a camera wrote beside it (places, times, a small picture); other pictures go in
without loss. A picture that is a scan of a page fills the page; a photograph has a margin around it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps, ImageSequence, UnidentifiedImageError

from letters.writing.packet.plan import ExhibitRefused, Redaction

LETTER_PAPER: Final = (612.0, 792.0)
DOTS_PER_INCH: Final = 200
"""Of a page that is drawn anew: as fine as a good fax or scan."""
DOTS_LIMIT: Final = 25_000_000
"""Dots of a page that is drawn anew, at most: a larger sheet is drawn coarser."""
_PICTURE_LIMIT: Final = 60_000_000
_ORIENTATION: Final = 0x0112
_SPACES: Final = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
_FRAMES_LIMIT: Final = 1_500
_MARGIN: Final = 36.0
_SCAN: Final = 100
"""Dots an inch from which on a picture that says its size is a scan, and not a photograph."""
_UNSAID: Final = 96
_QUALITY: Final = 85
_GREY: Final = 24
"""Of 255: how far the colours of a page may lie apart that is drawn in grey."""


def add_pictures(document: pikepdf.Pdf, path: Path, redactions: Sequence[Redaction]) -> None:
    """Add a page for each frame of the picture file. Raises ExhibitRefused for one that can't be drawn."""
    try:
        with Image.open(path) as picture:
            if getattr(picture, "n_frames", 1) > _FRAMES_LIMIT:
                raise ExhibitRefused("too_large", "the picture has too many frames. Split it.")
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                if frame.width * frame.height > _PICTURE_LIMIT:
                    raise ExhibitRefused("too_large", "the picture is too large. Scan it at 300 dpi or less.")
                hidden = [one for one in redactions if one.page == number]
                plain = path.read_bytes() if frame.format == "JPEG" and not hidden else b""
                _add_frame(document, frame, plain, hidden)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, ExhibitRefused):
            raise
        raise ExhibitRefused(
            "damaged", "the picture can't be drawn. Save it anew as JPEG, PNG or TIFF, or print it to PDF."
        ) from error


def drawn_page(
    document: pikepdf.Pdf, picture: Image.Image, size: tuple[float, float], redactions: Sequence[Redaction]
) -> pikepdf.Page:
    """A page of `size` in points that shows the picture and nothing else, its redactions painted into the dots."""
    blackened = blacken(picture, redactions)
    image = _as_jpeg(document, blackened)
    content = f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Page Do Q".encode("ascii")
    return _page(document, image, size, content)


def blacken(picture: Image.Image, redactions: Sequence[Redaction]) -> Image.Image:
    """The picture with every box black, and in it the reason in white where it fits."""
    if not redactions:
        return picture
    picture = picture.convert("RGB")
    pen = ImageDraw.Draw(picture)
    for one in redactions:
        assert one.box is not None
        left, top, right, bottom = one.box
        # A dot more on each side: the edge of a letter may lie between two dots.
        box = (
            int(left * picture.width) - 1,
            int(top * picture.height) - 1,
            int(right * picture.width) + 2,
            int(bottom * picture.height) + 2,
        )
        pen.rectangle(box, fill="black")
        _label(pen, box, one.reason)
    return picture


def _label(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], words: str) -> None:
    wide, high = box[2] - box[0], box[3] - box[1]
    size = min(28.0, 0.7 * high)
    if size < 8:
        return
    font = ImageFont.load_default(size)
    if pen.textlength(words, font) <= wide - 6:
        pen.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), words, fill="white", font=font, anchor="mm")


def _add_frame(
    document: pikepdf.Pdf, frame: Image.Image, plain: bytes, redactions: Sequence[Redaction]
) -> None:
    if plain and frame.getexif().get(_ORIENTATION, 1) == 1 and frame.mode in _SPACES:
        upright = frame
        image = _jpeg_as_it_is(document, frame, plain)
    else:
        upright = ImageOps.exif_transpose(frame)
        image = _as_dots(document, blacken(_flat(upright), redactions))
    wide, high = upright.size
    per_inch = frame.info.get("dpi", (0, 0))
    across, down = (float(n) for n in per_inch) if len(per_inch) == 2 else (0.0, 0.0)
    scanned = across >= _SCAN and down >= _SCAN
    natural = (wide * 72 / (across if scanned else _UNSAID), high * 72 / (down if scanned else _UNSAID))
    paper = LETTER_PAPER if high >= wide else (LETTER_PAPER[1], LETTER_PAPER[0])
    margin = 0.0 if scanned else _MARGIN
    scale = min(1.0, (paper[0] - 2 * margin) / natural[0], (paper[1] - 2 * margin) / natural[1])
    shown = (natural[0] * scale, natural[1] * scale)
    left, bottom = (paper[0] - shown[0]) / 2, (paper[1] - shown[1]) / 2
    content = f"q {shown[0]:.3f} 0 0 {shown[1]:.3f} {left:.3f} {bottom:.3f} cm /Page Do Q".encode("ascii")
    document.pages.append(_page(document, image, paper, content))


def _page(
    document: pikepdf.Pdf, image: pikepdf.Object, size: tuple[float, float], content: bytes
) -> pikepdf.Page:
    made = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, round(size[0], 3), round(size[1], 3)],
        Resources=Dictionary(XObject=Dictionary(Page=image)),
        Contents=document.make_stream(content),
    )
    return pikepdf.Page(document.make_indirect(made))


def _flat(picture: Image.Image) -> Image.Image:
    """The picture in dots, grey or colours; what is transparent shows white paper."""
    if picture.mode == "1" or picture.mode == "L":
        return picture
    if picture.mode in ("I", "I;16", "F"):
        return picture.convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture.convert("RGBA"))
        return paper.convert("RGB")
    return picture.convert("RGB")


def _as_dots(document: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Object:
    bits = 1 if picture.mode == "1" else 8
    space = Name.DeviceRGB if picture.mode == "RGB" else Name.DeviceGray
    return _image(document, zlib.compress(picture.tobytes(), 6), picture, space, bits, Name.FlateDecode)


def _as_jpeg(document: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Object:
    picture = picture.convert("RGB")
    space = Name.DeviceRGB
    if _is_grey(picture):
        picture, space = picture.convert("L"), Name.DeviceGray
    out = io.BytesIO()
    picture.save(out, format="JPEG", quality=_QUALITY)
    return _image(document, out.getvalue(), picture, space, 8, Name.DCTDecode)


def _is_grey(picture: Image.Image) -> bool:
    """Whether no dot has a colour: its three parts lie as near to each other as a scanner's noise puts them."""
    red, green, blue = picture.split()
    return all(
        ImageChops.difference(one, other).point(lambda dot: 255 * (dot > _GREY)).getbbox() is None
        for one, other in ((red, green), (green, blue), (red, blue))
    )


def _jpeg_as_it_is(document: pikepdf.Pdf, picture: Image.Image, data: bytes) -> pikepdf.Object:
    with Image.open(io.BytesIO(data)) as trial:  # a smaller one, to know that it can be drawn to its end
        trial.draft(None, (trial.width // 8, trial.height // 8))
        trial.load()
    image = _image(document, without_notes(data), picture, _SPACES[picture.mode], 8, Name.DCTDecode)
    if picture.mode == "CMYK":  # Adobe's programs write these colours upside down, and everybody followed.
        image.Decode = [1, 0, 1, 0, 1, 0, 1, 0]
    return image


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without the segments in which cameras and programs write: all but those that its dots need."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        # 0xE0 to 0xEF are for applications: JFIF's and Adobe's say how colours are meant. 0xFE is a comment.
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            kept.append(jpeg[at : at + 2 + length])
        at += 2 + length
    return b"".join([*kept, jpeg[at:]])


def _image(
    document: pikepdf.Pdf,
    data: bytes,
    picture: Image.Image,
    space: pikepdf.Object,
    bits: int,
    packed: pikepdf.Object,
) -> pikepdf.Object:
    image = pikepdf.Stream(document, data)
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = picture.width, picture.height
    image.ColorSpace, image.BitsPerComponent, image.Filter = space, bits, packed
    return document.make_indirect(image)
