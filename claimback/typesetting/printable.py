"""Which characters the fonts of our PDFs can print, and what stands for the others.

The fonts are those inside the typst wheel, so a page looks alike on every machine; PDF/A refuses a character without
a glyph. A character out of range is never dropped: it prints as ``[U+1F600]``; of a
letter that holds one, the check refuses approval.
"""

from __future__ import annotations

import re
import unicodedata

RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00AC),
    (0x00AE, 0x02FF),  # Latin and phonetic, without the soft hyphen
    (0x0370, 0x0377),
    (0x037A, 0x037F),
    (0x0384, 0x038A),
    (0x038C, 0x038C),
    (0x038E, 0x03A1),
    (0x03A3, 0x0482),
    (0x048A, 0x04FF),  # Greek and Cyrillic
    (0x05D0, 0x05EA),
    (0x05EF, 0x05F4),  # Hebrew
    (0x060C, 0x060C),
    (0x061B, 0x061B),
    (0x061F, 0x061F),
    (0x0621, 0x063A),
    (0x0640, 0x064A),
    (0x0660, 0x066D),  # Arabic
    (0x1E00, 0x1EFF),  # Latin Extended Additional, with Vietnamese
    (0x2010, 0x2027),
    (0x2030, 0x2040),  # punctuation, without the marks that turn the direction of text
    (0x2044, 0x2044),
    (0x2070, 0x2071),
    (0x2074, 0x208E),
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x211E),
    (0x2120, 0x2120),
    (0x2122, 0x2122),
    (0x2150, 0x2151),
    (0x2153, 0x2184),
    (0x2190, 0x22FF),
    (0x25A0, 0x25FF),
    (0xFB00, 0xFB06),
)
"""Inclusive ranges of code points that the fonts cover; `tests/writing` prints every one of them.

Combining marks are left out: each pair of letter and mark needs one font that has both. Accents are not lost by it,
because text is composed (NFC) first, and the composed letters are here.
"""

_INSIDE = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in RANGES)
_TOO_LONG = re.compile(r"\S{40,}")
_UNPRINTABLE = re.compile(f"[^{_INSIDE}\n\t]")


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of `text` that no font has, once each, in order."""
    return tuple(dict.fromkeys(_UNPRINTABLE.findall(unicodedata.normalize("NFC", text))))


def printable(text: str) -> str:
    """`text`, composed, with each character that can't be printed shown by its code point."""
    return _UNPRINTABLE.sub(lambda match: f"[U+{ord(match[0]):04X}]", unicodedata.normalize("NFC", text))


def printable_line(text: str) -> str:
    """`text` on one line, each word without end breakable anywhere, so that it stays in its column."""
    words = printable(" ".join(text.split()))
    return _TOO_LONG.sub(lambda match: "\N{ZERO WIDTH SPACE}".join(match[0]), words)
