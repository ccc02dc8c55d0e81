"""What belongs to a document, over HTTP: its versions, its pages of text, its pictures, its doubles."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS, DocumentSerializer, SameDocumentSerializer
from cases.models import FormerVersion
from cases.selectors import document_list, former_version_list, one
from cases.services.documents import document_replace, document_thumbnail, same_bytes
from claimback.audit.services import read_record
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.pages.page_pictures import EDGES
from claimback.pages.unreadable import REASONS
from claimback.storage.links import LINK_SECONDS
from claimback.storage.models import METHODS, THUMBNAIL_EDGES, FilePage
from claimback.storage.selectors import page_rows
from claimback.tenancy.front_door import FirmView


class ReplaceInput(serializers.Serializer[Any]):
    """The file that takes the place of the one that a document has, and why."""

    file_id = serializers.UUIDField(help_text="An upload that was confirmed, and is on no case yet.")
    reason = serializers.CharField(max_length=300)


class FormerVersionSerializer(serializers.ModelSerializer[FormerVersion]):
    """A file that a document had before. It is opened by its number."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField()
    file_id = serializers.UUIDField()
    file_name = serializers.CharField(source="file.name")
    sha256 = serializers.CharField(source="file.sha256")
    replaced_by_id = serializers.UUIDField()

    class Meta:
        model = FormerVersion
        fields = [
            "id",
            "case_id",
            "document_id",
            "number",
            "file_id",
            "file_name",
            "sha256",
            "reason",
            "replaced_by_id",
            "created_at",
        ]


class PageTextSerializer(serializers.ModelSerializer[FilePage]):
    """One page: its text, where a document is named."""

    file_id = serializers.UUIDField()
    method = serializers.ChoiceField(list(METHODS), allow_blank=True, help_text="How the text was found.")
    reason = serializers.ChoiceField(list(REASONS), allow_blank=True, help_text="Why there is none, or less.")

    class Meta:
        model = FilePage
        fields = ["id", "file_id", "number", "text", "heading", "method", "reason", "confidence"]


class ThumbnailInput(serializers.Serializer[Any]):
    """Which page to draw."""

    number = serializers.IntegerField(min_value=1, help_text="Of the page, from 1.")
    size = serializers.ChoiceField(list(EDGES), required=False, help_text="Small, or large enough to read.")
    again = serializers.BooleanField(required=False, help_text="Try once more what failed.")


class ThumbnailSerializer(serializers.Serializer[Any]):
    """The picture of a page. While it is `asked`, ask again in some seconds."""

    state = serializers.ChoiceField(THUMBNAIL_EDGES.states)
    url = serializers.URLField(allow_blank=True)
    expires_in = serializers.IntegerField(help_text="In seconds.")


class DoublesSerializer(serializers.Serializer[Any]):
    """Documents whose files have the same bytes."""

    results = SameDocumentSerializer(many=True)


FORMER_VERSIONS = Listing(
    serializer=FormerVersionSerializer,
    orderings=["number"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "document_id": Filter("document_id", serializers.UUIDField(), "Of which document."),
    },
)
PAGES = Listing(
    serializer=PageTextSerializer,
    orderings=["number"],
    filters={
        "document_id": Filter("file__documents__id", serializers.UUIDField(), "Of which document."),
    },
)


class DocumentReplaceView(FirmView):
    """A newer version of a document."""

    capabilities = {"POST": "document.write"}

    @openapi.acts(
        "document_replace", ReplaceInput, DocumentSerializer, summary="Give a document a newer version"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Another file takes the place of the document's; that one stays as a former version."""
        version = expected_version(request)
        document_replace(actor=self.member, document_id=id, version=version, **self.parse(ReplaceInput))
        return self.one(DOCUMENTS, document_list(), id)


class FormerVersionListView(FirmView):
    """Former versions of documents."""

    capabilities = {"GET": "document.read"}

    @openapi.lists("former_version", FORMER_VERSIONS, summary="List former versions of documents")
    def get(self, request: Request) -> Response:
        """A page of former versions by number."""
        return self.page(FORMER_VERSIONS, former_version_list())


class PageListView(FirmView):
    """The text of documents, page by page."""

    capabilities = {"GET": "document.read"}

    @openapi.lists("document_page", PAGES, summary="Read a document's text")
    def get(self, request: Request) -> Response:
        """Pages by number. With `document_id` they come with their text, and that you read it is kept."""
        answer = self.page(PAGES, page_rows())
        asked = request.query_params.get("document_id")
        document = document_list().filter(id=asked).first() if asked else None
        if document is None:
            for row in answer.data["results"]:
                if "text" in row:
                    row["text"] = ""
            return answer
        read_record(
            table="storage_storedfile", row_id=document.file_id, case_id=document.case_id, purpose="text"
        )
        return answer


class DocumentThumbnailView(FirmView):
    """Pictures of a document's pages."""

    capabilities = {"POST": "document.read"}

    @openapi.creates(
        "document_thumbnail", ThumbnailInput, ThumbnailSerializer, summary="See a page of a document"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """A link of 60 seconds to the picture of a page; it is drawn when it is first asked for."""
        picture = document_thumbnail(actor=self.member, document_id=id, **self.parse(ThumbnailInput))
        body = {"state": picture.state, "url": picture.url, "expires_in": LINK_SECONDS}
        return Response(body, status=201)


class DocumentDoublesView(FirmView):
    """Doubles of a document."""

    capabilities = {"GET": "document.read"}

    @openapi.computes("document_doubles", DoublesSerializer, summary="Find documents with the same bytes")
    def get(self, request: Request, id: UUID) -> Response:
        """Other documents, on any case that you may see, whose file has the same bytes."""
        found = same_bytes(one(document_list().select_related("file"), id))[:50]
        return Response({"results": SameDocumentSerializer(found, many=True).data})
