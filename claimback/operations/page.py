"""/metrics, for Prometheus: of a web process by its own port, of a worker by a small server beside the work.

Guarded by a bearer token and not by where it listens: the web process has one port, which a balancer may well open to
the world, and a token holds wherever the installation stands. Without METRICS_TOKEN there is no such page.
"""

import logging
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, ThreadingWSGIServer
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from claimback.operations.state import State

_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="metrics"'}

log = logging.getLogger(__name__)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What was counted by every process of this web server, and what waits now in the whole installation."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _knows_the_token(request.META.get("HTTP_AUTHORIZATION", "")):
        return HttpResponse(status=401, headers=_CHALLENGE)
    return HttpResponse(counted() + generate_latest(_Only(State())), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def counted() -> bytes:
    """What the processes of this server counted, in Prometheus's text."""
    if not settings.METRICS_DIRECTORY:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=settings.METRICS_DIRECTORY)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class _Only(CollectorRegistry):
    """A registry of one collector that is asked anew each time."""

    def __init__(self, collector: Collector) -> None:
        super().__init__()
        self._collector = collector

    def collect(self) -> Iterable[Any]:
        """What the collector answers now."""
        return self._collector.collect()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: Prometheus asks all day."""


def worker_metrics(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """The WSGI application that a worker serves: GET /metrics with the token, and nothing else."""
    if environ["PATH_INFO"] != "/metrics" or not settings.METRICS_TOKEN:
        start("404 Not Found", [])
        return []
    if not _knows_the_token(environ.get("HTTP_AUTHORIZATION", "")):
        start("401 Unauthorized", list(_CHALLENGE.items()))
        return []
    start("200 OK", [("Content-Type", CONTENT_TYPE_PLAIN_0_0_4)])
    return [counted()]


def serve_worker_metrics() -> None:
    """Listen where METRICS_LISTEN says, in a thread that ends with the process; nowhere where it is empty."""
    host, _, port = settings.METRICS_LISTEN.rpartition(":")
    if not port:
        return
    server = make_server(host, int(port), worker_metrics, ThreadingWSGIServer, _Quiet)
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    log.info("Metrics are served.")


def _knows_the_token(header: str) -> bool:
    kind, _, token = header.partition(" ")
    return kind.lower() == "bearer" and constant_time_compare(token.strip(), settings.METRICS_TOKEN)
