"""Demands and offers over HTTP: recorded, put, answered; their gates, and what was done with each."""

from typing import Any, Final
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Offer, OfferStep
from cases.models.negotiation import STEP_KINDS
from cases.selectors.negotiation import offer_list, offer_step_list
from cases.services.negotiation import offer_put, offer_record
from cases.settlement.gates import GATE_TITLES, LINKS, RESULTS
from cases.settlement.negotiation import CLAIM_PARTS, OFFER_KINDS, SIDES
from cases.states import EXPIRED, OFFER_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.fields import InstantField
from claimback.kernel.listing import Expansion, Filter, Listing, MoneyField, OptionalDateField
from claimback.tenancy.front_door import FirmView

STANDINGS: Final = (*OFFER_EDGES.states, EXPIRED)

_TERMS = [
    "release_scope",
    "release_words",
    "confidential",
    "payment_days",
]


class OfferPartSerializer(serializers.Serializer[Any]):
    """What of an offer is for one part of the claim, in the offer's currency."""

    part = serializers.ChoiceField(list(CLAIM_PARTS))
    amount = serializers.CharField()


class OfferPaymentSerializer(serializers.Serializer[Any]):
    """One payment of a structured settlement, in the offer's currency."""

    on = serializers.DateField()
    amount = serializers.CharField()
    note = serializers.CharField()


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """A demand or an offer as it is read."""

    case_id = serializers.UUIDField()
    answers_id = serializers.UUIDField(allow_null=True, help_text="What it answers, of the other side.")
    amount = MoneyField("amount", help_text="The sum of its parts.")
    parts = OfferPartSerializer(many=True)
    payments = OfferPaymentSerializer(many=True)
    made_on = OptionalDateField(help_text="In the place whose law it is; none while it is a draft.")
    correspondence_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    event_id = serializers.UUIDField(allow_null=True, help_text="The dated fact that it is to the clock.")
    recorded_by_id = serializers.UUIDField()
    state = serializers.ChoiceField(
        STANDINGS, source="standing", help_text="An open one past its time is expired."
    )

    class Meta:
        model = Offer
        fields = [
            "id",
            "case_id",
            "number",
            "side",
            "kind",
            "final",
            "state",
            "answers_id",
            "amount",
            "parts",
            *_TERMS,
            "payments",
            "other_terms",
            "made_on",
            "received_on",
            "proof_grade",
            "correspondence_id",
            "document_id",
            "expires_on",
            "expires_at",
            "lapses_at",
            "told_on",
            "event_id",
            "recorded_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class OfferPartInput(serializers.Serializer[Any]):
    """The amount for one part of the claim."""

    part = serializers.ChoiceField(list(CLAIM_PARTS))
    amount = openapi.MoneySerializer()


class OfferPaymentInput(serializers.Serializer[Any]):
    """One payment of a structured settlement."""

    on = serializers.DateField()
    amount = openapi.MoneySerializer()
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class CarriedInput(serializers.Serializer[Any]):
    """How something came across."""

    correspondence_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The contact of the same case: a dispatch of ours has one."
    )
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the same case.")


class PutInput(CarriedInput):
    """When and how a number was put."""

    made_on = serializers.DateField(required=False, allow_null=True, help_text="By default today.")
    received_on = serializers.DateField(
        required=False, allow_null=True, help_text="By the side that it was put to."
    )
    proof_grade = serializers.ChoiceField(
        [grade for grade, _ in Offer._meta.get_field("proof_grade").choices or ()],
        required=False,
        allow_blank=True,
    )


class OfferInput(PutInput, serializers.ModelSerializer[Offer]):
    """A number put on the table: for the whole claim, or in `parts` that add up to it."""

    case_id = serializers.UUIDField()
    answers_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="What it answers: the other side's, of the same case, and open.",
    )
    amount = openapi.MoneySerializer(help_text="For the whole claim, or the sum of the parts.")
    parts = OfferPartInput(many=True, required=False)
    payments = OfferPaymentInput(many=True, required=False)
    other_terms = serializers.ListField(
        child=serializers.CharField(max_length=500),
        required=False,
        max_length=20,
        help_text="What is no money.",
    )
    draft = serializers.BooleanField(required=False, help_text="Keep it until it is put. Only of ours.")
    expires_at = InstantField(required=False, allow_null=True, help_text="The instant at which it ends.")

    class Meta:
        model = Offer
        fields = [
            "case_id",
            "side",
            "kind",
            "answers_id",
            "amount",
            "parts",
            "final",
            "draft",
            *_TERMS,
            "payments",
            "other_terms",
            "made_on",
            "received_on",
            "proof_grade",
            "correspondence_id",
            "document_id",
            "expires_on",
            "expires_at",
        ]


