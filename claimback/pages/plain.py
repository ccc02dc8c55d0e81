"""Plain text: its encoding, and its pages."""

import codecs
from typing import Final

from charset_normalizer import from_bytes

_LOOKED_AT: Final = 4_000
_MOST: Final = 0.8


def decoded(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16, Windows-1252, or else in what its bytes are most like; None when it is no text at all."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _has_control_characters(text) else text
    best = from_bytes(data).best()
    text = str(best) if best is not None else ""
    return None if not text or _has_control_characters(text) else text


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # Without its mark, UTF-16 of Latin letters is told by every other byte, which is 0.
    even, odd = (data[start:_LOOKED_AT:2] for start in (0, 1))
    for encoding, empty, full in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if empty and empty.count(0) > _MOST * len(empty) and full.count(0) < len(full) - _MOST * len(full):
            return (encoding,)
    return ("utf-8-sig", "cp1252")


def _has_control_characters(text: str) -> bool:
    return any(ord(character) < 32 and character not in "\t\n\r\f\v" for character in text)


def text_pages(data: bytes) -> list[str]:
    """The text with \\n at its lines' ends, broken into pages at form feeds; empty for what is no text."""
    text = (decoded(data) or "").replace("\r\n", "\n").replace("\r", "\n")
    pages = text.split("\f")
    # A form feed ends a page: what follows the last one is a page only if something is on it.
    return pages[:-1] if len(pages) > 1 and not pages[-1].strip() else pages
