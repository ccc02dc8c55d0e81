"""Documents and evidence over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Document, Evidence
from cases.models.evidence import DOCUMENT_KINDS
from cases.selectors import document_list, evidence_list
from cases.services.documents import document_add, document_link
from cases.services.evidence import evidence_add
from claimback.kernel import openapi
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.pages.read import REASONS
from claimback.storage.links import LINK_SECONDS
from claimback.storage.models import FILE_EDGES, TEXT_EDGES
from claimback.tenancy.front_door import FirmView


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document as it is read, with what is known of its file."""

    case_id = serializers.UUIDField()
    file_id = serializers.UUIDField()
    file_name = serializers.CharField(source="file.name")
    file_state = serializers.ChoiceField(FILE_EDGES.states, source="file.state")
    file_refusal = serializers.CharField(source="file.refusal", help_text="Why the file was refused.")
    media_type = serializers.CharField(source="file.media_type")
    size = serializers.IntegerField(source="file.size", allow_null=True, help_text="In bytes.")
    pages = serializers.IntegerField(source="file.pages", allow_null=True)
    sha256 = serializers.CharField(source="file.sha256")
    text_state = serializers.ChoiceField(
        TEXT_EDGES.states, source="file.text_state", help_text="Whether the words in it can be searched."
    )
    text_reason = serializers.ChoiceField(
        ["", *REASONS], source="file.text_reason", help_text="Why all of it, or a page of it, has no text."
    )

    class Meta:
        model = Document
        fields = [
            "id",
            "case_id",
            "title",
            "kind",
            "dated_on",
            "file_id",
            "file_name",
            "file_state",
            "file_refusal",
            "media_type",
            "size",
            "pages",
            "sha256",
            "text_state",
            "text_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class DocumentInput(serializers.ModelSerializer[Document]):
    """A file to put on a case."""

    case_id = serializers.UUIDField()
    file_id = serializers.UUIDField(help_text="An upload that was confirmed.")

    class Meta:
        model = Document
        fields = ["case_id", "file_id", "title", "kind", "dated_on"]


class DocumentLinkInput(serializers.Serializer[Any]):
    """What the document is opened for."""

    purpose = serializers.CharField(max_length=80, required=False, help_text="Kept with who asked and when.")


class DocumentLinkSerializer(serializers.Serializer[Any]):
    """A link to the bytes of a document."""

    url = serializers.URLField()
    expires_in = serializers.IntegerField(help_text="In seconds.")


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
        fields = ["case_id", "document_id", "proves", "in_record_since"]


_OF_CASE = Filter("case_id", serializers.UUIDField(), "Of which case.")

DOCUMENTS = Listing(
    serializer=DocumentSerializer,
    orderings=["-created_at", "title"],
    filters={
        "case_id": _OF_CASE,
        "kind": Filter("kind", serializers.ChoiceField(list(DOCUMENT_KINDS)), "What it is.", many=True),
        "file_state": Filter(
            "file__state", serializers.ChoiceField(FILE_EDGES.states), "What became of its file."
        ),
        "text_state": Filter(
            "file__text_state", serializers.ChoiceField(TEXT_EDGES.states), "Whether it can be searched."
        ),
    },
    search=["title", "file__name"],
)
EVIDENCE = Listing(
    serializer=EvidenceSerializer,
    orderings=["exhibit_number", "-created_at"],
    filters={
        "case_id": _OF_CASE,
        "document_id": Filter("document_id", serializers.UUIDField(), "Made of which document."),
    },
    search=["proves", "document__title"],
    expand={"document": Expansion("document_id", DOCUMENTS, document_list, "document.read")},
)


class DocumentListView(FirmView):
    """The documents of cases."""

    capabilities = {"GET": "document.read", "POST": "document.write"}

    @openapi.lists("document", DOCUMENTS, summary="List documents")
    def get(self, request: Request) -> Response:
        """A page of documents."""
        return self.page(DOCUMENTS, document_list())

    @openapi.creates("document_add", DocumentInput, DocumentSerializer, summary="Put a file on a case")
    def post(self, request: Request) -> Response:
        """Put an uploaded file on a case. It may still wait to be inspected: `file_state` says so."""
        document = document_add(actor=self.member, **self.parse(DocumentInput))
        return self.one(DOCUMENTS, document_list(), document.id, status=201)


class DocumentView(FirmView):
    """One document."""

    capabilities = {"GET": "document.read"}

    @openapi.reads("document", DOCUMENTS, summary="Read a document's particulars")
    def get(self, request: Request, id: UUID) -> Response:
        """What is known of one document."""
        return self.one(DOCUMENTS, document_list(), id)


class DocumentLinkView(FirmView):
    """The way to a document's bytes."""

    capabilities = {"POST": "document.read"}

    @openapi.creates("document_link", DocumentLinkInput, DocumentLinkSerializer, summary="Open a document")
    def post(self, request: Request, id: UUID) -> Response:
        """A link of 60 seconds, to open without a token. That you asked for it is kept, and that it was opened.

        Whatever keeps you from the document meanwhile cuts it off. It leads on to the store: follow the redirect.
        """
        url = document_link(actor=self.member, document_id=id, **self.parse(DocumentLinkInput))
        return Response({"url": url, "expires_in": LINK_SECONDS}, status=201)


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

    capabilities = {"GET": "document.read"}

    @openapi.reads("evidence", EVIDENCE, summary="Read a piece of evidence")
    def get(self, request: Request, id: UUID) -> Response:
        """One piece of evidence."""
        return self.one(EVIDENCE, evidence_list(), id)
