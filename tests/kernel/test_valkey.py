"""The connection to Valkey on every kind of address that an installation may name, and what comes of a lost one."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_socket
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from claimback.kernel import clock
from claimback.kernel.ids import new_id
from claimback.kernel.valkey import Away, Valkey, connected


@contextmanager
def _in_front(listener: socket.socket, dressed: Callable[[socket.socket], socket.socket]) -> Iterator[None]:
    """Whoever connects to the listener speaks to the suite's Valkey, by way of `dressed`."""
    where = urlsplit(settings.RATE_LIMIT_URL)

    def pass_on(source: socket.socket, to: socket.socket) -> None:
        with suppress(OSError):
            while some := source.recv(65536):
                to.sendall(some)
            to.shutdown(socket.SHUT_WR)

    def serve() -> None:
        with suppress(OSError):
            taken, _ = listener.accept()
            server = socket.create_connection((where.hostname, where.port))
            with server, taken, dressed(taken) as caller:
                back = threading.Thread(target=pass_on, args=(server, caller))
                back.start()
                pass_on(caller, server)
                back.join()

    listener.settimeout(5)
    listener.listen()
    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield
    finally:
        serving.join()
        listener.close()


def _credentials() -> str:
    return urlsplit(settings.RATE_LIMIT_URL).netloc.rpartition("@")[0]


def _certified(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of 127.0.0.1, and what a server needs that shows it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "valkey")]),
    )
    now, here = clock.now(), x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).add_extension(here, critical=False)
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    shown, secret = folder / "shown.pem", folder / "secret.pem"
    shown.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, secret)
    return shown, context


def test_what_is_asked_and_told_arrives_in_the_database_that_the_url_names() -> None:
    here, name = urlsplit(settings.RATE_LIMIT_URL), str(new_id())
    third = connected(here._replace(path="/3").geturl())
    assert third.ask("SET", name, "Ünïcode\r\n") == b"OK"
    assert third.ask("GET", name).decode() == "Ünïcode\r\n"
    third.tell("INCRBY", f"{name}:count", 7)
    assert third.ask("INCR", f"{name}:count") == b"8"  # the answer to this, not to what was told before
    assert connected(here._replace(path="/0").geturl()).ask("EXISTS", name) == b"0"
    assert connected(here._replace(path="", query="db=3").geturl()).ask("DEL", name, f"{name}:count") == b"2"


def test_a_socket_of_the_machine_is_an_address_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", pytest_socket._true_connect)  # it knows hosts alone
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "valkey.sock"))
    with _in_front(listener, lambda taken: taken):
        assert connected(f"unix://{_credentials()}@{tmp_path}/valkey.sock?db=2").ask("PING") == b"PONG"
    with pytest.raises(OSError, match="No such file"):
        connected(f"unix://{tmp_path}/nobody.sock")


def test_over_tls_the_server_must_show_a_certificate_that_is_believed(tmp_path: Path) -> None:
    shown, context = _certified(tmp_path)

    def asked(query: str) -> bytes:
        listener = socket.create_server(("127.0.0.1", 0))
        with _in_front(listener, lambda taken: context.wrap_socket(taken, server_side=True)):
            port = listener.getsockname()[1]
            return connected(f"rediss://{_credentials()}@127.0.0.1:{port}/0{query}").ask("PING")

    assert asked(f"?ssl_ca_certs={shown}") == b"PONG"
    assert asked("?ssl_cert_reqs=CERT_NONE") == b"PONG"
    with pytest.raises(ssl.SSLCertVerificationError):
        asked("?ssl_cert_reqs=required")


@pytest.mark.parametrize(
    "wrong", ["redis://:wrong@{}/0", "redis://{}/0", "redis://:x@{}/many", "redis://[/0"]
)
def test_who_is_not_let_in_is_told_that_it_is_away(wrong: str) -> None:
    at = urlsplit(settings.RATE_LIMIT_URL).netloc.rpartition("@")[2]
    with pytest.raises(Away):
        Valkey(wrong.format(at), "return ''").run(keys=0)


def test_a_connection_that_was_cut_is_made_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Valkey(settings.RATE_LIMIT_URL, "return 'here'")
    assert asked.run(keys=0) == b"here"
    with asked._asked() as (mine, _):
        connected(settings.RATE_LIMIT_URL).ask("CLIENT", "KILL", "ID", mine.ask("CLIENT", "ID"))
    with pytest.raises(Away):
        asked.run(keys=0)
    with pytest.raises(Away):
        asked.command("PING")
    monkeypatch.setattr("claimback.kernel.valkey.time.monotonic", lambda: asked._asked_again_at + 1)
    assert asked.run(keys=0) == b"here"
