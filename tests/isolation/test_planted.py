"""Leaks that are planted, one of each kind: the check that should see it does, or every check above is for show."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import Celery
from django.db import connection
from django.urls import path
from rest_framework.views import APIView

from claimback.tenancy.front_door import FirmView
from claimback.tenancy.row_security import FIRM_SETTING
from tests.architecture import database, doors
from tests.architecture.findings import Finding
from tests.databases import as_superuser

TEST = f"firm_id = {FIRM_SETTING}"
SCOPED = f"""
    CREATE TABLE planted (id uuid PRIMARY KEY, firm_id uuid NOT NULL REFERENCES tenancy_firm (id),
                          case_id uuid, word text, UNIQUE (firm_id, id),
                          FOREIGN KEY (firm_id, case_id) REFERENCES cases_case (firm_id, id));
    ALTER TABLE planted ENABLE ROW LEVEL SECURITY;
    ALTER TABLE planted FORCE ROW LEVEL SECURITY;
    CREATE POLICY planted_of_firm ON planted USING ({TEST}) WITH CHECK ({TEST});
    CREATE TRIGGER planted_audit AFTER INSERT OR UPDATE OR DELETE ON planted
        FOR EACH ROW EXECUTE FUNCTION audit_change();
"""
CHECKS = [
    database.row_security,
    database.policies,
    database.foreign_keys,
    database.unreferenced_ids,
    database.firm_keys,
    database.indexes,
    database.audit_triggers,
    database.views,
    database.definer_functions,
    database.rights_of_app,
    database.rights_of_scanner,
]


@pytest.fixture
def cursor(db: None) -> Iterator[Any]:
    """A superuser's cursor in a transaction that is undone, on the database of this process."""
    with as_superuser(connection.settings_dict["NAME"]) as raw:
        raw.autocommit = False
        yield raw.cursor()
        raw.rollback()


def _new(check: Callable[[Any], list[Finding]], cursor: Any, *statements: str) -> list[Finding]:
    before = set(check(cursor))
    for statement in statements:
        cursor.execute(statement)
    return sorted(set(check(cursor)) - before)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_table_that_keeps_every_rule_is_no_finding(cursor, check):
    assert _new(check, cursor, SCOPED) == []


@pytest.mark.parametrize(
    ("check", "leak", "words"),
    [
        (database.row_security, "ALTER TABLE planted DISABLE ROW LEVEL SECURITY", "row security is off"),
        (database.row_security, "ALTER TABLE planted NO FORCE ROW LEVEL SECURITY", "not forced"),
        (database.policies, "DROP POLICY planted_of_firm ON planted", "no policy"),
        (database.policies, "CREATE POLICY all_of_it ON planted FOR SELECT USING (true)", "all_of_it"),
        (database.policies, "ALTER POLICY planted_of_firm ON planted WITH CHECK (true)", "check true"),
        (
            database.foreign_keys,
            "ALTER TABLE planted ADD COLUMN client_id uuid REFERENCES cases_client (id)",
            "without the firm",
        ),
        (database.unreferenced_ids, "ALTER TABLE planted ADD COLUMN client_id uuid", "no foreign key holds"),
        (
            database.firm_keys,
            "ALTER TABLE planted DROP CONSTRAINT planted_firm_id_fkey",
            "no foreign key to the firm",
        ),
        (database.indexes, "ALTER TABLE planted ADD UNIQUE (word)", "unique key of planted begins with word"),
        (database.indexes, "CREATE INDEX ON planted (lower(word))", "begins with (expression)"),
        (database.audit_triggers, "DROP TRIGGER planted_audit ON planted", "without a trace"),
        (database.views, "CREATE VIEW planted_view AS SELECT * FROM planted", "without security_invoker"),
        (database.views, "CREATE MATERIALIZED VIEW planted_view AS SELECT * FROM planted", "materialized"),
        (
            database.definer_functions,
            "CREATE FUNCTION leak() RETURNS SETOF planted LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM planted'",
            "runs with the rights of",
        ),
        (database.rights_of_app, "GRANT UPDATE ON audit_entry TO claimback_app", "has this right"),
        (database.rights_of_app, "ALTER TABLE planted OWNER TO claimback_app", "owned by claimback_app"),
        (database.rights_of_app, "ALTER ROLE claimback_app BYPASSRLS", "bypassrls"),
        (
            database.rights_of_scanner,
            "GRANT SELECT ON planted TO claimback_scanner",
            "granted to the scanner",
        ),
    ],
)
def test_a_leak_in_the_database_is_found(cursor, check, leak, words):
    cursor.execute(SCOPED)
    found = _new(check, cursor, leak)
    assert [finding for finding in found if words in str(finding)], found


def test_a_view_without_the_front_door_is_found():
    class Leak(APIView):
        """A view that knows no firm."""

    class Open(FirmView):
        """A view that asks for nothing."""

        def get(self, request: Any) -> None:
            """Nothing."""

    class Beside(FirmView):
        """A view that enters in its own way."""

        def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            """Whatever is asked."""

    views = {"leak": Leak, "open": Open, "beside": Beside}
    found = doors.doors([path(f"{doors.FIRM_PATH}{name}", view.as_view()) for name, view in views.items()])
    assert [finding.subject for finding in doors.doors_beside_the_front_door(found)] == [
        f"{doors.FIRM_PATH}leak",
        f"{doors.FIRM_PATH}beside",
    ]
    assert "GET asks for no capability" in [
        finding.problem for finding in doors.doors_without_capability(found)
    ]


def test_a_task_without_a_firm_is_found():
    app = Celery("planted", set_as_current=False)

    @app.task(name="planted.everything")
    def everything(case: Any) -> None:
        """A task that opens no scope and takes a row."""

    assert [finding.subject for finding in doors.unscoped_tasks([everything], set())] == [
        "planted.everything"
    ]
    assert doors.unscoped_tasks([everything], {"planted.everything"}), "a sweep that takes something"
