"""A small name server over UDP: it knows the TXT records that a test gives it, and how to misbehave."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import dns.message
import dns.rcode
import dns.rrset

SILENCE = dns.rcode.NOTAUTH
"""For a name that is not answered at all."""


@dataclass
class NameServer:
    """What it knows: the records of each name, each record as its strings; for some names only how it fails."""

    port: int = 0
    records: dict[str, list[list[str]]] = field(default_factory=dict)
    failing: dict[str, dns.rcode.Rcode] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes | None:
        """The answer to a question; None where it stays silent."""
        question = dns.message.from_wire(wire)
        name = question.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        answer = dns.message.make_response(question)
        if name in self.failing:
            answer.set_rcode(self.failing[name])
        elif name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif self.records[name]:
            texts = [" ".join(f'"{part}"' for part in parts) for parts in self.records[name]]
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *texts))
        return None if answer.rcode() == SILENCE else answer.to_wire()


@contextmanager
def answering() -> Iterator[NameServer]:
    """A name server on a free port of this machine."""
    server = NameServer()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.bind(("127.0.0.1", 0))
        server.port = here.getsockname()[1]

        def serve() -> None:
            with suppress(OSError):  # the end: the socket is shut
                while True:
                    wire, asker = here.recvfrom(4096)
                    if not wire:
                        return
                    if answer := server.answer(wire):
                        here.sendto(answer, asker)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            here.sendto(b"", here.getsockname())
            thread.join()
