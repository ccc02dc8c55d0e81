"""Evidence over HTTP: documents put to use, and whether they are in the administrative record."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS, DocumentSerializer
from cases.models import Evidence, RecordEntry
from cases.models.evidence import EVIDENCE_KINDS
from cases.selectors import document_list, evidence_list, record_entry_list
from cases.services.evidence import evidence_add, evidence_change, evidence_record
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.tenancy.front_door import FirmView


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """Evidence as it is read."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField()
    document_title = serializers.CharField(source="document.title")
    document = DocumentSerializer(required=False)

    class Meta:
        model = Evidence
        fields = [
            "id",
            "case_id",
            "document_id",
            "document_title",
            "exhibit_number",
            "kind",
            "dated_on",
            "source",
            "proves",
            "in_record_since",
            "version",
            "created_at",
            "updated_at",
            "document",
        ]


class EvidenceInput(serializers.ModelSerializer[Evidence]):
    """A document to put to use."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(help_text="Of the same case.")

    class Meta:
        model = Evidence
        fields = ["case_id", "document_id", "proves", "in_record_since", "kind", "dated_on", "source"]


class EvidenceChange(serializers.ModelSerializer[Evidence]):
    """What is said of a piece of evidence."""

    class Meta:
        model = Evidence
        fields = ["kind", "dated_on", "source", "proves"]


class RecordInput(serializers.Serializer[Any]):
    """Whether it is in the administrative record, from which day on, and how that is known."""

    in_record = serializers.BooleanField()
    since = serializers.DateField()
    how = serializers.CharField(max_length=300)


class RecordEntrySerializer(serializers.ModelSerializer[RecordEntry]):
    """One entry on the administrative record; the latest of a piece of evidence holds."""

    case_id = serializers.UUIDField()
    evidence_id = serializers.UUIDField()
    recorded_by_id = serializers.UUIDField()

    class Meta:
        model = RecordEntry
        fields = ["id", "case_id", "evidence_id", "in_record", "since", "how", "recorded_by_id", "created_at"]
        ref_name = "EvidenceRecordEntry"


class _Not(serializers.BooleanField):
    """A yes that is a no in the column."""

    def run_validation(self, data: Any = False) -> Any:
        """The other of the two."""
        return not super().run_validation(data)


_OF_CASE = Filter("case_id", serializers.UUIDField(), "Of which case.")

EVIDENCE = Listing(
    serializer=EvidenceSerializer,
    orderings=["exhibit_number", "-created_at"],
    filters={
        "case_id": _OF_CASE,
        "document_id": Filter("document_id", serializers.UUIDField(), "Made of which document."),
        "ground_id": Filter(
            "rebuttal_uses__rebuttal__ground_id",
            serializers.UUIDField(),
            "Put against which ground, and not taken off again.",
            beside=(("rebuttal_uses__state", "put"),),
        ),
        "kind": Filter("kind", serializers.ChoiceField(list(EVIDENCE_KINDS)), "What kind.", many=True),
        "in_record": Filter("in_record_since__isnull", _Not(), "Whether it is in the administrative record."),
    },
    search=["proves", "document__title"],
    expand={"document": Expansion("document_id", DOCUMENTS, document_list, "document.read")},
)
RECORD_ENTRIES = Listing(
    serializer=RecordEntrySerializer,
    orderings=["-created_at"],
    filters={
        "case_id": _OF_CASE,
        "evidence_id": Filter("evidence_id", serializers.UUIDField(), "Of which evidence."),
    },
)


class EvidenceListView(FirmView):
    """The evidence of cases."""

    capabilities = {"GET": "document.read", "POST": "document.write"}

    @openapi.lists("evidence", EVIDENCE, summary="List evidence")
    def get(self, request: Request) -> Response:
        """A page of evidence by exhibit number."""
        return self.page(EVIDENCE, evidence_list())

    @openapi.creates("evidence_add", EvidenceInput, EvidenceSerializer, summary="Put a document to use")
    def post(self, request: Request) -> Response:
        """Make a document of the case the case's next exhibit."""
        evidence = evidence_add(actor=self.member, **self.parse(EvidenceInput))
        return self.one(EVIDENCE, evidence_list(), evidence.id, status=201)


class EvidenceView(FirmView):
    """One piece of evidence."""

    capabilities = {"GET": "document.read", "PATCH": "document.write"}

    @openapi.reads("evidence", EVIDENCE, summary="Read a piece of evidence")
    def get(self, request: Request, id: UUID) -> Response:
        """One piece of evidence."""
        return self.one(EVIDENCE, evidence_list(), id)

    @openapi.changes(
        "evidence_change", EvidenceChange, EvidenceSerializer, summary="Correct a piece of evidence"
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what is said of it. Whether it is in the record is noted by a verb of its own."""
        changes = self.parse(EvidenceChange, partial=True)
        evidence_change(actor=self.member, evidence_id=id, version=expected_version(request), **changes)
        return self.one(EVIDENCE, evidence_list(), id)


class EvidenceRecordView(FirmView):
    """Evidence and the administrative record."""

    capabilities = {"POST": "document.write"}

    @openapi.acts(
        "evidence_record", RecordInput, EvidenceSerializer, summary="Note whether evidence is in the record"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """One more entry of its history; what was noted before stays."""
        version = expected_version(request)
        evidence_record(actor=self.member, evidence_id=id, version=version, **self.parse(RecordInput))
        return self.one(EVIDENCE, evidence_list(), id)


class RecordEntryListView(FirmView):
    """The history of the administrative record."""

    capabilities = {"GET": "document.read"}

    @openapi.lists("record_entry", RECORD_ENTRIES, summary="List what came into the record, and when")
    def get(self, request: Request) -> Response:
        """A page of entries, the latest first."""
        return self.page(RECORD_ENTRIES, record_entry_list())
