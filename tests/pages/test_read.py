"""The text of documents of each kind, page by page, and the process of its own that finds it."""

import io
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from claimback.demo.letters.build import letter_path
from claimback.pages import apart, ocr
from claimback.pages.pdf import opened
from claimback.pages.read import PAGE_CHARACTERS, PageText, pages
from claimback.pages.scan import page_picture
from claimback.pages.unreadable import UnreadableFile
from letters.reading.pages import pages_of

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(source: bytes | Path, media_type: str) -> list[PageText]:
    return [page() for page in pages(source, media_type)]


def scan() -> bytes:
    """A PDF whose only page is a picture of a letter's first page."""
    out = io.BytesIO()
    with opened(letter_path("denial")) as letter:
        page_picture(letter, 0, dpi=150).save(out, format="PDF")
    return out.getvalue()


def test_a_pdf_has_the_same_text_as_its_reading():
    found = read(letter_path("denial"), PDF)
    assert [page.text for page in found] == [
        page.text for page in pages_of("a.pdf", letter_path("denial").read_bytes())
    ]
    assert {page.method for page in found} == {"pdf_text"}


def test_without_text_recognition_a_scan_says_so(monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    [page] = read(scan(), PDF)
    assert (page.text, page.method, page.reason) == ("", "pdf_text", "ocr_not_installed")
    assert read(b"", "image/png") == [PageText("", reason="ocr_not_installed")]


def test_an_e_mail_brings_its_attachments():
    inner = EmailMessage()
    inner["Subject"] = "Earlier"
    inner.set_content("What was said before.\n")
    message = EmailMessage()
    message["From"], message["Subject"] = "claims@example.com", "Your claim"
    message.set_content("See attached.\n")
    note = docx.Document()
    note.add_paragraph("The roof was torn off.")
    saved = io.BytesIO()
    note.save(saved)
    message.add_attachment(
        saved.getvalue(), maintype="application", subtype="octet-stream", filename="note.docx"
    )
    message.add_attachment(b"%PDF-broken", maintype="application", subtype="pdf", filename="bad.pdf")
    message.add_attachment(inner)

    body, roof, bad, before = read(bytes(message), "message/rfc822")

    assert (body.text, body.heading) == ("See attached.\n", "From: claims@example.com\nSubject: Your claim")
    assert (roof.text, roof.heading, roof.method) == ("The roof was torn off.", "note.docx", "docx")
    assert (bad.reason, bad.heading) == ("damaged", "bad.pdf")
    assert (before.text, before.heading) == ("What was said before.\n", "Subject: Earlier")


def test_a_long_text_is_several_pages_that_end_with_their_lines():
    line = "x" * 999 + "\n"
    found = read((line * 450).encode(), "text/plain")
    assert [len(page.text) for page in found] == [PAGE_CHARACTERS, PAGE_CHARACTERS, 50_000]
    assert "".join(page.text for page in found) == line * 450


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [(b"", "video/mp4", "kind_not_read"), (b"not a picture", "image/heic", "kind_not_read")],
)
def test_what_has_no_text_says_why(data, kind, reason):
    assert [page.reason for page in read(data, kind)] == [reason]


@pytest.mark.parametrize(("data", "kind"), [(b"%PDF-broken", PDF), (b"PK", WORD), (b"PK", SHEETS)])
def test_what_is_damaged_is_refused_as_a_whole(data, kind):
    with pytest.raises(UnreadableFile) as refused:
        read(data, kind)
    assert refused.value.code == "damaged"


@pytest.mark.slow  # Tesseract loads its data and reads a page, in a process of its own
def test_a_scan_is_read_in_a_process_of_its_own(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan())
    *_, last = batches = list(apart.read_apart(path, PDF, first=1))
    [page] = [page for batch in batches for page in batch.pages]
    assert (last.ended, last.refused, page.method) == (True, "", "ocr")
    assert "Tallowmere Benefit Administrators" in page.text
    assert page.confidence is not None
    assert page.confidence > 70


@pytest.mark.parametrize(
    ("said", "first", "found", "ended", "refused"),
    [
        (b"", 1, [], True, "reading_failed"),
        (b'{"text": "a"}\n{"te', 1, ["", "reading_failed"], False, ""),
        (b"", 2, ["reading_failed"], True, ""),
        (b'{"text": "a"}\n{"ended": false}\n', 1, [""], False, ""),
        (b'{"refused": "encrypted"}\n', 1, [], True, "encrypted"),
        (b'{"refused": "not_what_its_name_says"}\n', 1, [], True, "damaged"),
    ],
)
def test_a_process_that_dies_costs_the_page_at_which_it_died(said, first, found, ended, refused):
    *_, last = batches = list(apart._batches(said.splitlines(keepends=True), first))
    reasons = [page.reason for batch in batches for page in batch.pages]
    assert (reasons, last.ended, last.refused) == (found, ended, refused)


def test_pages_are_handed_on_while_the_process_goes_on(monkeypatch):
    monkeypatch.setattr(apart, "_AT_ONCE", 2)
    said = [b'{"text": "a"}\n'] * 3 + [b'{"ended": true}\n']
    assert [(len(b.pages), b.ended) for b in apart._batches(said, 1)] == [(2, False), (1, True)]
