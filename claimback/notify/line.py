"""A connection to the mail server over which several mails go: what a batch of mails opens once.

Until the server is told DATA, nothing was handed over, and a connection that the server closed meanwhile is opened
again. From then on nobody knows, and whoever sends decides.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from claimback.notify.mime import mail_bytes, wire_address

_TAKEN: Final = 250
_FORWARDED: Final = 251


class MailLine:
    """Opened by the first mail, and again where the server has closed it."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()

    def send(self, mail: EmailMultiAlternatives) -> None:
        """Hand one mail over. Raises what smtplib raises, OSError, and ValueError for what no server takes."""
        if not isinstance(self._backend, EmailBackend):
            self._backend.send_messages([mail])
            return
        encoding = mail.encoding or "utf-8"
        sender = wire_address(mail.from_email, encoding)
        readers = [wire_address(address, encoding) for address in mail.recipients()]
        body = mail_bytes(mail)
        try:
            server = self._addressed(sender, readers, len(body))
            code, text = server.data(body)
            if code != _TAKEN:
                raise smtplib.SMTPDataError(code, text)
        except OSError:  # of smtplib's errors too: the next mail begins afresh
            self.close()
            raise

    def close(self) -> None:
        """Say goodbye, if anybody is there to hear it."""
        if isinstance(self._backend, EmailBackend):
            try:
                self._backend.close()
            except OSError:
                self._backend.connection = None

    def _addressed(self, sender: str, readers: list[str], size: int) -> smtplib.SMTP:
        """The connection, once the server has taken the sender, and at least one reader."""
        if self._backend.connection is not None:
            try:
                return self._address(sender, readers, size)
            except smtplib.SMTPRecipientsRefused:
                raise
            except OSError:
                self.close()  # the server had enough of this connection, and has not seen the mail
        self._backend.open()
        return self._address(sender, readers, size)

    def _address(self, sender: str, readers: list[str], size: int) -> smtplib.SMTP:
        server: smtplib.SMTP = self._backend.connection
        server.ehlo_or_helo_if_needed()
        sized = f" size={size}" if server.has_extn("size") else ""
        commands = [f"MAIL FROM:{smtplib.quoteaddr(sender)}{sized}"]
        commands += [f"RCPT TO:{smtplib.quoteaddr(reader)}" for reader in readers]
        if server.has_extn("pipelining"):
            server.send("".join(f"{command}\r\n" for command in commands))
            (code, text), *said = [server.getreply() for _ in commands]
        else:
            (code, text), *said = [server.docmd(command) for command in commands]
        if code != _TAKEN:
            raise smtplib.SMTPSenderRefused(code, text, sender)
        answers = dict(zip(readers, said, strict=True))
        if all(code not in (_TAKEN, _FORWARDED) for code, _ in answers.values()):
            raise smtplib.SMTPRecipientsRefused(answers)
        return server


_line: ContextVar[MailLine | None] = ContextVar("mail_line", default=None)


@contextmanager
def one_line() -> Iterator[None]:
    """Mails that are sent meanwhile go over one connection, which is closed at the end."""
    line = MailLine()
    token = _line.set(line)
    try:
        yield
    finally:
        _line.reset(token)
        line.close()


def line_now() -> MailLine | None:
    """The connection that is kept open, if one is."""
    return _line.get()
