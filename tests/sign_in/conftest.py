"""Two firms with an identity provider each, and members who sign in by it."""

from collections.abc import Callable, Iterator
from ipaddress import ip_network
from urllib.parse import urlsplit

import pytest
from django.test import Client

from claimback.firms.models import Connection
from claimback.firms.services import sign_in
from claimback.firms.sign_in_domains import proof_line
from tests.firms import TestFirm
from tests.sign_in.provider import CLIENT_ID, CLIENT_SECRET, Provider, asked, served


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
    sign_in.domain_verify(actor=firm.owner, domain_id=row.id, look=lambda _: proof_line(row.token))


def through(provider: Provider, connection: Connection, client: Client | None = None, **claims):
    """A browser through the provider, which says `claims` of its user: the client, and our last answer."""
    client = client or Client()
    provider.claims = claims
    begun = client.post(f"/accounts/oidc/{connection.provider_id}/login/")
    back = urlsplit(provider.authorize(asked(begun.headers["Location"])))
    return client, client.get(f"{back.path}?{back.query}")
