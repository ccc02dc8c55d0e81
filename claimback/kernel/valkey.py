"""Asking Valkey within a request: one connection a thread, waited for briefly, and left alone while it is away.

For what a request can do without. The queue of tasks is Celery's, over connections of its own. Words go out and come
back here as RESP has them: the client that Celery takes is slower by what it offers, and loads a tenth of what a web
worker is.
"""

import logging
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

WAIT_SECONDS: Final = 0.25
BACK_OFF_SECONDS: Final = 5.0
"""For so long nobody asks again after it did not answer: else every request would wait for it."""

logger = logging.getLogger(__name__)


class Away(Exception):
    """Valkey does not answer, or did not a moment ago."""


class Connection:
    """An open connection. Every method raises OSError where the server is not there any more, or refuses."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._answers = opened.makefile("rb")

    def __del__(self) -> None:
        """Threads come and go, and leave theirs behind."""
        self._answers.close()
        self._socket.close()

    def ask(self, *words: str | int | bytes) -> bytes:
        """What it answers: a text or a number, as it was sent."""
        self._socket.sendall(_command(words))
        line = self._answers.readline()
        kind, said = line[:1], line[1:-2]
        if kind == b"$":
            said = self._answers.read(int(said) + 2)[:-2]
        elif kind not in (b"+", b":"):  # an error, or the end of what it sends
            raise ConnectionError(said.decode(errors="replace") or "the connection was closed")
        return said

    def tell(self, *words: str | int | bytes) -> None:
        """Send what is not to be answered."""
        self._socket.sendall(_command(("CLIENT", "REPLY", "SKIP")) + _command(words))


class Valkey:
    """The server at `url`, with a Lua script that each connection loads and `run` calls."""

    def __init__(self, url: str, script: str) -> None:
        self._url = url
        self._script = script
        self._mine = local()
        self._asked_again_at = 0.0

    def run(self, *keys_and_arguments: str | int, keys: int) -> bytes:
        """What the script answers, a text. Raises Away."""
        with self._asked() as (connection, digest):
            return connection.ask("EVALSHA", digest, keys, *keys_and_arguments)

    def command(self, name: str, *words: str | int) -> None:
        """Send one command whose answer nobody waits for. Raises Away where it can't be sent."""
        with self._asked() as (connection, _):
            connection.tell(name, *words)

    @contextmanager
    def _asked(self) -> Iterator[tuple[Connection, bytes]]:
        """This thread's connection and the digest of its script. Raises Away, and for a while at once."""
        if time.monotonic() < self._asked_again_at:
            raise Away
        try:
            yield self._connected()
        except (OSError, ValueError) as error:
            self._mine.__dict__.clear()
            self._asked_again_at = time.monotonic() + BACK_OFF_SECONDS
            logger.warning("Valkey does not answer: %s. It is left alone for a while.", error)
            raise Away from error

    def _connected(self) -> tuple[Connection, bytes]:
        """This thread's connection, with the digest of the script that it loaded."""
        mine = self._mine.__dict__
        if "connection" not in mine:
            connection = connected(self._url)
            mine["connection"] = connection, connection.ask("SCRIPT", "LOAD", self._script)
        found: tuple[Connection, bytes] = mine["connection"]
        return found


def connected(url: str) -> Connection:
    """Connect to the server at `url`: redis://, rediss:// or unix://. Raises OSError, ValueError for what is no URL."""
    where = urlsplit(url)
    more = dict(parse_qsl(where.query))
    if where.scheme == "unix":
        opened, database = _unix(unquote(where.path)), ""
    else:
        host, database = where.hostname or "localhost", where.path.strip("/")
        opened = socket.create_connection((host, where.port or 6379), timeout=WAIT_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened = _over_tls(opened, host, more) if where.scheme == "rediss" else opened
    connection = Connection(opened)
    if who := [unquote(word) for word in (where.username, where.password) if word]:
        connection.ask("AUTH", *who)
    if (database := more.get("db", database)) not in ("", "0"):
        connection.ask("SELECT", database)
    return connection


def _command(words: tuple[str | int | bytes, ...]) -> bytes:
    """The words as RESP has them: each with its length before it."""
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        said = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%b\r\n" % (len(said), said))
    return b"".join(parts)


def _unix(path: str) -> socket.socket:
    opened = socket.socket(socket.AF_UNIX)
    opened.settimeout(WAIT_SECONDS)
    try:
        opened.connect(path)
    except OSError:
        opened.close()
        raise
    return opened


def _over_tls(opened: socket.socket, host: str, more: dict[str, str]) -> ssl.SSLSocket:
    """With the server's certificate checked, unless the URL says `ssl_cert_reqs=none`."""
    context = ssl.create_default_context(cafile=more.get("ssl_ca_certs"))
    if more.get("ssl_cert_reqs", "").lower().removeprefix("cert_") == "none":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if "ssl_certfile" in more:
        context.load_cert_chain(more["ssl_certfile"], more.get("ssl_keyfile"))
    return context.wrap_socket(opened, server_hostname=host)
