"""What a database holds, read past row security as claimback_backup: counts, sums, keys' names, and what is not right.

Nothing else in the project reads more than one firm's rows; nothing here can write one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.conf import settings
from psycopg import sql

from claimback.backup.manifest import TableTold
from claimback.kernel.errors import Conflict, Invalid

Say = Callable[[str], None]
Connection = psycopg.Connection[tuple[Any, ...]]

_TABLES: Final = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1
"""
# 60 bits of an MD5, as a number that can be summed.
_TOLD: Final = (
    "SELECT count(*), coalesce(sum(('x' || left(md5(one::text), 15))::bit(60)::bigint), 0)::text FROM {} one"
)
_TEXT_FORMS: Final = """
    SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'postgres';
    SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = 0
"""
_CATALOGUE: Final = """
    SELECT 'policies', count(*) FROM pg_policy UNION ALL
    SELECT 'triggers', count(*) FROM pg_trigger WHERE NOT tgisinternal UNION ALL
    SELECT 'indexes', count(*) FROM pg_indexes WHERE schemaname = 'public' UNION ALL
    SELECT 'constraints', count(*) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'x', 'c') UNION ALL
    SELECT 'functions', count(*) FROM pg_proc p
        WHERE pronamespace IN ('public'::regnamespace, 'scanner'::regnamespace)
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') UNION ALL
    SELECT 'rights on tables', count(*) FROM pg_class c, aclexplode(c.relacl) a
        WHERE relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner UNION ALL
    SELECT 'rights on columns', count(*) FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid,
        aclexplode(t.attacl) a WHERE relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner UNION ALL
    SELECT 'rights on functions', count(*) FROM pg_proc p,
        aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE pronamespace IN ('public'::regnamespace, 'scanner'::regnamespace) AND a.grantee <> p.proowner
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_UNFORCED: Final = """
    SELECT c.relname::text FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
      AND (c.relname = 'tenancy_firm' OR EXISTS (
          SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'firm_id' AND NOT a.attisdropped))
"""
_TOO_POWERFUL: Final = """
    SELECT rolname::text FROM pg_roles
    WHERE rolname IN ('claimback_owner', 'claimback_app', 'claimback_scanner')
      AND (rolsuper OR rolbypassrls OR rolreplication)
"""
_OWNED_BY_OTHERS: Final = """
    SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
      AND c.relkind IN ('r', 'p', 'v', 'S') AND c.relowner <> 'claimback_owner'::regrole UNION ALL
    SELECT p.proname::text FROM pg_proc p WHERE p.pronamespace = 'scanner'::regnamespace
      AND p.proowner <> 'claimback_scanner'::regrole
"""
_KEYS: Final = "SELECT firm_id, number, wrapped, master_key FROM vault_firmkey WHERE state <> 'destroyed'"


@contextmanager
def reading_all() -> Iterator[Connection]:
    """One snapshot of the whole database, in which a value always has the same text.

    Raises Invalid where DATABASE_BACKUP_URL is not set, and Conflict for a role that row security binds: it would read
    no firm's rows and say nothing.
    """
    with psycopg.connect(backup_url(), application_name="claimback backup") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute(_TEXT_FORMS)
        [(role, sees_all)] = connection.execute(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchall()
        if not sees_all:
            raise Conflict(
                f"Row security binds {role}: its dump would hold no firm's rows. Set DATABASE_BACKUP_URL to "
                "claimback_backup, which docker/roles.sql makes."
            )
        yield connection


def backup_url() -> str:
    """The address of the database as claimback_backup. Raises Invalid where there is none."""
    if not settings.DATABASE_BACKUP_URL:
        raise Invalid(
            "DATABASE_BACKUP_URL is not set: a backup is read, and one that was brought back is counted, as "
            "claimback_backup."
        )
    return str(settings.DATABASE_BACKUP_URL)


def tables_told(connection: Connection, say: Say) -> dict[str, TableTold]:
    """Every table with its rows counted and summed."""
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    told = {}
    for name in names:
        [(rows, summed)] = connection.execute(
            sql.SQL(_TOLD).format(sql.Identifier("public", name))
        ).fetchall()
        told[name] = TableTold(rows, summed)
    say(f"rows: {sum(one.rows for one in told.values()):,} in {len(told):,} tables, counted and summed")
    return told


def catalogue_told(connection: Connection) -> dict[str, int]:
    """How many there are of what else a schema is made of."""
    return dict(connection.execute(_CATALOGUE).fetchall())


def migrations_told(connection: Connection) -> dict[str, str]:
    """The last migration of each application."""
    return dict(
        connection.execute(
            "SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"
        ).fetchall()
    )


def master_keys_told(connection: Connection) -> list[str]:
    """The names of the master keys without which some firm's sealed values do not open."""
    return sorted({name for *_, name in firm_keys(connection)})


def firm_keys(connection: Connection) -> list[tuple[Any, int, bytes, str]]:
    """The wrapped keys of all firms: firm, number, what is stored, and the name of the master key."""
    return [
        (firm_id, number, bytes(wrapped), name)
        for firm_id, number, wrapped, name in connection.execute(_KEYS).fetchall()
    ]


def files_kept(connection: Connection) -> dict[str, str]:
    """The SHA-256 of every file that a row keeps, by key."""
    return dict(
        connection.execute(
            "SELECT key, sha256 FROM storage_storedfile WHERE state = 'kept' AND key <> ''"
        ).fetchall()
    )


def walls_that_lack(connection: Connection) -> list[str]:
    """What of the walls between firms does not stand: tables without forced row security, roles, owners."""
    return [
        *(f"{name}: row security is not forced" for (name,) in connection.execute(_UNFORCED).fetchall()),
        *(
            f"{name}: row security does not bind this role"
            for (name,) in connection.execute(_TOO_POWERFUL).fetchall()
        ),
        *(f"{name}: another role owns it" for (name,) in connection.execute(_OWNED_BY_OTHERS).fetchall()),
    ]
