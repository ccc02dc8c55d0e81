"""Uploads over HTTP: ask for a signed form, send the file to S3 by it, confirm, read what became of it."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import etag, expected_version
from claimback.kernel.listing import Listing
from claimback.storage.inspect import SIZE_LIMIT, kinds_taken
from claimback.storage.models import StoredFile
from claimback.storage.selectors import file_rows
from claimback.storage.services import NAME_LIMIT, upload_confirm, upload_request
from claimback.tenancy.front_door import FirmView


class FileSerializer(serializers.ModelSerializer[StoredFile]):
    """A file: what was announced, what came, what it is. Its bytes are had by a link to a document."""

    class Meta:
        model = StoredFile
        fields = [
            "id",
            "name",
            "state",
            "announced_size",
            "size",
            "sha256",
            "media_type",
            "pages",
            "refusal",
            "refusal_code",
            "version",
            "created_at",
            "updated_at",
        ]
        ref_name = "File"


class FormSerializer(serializers.Serializer[Any]):
    """A signed form: POST its fields as multipart/form-data to the address, and the file as the last field `file`."""

    url = serializers.URLField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]

    class Meta:
        ref_name = "UploadForm"


class UploadSerializer(serializers.Serializer[Any]):
    """A file that is awaited, with the form that takes it for a quarter of an hour."""

    file = FileSerializer()
    form = FormSerializer()

    class Meta:
        ref_name = "Upload"


class UploadInput(serializers.Serializer[Any]):
    """What will be sent."""

    name = serializers.CharField(max_length=NAME_LIMIT, help_text=f"Ends in one of: {kinds_taken()}.")
    size = serializers.IntegerField(
        max_value=2**63 - 1, help_text=f"In bytes, exactly; at most {SIZE_LIMIT}. The form takes no other."
    )
    sha256 = serializers.CharField(
        max_length=64, required=False, allow_blank=True, help_text="In hex; what arrives is held against it."
    )


FILES = Listing(serializer=FileSerializer, orderings=["-created_at"])


class UploadListView(FirmView):
    """Where an upload begins."""

    capabilities = {"POST": "document.write"}

    @openapi.creates("upload_request", UploadInput, UploadSerializer, summary="Ask for an upload form")
    def post(self, request: Request) -> Response:
        """Await a file and sign the form that takes it."""
        upload = upload_request(actor=self.member, **self.parse(UploadInput))
        body = {
            "file": FileSerializer(upload.file).data,
            "form": {"url": upload.form.url, "fields": upload.form.fields},
        }
        return Response(body, status=201, headers={"ETag": etag(upload.file.version)})


class UploadView(FirmView):
    """One file."""

    capabilities = {"GET": "document.read"}

    @openapi.reads("upload", FILES, summary="Read what became of a file")
    def get(self, request: Request, id: UUID) -> Response:
        """One file: awaited, received, kept, or refused with the remedy."""
        return self.one(FILES, file_rows(), id)


class UploadConfirmView(FirmView):
    """The word that the file was sent."""

    capabilities = {"POST": "document.write"}

    @openapi.acts("upload_confirm", None, FileSerializer, summary="Say that the file was sent")
    def post(self, request: Request, id: UUID) -> Response:
        """The file waits to be inspected from now on."""
        upload_confirm(actor=self.member, file_id=id, version=expected_version(request))
        return self.one(FILES, file_rows(), id)
