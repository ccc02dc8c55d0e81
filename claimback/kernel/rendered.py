"""What is rendered for a question and kept nowhere: a preview, a document for Word. No file's bytes pass here."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

PDF, PNG, DOCX = (
    "application/pdf",
    "image/png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
_NO_STORE: Final = {"Cache-Control": "private, no-store"}


class _AsItIs(BaseRenderer):
    """The bytes as they were rendered."""

    charset = None

    def __init__(self, media_type: str) -> None:
        self.media_type = media_type
        self.format = media_type.rpartition("/")[2]

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes."""
        return bytes(data or b"")


def rendered(request: Request, data: bytes, media_type: str, *, name: str = "", **headers: str) -> Response:
    """The answer that is these bytes; with a name it is saved under it. Headers are named with underscores."""
    request.accepted_renderer, request.accepted_media_type = _AsItIs(media_type), media_type
    said = {key.replace("_", "-"): value for key, value in headers.items()}
    if name:
        said["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return Response(data, headers={**_NO_STORE, **said})


def binary(*media_types: str) -> dict[Any, Any]:
    """What the OpenAPI document says of such an answer."""
    return {
        (200, kind): OpenApiResponse(OpenApiTypes.BINARY, "Rendered for this question.")
        for kind in media_types
    }
