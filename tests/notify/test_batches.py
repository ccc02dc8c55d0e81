"""Mails in batches: the same mail as Django's own, one connection, and nothing said twice where that fails."""

import smtplib
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import trans_real

from claimback.kernel.ids import new_id
from claimback.notify import line as lines
from claimback.notify.kept import filled
from claimback.notify.line import one_line
from claimback.notify.mail import MailDelayed, MailRefused, send_mail
from claimback.notify.mime import mail_bytes
from claimback.tenancy.tasks import FirmTask, firm_task, hand_out


def mail(**other: Any) -> EmailMultiAlternatives:
    made = EmailMultiAlternatives(
        **{
            "subject": "Due November 27, 2026: case CB-1",
            "body": "Last day: Monday\n.\n· é\nend",
            "from_email": "ClaimBack <deadlines@firm.example>",
            "to": ["ada@firm.example"],
            "headers": {"Message-ID": "<a@firm.example>", "Date": "Mon, 23 Nov 2026 17:36:35 -0000"},
            **other,
        }
    )
    made.attach_alternative("<p>Last day: Monday</p>\n", "text/html")
    return made


def read(data: bytes) -> Any:
    """Headers without the boundary, and each part with its type and text."""
    message = message_from_bytes(data.replace(b"\r\n", b"\n"))

    def text(part: Message) -> bytes:
        return bytes(part.get_payload(decode=True) or b"").rstrip(b"\n")

    headers = [(name, value) for name, value in message.items() if name != "Content-Type"]
    return headers, [
        (part.get_content_type(), text(part)) for part in message.walk() if not part.is_multipart()
    ]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"subject": "Frist läuft ab: " + "ü" * 90},
        {"subject": "A long one " * 12},
        {"to": ["Ada Quíll <ada@firm.example>", "bob@bücher.example"]},
        {"body": "x" * 3000},
        {"cc": ["bob@firm.example"]},
        {"reply_to": ["bob@firm.example"]},
        {
            "headers": {
                "Message-ID": "<a@b>",
                "Date": "now",
                "From": "Other <o@firm.example>",
                "X-Long": "word " * 40,
            }
        },
    ],
)
def test_a_mail_is_what_django_makes_of_it(other: dict[str, Any]) -> None:
    ours = mail_bytes(mail(**other))
    assert read(ours) == read(mail(**other).message().as_bytes())
    assert b"\n" not in ours.replace(b"\r\n", b"")


def test_a_header_of_two_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="newlines"):
        mail_bytes(mail(subject="Due\nBcc: eve@elsewhere.example"))


WORDS = {
    "firm": "Marlowe & Sons <law>",
    "rerouted_from": "",
    "stand_in_for": "",
    "acknowledge": "https://firm.example/r/a?b=1&c='2'",
    "headline": 'Due "today"',
    "late": "",
    "link": "https://firm.example/",
}
FLAGS = {"uncertain": False, "unconfirmed": True, "escalated": False}


@pytest.mark.parametrize("kind", ["txt", "html"])
@pytest.mark.parametrize(
    ("words", "flags", "rows"),
    [
        ({}, {}, [("Case", "CB-1"), ("Last day", "Monday & Co")]),
        ({"late": "This is late.", "rerouted_from": "Ada O'Hara"}, {"escalated": True}, [("Case", "")]),
        ({"acknowledge": "", "stand_in_for": "<b>Bob</b>"}, {"uncertain": True}, []),
    ],
)
def test_what_is_kept_of_a_template_says_what_the_template_says(
    kind: str, words: dict[str, str], flags: dict[str, bool], rows: list[tuple[str, str]]
) -> None:
    context = {**WORDS, **words}, {**FLAGS, **flags}
    for _ in range(2):  # rendered, and then kept
        made = filled(f"deadlines/alert.{kind}", *context, rows)
        assert made == render_to_string(f"deadlines/alert.{kind}", {**context[0], **context[1], "rows": rows})


def test_what_is_kept_in_one_language_is_not_said_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    spanish: Any = trans_real.translation("es")
    said = "Nobody has acknowledged this reminder. That is why it comes to you."
    monkeypatch.setitem(spanish._catalog._catalogs[0], said, "Nadie lo ha visto.")

    def made() -> str:
        return filled("deadlines/alert.txt", WORDS, FLAGS | {"escalated": True}, [])

    assert said in made()
    with translation.override("es"):
        assert "Nadie lo ha visto." in made()
    assert said in made()


