"""Documents over HTTP. Their versions, pages and pictures are in `document_parts`."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Document
from cases.models.evidence import DOCUMENT_KINDS, DOCUMENT_SOURCES
from cases.search import named_rows
from cases.selectors import document_list
from cases.services.documents import document_add, document_change, document_link, same_bytes
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.pages.unreadable import REASONS
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
        list(REASONS),
        allow_blank=True,
        source="file.text_reason",
        help_text="Why all of it, or a page of it, has no text.",
    )

    class Meta:
        model = Document
        fields = [
            "id",
            "case_id",
            "title",
            "kind",
            "dated_on",
            "source",
            "folder",
            "tags",
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
        fields = ["case_id", "file_id", "title", "kind", "dated_on", "source", "folder", "tags"]


class DocumentChange(serializers.ModelSerializer[Document]):
    """Where a document is filed, and what is said of it."""

    class Meta:
        model = Document
        fields = ["title", "kind", "dated_on", "source", "folder", "tags"]


class SameDocumentSerializer(serializers.Serializer[Any]):
    """Another document whose file has the same bytes."""

    id = serializers.UUIDField()
    case_id = serializers.UUIDField()
    title = serializers.CharField()


class DocumentAddedSerializer(DocumentSerializer):
    """A document that was added, with those that have the same bytes. Both stay: which one goes is for you to say."""

    same_bytes_as = SameDocumentSerializer(many=True, help_text="Of those that you may see.")

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "same_bytes_as"]


class DocumentLinkInput(serializers.Serializer[Any]):
    """What the document is opened for."""

    purpose = serializers.CharField(max_length=80, required=False, help_text="Kept with who asked and when.")
    number = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, help_text="Of a former version; without it the latest."
    )


class DocumentLinkSerializer(serializers.Serializer[Any]):
    """A link to the bytes of a document."""

    url = serializers.URLField()
    expires_in = serializers.IntegerField(help_text="In seconds.")


class _Tag(serializers.CharField):
    """A tag, as a list of one."""

    def run_validation(self, data: Any = "") -> Any:
        """The list that must be contained."""
        return [super().run_validation(data)]


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
        "source": Filter("source", serializers.ChoiceField(list(DOCUMENT_SOURCES)), "Whom we have it from."),
        "folder": Filter("folder", serializers.CharField(), "In just this folder."),
        "under": Filter("folder__startswith", serializers.CharField(), "In folders that begin so."),
        "tag": Filter("tags__contains", _Tag(), "With this tag."),
        "sha256": Filter("file__sha256", serializers.CharField(max_length=64), "With just these bytes."),
    },
    search=named_rows("search_documents"),
)


class DocumentListView(FirmView):
    """The documents of cases."""

    capabilities = {"GET": "document.read", "POST": "document.write"}

    @openapi.lists("document", DOCUMENTS, summary="List documents")
    def get(self, request: Request) -> Response:
        """A page of documents."""
        return self.page(DOCUMENTS, document_list())

    @openapi.creates("document_add", DocumentInput, DocumentAddedSerializer, summary="Put a file on a case")
    def post(self, request: Request) -> Response:
        """Put an uploaded file on a case. It may still wait to be inspected: `file_state` says so."""
        document = document_add(actor=self.member, **self.parse(DocumentInput))
        answer = self.one(DOCUMENTS, document_list(), document.id, status=201)
        answer.data["same_bytes_as"] = SameDocumentSerializer(same_bytes(document)[:20], many=True).data
        return answer


class DocumentView(FirmView):
    """One document."""

    capabilities = {"GET": "document.read", "PATCH": "document.write"}

    @openapi.reads("document", DOCUMENTS, summary="Read a document's particulars")
    def get(self, request: Request, id: UUID) -> Response:
        """What is known of one document."""
        return self.one(DOCUMENTS, document_list(), id)

    @openapi.changes("document_change", DocumentChange, DocumentSerializer, summary="File a document anew")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change where it is filed and what is said of it. Its bytes stay what they are."""
        changes = self.parse(DocumentChange, partial=True)
        document_change(actor=self.member, document_id=id, version=expected_version(request), **changes)
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
