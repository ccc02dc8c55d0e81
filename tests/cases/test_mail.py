"""Mail to a case's own address: kept before it is acknowledged, filed once, its sender never believed."""

import smtplib
import socket
from email.message import EmailMessage
from typing import Any

import pytest

from cases.mail_door import LATER, UNKNOWN, open_mail_door
from cases.models import MailAddress
from cases.selectors import correspondence_list, document_list, received_mail_list, task_list
from cases.services import mail as mail_service
from cases.services.mail import mail_address_end, mail_address_of, mail_address_open, mail_file, mail_take
from claimback.kernel.errors import Invalid, NotFound
from claimback.storage.s3 import StoreUnavailable
from claimback.storage.services import file_bytes
from claimback.storage.tasks import inspect_file
from claimback.tenancy.scanner import due_rows
from tests.firms import TestFirm
from tests.letters.matter import LETTERS, open_case

DENIAL = (LETTERS / "denial.pdf").read_bytes()


def message(*attachments: tuple[str, bytes], subject: str = "Your claim") -> bytes:
    made = EmailMessage()
    made["From"] = "Claims <claims@example.net>"
    made["Subject"] = subject
    made["Message-ID"] = "<1@example.net>"
    made.set_content("We have decided.\nSee the letter.")
    for name, data in attachments:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


@pytest.fixture
def address(in_law: TestFirm) -> MailAddress:
    return mail_address_open(actor=in_law.attorney, case_id=open_case(in_law).id)


def inspected(firm: TestFirm, *file_ids: Any) -> None:
    for file_id in file_ids:
        inspect_file(str(firm.id), str(file_id))


def test_a_message_is_filed_with_its_attachments_once(in_law: TestFirm, address: MailAddress) -> None:
    data = message(("denial.pdf", DENIAL), ("setup.exe", b"MZ\x90\x00"))
    mail = mail_take(name=address.name, data=data)
    assert mail_take(name=address.name, data=data).id == mail.id, "sent again it is there once"
    assert (in_law.id, mail.id) in due_rows("received_mail", limit=500)
    assert mail_file(mail.id).state == "received", "not before its file was inspected"

    inspected(in_law, mail.file_id)
    filed = mail_file(mail.id)
    assert mail_file(mail.id).version == filed.version, "filed twice it is filed once"
    documents = document_list().filter(case_id=mail.case_id).order_by("created_at", "id")
    assert [row.title for row in documents] == ["Your claim", "denial.pdf (Your claim)"]
    original, letter = documents
    assert file_bytes(original.file) == data
    inspected(in_law, letter.file_id)
    letter.file.refresh_from_db()
    assert (letter.file.state, letter.file.pages) == ("kept", 3)
    assert "setup.exe" in filed.problem

    (entry,) = correspondence_list().filter(case_id=mail.case_id)
    assert (entry.author_id, entry.direction, entry.channel) == (None, "in", "email")
    assert entry.body == "We have decided.\nSee the letter."
    assert entry.counterpart == "Claims <claims@example.net> (not verified)"
    (task,) = task_list().filter(case_id=mail.case_id, kind="file_mail")
    assert "not verified" in task.detail
    assert "setup.exe" in task.detail


def test_a_message_that_is_refused_waits_for_a_person(in_law: TestFirm, address: MailAddress) -> None:
    mail = mail_take(name=address.name, data=b"MZ\x90\x00 this is no message")
    inspected(in_law, mail.file_id)
    refused = mail_file(mail.id)
    assert refused.state == "refused"
    assert refused.problem
    assert not document_list().filter(case_id=mail.case_id).exists()
    assert task_list().filter(case_id=mail.case_id, kind="file_mail").count() == 1


def test_what_is_no_address_or_too_large_is_refused(
    in_law: TestFirm, address: MailAddress, monkeypatch: Any
) -> None:
    monkeypatch.setattr(mail_service, "SIZE_LIMIT", 10)
    with pytest.raises(Invalid):
        mail_take(name=address.name, data=b"12345678901")
    mail_address_end(actor=in_law.attorney, address_id=address.id, version=address.version)
    with pytest.raises(NotFound):
        mail_take(name=address.name, data=b"1")
    assert not received_mail_list().exists()


def test_the_door_keeps_before_it_answers(committed_db: str, law: TestFirm, monkeypatch: Any) -> None:
    with law.scope():
        case = open_case(law)
        address = mail_address_of(mail_address_open(actor=law.attorney, case_id=case.id).name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    door = open_mail_door("127.0.0.1", port)
    try:
        with smtplib.SMTP("127.0.0.1", port) as client:
            for unknown in (
                "marlowe-law.aaaa@in.example.com",
                "no-firm.aaaa@in.example.com",
                "x@y.example",
            ):
                client.ehlo()
                client.mail("sender@example.net")
                code, answer = client.rcpt(unknown)
                assert f"{code} {answer.decode()}" == UNKNOWN
                client.rset()
            monkeypatch.setattr(mail_service, "file_take_in", _unavailable)
            with pytest.raises(smtplib.SMTPDataError) as refused:
                client.sendmail("sender@example.net", [address.upper()], message())
            said = refused.value.smtp_error
            assert isinstance(said, bytes)
            assert f"{refused.value.smtp_code} {said.decode()}" == LATER
            monkeypatch.undo()
            client.sendmail("sender@example.net", [address.upper()], message())
    finally:
        door.stop()
    with law.scope():
        (mail,) = received_mail_list().filter(case_id=case.id)
        assert mail.subject == "Your claim"


def _unavailable(**_: Any) -> None:
    raise StoreUnavailable
