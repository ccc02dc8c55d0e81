"""A database in which commits are real, kept from test to test: after each the rows are put back as they were.

Cloning one for each test takes PostgreSQL longer than most of these tests take.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.databases import as_superuser, clone_drop, clone_make, pointing_at

_TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
_CATALOGUES = ("pg_class", "pg_attribute", "pg_constraint", "pg_policy", "pg_proc", "pg_trigger")


class Committed:
    """A clone of the database `of`, or of the template. Nobody else may be connected to it between uses."""

    def __init__(self, name: str, *, of: str = "") -> None:
        self.name = name
        self._of = of
        self._rows: dict[str, tuple[int, bytes]] = {}
        self._mark = 0
        self._admin: psycopg.Connection[Any] | None = None

    @contextmanager
    def used(self) -> Iterator[str]:
        """The database as it was made, with Django pointing at it; its name."""
        if self._admin is None:
            self._make()
        try:
            with pointing_at(self.name):
                yield self.name
        finally:
            self._put_back()

    def drop(self) -> None:
        """Drop it. It is made again by the next use."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None
        clone_drop(self.name)

    def _make(self) -> None:
        clone_make(self.name, of=self._of)
        self._admin = as_superuser(self.name)
        self._rows = {}
        for (table,) in self._admin.execute(_TABLES).fetchall():
            with self._admin.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copied:
                data = b"".join(copied)
            [(count,)] = self._admin.execute(f"SELECT count(*) FROM {table}").fetchall()
            self._rows[table] = count, data
        self._set_mark()

    def _set_mark(self) -> None:
        assert self._admin is not None
        [(self._mark,)] = self._admin.execute("SELECT pg_current_xact_id()::xid::text::bigint").fetchall()

    def _put_back(self) -> None:
        """The rows of the tables that were written to; the whole, where the schema was changed."""
        assert self._admin is not None
        self._admin.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if self._written(dict.fromkeys(_CATALOGUES)):
            self.drop()
            return
        written = self._written({table: count for table, (count, _) in self._rows.items()})
        with self._admin.transaction():
            self._admin.execute(
                "SET LOCAL session_replication_role = replica"
            )  # no triggers, no foreign keys
            for table in written:
                self._admin.execute(f"DELETE FROM {table}")
                with self._admin.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as back:
                    back.write(self._rows[table][1])
        if written:
            self._set_mark()

    def _written(self, tables: dict[str, Any]) -> list[str]:
        """Those that hold a row younger than the mark, or another number of rows than the one that is given."""
        assert self._admin is not None
        asked = " UNION ALL ".join(
            f"SELECT '{table}' FROM (SELECT count(*) AS n, min(age(xmin)) AS youngest FROM {table}) t"
            f" WHERE youngest < age(%(mark)s::text::xid) OR n <> {'n' if count is None else count}"
            for table, count in tables.items()
        )
        return [table for (table,) in self._admin.execute(asked, {"mark": self._mark}).fetchall()]
