"""Scanning for malware by ClamAV's daemon, by its own protocol: INSTREAM over TCP or a socket of the machine.

Nothing passes unscanned where a scanner is set up: one that does not answer is waited for.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from django.conf import settings

_CHUNK: Final = 256 * 1024
_SECONDS: Final = 120
_ANSWER_LIMIT: Final = 4096


class ScannerUnavailable(Exception):
    """The scanner that is set up does not answer, or not as it should. The file waits."""


class Objection(Exception):
    """The scanner objects to the file: `name` is what it found, or why it could not look."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def scanner() -> str:
    """The scanner's version with its signatures'; empty where none is set up. Raises ScannerUnavailable."""
    if not settings.CLAMAV_URL:
        return ""
    with _connected() as daemon:
        daemon.sendall(b"zVERSION\0")
        return _answer(daemon)[:100]


def scan(file: BinaryIO) -> None:
    """Have all of an open file scanned. Raises Objection, ScannerUnavailable."""
    file.seek(0)
    with _connected() as daemon:
        daemon.sendall(b"zINSTREAM\0")
        while piece := file.read(_CHUNK):
            try:
                daemon.sendall(len(piece).to_bytes(4, "big") + piece)
            except (BrokenPipeError, ConnectionResetError):
                break  # it has heard enough, as of a file over its own limit: the answer says so
        else:
            daemon.sendall(bytes(4))
        said = _answer(daemon).removeprefix("stream: ")
    if said == "OK":
        return
    if said.endswith(" FOUND"):
        raise Objection(said.removesuffix(" FOUND"))
    if "size limit exceeded" in said:
        raise Objection("The file is larger than the scanner takes (StreamMaxLength)")
    raise ScannerUnavailable(said)


@contextmanager
def _connected() -> Iterator[socket.socket]:
    url = urlsplit(settings.CLAMAV_URL)
    try:
        if url.scheme == "unix":
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as daemon:
                daemon.settimeout(_SECONDS)
                daemon.connect(url.path)
                yield daemon
        else:
            with socket.create_connection((url.hostname, url.port or 3310), timeout=_SECONDS) as daemon:
                yield daemon
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error


def _answer(daemon: socket.socket) -> str:
    """What it says until it ends the answer with a NUL, or the connection."""
    said = b""
    while len(said) < _ANSWER_LIMIT and not said.endswith(b"\0"):
        piece = daemon.recv(_ANSWER_LIMIT)
        if not piece:
            break
        said += piece
    if not said:
        raise ScannerUnavailable("it said nothing")
    return said.rstrip(b"\0\n").decode(errors="replace").strip()
