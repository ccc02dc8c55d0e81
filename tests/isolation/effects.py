"""What a request did: rows changed, tasks enqueued, mail sent, objects written. "Denied" means none of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import botocore.client
import celery.app.base
import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models import Model

from claimback.kernel.errors import Refusal
from claimback.kernel.reading import prepared_cursor
from claimback.portal import door as portal_door
from claimback.tenancy import admin_site, front_door
from claimback.tenancy.enter import Asking
from claimback.tenancy.models import Firm
from tests.firms import TestFirm
from tests.isolation.populate import tenant_models

_WRITTEN = """
    SELECT name FROM unnest(%s::text[]) AS name, to_regclass(name) AS id
    WHERE pg_stat_get_xact_tuples_inserted(id) + pg_stat_get_xact_tuples_updated(id)
        + pg_stat_get_xact_tuples_deleted(id) > 0
"""


class Told(NamedTuple):
    """A refusal that a firm would be told of."""

    firm_id: UUID
    status: int
    act: str
    path: str


@dataclass
class Effects:
    """Everything that left the process, by name; and of which refusals a firm would be told."""

    seen: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def outside(self) -> list[str]:
        """What was enqueued, would be at the commit, was sent or was written to S3."""
        waiting = [f"at the commit: {entry[1]}" for entry in connection.run_on_commit]
        return [
            *self.seen,
            *waiting,
            *(f"mail: {message.subject}" for message in getattr(mail, "outbox", [])),
        ]


def watch(monkeypatch: pytest.MonkeyPatch) -> Effects:
    """Effects of this process from now on: tasks are noted and not sent; S3 is written to and noted.

    Of a refusal it is noted which firm would be told. The telling itself is the same few lines behind every door:
    tests/attacks/test_refusals_are_told.py has it.
    """
    effects = Effects()
    call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    def noted(self: Any, operation: str, arguments: dict[str, Any]) -> Any:
        if operation not in {"HeadObject", "GetObject"}:
            effects.seen.append(f"S3 {operation} {arguments.get('Key', '')}")
        return call(self, operation, arguments)

    def enqueued(self: Any, name: str, *args: Any, **kwargs: Any) -> None:
        effects.seen.append(f"task {name}")

    def told(request: Any, refusal: Refusal, asking: Asking, *, act: str = "door") -> None:
        effects.told += [Told(firm, refusal.status, act, request.path) for firm, _ in asking]

    for door in (front_door, admin_site, portal_door):
        monkeypatch.setattr(door, "refusal_tell", told)
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


class Ground:
    """What the full database holds as it was made: the walk's requests are denied, and leave it so."""

    def __init__(self, *firms: TestFirm) -> None:
        self._firms = firms
        self._held = {firm.slug: digests(firm, tables()) for firm in firms}

    def changed(self) -> list[str]:
        """The tables that hold something else now, in the transaction that is open.

        PostgreSQL counts the rows that a transaction writes, those of savepoints that were undone among them. A table
        in which it counts none is as it was; only the others are read.
        """
        return self._differing(_written())

    def committed(self) -> list[str]:
        """The tables that hold something else now, whoever wrote it: all are read."""
        return self._differing(tables())

    def _differing(self, asked: Sequence[str]) -> list[str]:
        if not asked:
            return []
        return [
            f"{firm.slug} {table}"
            for firm in self._firms
            for table, held in digests(firm, asked).items()
            if held != self._held[firm.slug][table]
        ]


@cache
def tables() -> tuple[str, ...]:
    """Every tenant table, and the table of firms."""
    models: list[type[Model]] = [*tenant_models(), Firm]
    return tuple(model._meta.db_table for model in models)


def digests(firm: TestFirm, asked: Sequence[str]) -> dict[str, str]:
    """A digest of the firm's rows in each of these tables."""
    question = " UNION ALL ".join(
        f"SELECT '{table}', count(*) || ' ' || md5(coalesce(string_agg(md5(t::text), '' ORDER BY t.id), ''))"
        f' FROM "{table}" t'
        for table in asked
    )
    with undone(), firm.scope(), prepared_cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def _written() -> list[str]:
    """The tenant tables to which the open transaction wrote, or one shortly before it of this connection."""
    with prepared_cursor() as cursor:
        cursor.execute(_WRITTEN, [list(tables())])
        return [table for (table,) in cursor.fetchall()]
