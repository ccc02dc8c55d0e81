"""What persons decide about a case's ladder over HTTP, and what a suit would cost: added, read, withdrawn."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.tenancy.front_door import FirmView
from deadlines.api.deadlines import ReasonInput
from deadlines.ladder.decisions import DECIDED
from deadlines.models import LitigationCost, RungDecision
from deadlines.selectors import litigation_cost_list, rung_decision_list
from deadlines.services import rung_decisions as decisions

_WITHDRAWN = ["withdrawn_at", "withdrawn_by_id", "withdrawn_reason", "version", "created_at"]


class RungDecisionSerializer(serializers.ModelSerializer[RungDecision]):
    """A decision as it is read."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    what = serializers.ChoiceField(list(DECIDED))
    decided_by_id = serializers.UUIDField()
    decided_by_name = serializers.CharField(source="decided_by.user.name")
    licence_id = serializers.UUIDField(allow_null=True, help_text="Under which it was decided.")
    document_id = serializers.UUIDField(allow_null=True, help_text="The client's written consent.")
    withdrawn_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = RungDecision
        fields = [
            *("id", "case_id", "case_number", "what", "rung", "part", "reason", "decided_on"),
            *("decided_by_id", "decided_by_name", "licence_id", "document_id", *_WITHDRAWN),
        ]


class RungDecisionInput(serializers.Serializer[Any]):
    """A decision about one rung."""

    case_id = serializers.UUIDField()
    what = serializers.ChoiceField(list(DECIDED))
    rung = serializers.CharField(max_length=60, help_text="Its id among the case's remedies.")
    reason = serializers.CharField(max_length=300)
    decided_on = serializers.DateField(required=False, help_text="By default today.")
    part = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="The part of the claim; empty for all of it.",
    )
    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The client's written consent, for a consent."
    )


class LitigationCostSerializer(serializers.ModelSerializer[LitigationCost]):
    """What a suit would cost, as it is read."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    amount = MoneyField("amount")
    entered_by_id = serializers.UUIDField()
    withdrawn_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = LitigationCost
        fields = ["id", "case_id", "case_number", "amount", "basis", "as_of", "entered_by_id", *_WITHDRAWN]


class LitigationCostInput(serializers.Serializer[Any]):
    """What a suit would cost."""

    case_id = serializers.UUIDField()
    amount = openapi.MoneySerializer()
    basis = serializers.CharField(max_length=300, help_text="What it covers and rests on.")
    as_of = serializers.DateField()


_STANDING = Filter("withdrawn_at__isnull", serializers.BooleanField(), "Those that hold, or were withdrawn.")

RUNG_DECISION_ROWS = Listing(
    serializer=RungDecisionSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "what": Filter("what", serializers.ChoiceField(list(DECIDED)), "What was decided."),
        "rung": Filter("rung", serializers.CharField(), "About which rung."),
        "standing": _STANDING,
    },
)
LITIGATION_COSTS = Listing(
    serializer=LitigationCostSerializer,
    orderings=["-as_of"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "standing": _STANDING,
    },
)


class RungDecisionListView(FirmView):
    """What was decided about rungs."""

    capabilities = {"GET": "deadline.read", "POST": "remedy.decide"}

    @openapi.lists("rung_decision", RUNG_DECISION_ROWS, summary="List decisions about rungs of ladders")
    def get(self, request: Request) -> Response:
        """A page of them, the latest first, withdrawn ones among them."""
        return self.page(RUNG_DECISION_ROWS, rung_decision_list())

    @openapi.creates(
        "rung_decide", RungDecisionInput, RungDecisionSerializer, summary="Decide about a rung of a ladder"
    )
    def post(self, request: Request) -> Response:
        """Call it futile or leave it out, under your licence; or note the client's written consent."""
        made = decisions.rung_decide(actor=self.member, **self.parse(RungDecisionInput))
        return self.one(RUNG_DECISION_ROWS, rung_decision_list(), made.id, status=201)


class RungDecisionView(FirmView):
    """One decision."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("rung_decision", RUNG_DECISION_ROWS, summary="Read a decision about a rung")
    def get(self, request: Request, id: UUID) -> Response:
        """One decision."""
        return self.one(RUNG_DECISION_ROWS, rung_decision_list(), id)


class RungDecisionWithdrawView(FirmView):
    """A decision that no longer holds."""

    capabilities = {"POST": "remedy.decide"}

    @openapi.acts(
        "rung_decision_withdraw",
        ReasonInput,
        RungDecisionSerializer,
        summary="Withdraw a decision about a rung",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """It no longer holds, for a reason."""
        body = self.parse(ReasonInput)
        decisions.rung_decision_withdraw(
            actor=self.member, decision_id=id, version=expected_version(request), **body
        )
        return self.one(RUNG_DECISION_ROWS, rung_decision_list(), id)


class LitigationCostListView(FirmView):
    """What suits would cost."""

    capabilities = {"GET": "deadline.read", "POST": "remedy.decide"}

    @openapi.lists("litigation_cost", LITIGATION_COSTS, summary="List costs of litigation")
    def get(self, request: Request) -> Response:
        """A page of them, the latest reckoned first, withdrawn ones among them."""
        return self.page(LITIGATION_COSTS, litigation_cost_list())

    @openapi.creates(
        "litigation_cost_enter",
        LitigationCostInput,
        LitigationCostSerializer,
        summary="Enter what a suit would cost",
    )
    def post(self, request: Request) -> Response:
        """Enter what a suit would cost, and on what that rests."""
        body = self.parse(LitigationCostInput)
        body |= body.pop("amount")
        made = decisions.litigation_cost_enter(actor=self.member, **body)
        return self.one(LITIGATION_COSTS, litigation_cost_list(), made.id, status=201)


class LitigationCostView(FirmView):
    """One entry."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("litigation_cost", LITIGATION_COSTS, summary="Read a cost of litigation")
    def get(self, request: Request, id: UUID) -> Response:
        """One entry."""
        return self.one(LITIGATION_COSTS, litigation_cost_list(), id)


class LitigationCostWithdrawView(FirmView):
    """An entry that no longer holds."""

    capabilities = {"POST": "remedy.decide"}

    @openapi.acts(
        "litigation_cost_withdraw",
        ReasonInput,
        LitigationCostSerializer,
        summary="Withdraw a cost of litigation",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """It no longer holds, for a reason."""
        body = self.parse(ReasonInput)
        decisions.litigation_cost_withdraw(
            actor=self.member, cost_id=id, version=expected_version(request), **body
        )
        return self.one(LITIGATION_COSTS, litigation_cost_list(), id)
