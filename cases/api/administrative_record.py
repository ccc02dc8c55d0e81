"""The administrative record over HTTP: locking it, what it lacks, and the insurer's file held against it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.administrative_record.comparison import ABSENT, PARTLY, UNREADABLE, WHOLE
from cases.administrative_record.gaps import GAPS
from cases.models import AdministrativeRecord
from cases.selectors import administrative_record_list
from cases.services.administrative_record import PAPERS_LIMIT, case_record_gaps, record_compare, record_lock
from claimback.kernel import openapi
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView


class RecordEntrySerializer(serializers.Serializer[Any]):
    """One file of the record."""

    side = serializers.ChoiceField(["ours", "insurer"], help_text="Who put it there.")
    document_id = serializers.UUIDField()
    title = serializers.CharField()
    exhibit_number = serializers.IntegerField(allow_null=True)
    since = serializers.DateField(allow_null=True, help_text="In the record since.")
    file_name = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField(allow_null=True, help_text="In bytes.")
    pages = serializers.IntegerField(allow_null=True)


class AdministrativeRecordSerializer(serializers.ModelSerializer[AdministrativeRecord]):
    """A locked record with its manifest."""

    case_id = serializers.UUIDField()
    denial_id = serializers.UUIDField()
    manifest = RecordEntrySerializer(many=True)
    locked_by_id = serializers.UUIDField()
    replaces_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = AdministrativeRecord
        fields = [
            "id",
            "case_id",
            "denial_id",
            "closed_on",
            "manifest",
            "manifest_sha256",
            "locked_by_id",
            "replaces_id",
            "reason",
            "version",
            "created_at",
            "updated_at",
        ]


class AdministrativeRecordInput(serializers.Serializer[Any]):
    """Which decision closes the record."""

    case_id = serializers.UUIDField()
    denial_id = serializers.UUIDField(help_text="The final decision.")
    closed_on = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="The day of the decision. Without it: the date of its letter.",
    )
    replaces_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The record that this one corrects; both stay."
    )
    reason = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="Why it is corrected."
    )


class RecordGapSerializer(serializers.Serializer[Any]):
    """One thing that the record lacks."""

    kind = serializers.ChoiceField(list(GAPS))
    subject_id = serializers.UUIDField(help_text="The ground, evidence, document or item that it is about.")
    what = serializers.CharField()
    remedy = serializers.CharField()


class RecordGapsSerializer(serializers.Serializer[Any]):
    """What the record lacks, the gravest kind first."""

    gaps = RecordGapSerializer(many=True)


class RecordCompareInput(serializers.Serializer[Any]):
    """Which documents the insurer produced."""

    document_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=PAPERS_LIMIT,
        help_text="Without them: every document of the case that came as its claim file.",
    )


class PageMatchSerializer(serializers.Serializer[Any]):
    """A page of ours, and where it stands in what was produced."""

    page = serializers.IntegerField()
    document_id = serializers.UUIDField(allow_null=True)
    on_page = serializers.IntegerField(allow_null=True)
    readable = serializers.BooleanField(help_text="False where it has too little text to be recognised.")


class SubmittedPaperSerializer(serializers.Serializer[Any]):
    """One document of ours, and whether the insurer's file has it."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    state = serializers.ChoiceField([WHOLE, PARTLY, ABSENT, UNREADABLE])
    same_bytes = serializers.BooleanField()
    pages = PageMatchSerializer(many=True)


class NewPagesSerializer(serializers.Serializer[Any]):
    """Pages of the insurer's file that are none of ours."""

    document_id = serializers.UUIDField()
    title = serializers.CharField()
    first = serializers.IntegerField()
    last = serializers.IntegerField()
    readable = serializers.BooleanField()


class RecordComparisonSerializer(serializers.Serializer[Any]):
    """Both sides."""

    submitted = SubmittedPaperSerializer(many=True)
    only_theirs = NewPagesSerializer(many=True)


ADMINISTRATIVE_RECORDS = Listing(
    serializer=AdministrativeRecordSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "denial_id": Filter("denial_id", serializers.UUIDField(), "Closed by which decision."),
        "replaced": Filter(
            "replaced_by__isnull", serializers.BooleanField(), "False for those that another replaced."
        ),
    },
)


class AdministrativeRecordListView(FirmView):
    """Locked records."""

    capabilities = {"GET": "document.read", "POST": "record.lock"}

    @openapi.lists("administrative_record", ADMINISTRATIVE_RECORDS, summary="List administrative records")
    def get(self, request: Request) -> Response:
        """A page of locked records, the latest first."""
        return self.page(ADMINISTRATIVE_RECORDS, administrative_record_list())

    @openapi.creates(
        "administrative_record_lock",
        AdministrativeRecordInput,
        AdministrativeRecordSerializer,
        summary="Lock the administrative record",
    )
    def post(self, request: Request) -> Response:
        """Write down what was before the plan at its final decision, with the hash of every file."""
        record = record_lock(actor=self.member, **self.parse(AdministrativeRecordInput))
        return self.one(ADMINISTRATIVE_RECORDS, administrative_record_list(), record.id, status=201)


class AdministrativeRecordView(FirmView):
    """One locked record."""

    capabilities = {"GET": "document.read"}

    @openapi.reads("administrative_record", ADMINISTRATIVE_RECORDS, summary="Read an administrative record")
    def get(self, request: Request, id: UUID) -> Response:
        """One locked record with its manifest."""
        return self.one(ADMINISTRATIVE_RECORDS, administrative_record_list(), id)


class RecordCompareView(FirmView):
    """The insurer's file against a locked record."""

    capabilities = {"POST": "document.read"}

    @openapi.asks(
        "administrative_record_compare",
        RecordCompareInput,
        RecordComparisonSerializer,
        summary="Compare the record with the insurer's claim file",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Which of our pages the insurer's file has, and which of its pages were never shown to us."""
        compared = record_compare(actor=self.member, record_id=id, **self.parse(RecordCompareInput))
        return Response(asdict(compared))


class RecordGapsView(FirmView):
    """What the record of a case lacks."""

    capabilities = {"GET": "document.read"}

    @openapi.computes("case_record_gaps", RecordGapsSerializer, summary="List what the record lacks")
    def get(self, request: Request, id: UUID) -> Response:
        """What should go into the record before the last appeal."""
        return Response({"gaps": [asdict(gap) for gap in case_record_gaps(actor=self.member, case_id=id)]})
