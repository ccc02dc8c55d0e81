"""What a machine asks of this installation: is the process alive, can it serve, and does its work get done."""

from datetime import timedelta
from typing import Any, Final

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claimback.kernel.clock import now
from claimback.notify.selectors import heartbeat_last
from deadlines.selectors import alert_backlog
from deadlines.tasks import SWEEP_ALERTS

SWEEP_SILENCE: Final = timedelta(minutes=5)
"""A sweep of alerts that has not run for this long is taken for dead."""


@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """The process answers. Restart it if it does not."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """The process reaches its database. Send it no requests while it does not."""
    problems = _problems_of_database()
    return _answer(problems, {})


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """The watchdog: 503 if alerts wait that should have gone, or if the sweep that sends them is silent.

    Call a person when it fails: a scheduler that dies quietly loses deadlines.
    """
    problems, facts = look()
    return _answer(problems, facts)


def look() -> tuple[list[str], dict[str, Any]]:
    """What is wrong, in sentences for a person, and the numbers behind it. Needs the database, and no broker."""
    problems = _problems_of_database()
    if problems:
        return problems, {}
    backlog, last = alert_backlog(), heartbeat_last(SWEEP_ALERTS)
    if backlog.count:
        minutes = int(backlog.oldest_age.total_seconds() // 60)
        problems.append(f"{backlog.count} alerts are unsettled; the oldest was due {minutes} minutes ago.")
    if last is None:
        problems.append("The sweep of alerts has never run: start the worker and beat.")
    elif now() - last > SWEEP_SILENCE:
        problems.append(f"The sweep of alerts last ran at {last.isoformat()}: look at the worker and beat.")
    return problems, {
        "alerts_unsettled": backlog.count,
        "oldest_alert_seconds": int(backlog.oldest_age.total_seconds()),
        "last_sweep_at": last,
    }


def _problems_of_database() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return [f"The database does not answer: {type(error).__name__}."]
    return []


def _answer(problems: list[str], facts: dict[str, Any]) -> JsonResponse:
    body = {"status": "failing" if problems else "ok", "problems": problems, **facts}
    return JsonResponse(body, status=503 if problems else 200)


urlpatterns = [
    path("livez", livez),
    path("readyz", readyz),
    path("healthz", healthz),
]
