"""A firm's tables, from PostgreSQL's own catalogue: a new one is exported and erased without anybody thinking of it.

Rows are read and written as PostgreSQL's own text of each value, so that numbers, instants to the microsecond, bytes,
arrays and JSON come back as they were.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from claimback.firms.archive.owner import execute, rows

FIRMS: Final = "tenancy_firm"
USERS: Final = "accounts_user"

NOT_EXPORTED: Final = {
    "tenancy_idempotencykey": "answers kept for requests that are repeated: they lapse, and what they did is in rows",
    "vault_firmkey": "wrapped under this installation's master key: its keys go into keys.json, under the passphrase",
}
"""Tables that are erased with the firm and not in its archive, each with the reason."""

_BATCH: Final = 200
_CATALOGUE: Final = """
    WITH columns AS (
        SELECT attrelid, attnum, attname::text AS name, format_type(atttypid, NULL) AS type,
               attgenerated <> '' AS generated
        FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
    )
    SELECT c.relname::text,
           ARRAY(SELECT name FROM columns WHERE attrelid = c.oid AND NOT generated ORDER BY attnum),
           ARRAY(SELECT type FROM columns WHERE attrelid = c.oid AND NOT generated ORDER BY attnum),
           ARRAY(SELECT name FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY u(n, place), columns
                 WHERE i.indrelid = c.oid AND i.indisprimary AND attrelid = c.oid AND attnum = u.n ORDER BY place),
           c.relrowsecurity AND c.relforcerowsecurity
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (c.relrowsecurity OR EXISTS (SELECT FROM columns WHERE attrelid = c.oid AND name = 'firm_id'))
    ORDER BY c.relname <> 'tenancy_firm', c.relname
"""
_FOREIGN_KEYS: Final = """
    SELECT k.conname::text, child.relname::text, parent.relname::text,
           ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, place)
                 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY place),
           ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, place)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY place)
    FROM pg_constraint k JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
    WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
_TEXT_FORMS: Final = (
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
)


@dataclass(frozen=True)
class Table:
    """A table whose rows belong to a firm: its columns with their types, and its primary key."""

    name: str
    columns: list[str]
    types: list[str]
    key: list[str]

    @property
    def firm_column(self) -> str:
        """The column that names the firm."""
        return "id" if self.name == FIRMS else "firm_id"

    @property
    def exported(self) -> bool:
        """Whether its rows go into the archive."""
        return self.name not in NOT_EXPORTED

    @cached_property
    def _reading(self) -> str:
        texts = ", ".join(f'"{column}"::text AS "{column}"' for column in self.columns)
        # By the firm first: the index on (firm_id, id) then gives the order.
        order = ", ".join(f'"{column}"' for column in [self.firm_column, *self.key])
        return (
            f'SELECT row_to_json(one)::text FROM (SELECT {texts} FROM "{self.name}" '  # noqa: S608 - the catalogue's names
            f"WHERE {self.firm_column} = %s ORDER BY {order}) one"
        )

    @cached_property
    def _writing(self) -> str:
        names = ", ".join(f'"{column}"' for column in self.columns)
        texts = ", ".join(f'"{column}" text' for column in self.columns)
        values = ", ".join(
            f'one."{column}"::{type}' for column, type in zip(self.columns, self.types, strict=True)
        )
        return (
            f'INSERT INTO "{self.name}" ({names}) SELECT {values} '  # noqa: S608 - the catalogue's names
            f"FROM unnest(%s::text[]) line, jsonb_to_record(line::jsonb) one({texts})"
        )

    def lines(self, firm_id: UUID) -> Iterator[bytes]:
        """The firm's rows by primary key, each as a line of JSON. From a cursor of the server's: memory is bounded."""
        fix_text_forms()
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._reading, [firm_id])
            while found := cursor.fetchmany(_BATCH):
                for (text,) in found:
                    yield text.encode() + b"\n"

    def insert(self, lines: list[bytes]) -> int:
        """Put rows in, as `lines` gave them. Returns how many."""
        return execute(self._writing, [[line.decode() for line in lines]])

    def count(self, firm_id: UUID) -> int:
        """How many rows the firm has here."""
        found = rows(f'SELECT count(*) FROM "{self.name}" WHERE {self.firm_column} = %s', [firm_id])  # noqa: S608
        return int(found[0][0])

    def erase(self, firm_id: UUID) -> int:
        """Delete the firm's rows. Returns how many."""
        return execute(f'DELETE FROM "{self.name}" WHERE {self.firm_column} = %s', [firm_id])  # noqa: S608


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference of `child` to `parent`, column by column."""

    name: str
    child: str
    parent: str
    columns: list[str]
    parents: list[str]


def firm_tables() -> list[Table]:
    """Every table with rows of firms, the table of firms first, the others by name.

    Raises RuntimeError for one of which it can't be told what is a firm's: nothing is exported or erased then.
    """
    found = []
    for name, columns, types, key, forced in _catalogue(_CATALOGUE):
        if not forced or not key or (name != FIRMS and "firm_id" not in columns):
            raise RuntimeError(
                f"{name} holds rows of firms, and lacks forced row security, firm_id or a key."
            )
        found.append(Table(name, columns, types, key))
    return found


def foreign_keys() -> list[ForeignKey]:
    """Every foreign key of the database."""
    return [ForeignKey(*found[:3], *found[3:]) for found in _catalogue(_FOREIGN_KEYS)]


def user_columns() -> dict[str, list[str]]:
    """By table, the columns of firms' rows that name a user."""
    owned = {table.name for table in firm_tables()}
    found: dict[str, list[str]] = {}
    for key in foreign_keys():
        if key.parent == USERS and key.child in owned:
            found.setdefault(key.child, []).extend(key.columns)
    return found


