"""Dispatches over HTTP: recording that an approved letter was sent, following it, proving its delivery.

What goes by a vendor is in `vendor_dispatches`.
"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.fields import InstantField
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from letters.models import CarrierEvent, Dispatch
from letters.models.dispatch import CARRIER_EVENT_KINDS, DISPATCH_CHANNELS
from letters.selectors import carrier_event_list, dispatch_list
from letters.services.dispatches import (
    BY_HAND,
    PROOFS_OF_DELIVERY,
    dispatch_deliver,
    dispatch_return,
    dispatch_send,
    dispatch_track,
)
from letters.states import DISPATCH_EDGES


class DispatchSerializer(serializers.ModelSerializer[Dispatch]):
    """A dispatch as it is listed."""

    letter_id = serializers.UUIDField()
    packet_id = serializers.UUIDField(allow_null=True, help_text="What went; without one the letter alone.")
    case_id = serializers.UUIDField(source="letter.case_id")
    sent_by_id = serializers.UUIDField()
    receipt_id = serializers.UUIDField(allow_null=True, help_text="The document that proves delivery.")
    event_id = serializers.UUIDField(allow_null=True, help_text="What the proven receipt started.")
    correspondence_id = serializers.UUIDField(allow_null=True, help_text="Its entry in the log of contact.")
    by_vendor = serializers.CharField(source="vendor", help_text="Who sends it; empty where a person does.")

    class Meta:
        model = Dispatch
        fields = [
            "id",
            "letter_id",
            "packet_id",
            "case_id",
            "channel",
            "sha256",
            "address",
            "tracking_number",
            "by_vendor",
            "vendor_reference",
            "return_receipt",
            "state",
            "last_error",
            "proof_grade",
            "sent_at",
            "sent_by_id",
            "delivered_at",
            "signed_for_by",
            "receipt_id",
            "event_id",
            "correspondence_id",
            "return_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class CarrierEventSerializer(serializers.ModelSerializer[CarrierEvent]):
    """One thing that the carrier said."""

    told_by = serializers.CharField(
        source="vendor", help_text="Which vendor told it; empty where a member recorded it."
    )

    class Meta:
        model = CarrierEvent
        fields = ["id", "at", "kind", "note", "told_by", "created_at"]


class DispatchDetailSerializer(DispatchSerializer):
    """A dispatch with what the carrier said, the first word of it first."""

    carrier_events = CarrierEventSerializer(many=True)

    class Meta(DispatchSerializer.Meta):
        fields = [*DispatchSerializer.Meta.fields, "carrier_events"]


class DispatchSendInput(serializers.Serializer[Any]):
    """How the printed letter went out. Without an address: where it is addressed to."""

    channel = serializers.ChoiceField(list(BY_HAND))
    sent_at = InstantField()
    address = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    tracking_number = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="Needed where a carrier has it."
    )
    as_well = serializers.BooleanField(
        required=False, help_text="By a further channel, while the letter is on its way."
    )


class DispatchTrackInput(serializers.Serializer[Any]):
    """One thing that the carrier said."""

    at = InstantField()
    kind = serializers.ChoiceField(list(CARRIER_EVENT_KINDS))
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class DispatchDeliverInput(serializers.Serializer[Any]):
    """When it arrived, and how that is proven."""

    delivered_at = InstantField()
    proof_grade = serializers.ChoiceField(PROOFS_OF_DELIVERY, required=False)
    signed_for_by = serializers.CharField(max_length=200, required=False, allow_blank=True)
    receipt_document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Of the same case."
    )
    time_zone = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text="Where it arrived. By default the case's."
    )
    exhibits_in_record = serializers.BooleanField(
        required=False, help_text="Its exhibits are in the administrative record from that day."
    )


class DispatchReasonInput(serializers.Serializer[Any]):
    """Why it came back."""

    reason = serializers.CharField(max_length=300)


DISPATCHES = Listing(
    serializer=DispatchSerializer,
    orderings=["-created_at"],
    filters={
        "letter_id": Filter("letter_id", serializers.UUIDField(), "Of which letter."),
        "case_id": Filter("letter__case_id", serializers.UUIDField(), "Of which case."),
        "channel": Filter(
            "channel", serializers.ChoiceField(list(DISPATCH_CHANNELS)), "By which channel.", many=True
        ),
        "state": Filter("state", serializers.ChoiceField(DISPATCH_EDGES.states), "The state.", many=True),
    },
)
_CARRIER_EVENTS = Listing(serializer=CarrierEventSerializer, orderings=["id"])


class DispatchAnswer(FirmView):
    """Answers with one dispatch and what the carrier said of it."""

    def answer(self, id: UUID, *, status: int = 200) -> Response:
        """The dispatch in full, with its ETag. Raises NotFound."""
        response = self.one(DISPATCHES, dispatch_list(), id, status=status)
        response.data["carrier_events"] = _CARRIER_EVENTS.rows(carrier_event_list(id).order_by("at", "id"))
        return response


class LetterSendView(DispatchAnswer):
    """Sending an approved letter."""

    capabilities = {"POST": "letter.send"}

    @openapi.acts(
        "letter_send",
        DispatchSendInput,
        DispatchDetailSerializer,
        summary="Record that the letter went out",
        status=201,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record the dispatch of the approved bytes: at most one, unless the former came back."""
        version = expected_version(request)
        sent = dispatch_send(
            actor=self.member, letter_id=id, version=version, **self.parse(DispatchSendInput)
        )
        return self.answer(sent.id, status=201)


class DispatchListView(FirmView):
    """The firm's dispatches."""

    capabilities = {"GET": "letter.read"}

    @openapi.lists("dispatch", DISPATCHES, summary="List dispatches")
    def get(self, request: Request) -> Response:
        """A page of dispatches."""
        return self.page(DISPATCHES, dispatch_list())


class DispatchView(DispatchAnswer):
    """One dispatch."""

    capabilities = {"GET": "letter.read"}

    @openapi.computes(
        "dispatch_get", DispatchDetailSerializer, summary="Read a dispatch with its carrier's events"
    )
    def get(self, request: Request, id: UUID) -> Response:
        """One dispatch with what the carrier said."""
        return self.answer(id)


class DispatchTrackView(DispatchAnswer):
    """Following a dispatch."""

    capabilities = {"POST": "letter.send"}

    @openapi.acts(
        "dispatch_track", DispatchTrackInput, DispatchDetailSerializer, summary="Record what the carrier said"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record one thing that the carrier said."""
        version = expected_version(request)
        dispatch_track(actor=self.member, dispatch_id=id, version=version, **self.parse(DispatchTrackInput))
        return self.answer(id)


class DispatchDeliverView(DispatchAnswer):
    """Proving that a letter arrived."""

    capabilities = {"POST": "letter.send"}

    @openapi.acts(
        "dispatch_deliver", DispatchDeliverInput, DispatchDetailSerializer, summary="Record proven delivery"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record the delivery and its proof; the insurer's clock starts from it."""
        version = expected_version(request)
        dispatch_deliver(
            actor=self.member, dispatch_id=id, version=version, **self.parse(DispatchDeliverInput)
        )
        return self.answer(id)


class DispatchReturnView(DispatchAnswer):
    """A letter that came back."""

    capabilities = {"POST": "letter.send"}

    @openapi.acts(
        "dispatch_return", DispatchReasonInput, DispatchDetailSerializer, summary="Record that it came back"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record why it came back; the same bytes may be sent again."""
        version = expected_version(request)
        dispatch_return(actor=self.member, dispatch_id=id, version=version, **self.parse(DispatchReasonInput))
        return self.answer(id)
