"""Chronologies over HTTP: asked for, followed while they are made, and read as a document of the case."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS
from cases.selectors import document_list
from cases.vocabulary import CHANNELS
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.tenancy.front_door import FirmView
from letters.models import Chronology
from letters.selectors import chronology_list
from letters.services.chronologies import chronology_request, chronology_retry
from letters.states import CHRONOLOGY_EDGES


class ChronologySerializer(serializers.ModelSerializer[Chronology]):
    """A chronology as it is read. While it is requested, `progress` tells how far it has come."""

    case_id = serializers.UUIDField()
    requested_by_id = serializers.UUIDField()
    channels = serializers.ListField(child=serializers.ChoiceField(list(CHANNELS)))
    document_id = serializers.UUIDField(allow_null=True, help_text="The signed PDF, once it is made.")
    document = DOCUMENTS.serializer(required=False, allow_null=True)

    class Meta:
        model = Chronology
        fields = [
            "id",
            "case_id",
            "requested_by_id",
            "from_on",
            "to_on",
            "channels",
            "state",
            "progress",
            "refusal",
            "items",
            "document_id",
            "certificate_sha256",
            "version",
            "created_at",
            "updated_at",
            "document",
        ]


class ChronologyInput(serializers.Serializer[Any]):
    """Of which case, and which part of its story."""

    case_id = serializers.UUIDField()
    from_on = serializers.DateField(
        required=False, allow_null=True, help_text="From this day on, in the case's time zone."
    )
    to_on = serializers.DateField(
        required=False, allow_null=True, help_text="Up to this day, in the case's time zone."
    )
    channels = serializers.ListField(
        child=serializers.ChoiceField(list(CHANNELS)),
        required=False,
        max_length=len(CHANNELS),
        help_text="Only contact over these; without, all that happened.",
    )


CHRONOLOGIES = Listing(
    serializer=ChronologySerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter(
            "state", serializers.ChoiceField(CHRONOLOGY_EDGES.states), "How it stands.", many=True
        ),
    },
    expand={"document": Expansion("document_id", DOCUMENTS, document_list, "document.read")},
)


class ChronologyListView(FirmView):
    """Exports of cases' stories."""

    capabilities = {"GET": "correspondence.read", "POST": "document.write"}

    @openapi.lists("chronology", CHRONOLOGIES, summary="List chronologies")
    def get(self, request: Request) -> Response:
        """A page of them, the latest first."""
        return self.page(CHRONOLOGIES, chronology_list())

    @openapi.creates(
        "chronology_request", ChronologyInput, ChronologySerializer, summary="Ask for a chronology"
    )
    def post(self, request: Request) -> Response:
        """Ask for a signed PDF of a case's story. A worker makes it; read this object to follow it."""
        made = chronology_request(actor=self.member, **self.parse(ChronologyInput))
        return self.one(CHRONOLOGIES, chronology_list(), made.id, status=201)


class ChronologyView(FirmView):
    """One export."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.reads("chronology", CHRONOLOGIES, summary="Read a chronology")
    def get(self, request: Request, id: UUID) -> Response:
        """How far it has come and, once it is made, its document."""
        return self.one(CHRONOLOGIES, chronology_list(), id)


class ChronologyRetryView(FirmView):
    """An export that failed."""

    capabilities = {"POST": "document.write"}

    @openapi.acts("chronology_retry", None, ChronologySerializer, summary="Ask for a chronology again")
    def post(self, request: Request, id: UUID) -> Response:
        """Ask once more for one that failed."""
        chronology_retry(actor=self.member, chronology_id=id, version=expected_version(request))
        return self.one(CHRONOLOGIES, chronology_list(), id)
