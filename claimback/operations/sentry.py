"""Errors to Sentry, or to any server that takes its events: what kind, where in the code, for which ids.

An event is made anew of what may leave, not cleaned of what may not: bodies, headers, addresses, query strings, SQL
parameters, local variables and messages of errors are never in it. It is made of the lines that the log has at ERROR,
so that what is reported is what is logged.
"""

import logging
from typing import Any, Final

import sentry_sdk
from sentry_sdk.integrations.logging import EventHandler
from sentry_sdk.transport import Transport

from claimback.kernel.logs import ids_of, kind_of, message_of
from claimback.tenancy.log_ids import ScopeIds

_FRAME: Final = (
    "filename",
    "module",
    "function",
    "lineno",
    "in_app",
    "pre_context",
    "context_line",
    "post_context",
)
_KEPT: Final = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk")


def start(dsn: str, *, transport: type[Transport] | None = None) -> None:
    """Report from here on. `transport` stands in for the network."""
    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        before_send=_made_anew,  # type: ignore[arg-type]
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
    )
    handler = EventHandler(level=logging.ERROR)
    handler.addFilter(ScopeIds())
    logging.getLogger().addHandler(handler)


def _made_anew(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """The event with nothing in it but what is named here; None for what is not a line of the log."""
    record = hint.get("log_record")
    if record is None or (record.name == "django.request" and not record.exc_info):  # a probe that says 503
        return None
    made: dict[str, Any] = {name: event[name] for name in _KEPT if name in event}
    made["logentry"] = {"message": message_of(record)}
    made["tags"] = ids_of(record)
    if "exc_info" in hint:
        made["exception"] = {"values": [_place(value) for value in event["exception"]["values"]]}
        made["exception"]["values"][-1]["value"] = kind_of(hint["exc_info"][1])
    return made


def _place(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "stacktrace": {
            "frames": [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]
        },
    }
