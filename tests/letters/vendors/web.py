"""What local vendors with HTTP interfaces have in common: a port of their own, and failures as they are asked for."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qs, urlsplit


class FakeVendor(ThreadingHTTPServer):
    """A vendor. `fails["POST path"]` is a status to answer, `nonsense`, or `cut_before` or `cut_after` its work."""

    daemon_threads = True
    routes: ClassVar[dict[str, str]] = {}
    """"POST path" → the method that does it: it takes the request and returns a status and JSON."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.fails: dict[str, int | str] = {}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Request:
    """What was asked: query, headers, and the body as JSON or as form fields with the bytes of uploads."""

    def __init__(self, path: str, headers: Any, body: bytes) -> None:
        self.query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        self.headers = headers
        self.fields: dict[str, Any] = {}
        kind = headers.get("Content-Type", "")
        if kind.startswith("application/json"):
            self.fields = json.loads(body)
        elif kind.startswith("multipart/"):
            whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
            for part in whole.iter_parts():
                name = part.get_param("name", header="content-disposition")
                data: Any = part.get_payload(decode=True)
                self.fields[str(name)] = data if part.get_filename() else data.decode()


class _Session(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        vendor: Any = self.server
        path = urlsplit(self.path).path.strip("/")
        name = f"{self.command} {path}"
        vendor.asked.append(name)
        failure = vendor.fails.get(name)
        if failure == "cut_before":
            return
        if isinstance(failure, int):
            self._say(failure, {"error": {"message": "Not so"}, "errors": [{"detail": "Not so"}]})
            return
        status, said = getattr(vendor, vendor.routes[name])(Request(self.path, self.headers, body))
        if failure == "cut_after":
            return
        self._say(status, {} if failure == "nonsense" else said)

    def _say(self, status: int, said: Any) -> None:
        data = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: tests are quiet."""


Kind = TypeVar("Kind", bound=FakeVendor)


@contextmanager
def running(vendor: Kind) -> Iterator[Kind]:
    """The vendor, answering inside."""
    with vendor:
        thread = threading.Thread(target=vendor.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield vendor
        vendor.shutdown()
        thread.join()