def people_lines(firm_id: UUID) -> Iterator[bytes]:
    """The users whom the firm's rows name, by id, each as a line of JSON: id, e-mail address and name."""
    named = " UNION ".join(
        f'SELECT "{column}" FROM "{table}" WHERE firm_id = %(firm)s'  # noqa: S608 - the catalogue's names
        for table, columns in user_columns().items()
        for column in columns
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT json_build_object('id', id, 'email', email, 'name', name)::text FROM accounts_user "  # noqa: S608
            f"WHERE id IN ({named}) ORDER BY id",
            {"firm": firm_id},
        )
        for (text,) in cursor:
            yield text.encode() + b"\n"


def dangling(keys: list[ForeignKey], firm_id: UUID | None = None) -> list[str]:
    """The foreign keys among these that some row breaks, of this firm alone where one is named."""
    return [f"{key.child}.{key.name}" for key in keys if _breaks(key, firm_id)]


def fix_text_forms() -> None:
    """For this transaction, make the text of every value the same, whatever the role or the server is set to."""
    for statement in _TEXT_FORMS:
        execute(statement)


def migration_heads() -> dict[str, str]:
    """The last migration of each application that has tables of firms: two installations with the same fit."""
    owned = {table.name for table in firm_tables()}
    labels = {model._meta.app_label for model in apps.get_models() if model._meta.db_table in owned}
    heads: dict[str, str] = {}
    for label, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if label in labels:
            heads[label] = max(name, heads.get(label, ""))
    return heads


def replaced(line: bytes, columns: list[str], users: dict[str, str]) -> bytes:
    """The line with each user in `columns` replaced as `users` says."""
    row = json.loads(line)
    for column in columns:
        row[column] = users.get(row[column], row[column])
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _breaks(key: ForeignKey, firm_id: UUID | None) -> bool:
    pairs = list(zip(key.columns, key.parents, strict=True))
    same = " AND ".join(f'parent."{parent}" = child."{column}"' for column, parent in pairs)
    present = " AND ".join(f'child."{column}" IS NOT NULL' for column in key.columns)
    of_firm = f"child.{'id' if key.child == FIRMS else 'firm_id'} = %s" if firm_id else "true"
    found = rows(
        f'SELECT EXISTS (SELECT FROM "{key.child}" child WHERE {of_firm} AND {present} '  # noqa: S608 - the catalogue's names
        f'AND NOT EXISTS (SELECT FROM "{key.parent}" parent WHERE {same}))',
        [firm_id] if firm_id else None,
    )
    return bool(found[0][0])


def _catalogue(query: str) -> list[tuple[Any, ...]]:
    return rows(query)
