"""The mail sink: what it keeps, how it misbehaves on request, and a page that hostile mail cannot use."""

import email
import email.policy
import http.client
import json
import smtplib
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from claimback.embedded.mail import Mail
from claimback.embedded.mail_store import Behaviour
from claimback.embedded.servers import Servers
from claimback.kernel.ids import new_id

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def sink(servers: Servers) -> Iterator[Mail]:
    assert servers.mail is not None
    yield servers.mail
    servers.mail.behave("normal")


def make(subject: str, *, text: str = "Good day", html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Docket <docket@firm.example>"
    message["To"] = "Ada <ada@firm.example>"
    message["Subject"] = subject
    message["Message-ID"] = f"<{new_id().hex}@firm.example>"
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def send(sink: Mail, message: EmailMessage, *, timeout: float = 5) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=timeout) as client:
        client.send_message(message, to_addrs=["ada@firm.example", "blind@firm.example"])


def kept(sink: Mail, message: EmailMessage) -> list[dict]:
    return [about for about in sink.messages() if about["message_id"] == message["Message-ID"]]


def get(sink: Mail, path: str, *, host: str | None = None) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", sink.page_port, timeout=5)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def test_mail_is_kept_byte_for_byte_and_listed_newest_first(sink: Mail):
    first, second = make("Frist läuft ab", text="Grüße\n.\nfrom the docket"), make("Second")
    send(sink, first)
    send(sink, second)
    assert [about["subject"] for about in sink.messages()[:2]] == ["Second", "Frist läuft ab"]
    [about] = kept(sink, first)
    assert about["from"] == "Docket <docket@firm.example>"
    assert about["to"] == "Ada <ada@firm.example>"
    assert about["envelope_to"] == ["ada@firm.example", "blind@firm.example"]
    stored = (sink.data / f"{about['id']}.eml").read_bytes()
    parsed = email.message_from_bytes(stored, policy=email.policy.default)
    assert parsed.get_content().replace("\r\n", "\n") == "Grüße\n.\nfrom the docket\n"
    _, source = get(sink, f"/messages/{about['id']}/source")
    assert source.encode() == stored


@pytest.mark.parametrize(("mode", "code"), [("refuse", 550), ("busy", 451)])
def test_sink_refuses_on_request(sink: Mail, mode: str, code: int):
    sink.behave(mode)
    message = make(mode)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(sink, message)
    assert {answer[0] for answer in refusal.value.recipients.values()} == {code}
    assert kept(sink, message) == []


def test_dropped_connection_leaves_the_sender_unsure_and_the_mail_kept(sink: Mail):
    sink.behave("drop_after_data")
    message = make("dropped")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(sink, message)
    assert len(kept(sink, message)) == 1


def test_hanging_sink_says_nothing_and_keeps_nothing_while_others_are_served(sink: Mail):
    sink.behave("hang")
    message = make("hang")
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(sink, message, timeout=0.2)
    sink.behave("normal")
    send(sink, make("after the hang"))
    assert kept(sink, message) == []


def test_delayed_answer_comes(sink: Mail):
    sink.behave("delay", 0.3)
    message = make("delay")
    began = time.monotonic()
    send(sink, message)
    assert time.monotonic() - began >= 0.3
    assert len(kept(sink, message)) == 1


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ([], "an object is expected"),
        ({}, "mode must be one of normal, refuse"),
        ({"mode": "angry"}, "mode must be one of normal, refuse"),
        ({"mode": ["normal"]}, "mode must be one of normal, refuse"),
        ({"mode": "delay", "seconds": "1"}, "seconds must be a number from 0 to 3600"),
        ({"mode": "delay", "seconds": -1}, "seconds must be a number from 0 to 3600"),
        ({"mode": "delay", "seconds": float("nan")}, "seconds must be a number from 0 to 3600"),
        ({"mode": "delay", "seconds": True}, "seconds must be a number from 0 to 3600"),
    ],
)
def test_unknown_behaviour_is_refused(wish: object, message: str):
    behaviour = Behaviour()
    with pytest.raises(ValueError, match=message):
        behaviour.change(wish)
    assert behaviour == Behaviour("normal", 0)


