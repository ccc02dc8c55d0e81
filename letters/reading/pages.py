"""A file's pages of text, or a refusal that says what to do about it.

A page's text is canonical: every finding is a span of it, so whatever is normalised is normalised once, in
`claimback.pages`.
- PDF: lines end in \\n, a paragraph's gap is an empty line, a word broken at a line's end is whole again, ligatures
  and no-break spaces are plain.
- Text and e-mail: the decoded text as it is, with line ends as \\n; text breaks into pages at form feeds.
- DOCX: paragraphs and table rows in order, a new page at each page break that the author set.

What a file is, is told by its bytes from a short list of signatures; its name only may agree or disagree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from claimback.pages.mail import body_of
from claimback.pages.office import docx_pages
from claimback.pages.pdf import pdf_pages
from claimback.pages.places import Box, Places
from claimback.pages.plain import decoded, text_pages
from claimback.pages.regions import with_regions
from claimback.pages.sheet import PageDoubt, Region, Sheet, Table
from claimback.pages.unreadable import UnreadableFile

__all__ = [
    "MAX_PAGES",
    "Box",
    "Page",
    "PageDoubt",
    "Region",
    "Table",
    "UnreadableFile",
    "pages_found",
    "pages_of",
    "recognised_pages",
]

MAX_PAGES = 1_500

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")
_BINARIES = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
)
_KINDS_BY_SUFFIX = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".txt": "text",
    ".text": "text",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
}
_NAMES = {"pdf": "a PDF", "docx": "a Word document", "image": "a picture", "text": "text"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number, counted from 1, and its canonical text.

    `tables` and `regions` are spans of the text; regions cover it from its beginning to its end, where they are known.
    `doubts` say why the page may say something else than its text. `width` and `height` are of the page as it is
    displayed, in the unit of its boxes.
    """

    number: int
    text: str
    tables: tuple[Table, ...] = ()
    regions: tuple[Region, ...] = ()
    doubts: tuple[PageDoubt, ...] = ()
    width: float = 0
    height: float = 0
    places: Places = field(default_factory=Places, compare=False, repr=False)

    @classmethod
    def of(cls, number: int, sheet: Sheet) -> "Page":
        """The page with this number."""
        return cls(
            number,
            sheet.text,
            sheet.tables,
            sheet.regions,
            sheet.doubts,
            sheet.width,
            sheet.height,
            sheet.places,
        )

    def boxes(self, start: int, end: int) -> list[Box]:
        """The rectangles on the page that the text from `start` to `end` stands in; none where places are unknown."""
        return self.places.boxes(start, end)


def pages_of(name: str, data: bytes) -> list[Page]:
    """The pages of a PDF, DOCX, e-mail or text file; `name` is used for its suffix and in messages only.

    Raises UnreadableFile, with a code and the remedy, when there is nothing to read: an empty, encrypted or damaged
    file, more than MAX_PAGES pages, a scan without text, an unknown type, a file that is not what its name says.
    """
    if not data:
        raise UnreadableFile("empty_file", "The file is empty. Upload the letter again.")
    suffix = PurePath(name).suffix.lower()
    if suffix not in _KINDS_BY_SUFFIX:
        raise UnreadableFile(
            "unknown_type",
            f"A file named *{suffix or ' without a suffix'} cannot be read. Use PDF, DOCX, EML or TXT.",
        )
    claimed, actual = _KINDS_BY_SUFFIX[suffix], _kind_of(data)
    if actual is None or (actual != claimed and not (actual == "text" and claimed == "mail")):
        raise UnreadableFile(
            "not_what_its_name_says",
            f"The file is named *{suffix} but it is {_NAMES.get(actual or '', 'something else')}. "
            "Save the letter in the format of its name, or correct the name.",
        )
    if claimed == "image":
        raise UnreadableFile(
            "needs_ocr", "The file is a picture without text. Run text recognition (OCR) on it first."
        )
    sheets = _READERS[claimed](data)
    if not any(sheet.text.strip() for sheet in sheets):
        raise UnreadableFile(
            "no_text", "The file holds no text. Check that it is the letter and not its cover."
        )
    return pages_found(sheets)


def pages_found(sheets: Sequence[Sheet]) -> list[Page]:
    """The pages of a letter whose text was found before. Raises UnreadableFile for too many."""
    if len(sheets) > MAX_PAGES:
        raise too_many_pages(len(sheets))
    return [Page.of(number, sheet) for number, sheet in enumerate(with_regions(sheets), start=1)]


def recognised_pages(texts: Sequence[str]) -> list[Page]:
    """The pages of a scan of which nothing is known but its text. Raises UnreadableFile for too many."""
    return pages_found([Sheet(text) for text in texts])


def too_many_pages(count: int) -> UnreadableFile:
    """The refusal of a file that is longer than any letter."""
    return UnreadableFile(
        "too_many_pages",
        f"The file has {count:,} pages; at most {MAX_PAGES:,} are read. Upload the letter alone, "
        "and the claim file as evidence.",
    )


def _kind_of(data: bytes) -> str | None:
    """What the bytes are, or None when they are nothing that is read here."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx" if b"[Content_Types].xml" in data else None
    if data.startswith(_IMAGES):
        return "image"
    if data.startswith(_BINARIES):
        return None
    return "text" if decoded(data) is not None else None


def _pdf_pages(data: bytes) -> list[Sheet]:
    return pdf_pages(data, refuse_longer_than=(MAX_PAGES, too_many_pages))


def _of_texts(reader: Callable[[bytes], list[str]]) -> Callable[[bytes], list[Sheet]]:
    return lambda data: [Sheet(text) for text in reader(data)]


_READERS: dict[str, Callable[[bytes], list[Sheet]]] = {
    "pdf": _pdf_pages,
    "docx": _of_texts(docx_pages),
    "mail": _of_texts(body_of),
    "text": _of_texts(text_pages),
}
