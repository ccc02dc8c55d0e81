"""What a file is by its content: taken, or refused with the remedy. No database, no S3."""

import io
import zlib
from contextlib import suppress

import pikepdf
import pytest

from claimback.kernel.errors import Invalid
from claimback.storage import inspect as inspecting
from claimback.storage.inspect import (
    DOCX,
    EML,
    PDF,
    TEXT,
    XLSX,
    XML,
    BombFile,
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    Inspected,
    NotWhatItsNameSays,
    TooManyPages,
    UnknownKind,
    inspect,
    kind_of_name,
)
from tests.storage.uploads import LETTER, WORD, archive, office, pdf

SHEET = office(XLSX + ".main+xml", "xl/workbook.xml")
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "seen"),
    [
        ("letter.pdf", pdf(3), Inspected(PDF, 3)),
        ("LETTER.PDF", pdf(), Inspected(PDF, 1)),
        ("letter", pdf(2), Inspected(PDF, 2)),
        ("letter.pdf", b"\xef\xbb\xbf\r\n" + pdf(), Inspected(PDF, 1)),
        ("printing not allowed.pdf", pdf(owner_password="x"), Inspected(PDF, 1)),
        ("letter.docx", office(), Inspected(DOCX)),
        ("estimate.xlsx", SHEET, Inspected(XLSX)),
        ("estimate.xml", b"<estimate/>", Inspected(XML)),
        ("mail.eml", LETTER, Inspected(EML)),
        ("mail.txt", LETTER, Inspected(TEXT)),
        ("notes.txt", "Größe — “ok”\f\tpage 2\n".encode(), Inspected(TEXT)),
        ("notes.txt", "Größe – “ok”".encode("cp1252"), Inspected(TEXT)),
        ("notes.txt", "Größe".encode("utf-16"), Inspected(TEXT)),
        ("notes.txt", ("ü" * 70_000).encode(), Inspected(TEXT)),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(30), Inspected("image/png")),
        ("scan.jpeg", b"\xff\xd8\xff\xe0" + bytes(30), Inspected("image/jpeg")),
        ("fax.tif", b"II*\x00" + bytes(30), Inspected("image/tiff")),
        ("photo.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", Inspected("image/webp")),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic" + bytes(20), Inspected("image/heic")),
    ],
)
def test_taken(name, content, seen):
    assert inspect(io.BytesIO(content), name) == seen


@pytest.mark.parametrize(
    ("name", "content", "refusal", "says"),
    [
        ("a.pdf", b"", EmptyFile, "is empty"),
        ("a.pdf", b"not a PDF at all", NotWhatItsNameSays, "says a PDF, and the content is plain text"),
        ("a.pdf", b"\x00\x01\x02 noise", NotWhatItsNameSays, "save it anew"),
        ("a.pdf", office(), NotWhatItsNameSays, "Give it a name that ends in .docx"),
        ("a.docx", pdf(), NotWhatItsNameSays, "Give it a name that ends in .pdf"),
        ("a.png", b"\xff\xd8\xff\xe0", NotWhatItsNameSays, "a JPEG image"),
        ("a.eml", b"Dear Sir, this is a note", NotWhatItsNameSays, "plain text"),
        ("a.txt", b"text\x00with a NUL", NotWhatItsNameSays, "plain text, and the content is not one"),
        ("a", b"\x00\x01\x02", UnknownKind, "Save it as one of"),
        ("a.pdf", pdf(password="secret"), EncryptedFile, "print it to a new PDF"),
        ("a.pdf", b"%PDF-1.7\nthis is all there is", DamagedFile, "damaged or cut off"),
        ("a.pdf", pdf(0), DamagedFile, "no pages"),
        ("a.docx", archive(), UnknownKind, "Unpack it"),
        ("a.docx", office()[:-30], DamagedFile, "cut off"),
        ("a.docx", office(WORD.replace("document", "x")), UnknownKind, "with macros"),
        ("a.docx", office("application/vnd.ms-word.document.macroEnabled.main+xml"), UnknownKind, "macros"),
        ("a.docx", OLD_WORD, UnknownKind, "without a password"),
        ("a", b"MZ\x90\x00", UnknownKind, "program"),
        ("a.txt", b"  <!DOCTYPE html><script>", UnknownKind, "Print it to a PDF"),
        ("a.txt", b"{\\rtf1 text}", UnknownKind, "rich text"),
        ("a", b"\x1f\x8b\x08", UnknownKind, "Unpack it"),
    ],
)
def test_refused_with_the_remedy(name, content, refusal, says):
    with pytest.raises(refusal, match=says) as refused:
        inspect(io.BytesIO(content), name)
    assert type(refused.value) is refusal
    assert refused.value.code == refusal.code


