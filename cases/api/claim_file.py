"""The claim file over HTTP: what belongs in it, the demands for it, what came. The clock beside it is the docket's."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.events import EVENTS
from cases.claim_file.expected import HOLDERS, INSURER
from cases.models import ClaimFileItem, ClaimFileRequest
from cases.selectors import claim_file_item_list, claim_file_request_list, event_list
from cases.services.claim_file import (
    claim_file_complete,
    claim_file_item_add,
    claim_file_item_settle,
    claim_file_open,
    claim_file_request,
)
from cases.states import CLAIM_FILE_ITEM_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView

SETTLED = [state for state in CLAIM_FILE_ITEM_EDGES.states if state != "requested"]
ITEMS_LIMIT = 200


class ClaimFileItemSerializer(serializers.ModelSerializer[ClaimFileItem]):
    """One thing that belongs in the claim file."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = ClaimFileItem
        fields = [
            "id",
            "case_id",
            "position",
            "code",
            "label",
            "why",
            "holder",
            "citation",
            "checked",
            "state",
            "state_on",
            "note",
            "document_id",
            "version",
            "created_at",
            "updated_at",
        ]


class ClaimFileItemInput(serializers.Serializer[Any]):
    """Something of one's own to ask for."""

    case_id = serializers.UUIDField()
    label = serializers.CharField(max_length=200, help_text="As the letter should ask for it.")  # type: ignore[assignment]
    why = serializers.CharField(max_length=300, required=False, allow_blank=True)
    holder = serializers.ChoiceField(list(HOLDERS), default=INSURER)


class ClaimFileItemSettleInput(serializers.Serializer[Any]):
    """What became of an item."""

    state = serializers.ChoiceField(SETTLED)
    on = serializers.DateField(help_text="The day on which that was so.")
    note = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        help_text="What is lacking, the reason given for withholding it, or why it is not pursued.",
    )
    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The case's document that it is."
    )


class AskedItemSerializer(serializers.Serializer[Any]):
    """An item as it was asked for."""

    item_id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]


class ClaimFileRequestSerializer(serializers.ModelSerializer[ClaimFileRequest]):
    """One demand for the claim file."""

    case_id = serializers.UUIDField()
    asked = AskedItemSerializer(many=True)
    event_id = serializers.UUIDField(help_text="The fact that the holder's clock runs from.")
    document_id = serializers.UUIDField(allow_null=True)
    requested_by_id = serializers.UUIDField()

    class Meta:
        model = ClaimFileRequest
        fields = [
            "id",
            "case_id",
            "number",
            "holder",
            "requested_on",
            "asked",
            "event_id",
            "document_id",
            "requested_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class ClaimFileRequestInput(serializers.Serializer[Any]):
    """A demand for the claim file."""

    case_id = serializers.UUIDField()
    requested_on = serializers.DateField()
    holder = serializers.ChoiceField(list(HOLDERS), default=INSURER)
    item_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=ITEMS_LIMIT,
        help_text="Without them it asks for all of the holder's that is not here yet.",
    )
    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Our letter, of the same case."
    )


class ClaimFileCompleteInput(serializers.Serializer[Any]):
    """When the holder had given everything."""

    on = serializers.DateField(help_text="For plan documents the day on which they were mailed.")
    holder = serializers.ChoiceField(list(HOLDERS), default=INSURER)


class ClaimFileOpenedSerializer(serializers.Serializer[Any]):
    """What was added to the list."""

    added = ClaimFileItemSerializer(many=True)


CLAIM_FILE_ITEMS = Listing(
    serializer=ClaimFileItemSerializer,
    orderings=["position"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter(
            "state", serializers.ChoiceField(CLAIM_FILE_ITEM_EDGES.states), "What became of it.", many=True
        ),
        "holder": Filter("holder", serializers.ChoiceField(list(HOLDERS)), "Who owes it."),
    },
    search=["label"],
)
CLAIM_FILE_REQUESTS = Listing(
    serializer=ClaimFileRequestSerializer,
    orderings=["-requested_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "holder": Filter("holder", serializers.ChoiceField(list(HOLDERS)), "Of whom."),
    },
)


