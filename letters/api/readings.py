"""Readings of documents over HTTP."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.vocabulary import DECISIONS, GROUND_CODES, PLAN_TYPES, PROOF_GRADES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import ColumnField, Filter, Listing
from claimback.tenancy.front_door import FirmView
from letters.api.assistant import AssistanceAnswerSerializer
from letters.api.findings import FindingsSerializer
from letters.models import Reading
from letters.reading.corrections import ADDED, CHANGED, KEPT, REMOVED, proposed
from letters.selectors import readings_told
from letters.services.readings import reading_confirm, reading_request, reading_retry, reading_set_aside
from letters.states import ASSISTANCE_EDGES, READING_EDGES, STAGES, UNDER_WAY

LOOK_AGAIN: Final = 2
"""Seconds between two looks at a reading that is under way."""


def _texts() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=2000), max_length=50, required=False)


class ConfirmedGroundInput(serializers.Serializer[Any]):
    """One reason of the denial, quoted word for word from the stored text of the letter."""

    code = serializers.ChoiceField(list(GROUND_CODES))
    quote = serializers.CharField(max_length=20_000, trim_whitespace=False)
    page = serializers.IntegerField(min_value=1, max_value=10_000, help_text="Counted from 1.")
    start = serializers.IntegerField(
        min_value=0, max_value=10_000_000, help_text="In the page's text, from 0."
    )
    end = serializers.IntegerField(min_value=1, max_value=10_000_000)
    clauses = _texts()
    criteria = _texts()
    insurer_evidence = _texts()
    evidence_missing = serializers.ListField(
        child=serializers.CharField(max_length=2000),
        max_length=50,
        required=False,
        help_text="What the insurer says it lacks: becomes a task.",
    )
    reviewer_specialty = serializers.CharField(max_length=120, required=False, allow_blank=True)


class ReadingConfirmInput(serializers.Serializer[Any]):
    """What a member made of the findings: the denial as it is recorded."""

    decision = serializers.ChoiceField(list(DECISIONS))
    letter_date = serializers.DateField()
    received_on = serializers.DateField(required=False, allow_null=True)
    received_proof = serializers.ChoiceField(PROOF_GRADES, required=False, allow_blank=True)
    level = serializers.IntegerField(
        min_value=0, max_value=10, required=False, help_text="0 is the first decision."
    )
    is_final = serializers.BooleanField(required=False)
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    reviewer = serializers.CharField(max_length=200, required=False, allow_blank=True)
    plan_type = serializers.ChoiceField(
        list(PLAN_TYPES), required=False, allow_blank=True, help_text="Becomes the case's, if it has none."
    )
    grounds = ConfirmedGroundInput(many=True)


@extend_schema_field(ReadingConfirmInput)
class ProposalField(ColumnField):
    """The denial as the findings propose it."""

    def shown(self, value: Any) -> Any:
        """Without what the letter does not say."""
        if value is None:
            return None
        return {name: said for name, said in proposed(value).items() if said != ""}


class CorrectionSerializer(serializers.Serializer[Any]):
    """What became of one proposal."""

    field = serializers.CharField(help_text="Such as /letter_date or /grounds/0.")
    act = serializers.ChoiceField([KEPT, CHANGED, ADDED, REMOVED])
    proposed = serializers.JSONField(help_text="As it was found.")
    confirmed = serializers.JSONField(help_text="As the member has it.")

    class Meta:
        ref_name = "Correction"


class ReadingSerializer(serializers.ModelSerializer[Reading]):
    """A reading as it is listed. While it is requested or reading, ask again as `Retry-After` says."""

    stage = serializers.ChoiceField(
        list(STAGES), allow_blank=True, help_text="While it is being read: what is done with it now."
    )
    pages_done = serializers.IntegerField(
        source="file.text_pages", help_text="Pages whose text was looked for."
    )
    pages_total = serializers.IntegerField(source="file.pages", allow_null=True)
    document_id = serializers.UUIDField()
    document_title = serializers.CharField(source="document.title")
    case_id = serializers.UUIDField(source="document.case_id")
    requested_by_id = serializers.UUIDField()
    confirmed_by_id = serializers.UUIDField(allow_null=True)
    denial_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Reading
        fields = [
            "id",
            "document_id",
            "document_title",
            "case_id",
            "state",
            "stage",
            "pages_done",
            "pages_total",
            "refusal",
            "set_aside_reason",
            "requested_by_id",
            "confirmed_by_id",
            "denial_id",
            "version",
            "created_at",
            "updated_at",
        ]


class ReadingDetailSerializer(ReadingSerializer):
    """A reading with the letter's text, what was found in it, and what was made of that."""

    pages = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="The text of each page."
    )
    findings = FindingsSerializer(allow_null=True)
    proposal = ProposalField(
        source="findings",
        allow_null=True,
        help_text="What the findings come to: correct it and send it back to confirm it.",
    )
    assistance_state = serializers.ChoiceField(
        ASSISTANCE_EDGES.states,
        help_text="Whether the assistant was asked for what the rules missed. The reading is whole without it.",
    )
    assistance_answer = AssistanceAnswerSerializer(allow_null=True)
    confirmed = ReadingConfirmInput(allow_null=True)
    corrections = CorrectionSerializer(
        many=True, allow_null=True, help_text="What the confirmation made of the findings."
    )

    class Meta(ReadingSerializer.Meta):
        fields = [
            *ReadingSerializer.Meta.fields,
            "pages",
            "findings",
            "proposal",
            "assistance_state",
            "assistance_answer",
            "confirmed",
            "corrections",
        ]


