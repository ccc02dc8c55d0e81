"""What a firm works off and is owed, for the row `home`: made beside its cases, and taken away in the end.

Each case has a task, a promise, a letter and an offer, some have more; most of it is over, as in a practice of some
years. Columns that are not named here get the emptiest value of their type.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

_MARK: Final[LiteralString] = "990990"
"""The version of the rows that are made here."""

_FIRST_DEADLINE: Final[LiteralString] = (
    "(SELECT d.id FROM deadlines_deadline d WHERE d.firm_id = s.firm_id AND d.case_id = s.case_id"
    " ORDER BY d.sort_on, d.id LIMIT 1)"
)

# table → (which of the cases, column → SQL); `s` is a case with its number n
_ROWS: Final[Mapping[str, tuple[LiteralString, Mapping[str, LiteralString]]]] = {
    "cases_task": (
        "true",
        {
            "kind": "CASE s.n % 20 WHEN 0 THEN 'file_mail' WHEN 3 THEN 'clear_conflict' ELSE 'other' END",
            "title": "'Task ' || s.n",
            "due_on": "current_date - 30 + (s.n * 7) % 400",
            "assigned_id": "s.lead_id",
            "state": "CASE WHEN s.n % 3 = 0 THEN 'open' ELSE 'done' END",
        },
    ),
    "cases_promise": (
        "true",
        {
            "text": "'Promise ' || s.n",
            "due_on": "current_date - 60 + s.n % 120",
            "state": "(ARRAY['kept', 'open', 'kept', 'broken', 'kept'])[1 + s.n % 5]",
        },
    ),
    "letters_letter": (
        "true",
        {
            "id": "s.case_id",
            "deadline_id": _FIRST_DEADLINE,
            "subject": "'Letter ' || s.n",
            "author_id": "s.lead_id",
            "updated_at": "now() - make_interval(hours => s.n % 5000)",
            "state": "coalesce((ARRAY['in_review', 'approved', 'failed', 'draft', 'sent'])[1 + s.n % 25], 'delivered')",
        },
    ),
    "letters_dispatch": (
        "s.n % 25 = 4",
        {
            "letter_id": "s.case_id",
            "channel": "'fax'",
            "sent_by_id": "s.lead_id",
            "state": "CASE WHEN s.n % 2 = 0 THEN 'refused' ELSE 'delivered' END",
        },
    ),
    "cases_document": ("s.n % 10 = 0", {"id": "s.case_id", "title": "'Letter of denial ' || s.n"}),
    "letters_reading": (
        "s.n % 10 = 0",
        {
            "document_id": "s.case_id",
            "file_id": "s.case_id",
            "requested_by_id": "s.lead_id",
            "state": "CASE WHEN s.n % 40 = 0 THEN 'read' ELSE 'confirmed' END",
            "updated_at": "now() - make_interval(hours => s.n % 5000)",
        },
    ),
    "deadlines_deadline": (
        "true",
        {
            "rule": "'bench.' || (s.n % 2)",
            "duty_of": "CASE WHEN s.n % 2 = 0 THEN 'insurer' ELSE 'ours' END",
            "act": "'decide the appeal'",
            "sort_on": "current_date - s.n % 400",
            "due_on": "current_date - s.n % 400",
            "state": "CASE WHEN 0 IN (s.n % 40, s.n % 41) THEN 'missed' ELSE 'met' END",
            "met_on": "current_date - s.n % 400 - 3 + s.n % 5",
        },
    ),
    "deadlines_deadlineproposal": (
        "s.n % 50 = 0",
        {
            "deadline_id": _FIRST_DEADLINE,
            "kind": "'move'",
            "state": "CASE WHEN s.n % 100 = 0 THEN 'proposed' ELSE 'accepted' END",
        },
    ),
    "cases_event": ("s.n % 5 = 0", {"kind": "'claim_accepted'", "on": "current_date - s.n % 700"}),
    "cases_offer": (
        "true",
        {
            "number": "1",
            "side": "'insurer'",
            "amount": "100 + s.n % 9000",
            "currency": "'USD'",
            "made_on": "current_date - s.n % 700",
            "state": "'open'",
        },
    ),
    "cases_ledgertransaction": (
        "s.n % 3 = 0",
        {
            "number": "1",
            "kind": "'receipt'",
            "amount": "100 + s.n % 9000",
            "currency": "'USD'",
            "on": "current_date - s.n % 700",
        },
    ),
    "cases_cost": (
        "s.n % 10 = 0",
        {"amount": "50", "currency": "'USD'", "what": "'Records'", "state": "'advanced'"},
    ),
    "cases_lien": (
        "s.n % 20 = 0",
        {"holder": "'A plan'", "asserted_amount": "900", "currency": "'USD'", "state": "'asserted'"},
    ),
    "cases_timeentry": (
        "s.n % 4 = 0",
        {
            "minutes": "30",
            "rate": "300",
            "state": "CASE WHEN s.n % 8 = 0 THEN 'unbilled' ELSE 'written_off' END",
            "member_id": "s.lead_id",
        },
    ),
    "cases_statement": ("s.n % 50 = 0", {"number": "1", "state": "'drafted'", "currency": "'USD'"}),
}
_CASES: Final[LiteralString] = (
    "SELECT id AS case_id, firm_id, lead_id, row_number() OVER (ORDER BY id)::int AS n FROM cases_case"
    " WHERE firm_id = {firm}"
)
_EMPTIEST: Final[Mapping[str, LiteralString]] = {
    "uuid": "uuid7()",
    "boolean": "false",
    "jsonb": "'[]'",
    "ARRAY": "'{}'",
    "date": "current_date",
    "timestamp with time zone": "now()",
    "bytea": "''",
    "character varying": "''",
    "text": "''",
}


@contextmanager
def made(connection: psycopg.Connection[Any], firm_id: UUID) -> Iterator[dict[str, int]]:
    """The rows, while it is entered; how many cases there are and how many rows hang on them here."""
    try:
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            rows = sum(_insert(connection, firm_id, table) for table in _ROWS)
        connection.execute(f"VACUUM (ANALYZE) {', '.join(_ROWS)}, cases_case".encode())
        found = connection.execute("SELECT count(*) FROM cases_case WHERE firm_id = %s", [firm_id]).fetchone()
        yield {"cases": found[0] if found else 0, "rows": rows}
    finally:
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for table in _ROWS:
                taken = sql.SQL("DELETE FROM {} WHERE firm_id = %s AND version = %s")
                connection.execute(taken.format(sql.Identifier(table)), [firm_id, _MARK])
            connection.execute("DELETE FROM home_tally")
        connection.execute(f"VACUUM (ANALYZE) {', '.join(_ROWS)}".encode())


def _insert(connection: psycopg.Connection[Any], firm_id: UUID, table: str) -> int:
    which, named = _ROWS[table]
    needed = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL",
        [table],
    ).fetchall()
    values: dict[str, LiteralString] = {column: _EMPTIEST.get(kind, "0") for column, kind in needed}
    values |= {"firm_id": "s.firm_id", "case_id": "s.case_id", "version": _MARK, **named}
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM ({cases}) s WHERE {which}"
    ).format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, values)),
        values=sql.SQL(", ").join(sql.SQL(value) for value in values.values()),
        cases=sql.SQL(_CASES).format(firm=firm_id),
        which=sql.SQL(which),
    )
    return connection.execute(statement).rowcount