class Server:
    """A mail server's answers, by what it is asked: `answers` are given first, after them it takes everything."""

    def __init__(self, answers: dict[str, list[Any]]) -> None:
        self.answers, self.asked = answers, list[str]()
        self.extensions: set[str] = set()

    def _answer(self, verb: str) -> Any:
        self.asked.append(verb)
        answer = self.answers[verb].pop(0) if self.answers.get(verb) else 250
        if isinstance(answer, Exception):
            raise answer
        return answer, b"as told"

    def ehlo_or_helo_if_needed(self) -> None: ...

    def has_extn(self, name: str) -> bool:
        return name in self.extensions

    def docmd(self, command: str) -> Any:
        return self._answer(command[:4].lower())

    def send(self, commands: str) -> None:
        self.asked.append("together")
        self.waiting = commands.splitlines()

    def getreply(self) -> Any:
        return self.docmd(self.waiting.pop(0))

    def data(self, body: bytes) -> Any:
        return self._answer("data")

    def quit(self) -> None:
        self.asked.append("quit")

    def close(self) -> None:
        self.asked.append("close")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Server]:
    """A server that answers as told, in place of the one that EMAIL_URL names."""

    def told(**answers: list[Any]) -> Server:
        server = Server(answers)

        class Backend(EmailBackend):
            def open(self) -> bool:
                server.asked.append("open")
                self.connection = server  # type: ignore[assignment]
                return True

        monkeypatch.setattr(lines, "get_connection", Backend)
        return server

    return told


def test_mails_of_a_batch_share_a_connection(served: Callable[..., Server]) -> None:
    server = served()
    with one_line():
        send_mail(mail())
        send_mail(mail())
    assert server.asked == ["open", *["mail", "rcpt", "data"] * 2, "quit"]


def test_a_server_that_takes_several_commands_at_once_gets_them_so(served: Callable[..., Server]) -> None:
    server = served(rcpt=[550])
    server.extensions = {"pipelining", "size"}
    with one_line(), pytest.raises(MailRefused):
        send_mail(mail())
    assert server.asked == ["open", "together", "mail", "rcpt", "quit"]


@pytest.mark.parametrize("gone", [smtplib.SMTPServerDisconnected("gone"), 421, ConnectionResetError()])
def test_a_connection_that_was_closed_meanwhile_is_opened_again(
    served: Callable[..., Server], gone: Any
) -> None:
    server = served(mail=[250, gone])
    with one_line():
        send_mail(mail())
        send_mail(mail())
    assert (server.asked.count("open"), server.asked.count("data")) == (2, 2)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"data": [smtplib.SMTPServerDisconnected("gone")]}, MailDelayed),
        ({"data": [554]}, MailRefused),
        ({"data": [451]}, MailDelayed),
        ({"rcpt": [550]}, MailRefused),
        ({"rcpt": [450]}, MailDelayed),
        ({"mail": [421]}, MailDelayed),
    ],
)
def test_what_fails_is_not_said_again_and_the_next_mail_goes(
    served: Callable[..., Server], answers: dict[str, list[Any]], error: type[Exception]
) -> None:
    server = served(**answers)
    with one_line():
        with pytest.raises(error):
            send_mail(mail())
        before = server.asked.count("data")
        send_mail(mail())
    assert server.asked.count("data") == before + 1


class TestBatches:
    """Messages that carry several rows."""

    @pytest.fixture
    def handed(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
        handed: list[tuple[str, ...]] = []
        monkeypatch.setattr(FirmTask, "apply_async", lambda _, ids, **__: handed.append(tuple(ids)))
        return handed

    def test_rows_go_so_many_to_a_message(self, handed: list[tuple[str, ...]]) -> None:
        firm, rows = new_id(), [new_id() for _ in range(5)]
        hand_out(work_of([]), [(firm, row) for row in rows], batch=2)
        assert [ids[1::2] for ids in handed] == [tuple(map(str, rows[at : at + 2])) for at in (0, 2, 4)]
        assert {id for ids in handed for id in ids[::2]} == {str(firm)}

    def test_what_one_row_raises_leaves_the_rest_to_another_message(
        self, handed: list[tuple[str, ...]]
    ) -> None:
        done: list[str] = []
        ids = [str(new_id()) for _ in range(8)]
        with pytest.raises(ZeroDivisionError):
            work_of(done, raises=ids[3])(*ids)
        assert (done, handed) == ([ids[1]], [tuple(ids[4:])])

    def test_a_batch_that_takes_long_hands_the_rest_on(
        self, handed: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("claimback.tenancy.tasks.BATCH_SECONDS", -1.0)
        done: list[str] = []
        ids = [str(new_id()) for _ in range(6)]
        work_of(done)(*ids)
        assert (done, handed) == ([ids[1]], [tuple(ids[2:])])


def work_of(done: list[str], *, raises: str = "") -> FirmTask:
    """A task that notes its rows in `done`, but for one that it cannot do."""

    @firm_task(f"tests.work.{new_id()}", one_transaction=False)
    def work(firm_id: Any, row_id: Any) -> None:
        if str(row_id) == raises:
            raise ZeroDivisionError
        done.append(str(row_id))

    return work
