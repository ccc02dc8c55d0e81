"""A PostgreSQL that refuses connections, has none left, or ends one midway: told as such, and over when it is back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from psycopg import sql

from claimback.accounts.models import User
from claimback.kernel.away import database_away
from tests import databases
from tests.firms import TestFirm
from tests.signing_in import signed_in


@contextmanager
def reached_by(**settings: Any) -> Iterator[DatabaseWrapper]:
    """Django's connection is another one, of these settings."""
    own = connections["default"]
    other = DatabaseWrapper({**own.settings_dict, **settings}, "default")
    connections["default"] = other
    try:
        yield other
    finally:
        other.close()
        connections["default"] = own


def asked(firm: TestFirm, path: str = "cases", client: Client | None = None, **headers: str) -> Any:
    client = client or Client(raise_request_exception=False)
    bearer = {"Authorization": f"Bearer {firm.tokens['attorney']}"} if not headers else {}
    return client.get(f"/api/v1/firms/{firm.slug}/{path}" if bearer else path, headers=bearer | headers)


def assert_told(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "database_unavailable"
    [line] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert line.getMessage().startswith("PostgreSQL does not answer")
    assert line.exc_info is None


def test_where_nobody_listens(db: None, law: TestFirm, caplog: pytest.LogCaptureFixture) -> None:
    with reached_by(PORT="1"):
        assert_told(asked(law), caplog)
    assert asked(law).status_code == 200


def test_where_no_connection_is_left(db: None, law: TestFirm, caplog: pytest.LogCaptureFixture) -> None:
    name = "full_house"
    with databases.clone(name), databases.as_superuser() as admin:
        limit = sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}")
        admin.execute(limit.format(sql.Identifier(name), sql.Literal(0)))
        with reached_by(NAME=name):
            assert_told(asked(law), caplog)
        assert "too many connections" in caplog.text
        admin.execute(limit.format(sql.Identifier(name), sql.Literal(-1)))
        with reached_by(NAME=name):
            assert asked(law).status_code == 200


def test_where_the_connection_is_ended(db: None, law: TestFirm, caplog: pytest.LogCaptureFixture) -> None:
    with reached_by() as other, databases.as_superuser() as admin:
        assert asked(law, client=Client()).status_code in (200, 401)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        admin.execute("SELECT pg_terminate_backend(%s, 2000)", [pid])
        assert_told(asked(law), caplog)


def test_a_page_says_so_too(db: None, law: TestFirm, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client(raise_request_exception=False)
    signed_in(browser, User.objects.get(id=law.attorney.user_id))
    with reached_by(PORT="1"):
        answer = asked(law, f"/firms/{law.slug}/admin/", browser, Accept="text/html")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "does not reach its database" in answer.content.decode()
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == [
        "claimback.kernel.away"
    ]


def test_what_it_refuses_stays_a_fault(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 5")
        with pytest.raises(OperationalError) as raised:
            cursor.execute("SELECT pg_sleep(1)")
    assert not database_away(raised.value)
    assert not database_away(ValueError("x"))
