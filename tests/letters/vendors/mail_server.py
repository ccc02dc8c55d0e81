"""A mail server that takes what it is told to take, and fails where it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any


class FakeMailServer(socketserver.ThreadingTCPServer):
    """SMTP on a port of its own. `fails_at`: recipient, data, body (answered with `code`), or cut_before, cut_after."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[bytes] = []
        self.fails_at = ""
        self.code = 550

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def mails(self) -> list[Message]:
        """What was handed over, parsed."""
        return [message_from_bytes(data) for data in self.taken]


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        self._say(220, "ready")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word in (b"EHLO", b"HELO"):
                self._say(250, "hello")
            elif word == b"RCPT" and server.fails_at == "recipient":
                self._say(server.code, "No such user")
            elif word == b"DATA" and server.fails_at == "data":
                self._say(server.code, "Not now")
            elif word == b"DATA":
                self._say(354, "go on")
                if not self._take(server):
                    return
            elif word == b"QUIT":
                self._say(221, "bye")
                return
            else:
                self._say(250, "ok")

    def _take(self, server: Any) -> bool:
        if server.fails_at == "cut_before":
            return False
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        if server.fails_at == "body":
            self._say(server.code, "Not this")
            return True
        server.taken.append(b"".join(lines))
        if server.fails_at == "cut_after":
            return False
        self._say(250, "queued as 7")
        return True

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[FakeMailServer]:
    """One that runs inside."""
    with FakeMailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
