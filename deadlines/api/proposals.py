"""Proposals of other dates over HTTP: both workings side by side, and what members decide, row by row."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from deadlines.api.deadlines import ReasonInput
from deadlines.api.working import StepSerializer
from deadlines.models import PROPOSAL_KINDS, DeadlineProposal
from deadlines.selectors import proposal_list
from deadlines.services.proposals import (
    BULK_LIMIT,
    Decision,
    proposal_accept,
    proposal_decline,
    proposals_decide,
)
from deadlines.services.reasons import REASON_LIMIT
from deadlines.states import PROPOSAL_EDGES
from deadlines.vocabulary import CAUSES

DECISIONS = ("accept", "decline")


class DeadlineProposalSerializer(serializers.ModelSerializer[DeadlineProposal]):
    """Another date for a deadline, or its end. The earlier of the two dates governs until it is decided."""

    case_id = serializers.UUIDField()
    act = serializers.CharField(source="deadline.act")
    duty_of = serializers.CharField(source="deadline.duty_of")
    importance = serializers.CharField(source="deadline.importance")
    checked = serializers.CharField(
        source="deadline.checked",
        help_text="How far the deadline's law was checked, by which both are counted.",
    )
    old_working = StepSerializer(many=True)
    new_working = StepSerializer(many=True)
    new_needs = serializers.ListField(
        child=serializers.CharField(), help_text="Facts that the new date hangs on."
    )

    class Meta:
        model = DeadlineProposal
        fields = [
            "id",
            "case_id",
            "deadline_id",
            "act",
            "duty_of",
            "importance",
            "checked",
            "kind",
            "cause",
            "reason",
            "old_due_on",
            "old_due_at",
            "old_safe_on",
            "old_rule_version",
            "old_working",
            "new_due_on",
            "new_due_at",
            "new_safe_on",
            "new_rule_version",
            "new_working",
            "new_needs",
            "new_trigger_event_id",
            "state",
            "decided_by_id",
            "decided_at",
            "decision_reason",
            "version",
            "created_at",
        ]


class DecisionInput(serializers.Serializer[Any]):
    """What to do with one proposal."""

    proposal_id = serializers.UUIDField()
    decision = serializers.ChoiceField(DECISIONS)
    version = serializers.IntegerField(min_value=1, help_text="As it was read; a later one is refused.")
    reason = serializers.CharField(
        max_length=REASON_LIMIT, required=False, help_text="Needed to decline one."
    )


class DecisionsInput(serializers.Serializer[Any]):
    """Decisions on proposals, each on its own."""

    decisions = serializers.ListField(child=DecisionInput(), max_length=BULK_LIMIT)


class DecidedSerializer(serializers.Serializer[Any]):
    """What became of one decision."""

    proposal_id = serializers.UUIDField()
    done = serializers.BooleanField()
    status = serializers.IntegerField(help_text="As it would have been of the decision alone.")
    code = serializers.CharField(help_text="Why it was refused; empty where it was done.")
    detail = serializers.CharField()


class DecisionsSerializer(serializers.Serializer[Any]):
    """One answer for each decision, in their order."""

    results = DecidedSerializer(many=True)


PROPOSALS = Listing(
    serializer=DeadlineProposalSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of this case."),
        "deadline_id": Filter("deadline_id", serializers.UUIDField(), "Of this deadline."),
        "state": Filter(
            "state", serializers.ChoiceField(list(PROPOSAL_EDGES.states)), "In these states.", many=True
        ),
        "kind": Filter("kind", serializers.ChoiceField(list(PROPOSAL_KINDS)), "Another date, or the end."),
        "cause": Filter("cause", serializers.ChoiceField(list(CAUSES)), "What changed.", many=True),
    },
)


class ProposalListView(FirmView):
    """The firm's proposals."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("deadline_proposal", PROPOSALS, summary="List proposed dates")
    def get(self, request: Request) -> Response:
        """A page of proposals of every state, the latest first."""
        return self.page(PROPOSALS, proposal_list())


class ProposalView(FirmView):
    """One proposal."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("deadline_proposal", PROPOSALS, summary="Read a proposed date")
    def get(self, request: Request, id: UUID) -> Response:
        """One proposal with both workings."""
        return self.one(PROPOSALS, proposal_list(), id)


class ProposalAcceptView(FirmView):
    """A proposal that is accepted."""

    capabilities = {"POST": "deadline.write"}

    @openapi.acts(
        "deadline_proposal_accept", None, DeadlineProposalSerializer, summary="Accept a proposed date"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Give the deadline the proposed date, or let it end."""
        proposal_accept(actor=self.member, proposal_id=id, version=expected_version(request))
        return self.one(PROPOSALS, proposal_list(), id)


class ProposalDeclineView(FirmView):
    """A proposal that is declined."""

    capabilities = {"POST": "deadline.write"}

    @openapi.acts(
        "deadline_proposal_decline",
        ReasonInput,
        DeadlineProposalSerializer,
        summary="Decline a proposed date",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Keep the deadline's own date, with the reason."""
        body = self.parse(ReasonInput)
        proposal_decline(actor=self.member, proposal_id=id, version=expected_version(request), **body)
        return self.one(PROPOSALS, proposal_list(), id)


class ProposalsDecideView(FirmView):
    """Many decisions in one request."""

    capabilities = {"POST": "deadline.write"}

    @openapi.asks(
        "deadline_proposals_decide",
        DecisionsInput,
        DecisionsSerializer,
        summary="Decide on several proposed dates",
    )
    def post(self, request: Request) -> Response:
        """Accept and decline, row by row: what one is refused for leaves the others."""
        decisions = [
            Decision(
                item["proposal_id"], item["decision"] == "accept", item["version"], item.get("reason", "")
            )
            for item in self.parse(DecisionsInput)["decisions"]
        ]
        results = [
            {
                "proposal_id": row.proposal_id,
                "done": row.refusal is None,
                "status": row.refusal.status if row.refusal else 200,
                "code": row.refusal.code if row.refusal else "",
                "detail": row.refusal.detail if row.refusal else "",
            }
            for row in proposals_decide(actor=self.member, decisions=decisions)
        ]
        return Response({"results": results})
