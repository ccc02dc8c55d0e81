"""Costs that the firm has advanced, over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Cost
from cases.selectors import cost_list
from cases.services.costs import SETTLED, cost_add, cost_change, cost_settle
from cases.states import COST_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.tenancy.front_door import FirmView


class CostSerializer(serializers.ModelSerializer[Cost]):
    """A cost as it is read."""

    case_id = serializers.UUIDField()
    amount = MoneyField("amount")
    document_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Cost
        fields = [
            "id",
            "case_id",
            "what",
            "vendor",
            "incurred_on",
            "amount",
            "billable",
            "document_id",
            "state",
            "reason",
            "version",
            "created_at",
            "updated_at",
        ]


class CostChangeInput(serializers.ModelSerializer[Cost]):
    """What of a cost may be said anew: not what was paid, nor when."""

    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The invoice or receipt, a document of the same case."
    )

    class Meta:
        model = Cost
        fields = ["what", "vendor", "document_id"]


class CostInput(CostChangeInput):
    """What the firm has paid."""

    case_id = serializers.UUIDField()
    amount = MoneySerializer()

    class Meta:
        model = Cost
        fields = ["case_id", "what", "vendor", "incurred_on", "amount", "billable", "document_id"]


class CostSettleInput(serializers.Serializer[Any]):
    """Why a cost is not asked of the client."""

    to = serializers.ChoiceField(list(SETTLED))
    reason = serializers.CharField(max_length=300)


COSTS = Listing(
    serializer=CostSerializer,
    orderings=["-incurred_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter("state", serializers.ChoiceField(COST_EDGES.states), "How it stands.", many=True),
        "billable": Filter("billable", serializers.BooleanField(), "Whether the client is to bear it."),
    },
    search=["what", "vendor"],
)


class CostListView(FirmView):
    """What the firm has advanced."""

    capabilities = {"GET": "money.read", "POST": "money.write"}

    @openapi.lists("cost", COSTS, summary="List costs")
    def get(self, request: Request) -> Response:
        """A page of costs, the latest first."""
        return self.page(COSTS, cost_list())

    @openapi.creates("cost_add", CostInput, CostSerializer, summary="Note a cost")
    def post(self, request: Request) -> Response:
        """Note something that the firm has paid for a case."""
        cost = cost_add(actor=self.member, **money_columns(self.parse(CostInput)))
        return self.one(COSTS, cost_list(), cost.id, status=201)


class CostView(FirmView):
    """One cost."""

    capabilities = {"GET": "money.read", "PATCH": "money.write"}

    @openapi.reads("cost", COSTS, summary="Read a cost")
    def get(self, request: Request, id: UUID) -> Response:
        """One cost."""
        return self.one(COSTS, cost_list(), id)

    @openapi.changes("cost_change", CostChangeInput, CostSerializer, summary="Change the words of a cost")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what it was for, who was paid, or its paper."""
        changes = self.parse(CostChangeInput, partial=True)
        cost_change(actor=self.member, cost_id=id, version=expected_version(request), **changes)
        return self.one(COSTS, cost_list(), id)


class CostSettleView(FirmView):
    """A cost that is not asked of the client."""

    capabilities = {"POST": "money.write"}

    @openapi.acts("cost_settle", CostSettleInput, CostSerializer, summary="Write off or withdraw a cost")
    def post(self, request: Request, id: UUID) -> Response:
        """Say that the firm bears it after all, or that it was entered in error."""
        settled = self.parse(CostSettleInput)
        cost_settle(actor=self.member, cost_id=id, version=expected_version(request), **settled)
        return self.one(COSTS, cost_list(), id)
