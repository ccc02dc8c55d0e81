"""The load: a process of its own that keeps some connections busy and checks every answer.

    python -I -S load.py < plan.json > result.json

One thread and a selector over plain sockets, with requests and expected answers ready as bytes: it must cost little
beside the servers, which share the processor with it. It imports the standard library alone and says what it cost.
The plan: {"ports", "connections", "seconds" | "number", "requests": [{"send", "status", "body"?, "holds"?}]}, where
bytes are in base64; it ends after so many seconds, or after so many requests. `body` is the whole body expected,
`holds` are pieces that must stand in it.
"""

import json
import re
import selectors
import socket
import sys
import time
from base64 import b64decode
from typing import Any

_LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
_SILENCE = 20.0  # seconds without any answer, after which the run is given up
_RECEIVE = 65536


class Request:
    """One request as bytes, and what its answer must be."""

    def __init__(self, described: dict[str, Any]) -> None:
        self.send = b64decode(described["send"])
        self.status = str(described["status"]).encode()
        self.body = b64decode(described["body"]) if "body" in described else None
        self.holds = [b64decode(piece) for piece in described.get("holds", ())]

    def answered_by(self, status: bytes, body: bytes) -> bool:
        """Whether this is the answer expected."""
        if status != self.status or (self.body is not None and body != self.body):
            return False
        return all(piece in body for piece in self.holds)


class Connection:
    """One connection that is kept alive, with one request under way."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connected()
        self.buffer = b""
        self.request: Request | None = None
        self.started = 0.0

    def _connected(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=_SILENCE)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, request: Request) -> None:
        """Send the request."""
        self.request, self.buffer, self.started = request, b"", time.perf_counter()
        self.socket.sendall(request.send)

    def receive(self) -> tuple[bytes, bytes] | None:
        """The status and body once they are here in full; empty ones if the server hung up."""
        try:
            piece = self.socket.recv(_RECEIVE)
        except OSError:
            piece = b""
        if not piece:
            return b"", b""
        self.buffer += piece
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        length = _LENGTH.search(self.buffer, 0, end)
        wanted = int(length[1]) if length else 0
        if len(self.buffer) < end + 4 + wanted:
            return None
        return self.buffer[9:12], self.buffer[end + 4 :]


class Run:
    """All connections busy for some seconds."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.requests = [Request(described) for described in plan["requests"]]
        self.seconds = float(plan.get("seconds", "inf"))
        self.number = float(plan.get("number", "inf"))
        ports: list[int] = plan["ports"]
        self.connections = [Connection(ports[n % len(ports)]) for n in range(plan["connections"])]
        self.latencies: list[float] = []
        self.wrong = 0
        self.first_wrong = ""
        self._asked = 0

    def go(self) -> dict[str, Any]:
        """Ask until the time is up or enough was asked, wait for what is under way, and return the counts."""
        selector = selectors.DefaultSelector()
        cost, began = time.process_time(), time.perf_counter()
        ends = began + self.seconds
        for connection in self.connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask(self._next())
        busy = len(self.connections)
        while busy:
            ready = selector.select(_SILENCE)
            if not ready:
                raise SystemExit(f"no answer for {_SILENCE:.0f} s")
            for key, _ in ready:
                connection = key.data
                answer = connection.receive()
                if answer is None:
                    continue
                self._note(connection, *answer)
                if time.perf_counter() >= ends or self._asked >= self.number:
                    selector.unregister(connection.socket)
                    connection.socket.close()
                    busy -= 1
                    continue
                if not answer[0]:
                    selector.unregister(connection.socket)
                    connection.socket = connection._connected()
                    selector.register(connection.socket, selectors.EVENT_READ, connection)
                connection.ask(self._next())
        elapsed = time.perf_counter() - began
        return {
            "requests": len(self.latencies),
            "seconds": elapsed,
            "wrong": self.wrong,
            "first_wrong": self.first_wrong,
            "p50_ms": sorted(self.latencies)[len(self.latencies) // 2] * 1000,
            "cpu_seconds": time.process_time() - cost,
        }

    def _next(self) -> Request:
        request = self.requests[self._asked % len(self.requests)]
        self._asked += 1
        return request

    def _note(self, connection: Connection, status: bytes, body: bytes) -> None:
        assert connection.request is not None
        self.latencies.append(time.perf_counter() - connection.started)
        if not connection.request.answered_by(status, body):
            self.wrong += 1
            self.first_wrong = self.first_wrong or (status + b" " + body[:300]).decode(errors="replace")


if __name__ == "__main__":
    json.dump(Run(json.load(sys.stdin)).go(), sys.stdout)
