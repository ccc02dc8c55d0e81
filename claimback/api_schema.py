"""The door to the OpenAPI document: the same for everybody and long, so each process makes it once."""

from threading import Lock
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from claimback.kernel import json
from claimback.kernel.etag import leave_out, tag

_GENERATOR: Final[Any] = SchemaGenerator()  # type: ignore[no-untyped-call]
_YAML: Final[Any] = OpenApiYamlRenderer()
_made: Final[dict[str, bytes]] = {}
_making: Final = Lock()


class SchemaView(SpectacularAPIView):
    """The description of the API: as YAML, or as JSON for whoever asks for that."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document. It changes with the code alone, and a caller who has it is told so."""
        renderer: Any = request.accepted_renderer
        form = "json" if isinstance(renderer, OpenApiJsonRenderer) else "yaml"
        response = HttpResponse(_document(form), content_type=renderer.media_type)
        response["Cache-Control"] = "public, no-cache"
        response["Content-Disposition"] = f'inline; filename="claimback.{form}"'
        tag(response)
        leave_out(response, request.headers.get("If-None-Match", ""))
        return response


def _document(form: str) -> bytes:
    """The document in one form. Making it takes seconds: of those who ask meanwhile, one makes it."""
    with _making:
        if form not in _made:
            document = _GENERATOR.get_schema(request=None, public=True)
            _made[form] = json.dumps(document) if form == "json" else _YAML.render(document)
        return _made[form]
