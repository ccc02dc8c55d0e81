"""The chain of custody of a document over HTTP. It is here because letters know what was sent."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.selectors import document_list, one
from claimback.kernel import openapi
from claimback.tenancy.front_door import FirmView
from letters.custody import WHAT, custody_of


class CustodyLinkSerializer(serializers.Serializer[Any]):
    """One link of the chain: what was done with the bytes, when and by whom."""

    at = serializers.DateTimeField()
    what = serializers.ChoiceField(list(WHAT))
    detail = serializers.CharField(allow_blank=True)
    by = serializers.UUIDField(allow_null=True, help_text="The member; null where the installation did it.")
    by_name = serializers.CharField(allow_blank=True)
    ref = serializers.UUIDField(help_text="The row that tells of it.")


class CustodySerializer(serializers.Serializer[Any]):
    """The chain of custody, the earliest link first."""

    document_id = serializers.UUIDField()
    sha256 = serializers.CharField(allow_blank=True, help_text="Of the latest version.")
    links = CustodyLinkSerializer(many=True)


class CustodyView(FirmView):
    """The chain of custody of a document."""

    capabilities = {"GET": "document.read"}

    @openapi.computes("document_custody", CustodySerializer, summary="Read a document's chain of custody")
    def get(self, request: Request, id: UUID) -> Response:
        """Uploaded, hashed, scanned, opened, shared, sent: from the history, and from letters and dispatches."""
        document = one(document_list().select_related("file"), id)
        body = {"document_id": document.id, "sha256": document.file.sha256, "links": custody_of(document)}
        return Response(CustodySerializer(body).data)