@pytest.mark.parametrize(
    ("path", "content_type", "body", "status"),
    [
        ("/behaviour", "application/json", '{"mode": "angry"}', 400),
        ("/behaviour", "application/json", "{", 400),
        ("/behaviour", "application/json", "\udcff", 400),
        ("/behaviour", "text/plain", '{"mode": "refuse"}', 415),
        ("/messages.json", "application/json", "{}", 404),
    ],
)
def test_bad_request_changes_nothing(sink: Mail, path: str, content_type: str, body: str, status: int):
    request = urllib.request.Request(
        sink.page_url + path[1:],
        data=body.encode(errors="surrogateescape"),
        headers={"Content-Type": content_type},
    )
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=5)
    assert refusal.value.code == status
    assert json.load(refusal.value)["error"]
    refusal.value.close()
    assert json.loads(get(sink, "/behaviour")[1]) == {"mode": "normal", "seconds": 0.0, "met": 0}


def test_hostile_mail_is_shown_as_text(sink: Mail):
    message = make(HOSTILE, text=f'{HOSTILE} see https://firm.example/a?b=1&c="x', html=f"<p>{HOSTILE}</p>")
    message.replace_header("From", f'"{HOSTILE}" <x@firm.example>')
    message.add_attachment(b"bytes", maintype="text", subtype="html", filename='"><script>.html')
    send(sink, message)
    [about] = kept(sink, message)
    for path in ("/", f"/messages/{about['id']}"):
        answer, page = get(sink, path)
        assert "<script" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert '<a href="https://firm.example/a?b=1&amp;c=" rel="noreferrer noopener">' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    answer, body = get(sink, f"/messages/{about['id']}/html")
    assert f"<p>{HOSTILE}</p>" in body
    assert "sandbox allow-popups" in answer.headers["Content-Security-Policy"]
    assert "allow-scripts" not in answer.headers["Content-Security-Policy"]
    answer, body = get(sink, f"/messages/{about['id']}/attachments/0")
    assert (answer.headers["Content-Type"], body) == ("application/octet-stream", "bytes")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="___script_.html"'


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/messages/",
        "/messages/1",
        "/messages/01900000-0000-7000-8000-000000000001",
        "/messages/..%2F..%2Fsecrets",
        "/messages/{id}/attachments/0",
        "/messages/{id}/attachments/-1",
        "/messages/{id}/attachments/²",
        "/messages/{id}/other",
    ],
)
def test_absent_page_is_a_404(sink: Mail, path: str):
    message = make("plain")
    send(sink, message)
    [about] = kept(sink, message)
    answer, _ = get(sink, urllib.parse.quote(path.format(id=about["id"]), safe="/%{}"))
    assert answer.status == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:10252", "127.0.0.1.evil.example"])
def test_page_answers_to_no_foreign_name(sink: Mail, host: str):
    answer, body = get(sink, "/messages.json", host=host)
    assert answer.status == 421
    assert "messages" not in body


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"no headers at all",
        b"From: =?utf-9?q?x?=\r\nTo: <<<>>>,;@\r\nSubject: \xff\xfe\r\nDate: never\r\n\r\n\xff",
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=none\r\n\r\nx',
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner",
        b"Message-ID: <\r\n\r\nx",
        b"Content-Type: text/html; charset=a%00b\r\n\r\nx",
        b'Content-Type: text/html; charset="a\x00b"\r\n\r\nx',
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Disposition: attachment; filename*0*=a%; *0*=x; filename*x=y\r\n\r\nx",
    ],
)
def test_malformed_mail_is_kept_and_shown(sink: Mail, source: bytes):
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
        client.sendmail("", ["a@firm.example"], source)
    newest = sink.messages()[0]
    assert newest["envelope_from"] == "<>"
    for path in ("/", f"/messages/{newest['id']}", f"/messages/{newest['id']}/html"):
        assert get(sink, path)[0].status == 200
    answer, _ = get_bytes(sink, f"/messages/{newest['id']}/source")
    assert answer.status == 200


def get_bytes(sink: Mail, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", sink.page_port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body
