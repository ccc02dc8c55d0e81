"""Celery: JSON only, acknowledged late, and the beat table. Due work is found in PostgreSQL, never kept here."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init  # Celery's own start-up hook, not Django's signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")

from django.conf import settings

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
    # A killed worker's task comes back after the first, and without the second up to 100 s later than that.
    broker_transport_options={
        "visibility_timeout": 900,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 3,
        "socket_timeout": 30,
    },
    broker_connection_retry_on_startup=True,
    task_time_limit=600,
    task_create_missing_queues=True,
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
        )
    },
)
app.autodiscover_tasks()


@worker_init.connect
def _refuse_powerful_role(**_: Any) -> None:
    refuse_powerful_role()
