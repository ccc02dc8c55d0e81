"""Who sits in appraisals, and what is in dispute, over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import AppraisalItem, Appraiser
from cases.selectors.appraisal import appraisal_item_list, appraiser_list
from cases.services.appraisal_items import appraisal_item_add, appraisal_item_change
from cases.services.appraisers import appraiser_charge, appraiser_name
from cases.settlement.appraisal import SEATS
from cases.states import APPRAISER_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.tenancy.front_door import FirmView


class InterestFoundSerializer(serializers.Serializer[Any]):
    """Whose name theirs is like."""

    name = serializers.CharField()
    role = serializers.CharField()
    why = serializers.CharField()


class AppraiserSerializer(serializers.ModelSerializer[Appraiser]):
    """Who sits, or sat, with what they disclosed."""

    case_id = serializers.UUIDField()
    appraisal_id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    party_name = serializers.CharField(source="party.name")
    document_id = serializers.UUIDField(allow_null=True)
    waived_by_id = serializers.UUIDField(allow_null=True)
    found = InterestFoundSerializer(many=True)
    cost = MoneyField("cost", help_text="What they charged.")

    class Meta:
        model = Appraiser
        fields = [
            "id",
            "case_id",
            "appraisal_id",
            "seat",
            "party_id",
            "party_name",
            "named_on",
            "by_court",
            "relation",
            "disclosure",
            "document_id",
            "found",
            "waiver_reason",
            "waived_by_id",
            "cost",
            "state",
            "replaced_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class AppraiserInput(serializers.ModelSerializer[Appraiser]):
    """Who is to sit, and what they disclosed."""

    appraisal_id = serializers.UUIDField()
    party_id = serializers.UUIDField(help_text="An appraiser or umpire who is a party of the case.")
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="The disclosure.")
    replaced_reason = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="Why who sat there does no longer."
    )

    class Meta:
        model = Appraiser
        fields = [
            "appraisal_id",
            "seat",
            "party_id",
            "named_on",
            "by_court",
            "relation",
            "disclosure",
            "document_id",
            "waiver_reason",
            "replaced_reason",
        ]


class AppraiserChargeInput(serializers.Serializer[Any]):
    """What somebody who sits charged."""

    amount = MoneySerializer()
    on = serializers.DateField(help_text="When it was paid.")


class AppraisalItemSerializer(serializers.ModelSerializer[AppraisalItem]):
    """One item in dispute, with what was awarded on it."""

    case_id = serializers.UUIDField()
    appraisal_id = serializers.UUIDField()
    coverage_id = serializers.UUIDField(allow_null=True)
    damage_id = serializers.UUIDField(allow_null=True)
    our_line_id = serializers.UUIDField(allow_null=True)
    their_line_id = serializers.UUIDField(allow_null=True)
    ours = MoneyField("ours")
    theirs = MoneyField("theirs")
    rcv = MoneyField("rcv")
    depreciation = MoneyField("depreciation")
    acv = MoneyField("acv")

    class Meta:
        model = AppraisalItem
        fields = [
            "id",
            "case_id",
            "appraisal_id",
            "number",
            "title",
            "room",
            "coverage_id",
            "damage_id",
            "our_line_id",
            "their_line_id",
            "ours",
            "theirs",
            "rcv",
            "depreciation",
            "acv",
            "version",
            "created_at",
            "updated_at",
        ]


class AppraisalItemInput(serializers.Serializer[Any]):
    """An item as it is corrected."""

    title = serializers.CharField(max_length=200)
    room = serializers.CharField(max_length=120, required=False, allow_blank=True)
    ours = MoneySerializer()
    theirs = MoneySerializer()


class AppraisalItemAddInput(serializers.Serializer[Any]):
    """A new item in dispute: both numbers, or the lines of the estimates that have them."""

    appraisal_id = serializers.UUIDField()
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    room = serializers.CharField(max_length=120, required=False, allow_blank=True)
    damage_id = serializers.UUIDField(required=False, allow_null=True)
    our_line_id = serializers.UUIDField(required=False, allow_null=True)
    their_line_id = serializers.UUIDField(required=False, allow_null=True)
    ours = MoneySerializer(required=False, allow_null=True)
    theirs = MoneySerializer(required=False, allow_null=True)


_OF = {
    "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
    "appraisal_id": Filter("appraisal_id", serializers.UUIDField(), "Of which appraisal."),
}
APPRAISERS = Listing(
    serializer=AppraiserSerializer,
    orderings=["named_on"],
    filters={
        **_OF,
        "seat": Filter("seat", serializers.ChoiceField(list(SEATS)), "As what."),
        "state": Filter("state", serializers.ChoiceField(APPRAISER_EDGES.states), "Whether they sit."),
    },
)
APPRAISAL_ITEMS = Listing(serializer=AppraisalItemSerializer, orderings=["created_at"], filters=_OF)


class AppraiserListView(FirmView):
    """Who sits in appraisals."""

    capabilities = {"GET": "money.read", "POST": "appraisal.write"}

    @openapi.lists("appraiser", APPRAISERS, summary="List appraisers and umpires")
    def get(self, request: Request) -> Response:
        """A page of appraisers and umpires, the first named first."""
        return self.page(APPRAISERS, appraiser_list())

    @openapi.creates(
        "appraiser_name", AppraiserInput, AppraiserSerializer, summary="Name an appraiser or umpire"
    )
    def post(self, request: Request) -> Response:
        """Seat a disinterested person. One who is a party, or a relative of one, is refused with the reason."""
        row = appraiser_name(actor=self.member, **self.parse(AppraiserInput))
        return self.one(APPRAISERS, appraiser_list(), row.id, status=201)


class AppraiserView(FirmView):
    """One appraiser or umpire."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("appraiser", APPRAISERS, summary="Read who sits")
    def get(self, request: Request, id: UUID) -> Response:
        """One of them."""
        return self.one(APPRAISERS, appraiser_list(), id)


