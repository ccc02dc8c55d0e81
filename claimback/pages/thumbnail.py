"""`python -m claimback.pages.thumbnail PATH MEDIA_TYPE NUMBER`: a small picture of one page, as JPEG, within bounds."""

import sys
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from claimback.pages.limits import allow_time, confine_memory
from claimback.pages.pdf import opened
from claimback.pages.unreadable import UnreadableFile

EDGE: Final = 320
"""Dots of the longer edge."""
MEDIA_TYPE: Final = "image/jpeg"
_PIXELS_LIMIT: Final = 200_000_000


def has_pictures(media_type: str) -> bool:
    """Whether pages of such a file can be shown small."""
    return media_type == "application/pdf" or media_type.startswith("image/")


def thumbnail(path: Path, media_type: str, number: int) -> bytes:
    """A JPEG of page `number`, from 1. Raises UnreadableFile for a page that is not there or cannot be drawn."""
    picture = _page(path, number) if media_type == "application/pdf" else _frame(path, number)
    picture.thumbnail((EDGE, EDGE))
    out = BytesIO()
    picture.convert("RGB").save(out, format="JPEG", quality=75)
    return out.getvalue()


def _page(path: Path, number: int) -> Image.Image:
    with opened(path) as document:
        if not 1 <= number <= len(document):
            raise UnreadableFile("no_page", f"The file has {len(document)} pages.")
        page = document[number - 1]
        scale = 2 * EDGE / max(1.0, *page.get_size())
        picture: Image.Image = page.render(scale=scale).to_pil()
        page.close()
        return picture


def _frame(path: Path, number: int) -> Image.Image:
    try:
        with Image.open(path) as picture:
            if not 1 <= number <= getattr(picture, "n_frames", 1):
                raise UnreadableFile("no_page", "The picture has fewer pages.")
            picture.seek(number - 1)
            if picture.width * picture.height > _PIXELS_LIMIT:
                raise UnreadableFile("too_large", "The picture is too large to be drawn.")
            picture.draft("RGB", (2 * EDGE, 2 * EDGE))
            return ImageOps.exif_transpose(picture).copy()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise UnreadableFile("damaged", "The picture cannot be drawn.") from error


def main(path: str, media_type: str, number: str) -> None:
    """Write the picture to standard output; nothing where there is none."""
    confine_memory()
    allow_time()
    try:
        sys.stdout.buffer.write(thumbnail(Path(path), media_type, int(number)))
    except UnreadableFile:
        return


if __name__ == "__main__":
    main(*sys.argv[1:4])
