"""Denials with their grounds over HTTP."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS
from cases.models import Denial, Ground
from cases.selectors import denial_list, document_list, ground_list
from cases.services.corrections import DENIAL_FIELDS, GROUND_FIELDS, ground_add
from cases.services.denials import ADVERSE_CHOICES, GROUNDS_LIMIT, denial_record
from cases.vocabulary import DECISIONS, GROUND_CODES
from claimback.kernel import openapi
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.tenancy.front_door import FirmView

_DENIAL = ["case_id", *DENIAL_FIELDS]
_GROUND = [*GROUND_FIELDS]


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


class GroundAddInput(GroundInput):
    """A ground that the first reading of a letter overlooked."""

    denial_id = serializers.UUIDField()

    class Meta(GroundInput.Meta):
        fields = ["denial_id", *_GROUND]
        ref_name = "GroundAddInput"


class DenialInput(serializers.ModelSerializer[Denial]):
    """A denial with its grounds in the letter's order."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the same case.")
    decision = serializers.ChoiceField(ADVERSE_CHOICES)
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


DENIALS = Listing(
    serializer=DenialSerializer,
    orderings=["-letter_date"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "part": Filter("part", serializers.CharField(max_length=120), "About which part of the claim."),
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


class GroundListView(FirmView):
    """The reasons in denials."""

    capabilities = {"GET": "denial.read", "POST": "denial.record"}

    @openapi.lists("ground", GROUNDS, summary="List grounds")
    def get(self, request: Request) -> Response:
        """A page of grounds by number."""
        return self.page(GROUNDS, ground_list())

    @openapi.creates("ground_add", GroundAddInput, GroundSerializer, summary="Add a ground")
    def post(self, request: Request) -> Response:
        """Add a ground that the first reading of the letter overlooked, with an open rebuttal."""
        ground = ground_add(actor=self.member, **self.parse(GroundAddInput))
        return self.one(GROUNDS, ground_list(), ground.id, status=201)


class GroundView(FirmView):
    """One ground."""

    capabilities = {"GET": "denial.read"}

    @openapi.reads("ground", GROUNDS, summary="Read a ground")
    def get(self, request: Request, id: UUID) -> Response:
        """One ground."""
        return self.one(GROUNDS, ground_list(), id)