def test_two_thousand_pages_are_too_many():
    with pytest.raises(TooManyPages, match=r"2,000 pages; one document may have 1,500\. Split it"):
        inspect(io.BytesIO(pdf(2_000)), "claim file.pdf")
    assert inspect(io.BytesIO(pdf(inspecting.PAGE_LIMIT)), "claim file.pdf").pages == 1_500


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(inspecting, "_UNPACKED_LIMIT", 1_000_000)
    with pytest.raises(BombFile, match="unpacks to more"):
        inspect(io.BytesIO(office(text="0" * 1_100_000)), "a.docx")


@pytest.mark.parametrize("name", ["virus.exe", "page.html", "old.doc", "a.zip", "x.pdf.scr"])
def test_a_name_of_another_kind_is_refused(name):
    with pytest.raises(UnknownKind, match="are not taken"):
        kind_of_name(name)


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_cut_or_bent_file_is_refused_and_never_a_traceback(cut):
    for content, name in ((pdf(3), "a.pdf"), (office(), "a.docx")):
        end = len(content) * cut // 40
        bent = content[:end] + bytes([content[end] ^ 0xFF]) + content[end + 1 :]
        for broken in (content[:end], bent):
            with suppress(Invalid):
                assert inspect(io.BytesIO(broken), name).media_type in (PDF, DOCX)


def packed_twice(size: int, *, times: int = 1) -> bytes:
    """A PDF of one page whose content unpacks to `size` bytes, deflated so many times."""
    content = b" " * size
    for _ in range(times):
        content = zlib.compress(content, 9)
    with pikepdf.new() as made:
        made.add_blank_page()
        made.pages[0].Contents = made.make_indirect(pikepdf.Stream(made, b""))
        names = pikepdf.Array([pikepdf.Name.FlateDecode] * times)
        made.pages[0].Contents.write(content, filter=names)
        out = io.BytesIO()
        made.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_a_pdf_bomb_is_not_unpacked_beyond_the_limits(monkeypatch):
    assert inspect(io.BytesIO(packed_twice(900_000)), "a.pdf").pages == 1
    with pytest.raises(BombFile, match="packed already"):
        inspect(io.BytesIO(packed_twice(900_000, times=2)), "a.pdf")
    monkeypatch.setattr(inspecting, "_STREAM_LIMIT", 1_000_000)
    with pytest.raises(BombFile, match="unpacks to more"):
        inspect(io.BytesIO(packed_twice(1_100_000)), "a.pdf")
    monkeypatch.setattr(inspecting, "OBJECT_LIMIT", 3)
    with pytest.raises(BombFile, match="objects"):
        inspect(io.BytesIO(pdf(2)), "a.pdf")


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("roof.mp4", b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        ("roof.mov", b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
        ("call.m4a", b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        ("call.mp3", b"ID3\x04\x00", "audio/mpeg"),
        ("call.wav", b"RIFF\x10\x00\x00\x00WAVE", "audio/wav"),
    ],
)
def test_recordings_are_known_by_their_signature(name, head, kind):
    assert inspect(io.BytesIO(head + bytes(30)), name) == Inspected(kind)
    with pytest.raises(NotWhatItsNameSays):
        inspect(io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(30)), name)
