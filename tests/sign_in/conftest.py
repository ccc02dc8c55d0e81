"""Two firms with an identity provider each, and members who sign in by it."""

import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from claimback.accounts.models import User
from claimback.firms.models import Connection
from claimback.firms.services import sign_in
from claimback.firms.sign_in_domains import Place, proof_line
from tests.client import FirmClient
from tests.firms import TestFirm
from tests.sign_in.name_server import NameServer, answering
from tests.sign_in.provider import CLIENT_ID, CLIENT_SECRET, Provider, asked, served
from tests.signing_in import ready, signed_in

OIDC: dict[str, Any] = {
    "kind": "oidc",
    "name": "Office sign-in",
    "issuer": "https://login.example",
    "client_id": "claimback",
    "client_secret": "between-two-machines",
}


class Owner(FirmClient):
    """The firm's owner with a fresh session, inside the firm's API."""

    def send(self, path, body=None, method="post", **headers):
        """JSON to a path."""
        return getattr(self, method)(path, body or {}, headers=headers)


@pytest.fixture
def owner(db, law) -> Owner:
    """The law firm's owner, who has a second factor."""
    user = User.objects.get(id=law.owner.user_id)
    ready(user)
    client = Owner()
    signed_in(client, user)
    client.firm_root = f"/api/v1/firms/{law.slug}/"
    return client


@pytest.fixture
def names(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """The installation's name server; no host of any name is found, so that no file is."""

    def nowhere(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with answering() as server:
        settings.DNS_SERVERS = [("127.0.0.1", server.port)]
        yield server


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    """An identity provider on this machine, which the installation lets firms reach."""
    settings.SIGN_IN_NETWORKS = [ip_network("127.0.0.1/32")]
    with served() as running:
        yield running


@pytest.fixture
def connect(db, provider: Provider) -> Callable[..., Connection]:
    """`connect(firm, domain)` registers the provider with a firm, its domain verified."""

    def made(firm: TestFirm, domain: str = "", **more) -> Connection:
        with firm.scope(firm.owner):
            connection = sign_in.connection_add(
                actor=firm.owner,
                kind="oidc",
                name="Office sign-in",
                issuer=provider.address,
                client_id=CLIENT_ID,
                client_secret=CLIENT_SECRET,
                **more,
            )
            prove(firm, connection, domain or f"{firm.slug}.example")
        return connection

    return made


def prove(firm: TestFirm, connection: Connection, domain: str) -> None:
    """Add a domain to the connection and verify it."""
    row = sign_in.domain_add(actor=firm.owner, connection_id=connection.id, domain=domain)
    sign_in.domain_verify(
        actor=firm.owner, domain_id=row.id, look=lambda _: [Place([proof_line(row.token)], "")]
    )


def through(provider: Provider, connection: Connection, client: Client | None = None, **claims):
    """A browser through the provider, which says `claims` of its user: the client, and our last answer."""
    client = client or Client()
    provider.claims = claims
    begun = client.post(f"/accounts/oidc/{connection.provider_id}/login/")
    back = urlsplit(provider.authorize(asked(begun.headers["Location"])))
    return client, client.get(f"{back.path}?{back.query}")
