"""A file's pages of text, or a refusal that says what to do about it.

A page's text is canonical: every finding is a span of it, so whatever is normalised is normalised once, in
`claimback.pages`.
- PDF: lines end in \\n, a paragraph's gap is an empty line, a word broken at a line's end is whole again, ligatures
  and no-break spaces are plain.
- Text and e-mail: the decoded text as it is, with line ends as \\n; text breaks into pages at form feeds.
- DOCX: paragraphs and table rows in order, cells parted by tabs, a new page at each page break that the author set.

What a file is, is told by its bytes from a short list of signatures; its name only may agree or disagree.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from claimback.pages import ocr
from claimback.pages.doubts import doubt
from claimback.pages.language import Language, language_of
from claimback.pages.mail import attachments_of, body_of
from claimback.pages.office import docx_pages
from claimback.pages.pdf import damaged, has_text, opened
from claimback.pages.places import Box, Places
from claimback.pages.plain import decoded, text_pages
from claimback.pages.quality import text_doubts
from claimback.pages.regions import with_regions
from claimback.pages.scan import frames, page_read, picture_read
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
    ".gif": "image",
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


def pages_of(name: str, data: bytes, *, recognise: bool = False) -> list[Page]:
    """The pages of a PDF, DOCX, e-mail or text file; `name` is used for its suffix and in messages only.

    With `recognise`, pictures and scanned pages are read too, where text recognition is installed: a second or two a
    page, in this process.

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
    recognise = recognise and ocr.is_installed()
    if claimed == "image" and not recognise:
        raise _needs_recognition("The file is a picture without text.")
    sheets = list(_pdf(data, recognise) if claimed == "pdf" else _READERS[claimed](data))
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


def language(pages: Sequence[Page]) -> Language | None:
    """The language that a letter is in; None where its pages have too few words to tell, or it is not known here."""
    return language_of([page.text for page in pages])


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


def _needs_recognition(why: str) -> UnreadableFile:
    return UnreadableFile(
        "needs_ocr",
        f"{why} Run text recognition (OCR) on it first, or install the extra `ocr` to have it done here.",
    )


def _pdf(data: bytes, recognise: bool) -> Iterator[Sheet]:
    with opened(data) as document:
        if len(document) > MAX_PAGES:
            raise too_many_pages(len(document))
        sheets = [page_read(document, index, recognise=recognise)[0] for index in range(len(document))]
    if not sheets:
        raise damaged()
    if not any(has_text(sheet.text) for sheet in sheets):
        raise _needs_recognition("The PDF is a scan: its pages carry no text.")
    yield from sheets


def _pictures(data: bytes) -> Iterator[Sheet]:
    for picture in frames(data):
        yield picture_read(picture)[0]


def _mail(data: bytes) -> Iterator[Sheet]:
    [body] = body_of(data)
    names = [attachment.name or "one without a name" for attachment in attachments_of(data)]
    doubts = (doubt("attachments", ", ".join(names)),) if names else ()
    yield Sheet(body, doubts=(*doubts, *text_doubts(body)))


def _text(data: bytes) -> Iterator[Sheet]:
    for text in text_pages(data):
        yield Sheet(text, doubts=text_doubts(text))


_READERS: dict[str, Callable[[bytes], Iterable[Sheet]]] = {
    "image": _pictures,
    "docx": docx_pages,
    "mail": _mail,
    "text": _text,
}
