"""The docket over HTTP: deadlines with their working, and what members do with them."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, OptionalDateField
from claimback.tenancy.front_door import FirmView
from deadlines.api.working import StepSerializer
from deadlines.importance import IMPORTANCE
from deadlines.models import DUTY_OF, Deadline
from deadlines.selectors import deadline_list
from deadlines.services.deadlines import (
    deadline_meet,
    deadline_rank,
    deadline_void,
    deadline_waive,
)
from deadlines.services.reasons import REASON_LIMIT
from deadlines.states import DEADLINE_EDGES


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    """A deadline as it is read: with its citation, how that was checked, and the working that gave its date."""

    case_number = serializers.CharField(source="case.number")
    needs = serializers.ListField(
        child=serializers.CharField(), help_text="Facts that it hangs on and that the case does not state."
    )
    sort_on = OptionalDateField(help_text="The safe date, else the due date; lists are ordered by it.")
    working = StepSerializer(many=True)

    class Meta:
        model = Deadline
        fields = [
            "id",
            "case_id",
            "case_number",
            "rule",
            "rule_version",
            "duty_of",
            "importance",
            "act",
            "state",
            "due_on",
            "due_at",
            "safe_on",
            "sort_on",
            "trigger",
            "trigger_event_id",
            "satisfied_by",
            "satisfied_events",
            "condition",
            "needs",
            "citation",
            "checked",
            "working",
            "met_event_id",
            "met_on",
            "closed_reason",
            "closed_by_id",
            "entered_by_id",
            "dated_by",
            "has_proposal",
            "version",
            "created_at",
            "updated_at",
        ]


class MeetInput(serializers.Serializer[Deadline]):
    """The event that met it."""

    event_id = serializers.UUIDField()


class RankInput(serializers.Serializer[Deadline]):
    """How much hangs on it."""

    importance = serializers.ChoiceField(list(IMPORTANCE))


class ReasonInput(serializers.Serializer[Deadline]):
    """Why."""

    reason = serializers.CharField(max_length=REASON_LIMIT)


DEADLINES = Listing(
    serializer=DeadlineSerializer,
    orderings=["sort_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of this case."),
        "state": Filter(
            "state", serializers.ChoiceField(list(DEADLINE_EDGES.states)), "In these states.", many=True
        ),
        "duty_of": Filter("duty_of", serializers.ChoiceField(list(DUTY_OF)), "Whose duty it is."),
        "importance": Filter(
            "importance", serializers.ChoiceField(list(IMPORTANCE)), "How much hangs on it.", many=True
        ),
        "due_from": Filter(
            "sort_on__gte", serializers.DateField(), "Safe date, else due date, from this day."
        ),
        "due_to": Filter("sort_on__lte", serializers.DateField(), "The same up to this day."),
        "has_proposal": Filter(
            "has_proposal", serializers.BooleanField(), "For which the clock has another date."
        ),
        "rule": Filter("rule", serializers.CharField(max_length=100), "Of this rule."),
    },
)


class DeadlineListView(FirmView):
    """The firm's docket."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("deadline", DEADLINES, summary="List deadlines")
    def get(self, request: Request) -> Response:
        """A page of deadlines of every state."""
        return self.page(DEADLINES, deadline_list())


class DeadlineView(FirmView):
    """One deadline."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("deadline", DEADLINES, summary="Read a deadline")
    def get(self, request: Request, id: UUID) -> Response:
        """One deadline with its working."""
        return self.one(DEADLINES, deadline_list(), id)


class DeadlineMeetView(FirmView):
    """A deadline that was met."""

    capabilities = {"POST": "deadline.write"}

    @openapi.acts("deadline_meet", MeetInput, DeadlineSerializer, summary="Meet a deadline with an event")
    def post(self, request: Request, id: UUID) -> Response:
        """Close a deadline with the event that met it."""
        body = self.parse(MeetInput)
        deadline_meet(actor=self.member, deadline_id=id, version=expected_version(request), **body)
        return self.one(DEADLINES, deadline_list(), id)


class DeadlineRankView(FirmView):
    """How much hangs on a deadline."""

    capabilities = {"POST": "deadline.write"}

    @openapi.acts("deadline_rank", RankInput, DeadlineSerializer, summary="Raise a deadline's importance")
    def post(self, request: Request, id: UUID) -> Response:
        """Say that more hangs on it than its rule says, or no more than that again."""
        body = self.parse(RankInput)
        deadline_rank(actor=self.member, deadline_id=id, version=expected_version(request), **body)
        return self.one(DEADLINES, deadline_list(), id)


class DeadlineWaiveView(FirmView):
    """A deadline that is let go."""

    capabilities = {"POST": "deadline.waive"}

    @openapi.acts("deadline_waive", ReasonInput, DeadlineSerializer, summary="Waive a deadline")
    def post(self, request: Request, id: UUID) -> Response:
        """Let a deadline go, with the reason."""
        body = self.parse(ReasonInput)
        deadline_waive(actor=self.member, deadline_id=id, version=expected_version(request), **body)
        return self.one(DEADLINES, deadline_list(), id)


class DeadlineVoidView(FirmView):
    """A deadline that never applied."""

    capabilities = {"POST": "deadline.waive"}

    @openapi.acts("deadline_void", ReasonInput, DeadlineSerializer, summary="Void a deadline")
    def post(self, request: Request, id: UUID) -> Response:
        """Say that a deadline never applied, with the reason."""
        body = self.parse(ReasonInput)
        deadline_void(actor=self.member, deadline_id=id, version=expected_version(request), **body)
        return self.one(DEADLINES, deadline_list(), id)
