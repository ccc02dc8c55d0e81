"""The docket over HTTP: deadlines with their working, and what members do with them."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.vocabulary import PROOF_GRADES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import ColumnField, Filter, Listing, OptionalDateField
from claimback.tenancy.front_door import FirmView
from deadlines.api.working import StepSerializer
from deadlines.importance import IMPORTANCE
from deadlines.models import DUTY_OF, Deadline
from deadlines.selectors import deadline_list
from deadlines.services.dates import deadline_add
from deadlines.services.deadlines import (
    deadline_meet,
    deadline_rank,
    deadline_void,
    deadline_waive,
)
from deadlines.services.reasons import REASON_LIMIT
from deadlines.states import DEADLINE_EDGES


class CertainField(serializers.BooleanField, ColumnField):
    """Whether a deadline is known to apply, read from its state."""

    def shown(self, value: Any) -> Any:
        """False where it hangs on a fact not given."""
        return value != "unknown"


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    """A deadline as it is read: with its citation, how that was checked, and the working that gave its date."""

    case_number = serializers.CharField(source="case.number")
    needs = serializers.ListField(
        child=serializers.CharField(), help_text="Facts that it hangs on and that the case does not state."
    )
    certain = CertainField(
        source="state",
        help_text="Whether it is known to apply; false for one that hangs on a fact in `needs`. Lists go by date and "
        "mix the two: the filter `certain` parts them.",
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
            "certain",
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
            "closed_under_id",
            "met_document_id",
            "met_entry_id",
            "met_proof",
            "source_document_id",
            "offer_id",
            "entered_by_id",
            "entered_at",
            "confirmed_by_id",
            "confirmed_at",
            "dated_by",
            "has_proposal",
            "version",
            "created_at",
            "updated_at",
        ]


class MeetInput(serializers.Serializer[Deadline]):
    """What met it: an event of the case, or a document with its day and its proof. A dispatch: `meet-by-dispatch`."""

    event_id = serializers.UUIDField(required=False, help_text="An event; a dispatch makes one.")
    document_id = serializers.UUIDField(required=False, help_text="In the place of an event.")
    on = serializers.DateField(required=False, help_text="With a document: the day on which it was done.")
    proof_grade = serializers.ChoiceField(
        PROOF_GRADES, required=False, help_text="With a document: how well it proves that."
    )


class DeadlineInput(serializers.Serializer[Deadline]):
    """A date that no rule gives, such as a court's or an agreed one."""

    case_id = serializers.UUIDField()
    act = serializers.CharField(max_length=300)
    due_on = serializers.DateField()
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=300, help_text="Where the date is from, such as the order and its day."
    )
    document_id = serializers.UUIDField()
    importance = serializers.ChoiceField(list(IMPORTANCE), required=False)
    duty_of = serializers.ChoiceField(list(DUTY_OF), required=False)


class NoDateField(serializers.BooleanField):
    """True for rows that have a date, by a lookup that asks for those that have none."""

    def run_validation(self, data: Any = serializers.empty) -> bool:
        """The opposite of what is asked."""
        return not super().run_validation(data)


class StatesField(serializers.BooleanField):
    """The states of deadlines that are known to apply, or of those that are not."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The states that are asked for."""
        hangs = {"unknown"}
        return sorted(set(DEADLINE_EDGES.states) - hangs if super().run_validation(data) else hangs)


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
        "certain": Filter(
            "state__in", StatesField(), "Known to apply; or hanging on a fact that is not stated."
        ),
        "duty_of": Filter("duty_of", serializers.ChoiceField(list(DUTY_OF)), "Whose duty it is."),
        "importance": Filter(
            "importance", serializers.ChoiceField(list(IMPORTANCE)), "How much hangs on it.", many=True
        ),
        "due_from": Filter(
            "sort_on__gte", serializers.DateField(), "Safe date, else due date, from this day."
        ),
        "due_to": Filter("sort_on__lte", serializers.DateField(), "The same up to this day."),
        "confirmed": Filter("confirmed_at__isnull", NoDateField(), "Confirmed by a second person, or not."),
        "has_proposal": Filter(
            "has_proposal", serializers.BooleanField(), "For which the clock has another date."
        ),
        "rule": Filter("rule", serializers.CharField(max_length=100), "Of this rule."),
    },
)


class DeadlineListView(FirmView):
    """The firm's docket."""

    capabilities = {"GET": "deadline.read", "POST": "deadline.write"}

    @openapi.lists("deadline", DEADLINES, summary="List deadlines")
    def get(self, request: Request) -> Response:
        """A page of deadlines of every state, by date. Those that hang on a fact not stated stand among the others,
        with `certain` false; `certain=true` leaves them out, `certain=false` gives them alone.
        """
        return self.page(DEADLINES, deadline_list())

    @openapi.creates(
        "deadline_add", DeadlineInput, DeadlineSerializer, summary="Add a date that no rule gives"
    )
    def post(self, request: Request) -> Response:
        """Put a court's or an agreed date on the docket, with its paper."""
        made = deadline_add(actor=self.member, **self.parse(DeadlineInput))
        return self.one(DEADLINES, deadline_list(), made.id, status=201)


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

    @openapi.acts("deadline_meet", MeetInput, DeadlineSerializer, summary="Meet a deadline with its proof")
    def post(self, request: Request, id: UUID) -> Response:
        """Close a deadline with the event or the paper that met it."""
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
