"""Fee agreements over HTTP. What the law says of one is the docket's to answer."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import FeeAgreement
from cases.models.fees import REPRESENTATIVES
from cases.selectors.fees import fee_agreement_list
from cases.services.fees import (
    AMOUNTS,
    fee_agreement_cancel,
    fee_agreement_end,
    fee_agreement_look_through,
    fee_agreement_record,
    fee_agreement_send,
)
from cases.settlement.fees import KINDS
from cases.states import FEE_AGREEMENT_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.tenancy.front_door import FirmView

_TERMS = [
    "kind",
    "represented_by",
    "claim_type",
    "signed_by",
    "percent",
    "percent_in_suit",
    "percent_at_trial",
    "percent_on_appeal",
    "base",
    "costs_first",
]


class FeeAgreementSerializer(serializers.ModelSerializer[FeeAgreement]):
    """A fee agreement as it was signed."""

    case_id = serializers.UUIDField()
    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")
    licence_id = serializers.UUIDField()
    document_id = serializers.UUIDField(allow_null=True)
    supersedes_id = serializers.UUIDField(allow_null=True)
    flat_amount = MoneyField("flat_amount")
    hourly_rate = MoneyField("hourly_rate")
    offered = MoneyField("offered", help_text="The insurer's offer from before the agreement.")
    sent_on = serializers.DateField(
        source="sent_event.on", allow_null=True, help_text="When the insurer was sent a copy."
    )

    class Meta:
        model = FeeAgreement
        fields = [
            "id",
            "case_id",
            *_TERMS,
            "flat_amount",
            "hourly_rate",
            "offered",
            "member_id",
            "member_name",
            "licence_id",
            "signed_on",
            "signed_at",
            "document_id",
            "contents",
            "state",
            "ended_on",
            "ended_reason",
            "supersedes_id",
            "sent_on",
            "version",
            "created_at",
            "updated_at",
        ]


class FeeAgreementInput(serializers.ModelSerializer[FeeAgreement]):
    """An agreement that the client signed: the day, or the time where the paper bears it."""

    case_id = serializers.UUIDField()
    member_id = serializers.UUIDField(help_text="The member who represents the client.")
    signed_on = serializers.DateField(required=False)
    signed_at = serializers.DateTimeField(required=False)
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="The signed agreement.")
    supersedes_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The agreement in force whose place it takes."
    )
    flat_amount = MoneySerializer(required=False, allow_null=True)
    hourly_rate = MoneySerializer(required=False, allow_null=True)
    offered = MoneySerializer(required=False, allow_null=True)

    class Meta:
        model = FeeAgreement
        fields = [
            "case_id",
            *_TERMS,
            "flat_amount",
            "hourly_rate",
            "offered",
            "member_id",
            "signed_on",
            "signed_at",
            "document_id",
            "supersedes_id",
        ]


class FeeAgreementContentsInput(serializers.Serializer[Any]):
    """The points that the paper holds, by their names in the state's law."""

    contents = serializers.ListField(child=serializers.CharField(max_length=60), max_length=50)


class FeeAgreementSendInput(serializers.Serializer[Any]):
    """The day on which the insurer was sent a copy."""

    on = serializers.DateField()


class FeeAgreementCancelInput(serializers.Serializer[Any]):
    """When the client cancelled, and what they said."""

    on = serializers.DateField(required=False)
    at = serializers.DateTimeField(required=False, help_text="Where the hour tells whether it was in time.")
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class FeeAgreementEndInput(serializers.Serializer[Any]):
    """From when it holds no longer, and why."""

    on = serializers.DateField()
    reason = serializers.CharField(max_length=300)


FEE_AGREEMENTS = Listing(
    serializer=FeeAgreementSerializer,
    orderings=["-signed_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter(
            "state", serializers.ChoiceField(FEE_AGREEMENT_EDGES.states), "How it stands.", many=True
        ),
        "kind": Filter("kind", serializers.ChoiceField(list(KINDS)), "Of which kind."),
        "represented_by": Filter(
            "represented_by", serializers.ChoiceField(list(REPRESENTATIVES)), "Who represents the client."
        ),
    },
)


class FeeAgreementListView(FirmView):
    """Agreements with clients on fees."""

    capabilities = {"GET": "money.read", "POST": "fee.write"}

    @openapi.lists("fee_agreement", FEE_AGREEMENTS, summary="List fee agreements")
    def get(self, request: Request) -> Response:
        """A page of agreements, the latest first."""
        return self.page(FEE_AGREEMENTS, fee_agreement_list())

    @openapi.creates(
        "fee_agreement_record", FeeAgreementInput, FeeAgreementSerializer, summary="Record a fee agreement"
    )
    def post(self, request: Request) -> Response:
        """Record what the client signed. The times to cancel it and to tell the insurer of it start."""
        values = money_columns(self.parse(FeeAgreementInput), *AMOUNTS)
        agreement = fee_agreement_record(actor=self.member, **values)
        return self.one(FEE_AGREEMENTS, fee_agreement_list(), agreement.id, status=201)


class FeeAgreementView(FirmView):
    """One fee agreement."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("fee_agreement", FEE_AGREEMENTS, summary="Read a fee agreement")
    def get(self, request: Request, id: UUID) -> Response:
        """One agreement."""
        return self.one(FEE_AGREEMENTS, fee_agreement_list(), id)


class FeeAgreementLookThroughView(FirmView):
    """What a signed agreement was found to hold."""

    capabilities = {"POST": "fee.write"}

    @openapi.acts(
        "fee_agreement_look_through",
        FeeAgreementContentsInput,
        FeeAgreementSerializer,
        summary="Say what a fee agreement holds",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Say which points of the state's law the paper holds: all of them, at each time."""
        fee_agreement_look_through(
            actor=self.member,
            agreement_id=id,
            version=expected_version(request),
            **self.parse(FeeAgreementContentsInput),
        )
        return self.one(FEE_AGREEMENTS, fee_agreement_list(), id)


class FeeAgreementSendView(FirmView):
    """The copy for the insurer."""

    capabilities = {"POST": "fee.write"}

    @openapi.acts(
        "fee_agreement_send",
        FeeAgreementSendInput,
        FeeAgreementSerializer,
        summary="Note the copy to the insurer",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Note that the insurer was sent a copy."""
        values = self.parse(FeeAgreementSendInput)
        fee_agreement_send(actor=self.member, agreement_id=id, version=expected_version(request), **values)
        return self.one(FEE_AGREEMENTS, fee_agreement_list(), id)


class FeeAgreementCancelView(FirmView):
    """The client's cancellation."""

    capabilities = {"POST": "fee.write"}

    @openapi.acts(
        "fee_agreement_cancel",
        FeeAgreementCancelInput,
        FeeAgreementSerializer,
        summary="Note that the client cancelled",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Note that the client cancelled the agreement."""
        values = self.parse(FeeAgreementCancelInput)
        fee_agreement_cancel(actor=self.member, agreement_id=id, version=expected_version(request), **values)
        return self.one(FEE_AGREEMENTS, fee_agreement_list(), id)


class FeeAgreementEndView(FirmView):
    """The end of an agreement."""

    capabilities = {"POST": "fee.write"}

    @openapi.acts(
        "fee_agreement_end", FeeAgreementEndInput, FeeAgreementSerializer, summary="End a fee agreement"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """End an agreement otherwise than by the client's right to cancel."""
        values = self.parse(FeeAgreementEndInput)
        fee_agreement_end(actor=self.member, agreement_id=id, version=expected_version(request), **values)
        return self.one(FEE_AGREEMENTS, fee_agreement_list(), id)
