"""Finding due work, and firms, across firms: narrow functions that answer with (firm_id, id) and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection


def due_rows_sql(function: str, *, table: str, columns: Sequence[str], due: str, order: str) -> str:
    """The SQL of a migration that makes `scanner.<function>(limit)`: the rows of `table` for which `due` holds.

    The scanner reads only `columns`, and only here; the index that serves `due` is the table's own.
    """
    return f"""
GRANT SELECT ({", ".join(["firm_id", "id", *columns])}) ON {table} TO claimback_scanner;
CREATE POLICY scanner_reads ON {table} FOR SELECT TO claimback_scanner USING (true);
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.{function}(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM {table} t WHERE {due} ORDER BY {order} LIMIT _limit
$$;
RESET ROLE;
"""  # noqa: S608 - text of a migration


def due_rows(function: str, *, limit: int) -> list[tuple[UUID, UUID]]:
    """What `scanner.<function>` finds now: at most `limit` pairs of firm and row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT firm_id, id FROM scanner.{function}(%s)", [limit])  # noqa: S608 - a name of ours
        return [(firm_id, id) for firm_id, id in cursor.fetchall()]


def rows_named(function: str, name: UUID) -> list[tuple[UUID, UUID]]:
    """The pairs of firm and row that `scanner.<function>` finds under a name from outside, before a firm is known."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT firm_id, id FROM scanner.{function}(%s)", [name])  # noqa: S608 - a name of ours
        return [(firm_id, id) for firm_id, id in cursor.fetchall()]


def found_rows(function: str, *asked: str | int | datetime | UUID) -> list[UUID]:
    """The ids that `scanner.<function>` finds in the firm whose scope is open, in the order in which it finds them.

    They are what a search past row security led to: read the rows through their own door.
    """
    places = ", ".join(["%s"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM scanner.{function}({places})", asked)  # noqa: S608 - a name of ours
        return [id for (id,) in cursor.fetchall()]


def firm_ids(slugs: Sequence[str] = ()) -> list[UUID]:
    """The firms of these slugs, or all of them where none is named, by slug: for commands, which then open each scope.

    A slug that no firm has is passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT firm_id FROM scanner.firms(%s)", [list(slugs)])
        return [firm_id for (firm_id,) in cursor.fetchall()]
