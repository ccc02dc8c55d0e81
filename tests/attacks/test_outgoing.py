"""Addresses that a firm names and that we fetch from: never one in our own network, however it is written."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import requests

from claimback.firms.services.sign_in import domain_verify
from claimback.firms.sign_in_domains import in_file, published
from claimback.kernel.networks import networks
from claimback.kernel.outgoing import AddressRefused, address_of, guarded_session, read_text

HOSTS = [
    *(
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "0",
        "localhost",
        "127.255.255.254",
    ),
    *(
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "198.18.0.1",
    ),
    *("192.0.0.8", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00::1"),
    *("::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1"),
    *("64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:1::", "fec0::1", "ff02::1"),
]


@pytest.mark.parametrize("host", HOSTS)
def test_no_written_form_leads_inside(host: str) -> None:
    with pytest.raises(AddressRefused):
        address_of(host, 443, [])


@pytest.mark.parametrize(
    "host", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"]
)
def test_public_ones_are_let_through(host: str) -> None:
    assert address_of(host, 443, []) == host


class _Inside(BaseHTTPRequestHandler):
    """A service of our own network; it notes that it was reached."""

    def do_GET(self) -> None:
        self.server.reached.append(self.path)  # type: ignore[attr-defined]
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/secret")  # type: ignore[index]
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def inside() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Inside)
    server.reached = []  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _answers(monkeypatch: pytest.MonkeyPatch, port: int, *addresses: str) -> list[str]:
    """Let every name lead to these addresses, one after the other; returns the names asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(str(host))
        address = addresses[min(len(asked), len(addresses)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_leads_inside_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, inside: HTTPServer
) -> None:
    _answers(monkeypatch, inside.server_port, "127.0.0.1")
    assert in_file("firm.example").lines == []
    with guarded_session() as session, pytest.raises(requests.RequestException):
        read_text(session, f"https://firm.example:{inside.server_port}/")
    assert inside.reached == []  # type: ignore[attr-defined]


def test_a_name_is_asked_for_once_and_that_answer_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is public to the check and private to the connection gains nothing: they are one answer."""
    asked = _answers(monkeypatch, 443, "93.184.216.34", "127.0.0.1")
    reached: list[Any] = []

    def connecting(address: Any, *args: Any, **kwargs: Any) -> Any:
        reached.append(address)
        raise OSError("no network here")

    monkeypatch.setattr("claimback.kernel.outgoing.create_connection", connecting)
    with guarded_session() as session, pytest.raises((requests.RequestException, OSError)):
        read_text(session, "https://firm.example/")
    assert asked == ["firm.example"]
    assert reached == [("93.184.216.34", 443)]


def test_a_redirect_is_not_followed(inside: HTTPServer) -> None:
    """Even from where we may go."""
    with guarded_session(networks(["127.0.0.1/32"])) as session, pytest.raises(requests.RequestException):
        read_text(session, f"http://127.0.0.1:{inside.server_port}/away")
    assert inside.reached == ["/away"]  # type: ignore[attr-defined]


def test_an_answer_tells_nothing_of_what_is_inside() -> None:
    """The check of a domain says the same of a private address as of one where nothing answers."""
    assert domain_verify.__kwdefaults__["look"] is published  # type: ignore[index]
    inside, nowhere = (in_file(name) for name in ("localhost", "no-such-name.invalid"))
    assert inside.lines == nowhere.lines == []
    assert inside.failed.replace("localhost", "no-such-name.invalid") == nowhere.failed
