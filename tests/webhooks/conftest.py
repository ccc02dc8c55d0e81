"""A receiver on this machine, and changes that are sealed as a commit would seal them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from claimback.webhooks.models import Delivery, Endpoint
from claimback.webhooks.selectors import delivery_list, endpoint_list
from claimback.webhooks.services.delivering import delivery_send
from claimback.webhooks.services.endpoints import IssuedSecret, endpoint_add
from claimback.webhooks.services.telling import changes_owe


@dataclass
class Receiver:
    """What came, as headers and body; `answers` are the statuses to answer with, 204 when there are none left."""

    url: str = ""
    came: list[tuple[dict[str, str], str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.1/32")]
    held = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            held.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = held.answers.pop(0) if held.answers else 204
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", held.url)
            said = b"" if status == 204 else b"It is \x00 late"
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    held.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


def seal() -> None:
    """Number what was changed so far, as the commit does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@dataclass
class Told:
    """An endpoint of the law firm at the receiver, and the two steps of the work: owing and sending."""

    firm: Any
    issued: IssuedSecret

    def endpoint(self) -> Endpoint:
        return endpoint_list().get(id=self.issued.id)

    def owe(self) -> int:
        seal()
        return len(changes_owe(firm_id=self.firm.id, endpoint_id=self.issued.id))

    def send(self) -> list[Delivery]:
        """All that is owed, sent once; the deliveries, the oldest first."""
        for delivery in delivery_list().order_by("created_at", "id"):
            delivery_send(firm_id=self.firm.id, delivery_id=delivery.id)
        return list(delivery_list().order_by("created_at", "id"))


@pytest.fixture
def endpoint(db: None, law: Any, receiver: Receiver) -> Iterator[Callable[..., Told]]:
    """Makes an endpoint, inside the firm's scope."""
    with law.scope(law.owner):
        seal()
        yield lambda **given: Told(law, endpoint_add(actor=law.owner, url=receiver.url, **given))
