"""A request's id: taken from the proxy where it is well-formed, else made; in every answer, audit entry and log."""

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from claimback.kernel import logs
from claimback.kernel.ids import new_id

_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9_-]{8,60}\Z")


class RequestIdMiddleware:
    """Sets `request.META["claimback.request_id"]` and the X-Request-Id header of the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Name the request, in its answer and in every line that is logged meanwhile."""
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if _WELL_FORMED.match(given) else str(new_id())
        request.META["claimback.request_id"] = name
        token = logs.begin(request=name)
        try:
            response = self.get_response(request)
        finally:
            logs.end(token)
        response["X-Request-Id"] = name
        return response


def request_id(request: HttpRequest) -> str:
    """The id of this request; empty where the middleware did not run."""
    return str(request.META.get("claimback.request_id", ""))