class ReadingRequestInput(serializers.Serializer[Any]):
    """The document to read."""

    document_id = serializers.UUIDField()


class ReadingReasonInput(serializers.Serializer[Any]):
    """Why a reading is put aside."""

    reason = serializers.CharField(max_length=300)


_FILTERS = {
    "document_id": Filter("document_id", serializers.UUIDField(), "Of which document."),
    "case_id": Filter("document__case_id", serializers.UUIDField(), "Of which case."),
    "state": Filter("state", serializers.ChoiceField(READING_EDGES.states), "The state.", many=True),
}
READINGS = Listing(serializer=ReadingSerializer, orderings=["-updated_at"], filters=_FILTERS)
READING = Listing(serializer=ReadingDetailSerializer, orderings=["-updated_at"])


def _polled(answer: Response) -> Response:
    """With when to ask again, where a worker has yet to end."""
    if answer.data["state"] in UNDER_WAY:
        answer["Retry-After"] = str(LOOK_AGAIN)
    return answer


class ReadingListView(FirmView):
    """Readings of the firm's documents."""

    capabilities = {"GET": "denial.read", "POST": "denial.record"}

    @openapi.lists("reading", READINGS, summary="List readings")
    def get(self, request: Request) -> Response:
        """A page of readings."""
        return self.page(READINGS, readings_told())

    @openapi.creates(
        "reading_request", ReadingRequestInput, ReadingDetailSerializer, summary="Have a document read"
    )
    def post(self, request: Request) -> Response:
        """Ask for a document to be read."""
        reading = reading_request(actor=self.member, **self.parse(ReadingRequestInput))
        return _polled(self.one(READING, readings_told(), reading.id, status=201))


class ReadingView(FirmView):
    """One reading."""

    capabilities = {"GET": "denial.read"}

    @openapi.reads("reading", READING, summary="Read a reading with its findings")
    def get(self, request: Request, id: UUID) -> Response:
        """One reading. While it is under way, `Retry-After` says in how many seconds to look again."""
        return _polled(self.one(READING, readings_told(), id))


class ReadingConfirmView(FirmView):
    """Confirming what was found."""

    capabilities = {"POST": "denial.record"}

    @openapi.acts(
        "reading_confirm",
        ReadingConfirmInput,
        ReadingDetailSerializer,
        summary="Record the denial it tells of",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record the denial with its grounds."""
        version = expected_version(request)
        confirmed = self.parse(ReadingConfirmInput)
        reading_confirm(actor=self.member, reading_id=id, version=version, confirmed=confirmed)
        return self.one(READING, readings_told(), id)


class ReadingSetAsideView(FirmView):
    """Putting a reading aside."""

    capabilities = {"POST": "denial.record"}

    @openapi.acts(
        "reading_set_aside", ReadingReasonInput, ReadingDetailSerializer, summary="Put a reading aside"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Put it aside with the reason."""
        version = expected_version(request)
        reading_set_aside(actor=self.member, reading_id=id, version=version, **self.parse(ReadingReasonInput))
        return self.one(READING, readings_told(), id)


class ReadingRetryView(FirmView):
    """Reading once more what could not be read."""

    capabilities = {"POST": "denial.record"}

    @openapi.acts("reading_retry", None, ReadingDetailSerializer, summary="Read once more")
    def post(self, request: Request, id: UUID) -> Response:
        """Ask again for a reading that failed."""
        reading_retry(actor=self.member, reading_id=id, version=expected_version(request))
        return _polled(self.one(READING, readings_told(), id))
