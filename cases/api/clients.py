"""Clients over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Client
from cases.models.client import CLIENT_KINDS
from cases.selectors import client_list
from cases.services.clients import client_add, client_change
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView

_FIELDS = ["kind", "name", "email", "phone", "address", "time_zone"]


class ClientSerializer(serializers.ModelSerializer[Client]):
    """A client as it is read."""

    class Meta:
        model = Client
        fields = ["id", *_FIELDS, "version", "created_at", "updated_at"]


class ClientInput(serializers.ModelSerializer[Client]):
    """A client as it is written."""

    class Meta:
        model = Client
        fields = _FIELDS


CLIENTS = Listing(
    serializer=ClientSerializer,
    orderings=["name", "-created_at"],
    filters={"kind": Filter("kind", serializers.ChoiceField(list(CLIENT_KINDS)), "Person or organisation.")},
    search=["name", "email"],
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
