"""What a request did: rows changed, tasks enqueued, mail sent, objects written. "Denied" means none of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import botocore.client
import celery.app.base
import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models import Model

from claimback.audit.models import Entry
from claimback.kernel.reading import prepared_cursor
from claimback.tenancy.models import Firm
from tests.firms import TestFirm
from tests.isolation.populate import tenant_models

_BUT_REFUSALS = (
    " WHERE NOT (%(told)s AND operation = 'refuse' AND \"table\" = '' AND case_id IS NULL AND before IS NULL)"
)


@dataclass
class Effects:
    """Everything that left the process, by name."""

    seen: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        """What was enqueued, would be at the commit, was sent or was written to S3."""
        waiting = [f"at the commit: {entry[1]}" for entry in connection.run_on_commit]
        return [
            *self.seen,
            *waiting,
            *(f"mail: {message.subject}" for message in getattr(mail, "outbox", [])),
        ]


def watch(monkeypatch: pytest.MonkeyPatch) -> Effects:
    """Effects of this process from now on: tasks are noted and not sent; S3 is written to and noted."""
    effects = Effects()
    call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    def noted(self: Any, operation: str, arguments: dict[str, Any]) -> Any:
        if operation not in {"HeadObject", "GetObject"}:
            effects.seen.append(f"S3 {operation} {arguments.get('Key', '')}")
        return call(self, operation, arguments)

    def enqueued(self: Any, name: str, *args: Any, **kwargs: Any) -> None:
        effects.seen.append(f"task {name}")

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", noted)
    monkeypatch.setattr(celery.app.base.Celery, "send_task", enqueued)
    monkeypatch.setattr(celery.app.task.Task, "apply_async", lambda self, *a, **k: enqueued(self, self.name))
    return effects


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the database is told inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def digest(asking: TestFirm, *others: TestFirm) -> dict[str, str]:
    """A digest of every tenant table of these firms, to compare before and after.

    The history of the firm whose members ask may tell of refusals, and those alone: they are left out of its digest.
    A deferred trigger seals them at the commit, which no walk comes to.
    """
    models: list[type[Model]] = [*tenant_models(), Firm]
    question = " UNION ALL ".join(
        f"SELECT '{m._meta.db_table}', count(*) || ' ' || md5(coalesce(string_agg(md5(t::text), '' ORDER BY t.id), ''))"
        f' FROM "{m._meta.db_table}" t{_BUT_REFUSALS if m is Entry else ""}'
        for m in models
    )
    found: dict[str, str] = {}
    for firm in (asking, *others):
        with undone(), firm.scope(), prepared_cursor() as cursor:
            cursor.execute(question, {"told": firm == asking})
            found |= {f"{firm.slug} {table}": value for table, value in cursor.fetchall()}
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that differ."""
    return [table for table, value in after.items() if before[table] != value]
