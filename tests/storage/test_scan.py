"""Scanning by a daemon that speaks ClamAV's protocol: what it objects to is shut away, nothing passes without it."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from claimback.storage import inspection
from claimback.storage.inspection import file_inspect
from claimback.storage.scan import ScannerUnavailable
from claimback.storage.selectors import file_get
from claimback.storage.services import FileNotKept, file_link, file_refuse, file_rescan
from tests.storage.uploads import received

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def serve(listener: socket.socket, limit: int) -> None:
    """Answer as clamd does, until the listener is shut."""
    while True:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        with peer, peer.makefile("rb") as heard:
            command = b""
            while not command.endswith(b"\0"):
                command += heard.read(1)
            if command == b"zVERSION\0":
                peer.sendall(b"ClamAV 1.4.2/27500/Sun Nov 22 2026\0")
                continue
            assert command == b"zINSTREAM\0"
            seen = b""
            while (size := int.from_bytes(heard.read(4), "big")) and len(seen) <= limit:
                seen += heard.read(size)
            if len(seen) > limit:
                peer.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            else:
                found = b"Eicar-Test-Signature FOUND" if EICAR in seen else b"OK"
                peer.sendall(b"stream: " + found + b"\0")


@pytest.fixture
def daemon(settings) -> Iterator[socket.socket]:
    """A daemon that is set up for this installation, and takes up to 4,000 bytes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        threading.Thread(target=serve, args=(listener, 4000), daemon=True).start()
        yield listener
        with contextlib.suppress(OSError):  # where a test has shut it already
            listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def actor(in_law):
    return in_law.attorney


def inspected(actor, content):
    file_id = received(actor, "note.txt", content)
    file_inspect(actor.firm_id, file_id)
    return file_get(file_id)


def test_a_clean_file_is_kept_with_what_scanned_it(actor, daemon):
    file = inspected(actor, b"We deny.")
    assert (file.state, file.scanner) == ("kept", "ClamAV 1.4.2/27500/Sun Nov 22 2026")
    assert file.scanned_at is not None


@pytest.mark.parametrize(
    ("content", "says"), [(EICAR, "Eicar-Test-Signature"), (b"x" * 5000, "larger than the scanner takes")]
)
def test_what_the_scanner_objects_to_is_shut_away_until_a_person_decides(actor, daemon, content, says):
    file = inspected(actor, content)
    assert (file.state, file.refusal_code) == ("quarantined", "file_infected")
    assert says in file.refusal
    with pytest.raises(FileNotKept, match="in quarantine"):
        file_link(actor=actor, file_id=file.id)
    file_rescan(actor=actor, file_id=file.id, version=file.version)
    file_inspect(actor.firm_id, file.id)
    again = file_get(file.id)
    assert again.state == "quarantined"
    assert file_refuse(actor=actor, file_id=file.id, version=again.version).state == "refused"


def test_without_its_scanner_a_file_waits_and_no_attempt_is_counted(actor, daemon):
    file_id = received(actor, "note.txt", b"We deny.")
    daemon.close()
    for _ in range(inspection.ATTEMPTS_LIMIT + 1):
        with pytest.raises(ScannerUnavailable):
            file_inspect(actor.firm_id, file_id)
    assert (file_get(file_id).state, file_get(file_id).attempts) == ("received", 0)
