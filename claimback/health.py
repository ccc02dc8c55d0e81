"""What a machine asks of this installation: is the process alive, can it serve, and does its work get done."""

import pkgutil
from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import Any, Final

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claimback.kernel.clock import now
from claimback.notify.selectors import heartbeat_last
from claimback.tenancy.database_role import powerful_role
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
    """The process reaches its database, as a role that row security binds, with the tables that its code expects.

    Send it no requests while it does not.
    """
    return _answer(_problems_of_database() or _problems_of_schema(), {})


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


def _problems_of_schema() -> list[str]:
    problems = [problem] if (problem := powerful_role()) else []
    pending = _migrations() - set(MigrationRecorder(connection).applied_migrations())
    if pending:
        app, name = min(pending)
        problems.append(
            f"{len(pending)} migrations are pending, such as {app}.{name}: run `manage.py migrate`."
        )
    return problems


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Every migration that this code brings, by the names of its files: to load them would take a second."""
    found = set()
    for label in (config.label for config in apps.get_app_configs()):
        package, _ = MigrationLoader.migrations_module(label)
        try:
            folder = import_module(package or "").__path__
        except (ModuleNotFoundError, ValueError, AttributeError):  # an app without tables
            continue
        found |= {
            (label, module.name) for module in pkgutil.iter_modules(folder) if module.name[0] not in "_~"
        }
    return frozenset(found)


def _answer(problems: list[str], facts: dict[str, Any]) -> JsonResponse:
    body = {"status": "failing" if problems else "ok", "problems": problems, **facts}
    return JsonResponse(body, status=503 if problems else 200)
