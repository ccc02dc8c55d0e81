"""What a file is, by its content: signatures, then a structural open. Pure: no Django, no S3, no rows.

The list is one of what is taken; everything else is refused with what to do instead. A kind that is not on it is
never let in because its name sounds well.
"""

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from typing import Any, BinaryIO, Final

import pikepdf

from claimback.kernel.errors import Invalid

PAGE_LIMIT: Final = 1_500
OBJECT_LIMIT: Final = 2_000_000
SIZE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes that one signed form takes; larger files are sent in parts."""

_HEAD = 64 * 1024
_UNPACKED_LIMIT = 512 * 1024 * 1024
_PARTS_LIMIT = 10_000
_STREAM_LIMIT = 512 * 1024 * 1024
_STREAMS_LIMIT = 4 * 1024 * 1024 * 1024
_FILTERS_LIMIT = 3

PDF, DOCX, XLSX, EML, TEXT, CSV, XML = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "message/rfc822",
    "text/plain",
    "text/csv",
    "text/xml",
)

# media type → (what a person calls it, the ends of names that say it)
KINDS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    PDF: ("a PDF", ("pdf",)),
    DOCX: ("a Word document", ("docx",)),
    XLSX: ("an Excel workbook", ("xlsx",)),
    EML: ("an e-mail", ("eml",)),
    TEXT: ("plain text", ("txt", "text")),
    CSV: ("a table of comma-separated values", ("csv",)),
    XML: ("an XML document", ("xml",)),
    "image/png": ("a PNG image", ("png",)),
    "image/jpeg": ("a JPEG image", ("jpg", "jpeg")),
    "image/tiff": ("a TIFF image", ("tif", "tiff")),
    "image/webp": ("a WebP image", ("webp",)),
    "image/heic": ("a HEIC image", ("heic", "heif")),
    "video/mp4": ("an MP4 video", ("mp4", "m4v")),
    "video/quicktime": ("a QuickTime video", ("mov",)),
    "audio/mp4": ("an M4A recording", ("m4a",)),
    "audio/mpeg": ("an MP3 recording", ("mp3",)),
    "audio/wav": ("a WAV recording", ("wav",)),
}
_KIND_OF_ENDING: Final = {ending: kind for kind, (_, endings) in KINDS.items() for ending in endings}

# Signatures of what is taken: the bytes at the start, with "." for any byte.
_SIGNATURES: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = tuple(
    (re.compile(pattern, re.DOTALL), kind)
    for pattern, kind in (
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"II\*\x00|MM\x00\*", "image/tiff"),
        (rb"RIFF....WEBP", "image/webp"),
        (rb"....ftyp(isom|iso[2-6]|mp4[12]|avc1|M4V |MSNV|dash|f4v )", "video/mp4"),
        (rb"....ftypqt  ", "video/quicktime"),
        (rb"....ftypM4[AB] ", "audio/mp4"),
        (rb"ID3[\x02-\x04]|\xff[\xf2\xf3\xfa\xfb]", "audio/mpeg"),
        (rb"RIFF....WAVE", "audio/wav"),
        (rb"....ftyp(heic|heix|heim|heis|mif1|msf1)", "image/heic"),
        (rb"(\xef\xbb\xbf)?\s*%PDF-\d", PDF),
    )
)

# Signatures of what is known and not taken, so that the refusal can say what it is and what to do.
_NOT_TAKEN: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), remedy)
    for pattern, remedy in (
        (
            rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "It is an Office file of the old kind, or one with a password. Save it without a password as DOCX, "
            "XLSX or PDF.",
        ),
        (rb"MZ|\x7fELF|#!|\xcf\xfa\xed\xfe", "It is a program. Programs are not taken."),
        (rb"\{\\rtf", "It is rich text. Save it as DOCX or PDF."),
        (rb"(\xef\xbb\xbf)?\s*(<!doctype html|<html)", "It is a web page. Print it to a PDF."),
        (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", "It is an archive. Unpack it and send the files."),
    )
)

_OFFICE: Final = {
    b"wordprocessingml.document.main+xml": (DOCX, "word/document.xml"),
    b"spreadsheetml.sheet.main+xml": (XLSX, "xl/workbook.xml"),
}
_LETTER_HEADERS: Final = ("from", "to", "date", "subject", "message-id", "received")
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class FileRefused(Invalid):
    """A file that is not taken, with the remedy. It stays where it is: nothing is lost."""

    code, title = "file_refused", "The file is not taken."


class EmptyFile(FileRefused):
    """There is nothing in it."""

    code = "file_empty"


class UnknownKind(FileRefused):
    """It is none of the kinds that are taken."""

    code = "file_kind_not_taken"


class NotWhatItsNameSays(FileRefused):
    """Its name says one kind, its content is another."""

    code = "file_not_what_its_name_says"


class EncryptedFile(FileRefused):
    """It asks for a password."""

    code = "file_encrypted"


class DamagedFile(FileRefused):
    """It can't be opened as what it is."""

    code = "file_damaged"


