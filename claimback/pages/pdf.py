"""The text layer of a PDF, page by page, by PDFium. No OCR, no reading order of columns.

PDFium is not safe in threads: one process, one reader at a time.
"""

import ctypes
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from claimback.pages.unreadable import UnreadableFile

# PDFium joins a word that a line's end has broken, and puts this in place of the hyphen.
_BROKEN_WORD = re.compile("(\\w+)(?:\ufffe|\x02|\u00ad\\s*\\n?)(\\w\\S*)( ?)")
# First halves whose hyphen belongs to the word: "self-" + "funded" is not "selffunded".
_KEEPS_HYPHEN = frozenset(
    [
        "self",
        "non",
        "post",
        "pre",
        "co",
        "in",
        "out",
        "well",
        "ill",
        "third",
        "full",
        "part",
        "long",
        "short",
        "high",
        "low",
        "pro",
    ]
)
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00a0": " ",
        "\u200b": None,
    }
)
# A gap between baselines begins a paragraph when it is this much wider than the one beside it, or than the usual.
_WIDER_THAN_BESIDE, _WIDER_THAN_USUAL = 1.15, 1.8
FEWEST_LETTERS = 20
"""A page with fewer letters than this carries a scan's stamp or number at most."""


def pdf_pages(data: bytes, *, refuse_longer_than: tuple[int, Callable[[int], UnreadableFile]]) -> list[str]:
    """Each page's text; a page without text is empty.

    Raises UnreadableFile when the file is encrypted, damaged, without any text, or longer than the limit, which is
    given with the refusal to raise (before any page is read).
    """
    with opened(data) as document:
        limit, refusal = refuse_longer_than
        if len(document) > limit:
            raise refusal(len(document))
        texts = [page_text(document, index) for index in range(len(document))]
    if not texts:
        raise _damaged()
    if not any(map(has_text, texts)):
        raise UnreadableFile(
            "needs_ocr", "The PDF is a scan: its pages carry no text. Run text recognition (OCR) on it first."
        )
    return texts


def has_text(text: str) -> bool:
    """Whether this is a page's text, and not just a stamp or a number on the picture of one."""
    return sum(map(str.isalnum, text)) >= FEWEST_LETTERS


@contextmanager
def opened(source: bytes | Path) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF to read from; a path is read piece by piece. Raises UnreadableFile, inside too, for what PDFium refuses."""
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile(
                "encrypted", "The PDF needs a password. Save a copy without one and upload that."
            ) from error
        raise _damaged() from error
    try:
        yield document
    except pypdfium2.PdfiumError as error:
        raise _damaged() from error
    finally:
        document.close()


def _damaged() -> UnreadableFile:
    return UnreadableFile(
        "damaged", "The PDF is damaged and cannot be opened. Download or scan the letter again."
    )


def page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    """The canonical text of the page at `index`, from 0; empty where it has no text layer."""
    page = document[index]
    textpage = page.get_textpage()
    try:
        raw = textpage.get_text_range()
        aligned = len(raw) == textpage.count_chars()
        lines = _lines(raw)
        gaps = _gaps(textpage, lines) if aligned else [0.0] * len(lines)
    finally:
        textpage.close()
        page.close()
    breaks = _paragraph_breaks(gaps)
    parts: list[str] = []
    for (start, end), is_new in zip(lines, breaks, strict=True):
        if parts:
            parts.append("\n\n" if is_new else "\n")
        parts.append(raw[start:end].rstrip())
    text = "".join(parts).translate(_LIGATURES)
    return _printable(_BROKEN_WORD.sub(lambda match: _whole_word(match, text), text))


def _lines(raw: str) -> list[tuple[int, int]]:
    """The spans of the lines that are not blank."""
    return [match.span() for match in re.finditer(r"[^\r\n]+", raw) if match.group().strip()]


def _gaps(textpage: pypdfium2.PdfTextPage, lines: list[tuple[int, int]]) -> list[float]:
    """For each line, how far its baseline lies under the former's, in points; 0 for the first, < 0 for a jump up."""
    gaps = [0.0]
    for (_, former_end), (start, _) in itertools.pairwise(lines):
        gaps.append(_baseline(textpage, former_end - 1) - _baseline(textpage, start))
    return gaps[: len(lines)]


def _paragraph_breaks(gaps: list[float]) -> list[bool]:
    """Whether a new paragraph begins at each line, told by its gap and its neighbours'."""
    usual = median([gap for gap in gaps if gap > 0] or [0.0])
    breaks = []
    for index, gap in enumerate(gaps):
        beside = [
            g for g in (*gaps[max(0, index - 1) : index], *gaps[index + 1 : index + 2]) if g > usual / 3
        ]
        wider = bool(beside) and gap > min(beside) * _WIDER_THAN_BESIDE
        breaks.append(gap < 0 or wider or gap > usual * _WIDER_THAN_USUAL > 0)
    return breaks


def _baseline(textpage: pypdfium2.PdfTextPage, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, ctypes.byref(x), ctypes.byref(y))
    return y.value


def _whole_word(match: re.Match[str], page: str) -> str:
    """The two halves of a broken word, with the hyphen if it is the word's own, and the line's end after it."""
    first, second, space = match.groups()
    hyphenated = f"{first}-{second}"
    kept = first.lower() in _KEEPS_HYPHEN or not second[:1].islower() or hyphenated in page
    return (hyphenated if kept else first + second) + ("\n" if space else "")


def _printable(text: str) -> str:
    return "".join(character for character in text if character == "\n" or character.isprintable())
