"""CORS: which pages of other origins may call the API. Only those that CORS_ORIGINS names, and with a token alone.

No answer allows credentials, so a browser hides whatever its session would be answered; and only paths under /api/ are
opened, so that no page is.
"""

from collections.abc import Callable, Iterable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

_PATHS: Final = "/api/"
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, PUT, DELETE",
    "Access-Control-Allow-Headers": (
        "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
    ),
    "Access-Control-Max-Age": "7200",  # browsers keep it no longer
}
_EXPOSED: Final = (
    "Content-Disposition, Deprecation, ETag, Idempotency-Replayed, Link, RateLimit, RateLimit-Policy, Retry-After, "
    "Sunset, X-Request-Id"
)


class CrossOriginMiddleware:
    """Answers the preflights of the origins allowed, and lets their pages read what is answered to them."""

    def __init__(
        self, get_response: Callable[[HttpRequest], HttpResponse], origins: Iterable[str] | None = None
    ) -> None:
        self.get_response = get_response
        self.origins = frozenset(settings.CORS_ORIGINS if origins is None else origins)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, marked for an origin that is allowed. Every other is answered as if there were no CORS."""
        if not self.origins or not request.path_info.startswith(_PATHS):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        allowed = origin in self.origins
        if allowed and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = HttpResponse(status=204, headers=_PREFLIGHT)
            del response["Content-Type"]
        else:
            response = self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        if allowed:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = _EXPOSED
        return response
