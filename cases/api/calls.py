"""Calls over HTTP: logged with their checklist and, for a peer-to-peer call, with both doctors."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.correspondence import (
    CORRESPONDENCE,
    CorrespondenceInput,
    CorrespondenceSerializer,
)
from cases.models import PeerToPeer
from cases.models.peer_to_peer import OUTCOMES
from cases.selectors import case_list, correspondence_list, one, peer_to_peer_list, unanswered
from cases.services.calls import CALLS, call_log
from claimback.kernel import openapi
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView

_DOCTORS = [
    "treating_name",
    "treating_specialty",
    "treating_npi",
    "treating_license",
    "reviewer_name",
    "reviewer_specialty",
    "reviewer_npi",
    "reviewer_license",
    "reviewer_company",
    "outcome",
    "would_change",
]


class AnswerInput(serializers.Serializer[Any]):
    """The answer to one question of the checklist."""

    code = serializers.CharField()
    answer = serializers.CharField()


class DoctorsInput(serializers.ModelSerializer[PeerToPeer]):
    """Both doctors, and what came of their call."""

    class Meta:
        model = PeerToPeer
        fields = _DOCTORS


class CallInput(CorrespondenceInput):
    """A call to log."""

    channel = serializers.ChoiceField(CALLS)
    answers = serializers.ListField(
        child=AnswerInput(),
        required=False,
        max_length=40,
        help_text="To the questions of the checklist for this channel and the case's line of business.",
    )
    peer_to_peer = DoctorsInput(required=False, allow_null=True)


class PeerToPeerSerializer(serializers.ModelSerializer[PeerToPeer]):
    """A peer-to-peer call as it is read."""

    case_id = serializers.UUIDField()
    correspondence_id = serializers.UUIDField()
    occurred_at = serializers.DateTimeField(source="correspondence.occurred_at")
    correspondence = CORRESPONDENCE.serializer(required=False)

    class Meta:
        model = PeerToPeer
        fields = [
            "id",
            "case_id",
            "correspondence_id",
            "occurred_at",
            *_DOCTORS,
            "version",
            "created_at",
            "updated_at",
            "correspondence",
        ]


class UnansweredQuestionSerializer(serializers.Serializer[Any]):
    """A mandatory question that was on a call and has no answer yet."""

    code = serializers.CharField()
    question = serializers.CharField()
    correspondence_id = serializers.UUIDField(help_text="The latest call that left it open.")


class UnansweredSerializer(serializers.Serializer[Any]):
    """What is still to be asked on a case."""

    questions = UnansweredQuestionSerializer(many=True)


PEER_TO_PEER = Listing(
    serializer=PeerToPeerSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "correspondence_id": Filter("correspondence_id", serializers.UUIDField(), "Beside which entry."),
        "outcome": Filter("outcome", serializers.ChoiceField(list(OUTCOMES)), "What came of it.", many=True),
    },
    search=["treating_name", "reviewer_name", "reviewer_company"],
    expand={
        "correspondence": Expansion(
            "correspondence_id", CORRESPONDENCE, correspondence_list, "correspondence.read"
        )
    },
)


class CallListView(FirmView):
    """Calls to log. They are read with the rest of the log."""

    capabilities = {"POST": "correspondence.write"}

    @openapi.creates("call_log", CallInput, CorrespondenceSerializer, summary="Log a call")
    def post(self, request: Request) -> Response:
        """Log a call. Questions of its checklist that are not answered are kept with an empty answer."""
        call = self.parse(CallInput)
        call["answers"] = {each["code"]: each["answer"] for each in call.get("answers", [])}
        entry = call_log(actor=self.member, **call)
        return self.one(CORRESPONDENCE, correspondence_list(), entry.id, status=201)


class PeerToPeerListView(FirmView):
    """Calls between the treating doctor and the insurer's."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.lists("peer_to_peer_call", PEER_TO_PEER, summary="List peer-to-peer calls")
    def get(self, request: Request) -> Response:
        """A page of them, the latest logged first."""
        return self.page(PEER_TO_PEER, peer_to_peer_list())


class PeerToPeerView(FirmView):
    """One of them."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.reads("peer_to_peer_call", PEER_TO_PEER, summary="Read a peer-to-peer call")
    def get(self, request: Request, id: UUID) -> Response:
        """One call, with both doctors."""
        return self.one(PEER_TO_PEER, peer_to_peer_list(), id)


class CaseUnansweredView(FirmView):
    """What calls on a case left open."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.computes("case_unanswered", UnansweredSerializer, summary="Read what is still to be asked")
    def get(self, request: Request, id: UUID) -> Response:
        """The mandatory questions that were on a call of the case, and were answered on none."""
        refuse_parameters(request)
        found = unanswered(one(case_list(), id).id)
        return Response(
            {
                "questions": [
                    {"code": code, "question": question, "correspondence_id": entry}
                    for code, question, entry in found
                ]
            }
        )
