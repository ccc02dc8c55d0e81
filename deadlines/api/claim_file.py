"""The claim file of one case on one page: what belongs in it, what was asked, what came, and the clock since then."""

from collections import Counter
from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.claim_file import ClaimFileItemSerializer, ClaimFileRequestSerializer
from cases.selectors import case_list, claim_file_item_list, claim_file_request_list, one
from cases.states import OUTSTANDING
from claimback.kernel import openapi
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.claim_file import claim_file_clocks
from deadlines.models import CHECKED


class ClaimFileClockSerializer(serializers.Serializer[Any]):
    """One duty to hand over the file, or the plan's documents."""

    deadline_id = serializers.UUIDField()
    rule = serializers.CharField()
    act = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    words = serializers.CharField(help_text="The law's measure where it gives no number.")
    state = serializers.CharField()
    days_late = serializers.IntegerField(help_text="Calendar days after due_on.")
    consequence = serializers.CharField(
        help_text="What the law attaches to a breach, such as a daily penalty."
    )
    citation = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))


class ClaimFileSerializer(serializers.Serializer[Any]):
    """The claim file of a case."""

    case_id = serializers.UUIDField()
    items = ClaimFileItemSerializer(many=True)
    requests = ClaimFileRequestSerializer(many=True)
    outstanding = serializers.IntegerField(help_text="Asked for, and not here whole.")
    received = serializers.IntegerField()
    clocks = ClaimFileClockSerializer(many=True)


class ClaimFileView(FirmView):
    """The claim file of a case."""

    capabilities = {"GET": "deadline.read"}

    @openapi.computes("claim_file_get", ClaimFileSerializer, summary="Read a case's claim file")
    def get(self, request: Request, id: UUID) -> Response:
        """Every item with its state, every demand, and what the law gives since the first."""
        refuse_parameters(request)
        self.member.require("case.read")
        case = one(case_list(), id)
        items = list(claim_file_item_list().filter(case_id=id).order_by("position"))
        states = Counter(item.state for item in items)
        file = {
            "case_id": id,
            "items": items,
            "requests": claim_file_request_list().filter(case_id=id).order_by("number"),
            "outstanding": sum(states[state] for state in OUTSTANDING),
            "received": states["received"],
            "clocks": [asdict(clock) for clock in claim_file_clocks(case)],
        }
        return Response(ClaimFileSerializer(file).data)
