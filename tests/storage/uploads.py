"""Files of each sort, made here, and sending them by a signed form as a browser does."""

import io
import urllib.error
import urllib.request
import zipfile
from urllib.parse import urlsplit
from uuid import UUID

import pikepdf
from django.test import Client

from claimback.kernel.ids import new_id
from claimback.storage.s3 import Form
from claimback.storage.services import upload_confirm, upload_request
from claimback.tenancy.member import Member

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf(pages: int = 1, *, password: str = "", owner_password: str = "") -> bytes:
    """A PDF of empty pages."""
    with pikepdf.new() as made:
        page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 612, 792])
        for _ in range(pages):
            made.pages.append(pikepdf.Page(made.make_indirect(page)))
        out = io.BytesIO()
        locked = pikepdf.Encryption(user=password, owner=password or owner_password)
        made.save(out, encryption=locked if password or owner_password else False)
    return out.getvalue()


def office(
    content_type: str = f"{WORD}.main+xml", part: str = "word/document.xml", text: str = "<w/>"
) -> bytes:
    """An Office file as far as its declared content types go."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml",
            f'<Types><Override PartName="/{part}" ContentType="{content_type}"/></Types>',
        )
        packed.writestr(part, text)
    return out.getvalue()


def archive() -> bytes:
    """A plain ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("letter.txt", "Dear Sir")
    return out.getvalue()


LETTER = b"From: claims@example.com\r\nTo: a@example.com\r\nSubject: Denial\r\n\r\nWe deny.\r\n"


def send(form: Form | None, content: bytes, **changes: str) -> int:
    """POST the form with the file, some of its fields changed; the status of the answer."""
    assert form is not None, "it is to be sent in parts"
    boundary = new_id().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (form.fields | changes).items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'.encode()
    request = urllib.request.Request(
        form.url,
        data=b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()]),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def received(actor: Member, name: str, content: bytes) -> UUID:
    """A file sent by its form and confirmed, waiting to be inspected."""
    upload = upload_request(actor=actor, name=name, size=len(content))
    assert send(upload.form, content) == 204
    upload_confirm(actor=actor, file_id=upload.file.id)
    return upload.file.id


def opened(link: str) -> str:
    """Where a link of ours leads, opened as a browser does: the store's own address."""
    answer = Client().get(urlsplit(link).path)
    assert answer.status_code == 302, answer.content
    return answer["Location"]