class ClaimFileOpenView(FirmView):
    """The list of what belongs in a case's claim file."""

    capabilities = {"POST": "case.write"}

    @openapi.creates(
        "claim_file_open",
        None,
        ClaimFileOpenedSerializer,
        summary="List what the claim file holds",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """List what the file should hold, by line, plan type and grounds; what is listed already stays as it is."""
        added = claim_file_open(actor=self.member, case_id=id)
        return Response(ClaimFileOpenedSerializer({"added": added}).data, status=201)


class ClaimFileCompleteView(FirmView):
    """The end of the holder's duty."""

    capabilities = {"POST": "case.write"}

    @openapi.creates(
        "claim_file_complete", ClaimFileCompleteInput, EVENTS.serializer, summary="Close the claim file"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record that everything came, which ends the clock; refused while anything asked for is outstanding."""
        event = claim_file_complete(actor=self.member, case_id=id, **self.parse(ClaimFileCompleteInput))
        return self.one(EVENTS, event_list(), event.id, status=201)


class ClaimFileItemListView(FirmView):
    """What belongs in claim files."""

    capabilities = {"GET": "case.read", "POST": "case.write"}

    @openapi.lists("claim_file_item", CLAIM_FILE_ITEMS, summary="List items of claim files")
    def get(self, request: Request) -> Response:
        """A page of items in the order in which they are asked for."""
        return self.page(CLAIM_FILE_ITEMS, claim_file_item_list())

    @openapi.creates(
        "claim_file_item_add", ClaimFileItemInput, ClaimFileItemSerializer, summary="Add an item"
    )
    def post(self, request: Request) -> Response:
        """Add something of one's own to what belongs in the file."""
        item = claim_file_item_add(actor=self.member, **self.parse(ClaimFileItemInput))
        return self.one(CLAIM_FILE_ITEMS, claim_file_item_list(), item.id, status=201)


class ClaimFileItemView(FirmView):
    """One item of a claim file."""

    capabilities = {"GET": "case.read"}

    @openapi.reads("claim_file_item", CLAIM_FILE_ITEMS, summary="Read an item of a claim file")
    def get(self, request: Request, id: UUID) -> Response:
        """One item."""
        return self.one(CLAIM_FILE_ITEMS, claim_file_item_list(), id)


class ClaimFileItemSettleView(FirmView):
    """What became of an item."""

    capabilities = {"POST": "case.write"}

    @openapi.acts(
        "claim_file_item_settle", ClaimFileItemSettleInput, ClaimFileItemSerializer, summary="Settle an item"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Say that an item was received, came incomplete, is missing, was refused, or is not pursued."""
        settled = self.parse(ClaimFileItemSettleInput)
        claim_file_item_settle(actor=self.member, item_id=id, version=expected_version(request), **settled)
        return self.one(CLAIM_FILE_ITEMS, claim_file_item_list(), id)


class ClaimFileRequestListView(FirmView):
    """The demands for claim files."""

    capabilities = {"GET": "case.read", "POST": "case.write"}

    @openapi.lists("claim_file_request", CLAIM_FILE_REQUESTS, summary="List requests for claim files")
    def get(self, request: Request) -> Response:
        """A page of demands, the latest first."""
        return self.page(CLAIM_FILE_REQUESTS, claim_file_request_list())

    @openapi.creates(
        "claim_file_request_make", ClaimFileRequestInput, ClaimFileRequestSerializer, summary="Note a request"
    )
    def post(self, request: Request) -> Response:
        """Note a demand that was made; the first on a holder starts the clock of their duty."""
        made = claim_file_request(actor=self.member, **self.parse(ClaimFileRequestInput))
        return self.one(CLAIM_FILE_REQUESTS, claim_file_request_list(), made.id, status=201)


class ClaimFileRequestView(FirmView):
    """One demand for a claim file."""

    capabilities = {"GET": "case.read"}

    @openapi.reads("claim_file_request", CLAIM_FILE_REQUESTS, summary="Read a request for a claim file")
    def get(self, request: Request, id: UUID) -> Response:
        """One demand."""
        return self.one(CLAIM_FILE_REQUESTS, claim_file_request_list(), id)