class KeptWaiverSerializer(serializers.Serializer[Any]):
    """Who let a gate be, and why."""

    by = serializers.CharField()
    why = serializers.CharField()
    on = serializers.DateField()


class KeptLinkSerializer(serializers.Serializer[Any]):
    """The row that a gate's state was about."""

    resource = serializers.ChoiceField(LINKS, help_text="The list in which it is found.")
    id = serializers.UUIDField()


class KeptGateSerializer(serializers.Serializer[Any]):
    """How a gate stood when a final demand was put or an offer accepted."""

    gate = serializers.ChoiceField(list(GATE_TITLES))
    state = serializers.ChoiceField(list(RESULTS))
    why = serializers.CharField()
    link = KeptLinkSerializer(allow_null=True)
    waiver = KeptWaiverSerializer(allow_null=True)


class OfferStepSerializer(serializers.ModelSerializer[OfferStep]):
    """One thing that was done with an offer."""

    case_id = serializers.UUIDField()
    offer_id = serializers.UUIDField()
    member_id = serializers.UUIDField()
    gates = KeptGateSerializer(many=True, allow_null=True)
    answer_id = serializers.UUIDField(allow_null=True, help_text="The counter-offer.")
    correspondence_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    licence_id = serializers.UUIDField(allow_null=True, help_text="Under which it was decided.")

    class Meta:
        model = OfferStep
        fields = [
            "id",
            "case_id",
            "offer_id",
            "kind",
            "on",
            "at",
            "member_id",
            "channel",
            "reasons",
            "words",
            "gate",
            "gates",
            "answer_id",
            "correspondence_id",
            "document_id",
            "licence_id",
            "version",
            "created_at",
            "updated_at",
        ]


OFFERS = Listing(
    serializer=OfferSerializer,
    orderings=["made_on", "id"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "side": Filter("side", serializers.ChoiceField(list(SIDES)), "Whose."),
        "kind": Filter("kind", serializers.ChoiceField(list(OFFER_KINDS)), "What it is.", many=True),
        "state": Filter("standing", serializers.ChoiceField(STANDINGS), "How it stands now.", many=True),
        "answers_id": Filter("answers_id", serializers.UUIDField(), "What it answers."),
    },
)

OFFER_STEPS = Listing(
    serializer=OfferStepSerializer,
    orderings=["on", "id"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "offer_id": Filter("offer_id", serializers.UUIDField(), "Of which offer."),
        "kind": Filter("kind", serializers.ChoiceField(list(STEP_KINDS)), "What was done.", many=True),
    },
    expand={"offer": Expansion("offer_id", OFFERS, offer_list, "money.read")},
)


class OfferListView(FirmView):
    """What either side puts on the table."""

    capabilities = {"GET": "money.read", "POST": "offer.write"}

    @openapi.lists("offer", OFFERS, summary="List demands and offers")
    def get(self, request: Request) -> Response:
        """A page of demands and offers by the day on which they were made, drafts last."""
        return self.page(OFFERS, offer_list())

    @openapi.creates("offer_record", OfferInput, OfferSerializer, summary="Record a demand or an offer")
    def post(self, request: Request) -> Response:
        """Record what either side put, or draft what we will. The day until which it stands goes on the docket."""
        offer = offer_record(actor=self.member, **self.parse(OfferInput))
        return self.one(OFFERS, offer_list(), offer.id, status=201)


class OfferView(FirmView):
    """One of them."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("offer", OFFERS, summary="Read a demand or an offer")
    def get(self, request: Request, id: UUID) -> Response:
        """One demand or offer."""
        return self.one(OFFERS, offer_list(), id)


class OfferPutView(FirmView):
    """A draft that goes out."""

    capabilities = {"POST": "offer.write"}

    @openapi.acts("offer_put", PutInput, OfferSerializer, summary="Put a draft on the table")
    def post(self, request: Request, id: UUID) -> Response:
        """Put a draft of ours. A final demand asks for a licensed member, and for every gate."""
        put = self.parse(PutInput)
        offer_put(actor=self.member, offer_id=id, version=expected_version(request), **put)
        return self.one(OFFERS, offer_list(), id)


class OfferStepListView(FirmView):
    """The history of demands and offers."""

    capabilities = {"GET": "money.read"}

    @openapi.lists("offer_step", OFFER_STEPS, summary="List what was done with demands and offers")
    def get(self, request: Request) -> Response:
        """A page of steps by their day."""
        return self.page(OFFER_STEPS, offer_step_list())


class OfferStepView(FirmView):
    """One step."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("offer_step", OFFER_STEPS, summary="Read what was done with a demand or an offer")
    def get(self, request: Request, id: UUID) -> Response:
        """One thing that was done."""
        return self.one(OFFER_STEPS, offer_step_list(), id)
