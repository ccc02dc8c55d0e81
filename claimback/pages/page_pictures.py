"""Pages as pictures: of which files, of which kind, in which sizes. They are drawn by `thumbnail`."""

from typing import Final

MEDIA_TYPE: Final = "image/jpeg"
SMALL, READABLE = "small", "readable"
EDGES: Final = {SMALL: 320, READABLE: 1600}
"""Dots of the longer edge, at most."""


def has_pictures(media_type: str) -> bool:
    """Whether pages of such a file can be shown as pictures."""
    return media_type == "application/pdf" or media_type.startswith("image/")
