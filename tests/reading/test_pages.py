"""Files taken apart into pages, and every kind of file that cannot be, with its remedy."""

import io
import zipfile
from email.message import EmailMessage

import docx
import pikepdf
import pytest
from docx.document import Document
from docx.enum.text import WD_BREAK

from claimback.demo.letters.build import letter_path
from letters.reading.pages import MAX_PAGES, UnreadableFile, pages_of


def pdf_of(pages: int) -> bytes:
    document, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    document.save(out)
    return out.getvalue()


def zip_of(name: str, content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def encrypted_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(letter_path("denial")) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    return out.getvalue()


REFUSED = {
    "empty": ("letter.pdf", lambda: b"", "empty_file", "again"),
    "encrypted": ("letter.pdf", encrypted_pdf, "encrypted", "without one"),
    "damaged": ("letter.pdf", lambda: b"%PDF-1.7\nnothing of a PDF follows", "damaged", "again"),
    "truncated": ("letter.pdf", lambda: letter_path("denial").read_bytes()[:300], "damaged", "again"),
    "2,000 pages": ("letter.pdf", lambda: pdf_of(2_000), "too_many_pages", "alone"),
    "scan": ("letter.pdf", lambda: pdf_of(3), "needs_ocr", "OCR"),
    "picture": ("letter.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(20), "needs_ocr", "OCR"),
    "executable": ("letter.pdf", lambda: b"MZ\x90\x00" + bytes(200), "not_what_its_name_says", "format"),
    "executable as text": ("letter.txt", lambda: b"\x7fELF" + bytes(200), "not_what_its_name_says", "format"),
    "picture named pdf": ("letter.pdf", lambda: b"\xff\xd8\xff\xe0" + bytes(9), "not_what_its_name_says", "format"),
    "pdf named docx": ("letter.docx", lambda: pdf_of(1), "not_what_its_name_says", "format"),
    "plain zip": ("letter.docx", lambda: zip_of("a.txt", "hello"), "not_what_its_name_says", "format"),
    "spreadsheet": (
        "letter.docx", lambda: zip_of("[Content_Types].xml", "<Types>spreadsheetml</Types>"),
        "not_what_its_name_says", "PDF or DOCX",
    ),
    "broken docx": (
        "letter.docx",
        lambda: zip_of("[Content_Types].xml", "wordprocessingml.document.main+xml"),
        "damaged", "PDF",
    ),
    "unknown type": ("letter.xyz", lambda: b"hello", "unknown_type", "Use PDF"),
    "no type": ("letter", lambda: b"hello", "unknown_type", "Use PDF"),
    "no headers": ("letter.eml", lambda: b"Your claim is denied.", "not_what_its_name_says", "headers"),
    "blank text": ("letter.txt", lambda: b" \n\n \f \n", "no_text", "cover"),
    "endless text": ("letter.txt", lambda: b"a\f" * 1_600, "too_many_pages", "alone"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_cannot_be_read_is_refused_with_the_remedy(case: str) -> None:
    name, make, code, remedy = REFUSED[case]

    with pytest.raises(UnreadableFile) as refused:
        pages_of(name, make())

    assert refused.value.code == code
    assert remedy in refused.value.message


def test_the_most_pages_that_are_read() -> None:
    assert len(pages_of("letter.txt", b"a\f" * MAX_PAGES)) == MAX_PAGES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    text = "Dear José,\r\nyour claim – in part – is denied.\r\n"

    [page] = pages_of("letter.txt", text.encode(encoding))

    assert page.text == text.replace("\r\n", "\n")


def test_an_e_mails_page_is_its_decoded_body() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "claims@example.com", "Your claim"
    message.set_content("Your claim is denied – see below.\n", cte="quoted-printable")
    message.add_alternative("<p>Your claim is denied</p>", subtype="html")

    [page] = pages_of("letter.eml", bytes(message))

    assert page.text == "Your claim is denied – see below.\n"


def test_an_e_mail_in_html_is_read_as_a_person_would() -> None:
    message = EmailMessage()
    message["From"] = "claims@example.com"
    message.set_content(
        "<head><style>p {}</style></head><p>Your <b>claim</b> is\n denied.</p><p>You may appeal.</p>",
        subtype="html",
    )

    [page] = pages_of("letter.eml", bytes(message))

    assert [line for line in page.text.splitlines() if line] == ["Your claim is denied.", "You may appeal."]


def test_an_e_mail_without_text_is_refused() -> None:
    message = EmailMessage()
    message["From"] = "claims@example.com"
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="letter.pdf")

    with pytest.raises(UnreadableFile, match="attached"):
        pages_of("letter.eml", bytes(message))


def test_a_word_document_is_read_in_order_with_its_tables_and_page_breaks() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Quillen Health Plans, Inc."
    document.add_paragraph("Your claim is denied.")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Claim Number:", "QH-1200"
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("You may appeal.")
    out = io.BytesIO()
    document.save(out)

    first, second = pages_of("letter.docx", out.getvalue())

    assert first.text == "Quillen Health Plans, Inc.\n\nYour claim is denied.\n\nClaim Number:\tQH-1200"
    assert second.text == "You may appeal."


def test_an_e_mail_names_its_attachments_and_reads_tables_but_nothing_hidden() -> None:
    message = EmailMessage()
    message["From"] = "claims@example.com"
    message.set_content(
        "<div style='display: none'>Good news<div>inside</div> for you</div><p>Your claim is denied.</p>"
        "<table><tr><th>Billed</th><th>Allowed</th></tr><tr><td>$10.00</td><td>$0.00</td></tr></table>",
        subtype="html",
    )
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="denial.pdf")

    [page] = pages_of("letter.eml", bytes(message))

    assert [line for line in page.text.splitlines() if line] == [
        "Your claim is denied.", "Billed\tAllowed", "$10.00\t$0.00",
    ]  # fmt: skip
    [doubt] = page.doubts
    assert (doubt.code, "denial.pdf" in doubt.why) == ("attachments", True)


def test_text_whose_encoding_was_misread_is_flagged_and_stays_as_it_is() -> None:
    [page] = pages_of("letter.txt", "Your claim isnâ€™t covered.".encode())

    assert page.text == "Your claim isnâ€™t covered."
    assert [doubt.code for doubt in page.doubts] == ["broken_letters"]


def edited(document: Document, old: str, new: str) -> bytes:
    """The document with a piece of its XML exchanged."""
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(
                name, content.replace(old.encode(), new.encode()) if "document.xml" in name else content
            )
    return out.getvalue()


@pytest.mark.parametrize(
    ("xml", "said", "codes"),
    [
        ("<w:del><w:r><w:delText>approved</w:delText></w:r></w:del><w:ins><w:r><w:t>denied</w:t></w:r></w:ins>",
         "denied", ["changes"]),
        ("<w:moveFrom><w:r><w:t>approved</w:t></w:r></w:moveFrom><w:r><w:t>denied</w:t></w:r>", "denied", []),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>approved</w:t></w:r><w:r><w:t>denied</w:t></w:r>",
         "denied", ["hidden_text"]),
        ("<w:sdt><w:sdtContent><w:r><w:t>denied</w:t></w:r></w:sdtContent></w:sdt>", "denied", []),
        ("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>denied</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
         "\n\ndenied", []),
    ],
    ids=["struck out", "moved", "hidden", "content control", "text box"],
)  # fmt: skip
def test_a_word_document_says_what_it_shows(xml: str, said: str, codes: list[str]) -> None:
    document = docx.Document()
    document.add_paragraph("HERE")

    [page] = pages_of("letter.docx", edited(document, "<w:r><w:t>HERE</w:t></w:r>", xml))

    assert (page.text, [doubt.code for doubt in page.doubts]) == (said.strip(), codes)