class BombFile(FileRefused):
    """It unpacks to more than any document does."""

    code = "file_unpacks_to_too_much"


class TooManyPages(FileRefused):
    """It has more pages than one document may have."""

    code = "file_too_many_pages"


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the content shows: its media type, and its pages where that kind has pages that can be counted."""

    media_type: str
    pages: int | None = None


def kinds_taken() -> str:
    """The ends of names that are taken, for a person to read."""
    return ", ".join(_KIND_OF_ENDING)


def kind_of_name(name: str) -> str | None:
    """The media type that the end of a name says; None where it says nothing. Raises UnknownKind for another."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not ending:
        return None
    kind = _KIND_OF_ENDING.get(ending.lower())
    if kind is None:
        raise UnknownKind(f"Files named .{ending} are not taken. Save it as one of: {kinds_taken()}.")
    return kind


def inspect(file: BinaryIO, name: str) -> Inspected:
    """What a file is by its content, open for reading and seeking. Raises a FileRefused that names the remedy."""
    said = kind_of_name(name)
    head = file.read(_HEAD)
    if not head:
        raise EmptyFile("The file is empty. Send it again; if it is empty on your side too, ask for it anew.")
    kind = _kind(file, head, said)
    if kind is None or (said is not None and kind != said):
        raise _other_than_said(kind, said, name)
    if kind == PDF:
        return Inspected(PDF, _pages_of_pdf(file))
    return Inspected(kind)


def _kind(file: BinaryIO, head: bytes, said: str | None) -> str | None:
    """The media type that the content shows, or None for none that is taken."""
    for signature, kind in _SIGNATURES:
        if signature.match(head):
            return kind
    for signature, remedy in _NOT_TAKEN:
        if signature.match(head):
            raise UnknownKind(f"This kind of file is not taken. {remedy}")
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(file)
    if said == EML and _is_letter(head):
        return EML
    text = said if said in (CSV, XML) else TEXT
    return text if _is_text(file, head) else None


def _other_than_said(kind: str | None, said: str | None, name: str) -> FileRefused:
    if said is None:
        return UnknownKind(f"The content is of no kind that is taken. Save it as one of: {kinds_taken()}.")
    is_said = KINDS[said][0]
    if kind is None:
        return NotWhatItsNameSays(
            f"The name “{name}” says {is_said}, and the content is not one: it is damaged, or of another kind. "
            "Open it on your side, save it anew and send that."
        )
    return NotWhatItsNameSays(
        f"The name “{name}” says {is_said}, and the content is {KINDS[kind][0]}. "
        f"Give it a name that ends in .{KINDS[kind][1][0]}, or send the file that was meant."
    )


