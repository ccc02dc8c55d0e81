"""Documents that tests read: drawn by hand where it matters how a PDF holds its text, else set by typst."""

import io
from collections.abc import Sequence
from functools import cache

import pikepdf
import typst
from PIL import Image

from claimback.pages.pdf import opened
from claimback.pages.scan import page_picture


def drawn(*contents: str, rotate: int = 0, crop: Sequence[float] = (), picture: bytes = b"") -> bytes:
    """A PDF of letter pages with these content streams; font /F is Helvetica, /I a picture as large as the page."""
    document, out = pikepdf.new(), io.BytesIO()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    for content in contents:
        document.add_blank_page(page_size=(612, 792))
        page = document.pages[-1]
        page.Contents = document.make_stream(content.encode("cp1252"))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        if picture:
            page.Resources.XObject = pikepdf.Dictionary(I=_picture(document, picture))
        if rotate:
            page.Rotate = rotate
        if crop:
            page.CropBox = pikepdf.Array(crop)
    document.save(out)
    return out.getvalue()


def _picture(document: pikepdf.Pdf, jpeg: bytes) -> pikepdf.Object:
    with Image.open(io.BytesIO(jpeg)) as image:
        width, height = image.size
    return document.make_stream(
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )


def shown(text: str, x: float = 72, y: float = 700, *, size: float = 11, more: str = "") -> str:
    """The content stream that shows lines of text from a point downwards."""
    escaped = text.translate({ord("("): r"\(", ord(")"): r"\)"})
    lines = " ".join(f"({line}) Tj 0 {-1.2 * size} Td" for line in escaped.split("\n"))
    return f"q BT /F {size} Tf {more} 1 0 0 1 {x} {y} Tm {lines} ET Q"


@cache
def set_by_typst(source: str) -> bytes:
    """A PDF of a page set in 10 points."""
    page = "#set page(width: 612pt, height: 792pt, margin: 56pt)\n#set text(size: 10pt)\n"
    return bytes(typst.compile((page + source).encode()))


@cache
def scanned(pdf: bytes, dpi: int = 150) -> Image.Image:
    """A grey picture of a PDF's first page."""
    with opened(pdf) as document:
        return page_picture(document, 0, dpi=dpi)


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    """A picture's file."""
    out = io.BytesIO()
    picture.save(out, format=kind)
    return out.getvalue()
