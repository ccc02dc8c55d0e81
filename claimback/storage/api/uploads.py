"""Uploads over HTTP: ask for a form or addresses of parts, send the file to S3, confirm, read what became of it."""

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
from claimback.storage.multipart import upload_parts
from claimback.storage.selectors import file_rows
from claimback.storage.services import (
    NAME_LIMIT,
    Upload,
    file_refuse,
    file_rescan,
    text_read_again,
    upload_confirm,
    upload_request,
)
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
            "text_state",
            "text_reason",
            "scanned_at",
            "scanner",
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


class PartSerializer(serializers.Serializer[Any]):
    """Where to PUT one part: the bytes from `start` on, exactly `size` of them. It holds for an hour."""

    number = serializers.IntegerField()
    start = serializers.IntegerField()
    size = serializers.IntegerField()
    url = serializers.URLField()

    class Meta:
        ref_name = "UploadPart"


class PartsSerializer(serializers.Serializer[Any]):
    """An upload in parts: what has arrived, and where to send what has not. Parts may be sent side by side."""

    received = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of parts.")
    missing = PartSerializer(many=True)

    class Meta:
        ref_name = "UploadParts"


class SameFileSerializer(serializers.Serializer[Any]):
    """A file that is kept already and has the announced hash."""

    id = serializers.UUIDField(help_text="Documents that have it: GET documents?sha256=…")
    name = serializers.CharField()

    class Meta:
        ref_name = "SameFile"


class UploadSerializer(serializers.Serializer[Any]):
    """A file that is awaited, with the form that takes it for a quarter of an hour; over 64 MiB with its parts."""

    file = FileSerializer()
    form = FormSerializer(allow_null=True)
    parts = PartsSerializer(allow_null=True)
    same_files = SameFileSerializer(many=True, help_text="Already kept, of those that you may see.")

    class Meta:
        ref_name = "Upload"


class EmptyInput(serializers.Serializer[Any]):
    """Nothing."""


class UploadInput(serializers.Serializer[Any]):
    """What will be sent."""

    name = serializers.CharField(max_length=NAME_LIMIT, help_text=f"Ends in one of: {kinds_taken()}.")
    size = serializers.IntegerField(
        max_value=2**63 - 1, help_text=f"In bytes, exactly; over {SIZE_LIMIT} it is sent in parts."
    )
    sha256 = serializers.CharField(
        max_length=64, required=False, allow_blank=True, help_text="In hex; what arrives is held against it."
    )


def upload_body(upload: Upload) -> dict[str, Any]:
    """An upload as it goes out."""
    form = upload.form
    return {
        "file": FileSerializer(upload.file).data,
        "form": {"url": form.url, "fields": form.fields} if form else None,
        "parts": PartsSerializer(upload.parts).data if upload.parts else None,
        "same_files": [{"id": file.id, "name": file.name} for file in upload.same],
    }


FILES = Listing(serializer=FileSerializer, orderings=["-created_at"])


class UploadListView(FirmView):
    """Where an upload begins."""

    capabilities = {"POST": "document.write"}

    @openapi.creates("upload_request", UploadInput, UploadSerializer, summary="Ask for an upload form")
    def post(self, request: Request) -> Response:
        """Await a file and sign the form that takes it, or the addresses of its parts."""
        upload = upload_request(actor=self.member, **self.parse(UploadInput))
        return Response(upload_body(upload), status=201, headers={"ETag": etag(upload.file.version)})


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


class UploadPartsView(FirmView):
    """The parts of a large upload."""

    capabilities = {"POST": "document.write"}

    @openapi.creates("upload_parts", EmptyInput, PartsSerializer, summary="Go on with an upload in parts")
    def post(self, request: Request, id: UUID) -> Response:
        """What has arrived, and fresh addresses for the rest: after an interruption, or when an hour is over."""
        self.parse(EmptyInput)
        return Response(PartsSerializer(upload_parts(actor=self.member, file_id=id)).data, status=201)


class UploadRescanView(FirmView):
    """A second look at a file that the scanner objected to."""

    capabilities = {"POST": "document.write"}

    @openapi.acts("upload_rescan", None, FileSerializer, summary="Have a quarantined file scanned again")
    def post(self, request: Request, id: UUID) -> Response:
        """It waits to be inspected once more."""
        file_rescan(actor=self.member, file_id=id, version=expected_version(request))
        return self.one(FILES, file_rows(), id)


class UploadRefuseView(FirmView):
    """The end of a file that the scanner objected to."""

    capabilities = {"POST": "document.write"}

    @openapi.acts("upload_refuse", None, FileSerializer, summary="Refuse a quarantined file")
    def post(self, request: Request, id: UUID) -> Response:
        """It stays in quarantine, and nobody opens it."""
        file_refuse(actor=self.member, file_id=id, version=expected_version(request))
        return self.one(FILES, file_rows(), id)


class UploadReadView(FirmView):
    """Another search for the text of a kept file."""

    capabilities = {"POST": "document.write"}

    @openapi.acts("upload_read", None, FileSerializer, summary="Look for a file's text again")
    def post(self, request: Request, id: UUID) -> Response:
        """As after text recognition was installed. What was found before goes."""
        text_read_again(actor=self.member, file_id=id, version=expected_version(request))
        return self.one(FILES, file_rows(), id)