class AppraiserChargeView(FirmView):
    """What an appraiser or umpire charged."""

    capabilities = {"POST": "appraisal.write"}

    @openapi.acts(
        "appraiser_charge", AppraiserChargeInput, AppraiserSerializer, summary="Note what they charged"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Note the charge. Our share, all of our own appraiser's and half of the umpire's, is a cost of the case."""
        values = money_columns(self.parse(AppraiserChargeInput))
        appraiser_charge(actor=self.member, appraiser_id=id, version=expected_version(request), **values)
        return self.one(APPRAISERS, appraiser_list(), id)


class AppraisalItemListView(FirmView):
    """What is in dispute in appraisals."""

    capabilities = {"GET": "money.read", "POST": "appraisal.write"}

    @openapi.lists("appraisal_item", APPRAISAL_ITEMS, summary="List items of appraisals")
    def get(self, request: Request) -> Response:
        """A page of items in the order in which they were added."""
        return self.page(APPRAISAL_ITEMS, appraisal_item_list())

    @openapi.creates(
        "appraisal_item_add", AppraisalItemAddInput, AppraisalItemSerializer, summary="Put an item in dispute"
    )
    def post(self, request: Request) -> Response:
        """Put an item in dispute, with both sides' numbers."""
        values = money_columns(self.parse(AppraisalItemAddInput), "ours", "theirs")
        item = appraisal_item_add(actor=self.member, **values)
        return self.one(APPRAISAL_ITEMS, appraisal_item_list(), item.id, status=201)


class AppraisalItemView(FirmView):
    """One item in dispute."""

    capabilities = {"GET": "money.read", "PATCH": "appraisal.write"}

    @openapi.reads("appraisal_item", APPRAISAL_ITEMS, summary="Read an item of an appraisal")
    def get(self, request: Request, id: UUID) -> Response:
        """One item."""
        return self.one(APPRAISAL_ITEMS, appraisal_item_list(), id)

    @openapi.changes(
        "appraisal_item_change",
        AppraisalItemInput,
        AppraisalItemSerializer,
        summary="Correct an item of an appraisal",
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Correct an item before the award."""
        changes = money_columns(self.parse(AppraisalItemInput, partial=True), "ours", "theirs")
        appraisal_item_change(actor=self.member, item_id=id, version=expected_version(request), **changes)
        return self.one(APPRAISAL_ITEMS, appraisal_item_list(), id)
