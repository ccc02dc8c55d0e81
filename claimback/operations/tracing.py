"""Traces of requests, statements and tasks by OpenTelemetry: what was done, in which order and for how long.

A span is made anew of what may leave before it is exported. Routes stand for paths, SQL goes without values, and what
an error said does not go at all.
"""

import re
from collections.abc import Sequence
from typing import Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status

_KEPT: Final = frozenset(
    {
        *(
            "http.method",
            "http.request.method",
            "http.route",
            "http.status_code",
            "http.response.status_code",
        ),
        *("db.system", "db.system.name", "db.name", "db.namespace", "db.operation.name"),
        *(
            "celery.action",
            "celery.state",
            "celery.task_name",
            "messaging.message.id",
            "messaging.message_id",
        ),
    }
)
_STATEMENTS: Final = frozenset({"db.statement", "db.query.text"})
_LITERAL: Final = re.compile(r"'(?:[^']|'')*'")


class Scrubbed(SpanExporter):
    """Hands each span on to another exporter with nothing in it but what is named here."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Made anew, without events: those are errors with their messages."""
        return self._inner.export([_made_anew(span) for span in spans])

    def shutdown(self) -> None:
        """The other is shut down too."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """The other has handed on what it was given."""
        return self._inner.force_flush(timeout_millis)


def start(endpoint: str, *, exporter: SpanExporter | None = None) -> TracerProvider:
    """Trace from here on. `exporter` stands in for the network."""
    sent_by = Scrubbed(exporter or OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces"))
    provider = TracerProvider(resource=Resource.create({"service.name": "claimback"}))
    provider.add_span_processor(BatchSpanProcessor(sent_by))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(tracer_provider=provider)
    PsycopgInstrumentor().instrument(tracer_provider=provider)
    CeleryInstrumentor().instrument(tracer_provider=provider)  # type: ignore[no-untyped-call]
    return provider


def _made_anew(span: ReadableSpan) -> ReadableSpan:
    attributes = span.attributes or {}
    kept = {name: value for name, value in attributes.items() if name in _KEPT}
    kept |= {name: _LITERAL.sub("?", str(value)) for name, value in attributes.items() if name in _STATEMENTS}
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
