"""Clients over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Client
from cases.models.client import CLIENT_KINDS
from cases.search import named_rows
from cases.selectors import client_list
from cases.services.clients import client_add, client_change, client_reveal
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from claimback.vault.api import MaskedField, RevealView, reveal_input, reveals

_SEALED = ["date_of_birth", "ssn", "tax_id"]
_FIELDS = ["kind", "name", "email", "phone", "address", "time_zone", *_SEALED]


class ClientSerializer(serializers.ModelSerializer[Client]):
    """A client as it is read."""

    date_of_birth = MaskedField()
    ssn = MaskedField()
    tax_id = MaskedField()

    class Meta:
        model = Client
        fields = ["id", *_FIELDS, "version", "created_at", "updated_at"]


class ClientInput(serializers.ModelSerializer[Client]):
    """A client as it is written. Sealed fields are written in full; empty takes one away."""

    date_of_birth = serializers.DateField(required=False, allow_null=True)
    ssn = serializers.CharField(required=False, allow_blank=True, max_length=11)
    tax_id = serializers.CharField(required=False, allow_blank=True, max_length=11)

    class Meta:
        model = Client
        fields = _FIELDS


ClientRevealInput = reveal_input("ClientRevealInput", _SEALED)


class ClientIdentifiers(serializers.Serializer[Any]):
    """Identifiers of a client in full: those that were asked for."""

    date_of_birth = serializers.DateField(required=False, allow_null=True)
    ssn = serializers.CharField(required=False, allow_null=True)
    tax_id = serializers.CharField(required=False, allow_null=True)


CLIENTS = Listing(
    serializer=ClientSerializer,
    orderings=["name", "-created_at"],
    filters={"kind": Filter("kind", serializers.ChoiceField(list(CLIENT_KINDS)), "Person or organisation.")},
    search=named_rows("search_people"),
)


class ClientListView(FirmView):
    """The firm's clients."""

    capabilities = {"GET": "client.read", "POST": "client.write"}

    @openapi.lists("client", CLIENTS, summary="List clients")
    def get(self, request: Request) -> Response:
        """A page of clients."""
        return self.page(CLIENTS, client_list())

    @openapi.creates("client_add", ClientInput, ClientSerializer, summary="Add a client")
    def post(self, request: Request) -> Response:
        """Add a client."""
        client = client_add(actor=self.member, **self.parse(ClientInput))
        return self.one(CLIENTS, client_list(), client.id, status=201)


class ClientView(FirmView):
    """One client."""

    capabilities = {"GET": "client.read", "PATCH": "client.write"}

    @openapi.reads("client", CLIENTS, summary="Read a client")
    def get(self, request: Request, id: UUID) -> Response:
        """One client."""
        return self.one(CLIENTS, client_list(), id)

    @openapi.changes("client_change", ClientInput, ClientSerializer, summary="Change a client")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change fields of a client."""
        changes: dict[str, Any] = self.parse(ClientInput, partial=True)
        client_change(actor=self.member, client_id=id, version=expected_version(request), **changes)
        return self.one(CLIENTS, client_list(), id)


class ClientRevealView(RevealView):
    """Identifiers of a client in full."""

    @reveals("client_reveal", ClientRevealInput, ClientIdentifiers, summary="Show a client's identifiers")
    def post(self, request: Request, id: UUID) -> Response:
        """The identifiers that were asked for. Who asked, for which and why is kept."""
        return self.revealed(client_reveal(actor=self.member, client_id=id, **self.parse(ClientRevealInput)))
