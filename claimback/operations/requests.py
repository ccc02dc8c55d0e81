"""Every request is counted, and has one line in the log. Neither bears its path or query: both hold what is secret."""

import logging
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.middleware import common

from claimback.kernel.metrics import HTTP_IN_PROGRESS, HTTP_REQUESTS, HTTP_SECONDS
from claimback.kernel.probes import PROBES

_FIRM_API: Final = "api/v1/firms/<slug:firm>/"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = logging.getLogger("claimback.access")


class RequestsMiddleware:
    """Stands inside the one that names the request, so that its line bears the request's id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say how it went. Django has made every error an answer by here."""
        HTTP_IN_PROGRESS.inc()
        began = perf_counter()
        try:
            response = self.get_response(request)
        finally:
            HTTP_IN_PROGRESS.dec()
        seconds = perf_counter() - began
        match = request.resolver_match
        route = match.route if match else ""
        method = request.method if request.method in _METHODS else "other"
        requests, durations = _counters(route_class(route), method, response.status_code)
        requests.inc()
        durations.observe(seconds)
        if log.isEnabledFor(logging.INFO) and (route not in PROBES or response.status_code >= 400):
            facts = {
                "method": method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            }
            log.info("Answered.", extra={"facts": facts})
        return response


class CommonMiddleware(common.CommonMiddleware):
    """Django's own, but that machines ask for probes by whatever name or address they know this one."""

    def process_request(self, request: HttpRequest) -> Any:
        """Refuse every other request for a host that is none of ALLOWED_HOSTS."""
        return None if request.path_info[1:] in PROBES else super().process_request(request)


@cache
def route_class(route: str) -> str:
    """A handful of words for three hundred routes: of a firm's API the first word, else the first of the path.

    `route` is the pattern as the URL map has it, empty for a path that is not there.
    """
    if route.startswith(_FIRM_API):
        return f"api {route.removeprefix(_FIRM_API).partition('/')[0]}"
    return route.removeprefix("api/v1/").partition("/")[0] or "unknown"


@cache
def _counters(route: str, method: str, status: int) -> tuple[Any, Any]:
    """Looked up once: with its labels a metric takes longer to find than to count."""
    return (
        HTTP_REQUESTS.labels(route=route, method=method, status=status),
        HTTP_SECONDS.labels(route=route, method=method),
    )
