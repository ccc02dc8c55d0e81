"""A firm with hundreds of rows for each that it had, made by PostgreSQL itself: what plans are when lists are long."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection, sql

from tests import databases
from tests.firms import TestFirm
from tests.full import FullDatabase, full_name
from tests.isolation.populate import KEPT_ONCE, tenant_models

TIMES = 300

_COLUMNS = """SELECT attname, atttypid = 'uuid'::regtype FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""


@pytest.fixture
def grown(full_database: FullDatabase, law: TestFirm, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """A clone of the full database in which the law firm is large; how many rows each of its tables holds."""
    name = f"{full_database.name}_grown"
    with django_db_blocker.unblock(), databases.clone(name, of=full_name()):
        with databases.as_superuser(name) as admin:
            rows = _grow(admin, law)
            admin.execute("ANALYZE")
        yield rows


def _grow(admin: Connection[Any], firm: TestFirm) -> dict[str, int]:
    """Repeat the firm's rows, `TIMES` over; the new rows refer to each other as the old ones do."""
    tables = [model._meta.db_table for model in tenant_models() if model._meta.db_table not in KEPT_ONCE]
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
        admin.execute("CREATE TEMP TABLE repeated (id uuid PRIMARY KEY) ON COMMIT DROP")
        for table in tables:
            every = sql.SQL(
                "INSERT INTO repeated SELECT id FROM {} WHERE firm_id = %s ON CONFLICT DO NOTHING"
            )
            admin.execute(every.format(sql.Identifier(table)), [firm.id])
        return {table: _repeat(admin, table, firm) for table in tables}


def _repeat(admin: Connection[Any], table: str, firm: TestFirm) -> int:
    columns = admin.execute(_COLUMNS, [table]).fetchall()
    text = sql.SQL(
        "INSERT INTO {0} ({1}) SELECT {2} FROM {0} b, generate_series(1, %s) k WHERE b.firm_id = %s"
    )
    insert = text.format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
        sql.SQL(", ").join(_value(table, name, is_id) for name, is_id in columns),
    )
    return admin.execute(insert, [TIMES, firm.id]).rowcount


def _value(table: str, column: str, is_id: bool) -> sql.Composed:
    name = sql.Identifier("b", column)
    if is_id:
        fresh = "CASE WHEN {0} IN (SELECT id FROM repeated) THEN md5({0}::text || k)::uuid ELSE {0} END"
        return sql.SQL(fresh).format(name)
    return sql.SQL("{} || '/' || k" if (table, column) == ("cases_case", "number") else "{}").format(name)
