"""`python -m claimback.pages.thumbnail PATH MEDIA_TYPE NUMBER SIZE`: a picture of one page, as JPEG, within bounds."""

import sys
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from claimback.pages.limits import allow_time, confine_memory
from claimback.pages.page_pictures import EDGES, READABLE, SMALL
from claimback.pages.pdf import opened
from claimback.pages.unreadable import UnreadableFile

_DPI: Final = 110
"""Of a page that is to be read: a letter has 935 by 1,210 dots."""
_PIXELS_LIMIT: Final = 200_000_000


def thumbnail(path: Path, media_type: str, number: int, size: str = SMALL) -> bytes:
    """A JPEG of page `number`, from 1. Raises UnreadableFile for a page that is not there or cannot be drawn."""
    edge = EDGES[size]
    if media_type == "application/pdf":
        picture = _page(path, number, edge, readable=size == READABLE)
    else:
        picture = _frame(path, number, edge)
    picture.thumbnail((edge, edge))
    out = BytesIO()
    picture.convert("RGB").save(out, format="JPEG", quality=75)
    return out.getvalue()


def _page(path: Path, number: int, edge: int, *, readable: bool) -> Image.Image:
    with opened(path) as document:
        if not 1 <= number <= len(document):
            raise UnreadableFile("no_page", f"The file has {len(document)} pages.")
        page = document[number - 1]
        longest = max(1.0, *page.get_size())
        # A small one is drawn twice as large and then made smaller, which keeps its lines of text apart.
        scale = min(_DPI / 72, edge / longest) if readable else 2 * edge / longest
        picture: Image.Image = page.render(scale=scale).to_pil()
        page.close()
        return picture


def _frame(path: Path, number: int, edge: int) -> Image.Image:
    try:
        with Image.open(path) as picture:
            if not 1 <= number <= getattr(picture, "n_frames", 1):
                raise UnreadableFile("no_page", "The picture has fewer pages.")
            picture.seek(number - 1)
            if picture.width * picture.height > _PIXELS_LIMIT:
                raise UnreadableFile("too_large", "The picture is too large to be drawn.")
            picture.draft("RGB", (2 * edge, 2 * edge))
            return ImageOps.exif_transpose(picture).copy()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise UnreadableFile("damaged", "The picture cannot be drawn.") from error


def main(path: str, media_type: str, number: str, size: str) -> None:
    """Write the picture to standard output; nothing where there is none."""
    confine_memory()
    allow_time()
    try:
        sys.stdout.buffer.write(thumbnail(Path(path), media_type, int(number), size))
    except UnreadableFile:
        return


if __name__ == "__main__":
    main(*sys.argv[1:5])
