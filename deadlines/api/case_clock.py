"""The law applied to one case as it stands this moment: its clock in full, and its remedies. Nothing is stored."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.selectors import one
from claimback.kernel import openapi
from claimback.kernel.listing import Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.api.working import (
    ClockDeadlineSerializer,
    NotApplicableSerializer,
    RemedyNotGivenSerializer,
    RemedySerializer,
)
from deadlines.clock.answer import Answer, ComputedDeadline
from deadlines.present import answer_now
from deadlines.selectors import case_rows


class RemediesSerializer(serializers.Serializer[Any]):
    """Every rung of the case's ladder, the lowest first, and what people would expect and the law does not give."""

    as_of = serializers.DateTimeField()
    ladder = serializers.CharField(allow_blank=True, help_text="Its id; empty where the catalogue has none.")
    remedies = RemedySerializer(many=True)
    not_given = RemedyNotGivenSerializer(many=True)


class CaseClockSerializer(serializers.Serializer[Any]):
    """The clock's whole answer."""

    as_of = serializers.DateTimeField()
    deadlines = ClockDeadlineSerializer(many=True)
    not_applicable = NotApplicableSerializer(many=True)


REMEDIES = Listing(serializer=RemediesSerializer, orderings=())
CASE_CLOCK = Listing(serializer=CaseClockSerializer, orderings=())


class CaseRemediesView(FirmView):
    """The ladder of a case."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("case_remedies", REMEDIES, summary="Read which remedies of a case are open")
    def get(self, request: Request, id: UUID) -> Response:
        """Each remedy: available, not yet, pending, lost, exhausted or deemed exhausted, and why."""
        refuse_parameters(request)
        as_of, answer = _answer(id)
        return Response(
            {
                "as_of": as_of,
                "ladder": answer.ladder,
                "remedies": [asdict(remedy) for remedy in answer.remedies],
                "not_given": [asdict(item) for item in answer.not_given],
            }
        )


class CaseClockView(FirmView):
    """The clock of a case."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("case_clock", CASE_CLOCK, summary="Read what the law gives for a case")
    def get(self, request: Request, id: UUID) -> Response:
        """Every rule of the case's line: counted, still waiting for its event, or not applicable and why."""
        refuse_parameters(request)
        as_of, answer = _answer(id)
        return Response(
            {
                "as_of": as_of,
                "deadlines": [_deadline(row) for row in answer.deadlines],
                "not_applicable": [asdict(item) for item in answer.not_applicable],
            }
        )


def _answer(case_id: UUID) -> tuple[datetime, Answer]:
    return answer_now(one(case_rows(), case_id))


def _deadline(row: ComputedDeadline) -> dict[str, Any]:
    data = asdict(row)
    return data | {"trigger_event_id": data.pop("trigger_ref"), "met_by_event_id": data.pop("met_by_ref")}
