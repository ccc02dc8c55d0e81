"""Requests that no browser sends, to gunicorn as it is configured: too many headers, two lengths, word by word.

It serves an application of three lines: what is under test never reaches ours. The proxy in front (docker/Caddyfile)
passes a request on once it is whole; without it, as here, so many may dawdle as there are threads but one.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers import ROOT

APPLICATION = """
def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where gunicorn answers."""
    folder: Path = tmp_path_factory.mktemp("served")
    (folder / "served.py").write_text(APPLICATION)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "python:claimback.gunicorn",
            "--workers",
            "1",
        ]
        with subprocess.Popen(
            [*command, "--bind", f"fd://{listening.fileno()}", "served"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(folder), "PROMETHEUS_MULTIPROC_DIR": ""},
            pass_fds=[listening.fileno()],
            stderr=subprocess.DEVNULL,
        ) as server:
            yield listening.getsockname()[1]
            server.terminate()


def _connected(port: int, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(sent)
    return connection


def _answer(port: int, sent: bytes) -> bytes:
    """The first line of what is answered; empty where the connection is closed without a word."""
    with _connected(port, sent) as connection:
        try:
            return connection.recv(4096).partition(b"\r\n")[0]
        except ConnectionResetError:
            return b""


PLAIN = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(10_000)) + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET /?" + b"q" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX_Firm : 1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    ],
    ids=["10,000 headers", "a huge header", "a huge query", "folded", "a blank in a name", "no version"],
)
def test_a_request_that_is_none_is_refused(port: int, sent: bytes) -> None:
    status = _answer(port, sent)
    assert not status or status.split()[1][:1] in (b"4", b"5"), status
    assert _answer(port, PLAIN).endswith(b"200 OK")


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 4\r\nContent-Length: 5\r\n",
        b"Content-Length: +4\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
    ],
)
def test_a_request_of_two_lengths_is_refused(port: int, lengths: bytes) -> None:
    status = _answer(
        port, b"POST / HTTP/1.1\r\nHost: a\r\n" + lengths + b"\r\n0\r\n\r\nGET /other HTTP/1.1\r\n\r\n"
    )
    assert not status or status.split()[1][:1] in (b"4", b"5"), status


def test_others_are_answered_while_some_dawdle(port: int) -> None:
    slow = [
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nx",
    ]
    with ExitStack() as open_ones:
        for sent in (*slow, slow[0]):
            open_ones.enter_context(_connected(port, sent))
        began = time.monotonic()
        assert all(_answer(port, PLAIN).endswith(b"200 OK") for _ in range(5))
        assert time.monotonic() - began < 10
