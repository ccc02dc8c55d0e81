"""Appraisals over HTTP: the demand, what became of it, the award, its payment, and what it comes to."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.appraisal_working import appraisal_working
from cases.models import Appraisal
from cases.selectors.appraisal import appraisal_list
from cases.services.appraisal import (
    MOVES,
    appraisal_award,
    appraisal_demand,
    appraisal_move,
    appraisal_pay,
)
from cases.settlement.appraisal import SEATS
from cases.states import APPRAISAL_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.money import wire
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView


class AppraisalSerializer(serializers.ModelSerializer[Appraisal]):
    """An appraisal as it stands."""

    case_id = serializers.UUIDField()
    provision_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    award_document_id = serializers.UUIDField(allow_null=True)
    payment_id = serializers.UUIDField(allow_null=True)
    signed_by = serializers.ListField(child=serializers.ChoiceField(list(SEATS)))
    rcv = MoneyField("rcv", help_text="Awarded: replacement cost.")
    depreciation = MoneyField("depreciation", help_text="Awarded: depreciation.")
    acv = MoneyField("acv", help_text="Awarded: actual cash value.")
    deductible = MoneyField("deductible")
    limit = MoneyField("limit")

    class Meta:
        model = Appraisal
        fields = [
            "id",
            "case_id",
            "demanded_by",
            "demanded_on",
            "proof_grade",
            "provision_id",
            "document_id",
            "state",
            "state_on",
            "state_note",
            "awarded_on",
            "signed_by",
            "award_document_id",
            "rcv",
            "depreciation",
            "acv",
            "deductible",
            "limit",
            "payment_id",
            "version",
            "created_at",
            "updated_at",
        ]


class AppraisalInput(serializers.ModelSerializer[Appraisal]):
    """A written demand that was received."""

    case_id = serializers.UUIDField()
    provision_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The policy's appraisal clause."
    )
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="The demand.")

    class Meta:
        model = Appraisal
        fields = ["case_id", "demanded_by", "demanded_on", "proof_grade", "provision_id", "document_id"]


class AppraisalMoveInput(serializers.Serializer[Any]):
    """What became of an appraisal."""

    to = serializers.ChoiceField(list(MOVES))
    on = serializers.DateField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class AwardItemInput(serializers.Serializer[Any]):
    """What was awarded on one item."""

    item_id = serializers.UUIDField()
    rcv = MoneySerializer()
    depreciation = MoneySerializer()
    acv = MoneySerializer()


class AppraisalAwardInput(serializers.Serializer[Any]):
    """The award as it was signed."""

    on = serializers.DateField()
    signed_by = serializers.ListField(child=serializers.ChoiceField(list(SEATS)), min_length=1, max_length=3)
    items = AwardItemInput(many=True, help_text="Every item in dispute.")
    rcv = MoneySerializer(help_text="The paper's own total of replacement cost.")
    acv = MoneySerializer(help_text="The paper's own total of actual cash value.")
    deductible = MoneySerializer(required=False, allow_null=True)
    limit = MoneySerializer(required=False, allow_null=True)
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="The signed award.")


class AppraisalPayInput(serializers.Serializer[Any]):
    """The payment that paid the award."""

    payment_id = serializers.UUIDField()


class AppraisalStepSerializer(serializers.Serializer[Any]):
    """One line of the working."""

    said = serializers.CharField()
    amount = MoneySerializer()


class AppraisalWorkingSerializer(serializers.Serializer[Any]):
    """What an award comes to."""

    ours = MoneySerializer(help_text="Our numbers on what is in dispute, together.")
    theirs = MoneySerializer(help_text="The insurer's.")
    best_offer = MoneySerializer(allow_null=True, help_text="The insurer's best from before the award.")
    paid_before = MoneySerializer(help_text="What was paid before the award.")
    owed_now = MoneySerializer(allow_null=True, help_text="Null before the award.")
    owed_later = MoneySerializer(allow_null=True, help_text="Depreciation held back, once repaired.")
    working = AppraisalStepSerializer(many=True)
    our_costs = MoneySerializer(help_text="Our appraiser, and half of the umpire.")
    their_costs = MoneySerializer()


APPRAISALS = Listing(
    serializer=AppraisalSerializer,
    orderings=["-demanded_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter(
            "state", serializers.ChoiceField(APPRAISAL_EDGES.states), "How it stands.", many=True
        ),
    },
)


class AppraisalListView(FirmView):
    """Appraisals."""

    capabilities = {"GET": "money.read", "POST": "appraisal.write"}

    @openapi.lists("appraisal", APPRAISALS, summary="List appraisals")
    def get(self, request: Request) -> Response:
        """A page of appraisals, the last demanded first."""
        return self.page(APPRAISALS, appraisal_list())

    @openapi.creates(
        "appraisal_demand", AppraisalInput, AppraisalSerializer, summary="Record a demand for appraisal"
    )
    def post(self, request: Request) -> Response:
        """Record a written demand with its proof. The time to name appraisers starts."""
        appraisal = appraisal_demand(actor=self.member, **self.parse(AppraisalInput))
        return self.one(APPRAISALS, appraisal_list(), appraisal.id, status=201)


class AppraisalView(FirmView):
    """One appraisal."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("appraisal", APPRAISALS, summary="Read an appraisal")
    def get(self, request: Request, id: UUID) -> Response:
        """One appraisal."""
        return self.one(APPRAISALS, appraisal_list(), id)


