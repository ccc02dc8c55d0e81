"""Denials with their grounds over HTTP, and the ground matrix."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS
from cases.matrix import MISSING, GroundMatrix, MatrixEvidence, MatrixRow, ground_matrix
from cases.models import Denial, Ground
from cases.selectors import denial_list, document_list, ground_list
from cases.services.denials import ADVERSE, GROUNDS_LIMIT, denial_record
from cases.states import REBUTTAL_EDGES
from cases.vocabulary import DECISIONS, GROUND_CODES
from claimback.kernel import openapi
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.tenancy.front_door import FirmView

_DENIAL = [
    "case_id",
    "level",
    "is_final",
    "decided_by",
    "part",
    "decision",
    "letter_date",
    "received_on",
    "received_proof",
    "reference",
    "reviewer",
    "document_id",
]
_GROUND = [
    "code",
    "quote",
    "page",
    "start",
    "end",
    "clauses",
    "criteria",
    "insurer_evidence",
    "reviewer_specialty",
]


class DenialSerializer(serializers.ModelSerializer[Denial]):
    """A denial as it is read. Its grounds are a list of their own, and the matrix has them all."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(allow_null=True)
    document = DOCUMENTS.serializer(required=False, allow_null=True)

    class Meta:
        model = Denial
        fields = ["id", *_DENIAL, "version", "created_at", "updated_at", "document"]


class GroundSerializer(serializers.ModelSerializer[Ground]):
    """A ground as it is read."""

    denial_id = serializers.UUIDField()
    case_id = serializers.UUIDField(source="denial.case_id")

    class Meta:
        model = Ground
        fields = ["id", "denial_id", "case_id", "number", *_GROUND, "version", "created_at", "updated_at"]


class GroundInput(serializers.ModelSerializer[Ground]):
    """One reason, in the insurer's own words. `start` and `end` are the quote's span in the text of its page."""

    class Meta:
        model = Ground
        fields = _GROUND
        ref_name = "GroundInput"


class DenialInput(serializers.ModelSerializer[Denial]):
    """A denial with its grounds in the letter's order."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the same case.")
    decision = serializers.ChoiceField(sorted(ADVERSE))
    letter_date = serializers.DateField(
        help_text="As the letter bears it: deadlines count from it.",
        error_messages={
            "required": "A denial needs the date of its letter: deadlines count from it. Read it off the letter.",
            "null": "A denial needs the date of its letter: deadlines count from it. Read it off the letter.",
        },
    )
    grounds = serializers.ListField(child=GroundInput(), required=False, max_length=GROUNDS_LIMIT)

    class Meta:
        model = Denial
        fields = [*_DENIAL, "grounds"]


class MatrixEvidenceSerializer(serializers.Serializer[MatrixEvidence]):
    """One exhibit that is put against a ground."""

    evidence_id = serializers.UUIDField()
    exhibit_number = serializers.IntegerField()
    proves = serializers.CharField()
    document_id = serializers.UUIDField()
    document_title = serializers.CharField()


class MatrixRowSerializer(serializers.Serializer[MatrixRow]):
    """One ground with what the insurer relies on, what answers it, and what the answer lacks."""

    ground_id = serializers.UUIDField()
    number = serializers.IntegerField()
    code = serializers.ChoiceField(list(GROUND_CODES))
    quote = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    clauses = serializers.ListField(child=serializers.CharField())
    criteria = serializers.ListField(child=serializers.CharField())
    insurer_evidence = serializers.ListField(child=serializers.CharField())
    reviewer_specialty = serializers.CharField()
    rebuttal_version = serializers.IntegerField(help_text="For the If-Match of a change to the rebuttal.")
    state = serializers.ChoiceField(REBUTTAL_EDGES.states)
    argument = serializers.CharField()
    authorities = serializers.ListField(child=serializers.CharField())
    evidence = MatrixEvidenceSerializer(many=True)
    waived_reason = serializers.CharField()
    waived_by_id = serializers.UUIDField(allow_null=True)
    missing = serializers.ListField(child=serializers.ChoiceField(MISSING))


class MatrixSerializer(serializers.Serializer[GroundMatrix]):
    """A denial's grounds in order."""

    denial_id = serializers.UUIDField()
    case_id = serializers.UUIDField()
    decision = serializers.ChoiceField(list(DECISIONS))
    letter_date = serializers.DateField()
    document_id = serializers.UUIDField(allow_null=True)
    document_title = serializers.CharField()
    grounds = MatrixRowSerializer(many=True)


DENIALS = Listing(
    serializer=DenialSerializer,
    orderings=["-letter_date"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "decision": Filter(
            "decision", serializers.ChoiceField(list(DECISIONS)), "What was decided.", many=True
        ),
        "is_final": Filter("is_final", serializers.BooleanField(), "The plan's last word, or not."),
        "dated_from": Filter("letter_date__gte", serializers.DateField(), "Dated on this day or later."),
        "dated_to": Filter("letter_date__lte", serializers.DateField(), "Dated on this day or earlier."),
    },
    search=["reference", "reviewer"],
    expand={"document": Expansion("document_id", DOCUMENTS, document_list, "document.read")},
)
GROUNDS = Listing(
    serializer=GroundSerializer,
    orderings=["number"],
    filters={
        "denial_id": Filter("denial_id", serializers.UUIDField(), "Of which denial."),
        "case_id": Filter("denial__case_id", serializers.UUIDField(), "Of which case."),
        "code": Filter("code", serializers.ChoiceField(list(GROUND_CODES)), "Which reason.", many=True),
    },
    search=["quote"],
)


class DenialListView(FirmView):
    """Adverse decisions."""

    capabilities = {"GET": "denial.read", "POST": "denial.record"}

    @openapi.lists("denial", DENIALS, summary="List denials")
    def get(self, request: Request) -> Response:
        """A page of denials, the latest letter first."""
        return self.page(DENIALS, denial_list())

    @openapi.creates("denial_record", DenialInput, DenialSerializer, summary="Record a denial")
    def post(self, request: Request) -> Response:
        """Record a denial with its grounds. Each ground gets an open rebuttal; clocks start."""
        denial = denial_record(actor=self.member, **self.parse(DenialInput))
        return self.one(DENIALS, denial_list(), denial.id, status=201)


class DenialView(FirmView):
    """One denial."""

    capabilities = {"GET": "denial.read"}

    @openapi.reads("denial", DENIALS, summary="Read a denial")
    def get(self, request: Request, id: UUID) -> Response:
        """One denial."""
        return self.one(DENIALS, denial_list(), id)


class DenialMatrixView(FirmView):
    """The ground matrix of a denial."""

    capabilities = {"GET": "denial.read"}

    @openapi.computes("denial_matrix", MatrixSerializer, summary="Read the ground matrix")
    def get(self, request: Request, id: UUID) -> Response:
        """Every ground against its quote, what the insurer relies on, our answer and what that lacks."""
        data: Any = MatrixSerializer(ground_matrix(id)).data
        return Response(data)


class GroundListView(FirmView):
    """The reasons in denials."""

    capabilities = {"GET": "denial.read"}

    @openapi.lists("ground", GROUNDS, summary="List grounds")
    def get(self, request: Request) -> Response:
        """A page of grounds by number."""
        return self.page(GROUNDS, ground_list())


class GroundView(FirmView):
    """One ground."""

    capabilities = {"GET": "denial.read"}

    @openapi.reads("ground", GROUNDS, summary="Read a ground")
    def get(self, request: Request, id: UUID) -> Response:
        """One ground."""
        return self.one(GROUNDS, ground_list(), id)