def _pages_of_pdf(file: BinaryIO) -> int:
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
            if pages <= PAGE_LIMIT:
                _weigh_pdf(pdf)
    except pikepdf.PasswordError:
        raise EncryptedFile(
            "The PDF asks for a password. Open it with the password, print it to a new PDF and send that."
        ) from None
    except (pikepdf.PdfError, RuntimeError, ValueError, OverflowError, RecursionError):
        raise DamagedFile(
            "The PDF can't be opened: it is damaged or cut off. Send it again, or print it to a new PDF."
        ) from None
    if pages == 0:
        raise DamagedFile("The PDF has no pages. Send it again, or print it to a new PDF.")
    if pages > PAGE_LIMIT:
        raise TooManyPages(
            f"The PDF has {pages:,} pages; one document may have {PAGE_LIMIT:,}. Split it and send the parts."
        )
    return pages


def _weigh_pdf(pdf: pikepdf.Pdf) -> None:
    """Unpack what is deflated, piece by piece and no further than the limits. Raises BombFile."""
    if len(pdf.objects) > OBJECT_LIMIT:
        raise BombFile(f"The PDF has over {OBJECT_LIMIT:,} objects. Print it to a new PDF and send that.")
    left = _STREAMS_LIMIT
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        filters: Any = thing.get("/Filter", [])
        names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]
        if len(names) > _FILTERS_LIMIT or names.count("/FlateDecode") > 1:
            raise BombFile("The PDF packs what is packed already. Print it to a new PDF and send that.")
        if names[:1] == ["/FlateDecode"]:
            left -= _inflated(thing.read_raw_bytes(), min(left, _STREAM_LIMIT))


def _inflated(packed: bytes, limit: int) -> int:
    """How many bytes these unpack to. Raises BombFile over the limit; what is damaged counts as far as it goes."""
    unpacker, size = zlib.decompressobj(), 0
    try:
        while packed:
            size += len(unpacker.decompress(packed, 16 * _HEAD))
            if size > limit:
                raise BombFile("The PDF unpacks to more than is taken. Print it to a new PDF and send that.")
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return size
    return size


def _weigh_zip(packed: zipfile.ZipFile, size: int) -> None:
    """Count what it says that it unpacks to, and whether its parts overlap. Raises BombFile."""
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    overlapping = sum(part.compress_size for part in parts) > size
    if len(parts) > _PARTS_LIMIT or unpacked > _UNPACKED_LIMIT or overlapping:
        raise BombFile("The document unpacks to more than is taken. Print it to a PDF.")


def _kind_of_zip(file: BinaryIO) -> str:
    """DOCX or XLSX by the content types that it declares. Nothing is unpacked beyond its limits."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = {part.filename: part for part in packed.infolist()}
            if "[Content_Types].xml" not in parts:
                raise UnknownKind("It is a ZIP archive. Unpack it and send the files.")
            if any(part.flag_bits & 1 for part in parts.values()):
                raise EncryptedFile("The document asks for a password. Save it without one and send that.")
            _weigh_zip(packed, file.seek(0, 2))
            with packed.open("[Content_Types].xml") as types:
                declared = types.read(1024 * 1024)
            for content_type, (kind, main) in _OFFICE.items():
                if content_type in declared and main in parts:
                    _read_through(packed, main)
                    return kind
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,  # zipfile's word for a compression that it does not know
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ):
        raise DamagedFile("The document can't be opened: it is damaged or cut off. Send it again.") from None
    raise UnknownKind(
        "It is an Office file of a kind that is not taken, such as one with macros. Save it as DOCX, XLSX or PDF."
    )


def _read_through(packed: zipfile.ZipFile, part: str) -> None:
    """Read a part to its end, which checks its sum. Raises BadZipFile."""
    with packed.open(part) as content:
        while content.read(_HEAD):
            pass


def _is_letter(head: bytes) -> bool:
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    return sum(name in headers for name in _LETTER_HEADERS) >= 2


def _is_text(file: BinaryIO, head: bytes) -> bool:
    """Whether it decodes throughout, with nothing in it that no text has."""
    encodings = (
        ["utf-16"] if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ["utf-8", "cp1252"]
    )
    return any(_decodes(file, encoding) for encoding in encodings)


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(_HEAD):
            if _NO_TEXT.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
