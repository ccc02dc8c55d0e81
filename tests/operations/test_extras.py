"""Errors to Sentry and traces to OpenTelemetry: off unless configured, and with nothing of a client when on."""

import json
import logging

import pytest
import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from opentelemetry import trace
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from claimback.kernel import logs
from claimback.operations import extras, sentry, tracing
from tests.operations.test_logs import PLANTED, planted_in


class Kept(Transport):
    """Keeps what would be sent."""

    sent: list[Envelope] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope)


@pytest.fixture
def reported():
    """What is reported to Sentry meanwhile."""
    root = logging.getLogger()
    before = list(root.handlers)
    Kept.sent = []
    sentry.start("https://key@sentry.example/1", transport=Kept)
    try:
        yield Kept.sent
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
        # `init` with nothing would put itself around Django, and note every query of each later test.
        sentry_sdk.get_global_scope().set_client(None)


def test_an_error_is_reported_by_place_and_ids(reported, db, monkeypatch):
    def broken(request):
        name = PLANTED["name"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s FROM no_such_table", [f"{name} {request.body!r}"])

    monkeypatch.setattr("claimback.portal.pages.choose", broken, raising=False)
    token = logs.begin(request="r-1", firm="f-1")
    try:
        broken(type("R", (), {"body": PLANTED["diagnosis"]}))
    except Exception:
        logging.getLogger("django.request").exception(
            "%s: %s", "Internal Server Error", f"/{PLANTED['number']}"
        )
    finally:
        logs.end(token)
    sentry_sdk.capture_message(PLANTED["name"], level="error")
    sentry_sdk.flush()
    [envelope] = reported
    text = envelope.serialize().decode()
    assert planted_in(text) == []
    event = json.loads(text.splitlines()[-1])
    assert event["tags"] == {"request": "r-1", "firm": "f-1"}
    assert event["exception"]["values"][-1]["value"] == "django.db.utils.ProgrammingError"
    assert any(
        frame["function"] == "broken" for frame in event["exception"]["values"][-1]["stacktrace"]["frames"]
    )
    assert not {"request", "user", "breadcrumbs", "extra", "server_name", "modules"} & event.keys()


@pytest.fixture
def traced(settings, db):
    """The spans that would be sent."""
    kept = InMemorySpanExporter()
    connection.close()
    settings.MIDDLEWARE = list(settings.MIDDLEWARE)
    provider = tracing.start("http://collector.example", exporter=kept)
    try:
        yield provider, kept
    finally:
        for instrumentor in (DjangoInstrumentor(), PsycopgInstrumentor(), CeleryInstrumentor()):
            instrumentor.uninstrument()
        provider.shutdown()
        trace._TRACER_PROVIDER = None
        trace._TRACER_PROVIDER_SET_ONCE = type(trace._TRACER_PROVIDER_SET_ONCE)()


def test_a_trace_tells_what_was_done_and_on_whose_values_nothing(traced):
    provider, kept = traced
    client = Client(raise_request_exception=False)
    client.get(f"/api/v1/firms/x/clients?search={PLANTED['name']}", headers={"User-Agent": PLANTED["email"]})
    client.get(f"/{PLANTED['number']}")
    with trace.get_tracer("t", tracer_provider=provider).start_as_current_span("by hand") as span:
        span.record_exception(ValueError(PLANTED["diagnosis"]))
        span.set_attribute("db.statement", f"SELECT '{PLANTED['name']}', 'it''s'")
        span.set_attribute("http.url", f"https://x/{PLANTED['phone']}")
        span.set_status(trace.StatusCode.ERROR, PLANTED["diagnosis"])
    provider.force_flush()
    spans = kept.get_finished_spans()
    text = "\n".join(span.to_json() for span in spans)
    assert planted_in(text) == []
    assert "GET api/v1/firms/<slug:firm>/clients" in {span.name for span in spans}
    by_hand = next(span for span in spans if span.name == "by hand")
    assert dict(by_hand.attributes) == {"db.statement": "SELECT ?, ?"}


@pytest.mark.parametrize(("setting", "extra"), [("SENTRY_DSN", "sentry"), ("TRACES_ENDPOINT", "tracing")])
def test_an_extra_is_off_unless_configured_and_named_where_it_is_missing(
    settings, monkeypatch, setting, extra
):
    asked = []

    def absent(name):
        asked.append(name)
        raise ModuleNotFoundError(name=f"{extra}_sdk")

    monkeypatch.setattr(extras, "import_module", absent)
    extras.start_extras()
    assert asked == []
    setattr(settings, setting, "https://there.example")
    with pytest.raises(ImproperlyConfigured, match=rf"uv sync --extra {extra}"):
        extras.start_extras()
