"""Celery: JSON only, acknowledged late, and the beat table. Due work is found in PostgreSQL, never kept here."""

import os
from typing import Any

from celery import Celery
from celery.signals import (  # Celery's own hooks, not Django's signals
    before_task_publish,
    setup_logging,
    task_failure,
    task_postrun,
    task_prerun,
    task_revoked,
    worker_init,
    worker_ready,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")

from django.conf import settings

from claimback.kernel.memory import keep_what_is_loaded
from claimback.operations import work
from claimback.operations.broker import broker_settings
from claimback.tenancy.database_role import refuse_powerful_role

app = Celery("claimback")
app.conf.update(
    broker_url=settings.BROKER_URL,
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    task_time_limit=600,
    task_create_missing_queues=True,
    **broker_settings(settings.BROKER_URL),
    worker_hijack_root_logger=False,
    timezone="UTC",
    beat_schedule={
        name: {"task": name, "schedule": float(settings.SWEEP_SECONDS), "options": {"expires": 60}}
        for name in (
            "deadlines.sweep_alerts",
            "deadlines.sweep_missed",
            "deadlines.sweep_ladders",
            "deadlines.sweep_runs",
            "deadlines.sweep_papers",
            "cases.sweep_promises",
            "cases.sweep_peer_appointments",
            "cases.sweep_imports",
            "storage.sweep_files",
            "storage.sweep_texts",
            "cases.sweep_mail",
            "letters.sweep_readings",
            "letters.sweep_chronologies",
            "letters.sweep_dispatches",
            "letters.sweep_packets",
            "firms.sweep_notices",
            "webhooks.sweep",
            "exports.sweep",
            "home.sweep",
            "tenancy.sweep_calls",
        )
    },
)
app.autodiscover_tasks()


@worker_init.connect
def _refuse_powerful_role(**_: Any) -> None:
    refuse_powerful_role()


@worker_init.connect
def _keep_what_is_loaded(**_: Any) -> None:
    keep_what_is_loaded()


@worker_ready.connect
def _serve_metrics(**_: Any) -> None:
    from claimback.operations import page  # reads models, which are not there before the worker has begun

    page.serve_worker_metrics()


@setup_logging.connect
def _keep_logging(**_: Any) -> None:
    """Django set it up already; with this Celery adds nothing of its own."""


@before_task_publish.connect
def _mark_message(headers: dict[str, Any], **_: Any) -> None:
    work.mark_message(headers)


@task_prerun.connect
def _begin_task(task_id: str, task: Any, **_: Any) -> None:
    work.begin_task(task_id, task)


@task_failure.connect
def _fail_task(sender: Any, exception: BaseException, **_: Any) -> None:
    work.fail_task(sender, exception)


@task_postrun.connect
def _end_task(task: Any, state: str | None, **_: Any) -> None:
    work.end_task(task, state)


@task_revoked.connect
def _expire_task(sender: Any, expired: bool, **_: Any) -> None:
    if expired:
        work.expire_task(sender.name)
