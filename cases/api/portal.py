"""The portal's cases, uploads and documents over HTTP: what a client of the firm sees of it, and sends.

No strategy, no working, no names of the firm's members. Letters that were shared are in `letters.api.portal`.
"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case, Document, Task
from cases.selectors import asked_of_clients, cases_kept, cases_of_client, document_list
from cases.services.portal import (
    KINDS_FROM_CLIENTS,
    portal_document_add,
    portal_upload_confirm,
    portal_upload_request,
)
from claimback.kernel import openapi
from claimback.kernel.etag import etag, expected_version
from claimback.kernel.listing import Filter, Listing, OptionalDateField
from claimback.storage.api.uploads import (
    FILES,
    FileSerializer,
    UploadInput,
    UploadSerializer,
    upload_body,
)
from claimback.storage.models import FILE_EDGES
from claimback.storage.selectors import file_rows
from claimback.tenancy.front_door import FirmView


class PortalCaseSerializer(serializers.ModelSerializer[Case]):
    """A case as its client sees it."""

    insurer_name = serializers.CharField(source="insurer.name")

    class Meta:
        model = Case
        fields = ["id", "number", "title", "status", "insurer_name", "opened_on", "updated_at"]


class PortalTaskSerializer(serializers.ModelSerializer[Task]):
    """What the client is asked for, in the firm's words."""

    case_id = serializers.UUIDField()
    due_on = OptionalDateField(help_text="A day in the place whose law the case is under.")

    class Meta:
        model = Task
        fields = ["id", "case_id", "title", "detail", "due_on"]


class PortalDocumentSerializer(serializers.ModelSerializer[Document]):
    """A document that the client sent, and what became of its file."""

    case_id = serializers.UUIDField()
    file_name = serializers.CharField(source="file.name")
    file_state = serializers.ChoiceField(FILE_EDGES.states, source="file.state")
    file_refusal = serializers.CharField(source="file.refusal", help_text="Why the file was refused.")

    class Meta:
        model = Document
        fields = [
            "id",
            "case_id",
            "title",
            "kind",
            "dated_on",
            "file_name",
            "file_state",
            "file_refusal",
            "created_at",
        ]


class PortalDocumentInput(serializers.Serializer[Any]):
    """A file that was sent, to put on one of one's cases."""

    case_id = serializers.UUIDField()
    file_id = serializers.UUIDField(help_text="An upload that was confirmed.")
    title = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(KINDS_FROM_CLIENTS, required=False)
    dated_on = serializers.DateField(required=False, allow_null=True)


PORTAL_CASES = Listing(serializer=PortalCaseSerializer, orderings=["opened_on", "updated_at"])
PORTAL_TASKS = Listing(
    serializer=PortalTaskSerializer,
    orderings=["due_on"],
    filters={"case_id": Filter("case_id", serializers.UUIDField(), "On which case.")},
)
PORTAL_DOCUMENTS = Listing(
    serializer=PortalDocumentSerializer,
    orderings=["-created_at"],
    filters={"case_id": Filter("case_id", serializers.UUIDField(), "On which case.")},
)


class PortalCaseListView(FirmView):
    """A client's own cases."""

    capabilities = {"GET": "portal.read"}

    @openapi.lists("portal_case", PORTAL_CASES, summary="List one's own cases")
    def get(self, request: Request) -> Response:
        """A page of the cases of the client."""
        return self.page(PORTAL_CASES, cases_kept())


class PortalCaseView(FirmView):
    """One of a client's own cases."""

    capabilities = {"GET": "portal.read"}

    @openapi.reads("portal_case", PORTAL_CASES, summary="Read one of one's own cases")
    def get(self, request: Request, id: UUID) -> Response:
        """The status of one case."""
        return self.one(PORTAL_CASES, cases_kept(), id)


class PortalTaskListView(FirmView):
    """What a client is asked for."""

    capabilities = {"GET": "portal.read"}

    @openapi.lists("portal_task", PORTAL_TASKS, summary="List what one is asked for")
    def get(self, request: Request) -> Response:
        """A page of what is asked of the client and not given yet, the earliest due first."""
        return self.page(PORTAL_TASKS, asked_of_clients().filter(case_id__in=cases_of_client()))


class PortalUploadListView(FirmView):
    """Where a client's upload begins."""

    capabilities = {"POST": "portal.write"}

    @openapi.creates("portal_upload_request", UploadInput, UploadSerializer, summary="Ask for an upload form")
    def post(self, request: Request) -> Response:
        """Await a file and sign the form that takes it."""
        upload = portal_upload_request(actor=self.member, **self.parse(UploadInput))
        return Response(upload_body(upload), status=201, headers={"ETag": etag(upload.file.version)})


class PortalUploadView(FirmView):
    """One file that a client sends."""

    capabilities = {"GET": "portal.write"}

    @openapi.reads("portal_upload", FILES, summary="Read what became of a file")
    def get(self, request: Request, id: UUID) -> Response:
        """One file: awaited, received, kept, or refused with the remedy."""
        return self.one(FILES, file_rows().filter(uploaded_by_id=self.member.member_id), id)


class PortalUploadConfirmView(FirmView):
    """The word that a client's file was sent."""

    capabilities = {"POST": "portal.write"}

    @openapi.acts("portal_upload_confirm", None, FileSerializer, summary="Say that the file was sent")
    def post(self, request: Request, id: UUID) -> Response:
        """The file waits to be inspected from now on."""
        portal_upload_confirm(actor=self.member, file_id=id, version=expected_version(request))
        return self.one(FILES, file_rows(), id)


class PortalDocumentListView(FirmView):
    """What a client sent."""

    capabilities = {"GET": "portal.read", "POST": "portal.write"}

    @openapi.lists("portal_document", PORTAL_DOCUMENTS, summary="List the documents that one sent")
    def get(self, request: Request) -> Response:
        """A page of the documents that the client sent, the latest first."""
        on_their_cases = document_list().filter(case_id__in=cases_of_client())
        mine = on_their_cases.filter(file__uploaded_by_id=self.member.member_id)
        return self.page(PORTAL_DOCUMENTS, mine)

    @openapi.creates(
        "portal_document_add",
        PortalDocumentInput,
        PortalDocumentSerializer,
        summary="Put a file on one's case",
    )
    def post(self, request: Request) -> Response:
        """Put a file that was sent on one of the client's cases."""
        document = portal_document_add(actor=self.member, **self.parse(PortalDocumentInput))
        return self.one(PORTAL_DOCUMENTS, document_list(), document.id, status=201)
