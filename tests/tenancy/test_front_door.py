"""The front door: what coming in costs, and what a token comes in by."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.client import FirmClient, firm_client, session_client
from tests.firms import TestFirm

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")


def statements(ask: Callable[[], Any], status: int) -> list[str]:
    """What reaches PostgreSQL for one request, without the transaction's own begin and end."""
    with CaptureQueriesContext(connection) as asked:
        assert ask().status_code == status
    return [query["sql"] for query in asked if not query["sql"].startswith(TRANSACTION)]


@pytest.mark.parametrize(
    ("ask", "status", "then"),
    [
        (lambda client: client.get("insurers"), 200, ["SELECT"]),
        (lambda client: client.post("insurers", {"name": "Granite Mutual"}), 201, ["INSERT INTO", "SELECT"]),
        (lambda client: client.options("insurers"), 200, []),
        (lambda client: client.post("insurers", {"name": ""}), 400, []),
    ],
)
def test_all_that_is_asked_at_the_door_is_one_statement(db, law: TestFirm, ask, status, then) -> None:
    """Who asks, membership, capability, scope and what the audit must know: one statement, the rest is the view's."""
    client = firm_client(law)
    first, *rest = statements(lambda: ask(client), status)
    assert "scanner.enter_by_token" in first
    assert [sql[: len(begins)] for sql, begins in zip(rest, then, strict=True)] == then


def test_by_a_session_the_door_is_one_statement_too(db, law: TestFirm) -> None:
    """Django's own reading of the session and of its user stands before it."""
    client = session_client(law)
    asked = statements(lambda: client.get("insurers"), 200)
    assert [sql for sql in asked if "scanner." in sql] == [asked[-2]]
    assert "scanner.enter_by_user" in asked[-2]
    assert len(asked) <= 4


def beside(client: FirmClient, firm: TestFirm, header: str) -> FirmClient:
    """The client, with its session's cookie, and this Authorization header beside it."""
    client.credentials(HTTP_AUTHORIZATION=header.format(token=firm.tokens["viewer"]))
    return client


def test_beside_a_token_a_cookie_is_not_looked_at(db, law: TestFirm) -> None:
    client = beside(session_client(law, "owner"), law, "Bearer {token}")
    asked = statements(lambda: client.get("insurers"), 200)
    assert len(asked) == 2
    assert client.post("insurers", {"name": "Granite Mutual"}).status_code == 403


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer none", "Basic bm9uZTpub25l", "bearer\t{token}"]
)
def test_bad_credentials_are_not_made_good_by_a_cookie(db, law: TestFirm, header: str) -> None:
    assert beside(session_client(law, "owner"), law, header).get("insurers").status_code == 401


@pytest.mark.parametrize("header", ["", " ", " Bearer {token}"])
def test_no_credentials_leave_the_session_in_its_place(db, law: TestFirm, header: str) -> None:
    asked = statements(lambda: beside(session_client(law, "owner"), law, header).get("insurers"), 200)
    assert "scanner.enter_by_user" in asked[-2]


def test_elsewhere_a_token_s_header_does_not_close_a_session(db, law: TestFirm) -> None:
    client = beside(session_client(law, "owner"), law, "Bearer {token}")
    assert client.get("/api/v1/auth/browser/v1/auth/session").status_code == 200