class AppraisalMoveView(FirmView):
    """What became of an appraisal."""

    capabilities = {"POST": "appraisal.write"}

    @openapi.acts(
        "appraisal_move", AppraisalMoveInput, AppraisalSerializer, summary="Say what became of an appraisal"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """The other side refused, a court was asked for an umpire or set the award aside, or it is withdrawn."""
        values = self.parse(AppraisalMoveInput)
        appraisal_move(actor=self.member, appraisal_id=id, version=expected_version(request), **values)
        return self.one(APPRAISALS, appraisal_list(), id)


class AppraisalAwardView(FirmView):
    """The award."""

    capabilities = {"POST": "appraisal.write"}

    @openapi.acts("appraisal_award", AppraisalAwardInput, AppraisalSerializer, summary="Record an award")
    def post(self, request: Request, id: UUID) -> Response:
        """Record the award as any two of the three signed it, item by item. The insurer's time to pay starts."""
        values = self.parse(AppraisalAwardInput)
        items = [
            money_columns(item, "rcv", "depreciation", "acv") | {"item_id": item["item_id"]}
            for item in values.pop("items")
        ]
        columns = money_columns(values, "rcv", "acv", "deductible", "limit")
        appraisal_award(
            actor=self.member, appraisal_id=id, version=expected_version(request), items=items, **columns
        )
        return self.one(APPRAISALS, appraisal_list(), id)


class AppraisalPayView(FirmView):
    """The payment of an award."""

    capabilities = {"POST": "appraisal.write"}

    @openapi.acts("appraisal_pay", AppraisalPayInput, AppraisalSerializer, summary="Say what paid an award")
    def post(self, request: Request, id: UUID) -> Response:
        """Name the payment of the case that paid the award."""
        values = self.parse(AppraisalPayInput)
        appraisal_pay(actor=self.member, appraisal_id=id, version=expected_version(request), **values)
        return self.one(APPRAISALS, appraisal_list(), id)


class AppraisalWorkingView(FirmView):
    """What an award comes to."""

    capabilities = {"GET": "money.read"}

    @openapi.computes("appraisal_working", AppraisalWorkingSerializer, summary="Read what an award comes to")
    def get(self, request: Request, id: UUID) -> Response:
        """Both sides' numbers, the best offer before the award, what is owed on it with the working, and the costs."""
        refuse_parameters(request)
        found = appraisal_working(id)
        return Response(
            {
                "ours": wire(found.ours),
                "theirs": wire(found.theirs),
                "best_offer": None if found.best_offer is None else wire(found.best_offer),
                "paid_before": wire(found.paid_before),
                "owed_now": None if found.owed is None else wire(found.owed.now),
                "owed_later": None if found.owed is None else wire(found.owed.later),
                "working": [
                    {"said": step.said, "amount": wire(step.amount)}
                    for step in (found.owed.steps if found.owed else ())
                ],
                "our_costs": wire(found.our_costs),
                "their_costs": wire(found.their_costs),
            }
        )
