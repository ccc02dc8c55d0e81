"""Reading rows as values by prepared statements: what hot lists use, because the ORM would compile the same SQL anew.

The condition is compiled for each request, for it carries the values. All around it (columns, joins, order, limit)
depends on the shape of the question alone and is kept; PostgreSQL keeps its plan.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from psycopg import Cursor
from psycopg.pq import Format

_SHAPES_KEPT: Final = 1000

_statements: dict[object, str | None] = {}


@contextmanager
def prepared_cursor(alias: str = "default") -> Iterator[CursorWrapper]:
    """A cursor of Django's connection that prepares what it repeats and answers in PostgreSQL's binary format.

    Wrapped as Django's own, so that errors are translated and queries counted. Instants are aware, in UTC.
    """
    connection = connections[alias]
    assert isinstance(connection, DatabaseWrapper)
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        cursor.format = Format.BINARY
        wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        yield wrap(cast(Any, cursor))  # Django's stubs take its own wrapper here, and Django psycopg's cursor


def read_values(
    rows: QuerySet[Any], columns: tuple[str, ...], ordering: tuple[str, ...] = (), limit: int | None = None
) -> list[tuple[Any, ...]]:
    """The column paths of the rows as tuples: `rows.order_by(*ordering).values_list(*columns)[:limit]`."""
    query = rows.query
    compiler = query.get_compiler(rows.db)
    try:
        condition, values = compiler.compile(query.where)
    except EmptyResultSet:
        return []
    except FullResultSet:
        condition, values = "", ()
    joins = tuple((alias, join.join_type) for alias, join in query.alias_map.items())
    shape = (query.model, condition, joins, columns, ordering, limit)
    if not _is_plain(rows):
        statement = None
    elif shape in _statements:
        statement = _statements[shape]
    else:
        statement = _kept(shape, _statement(rows, columns, ordering, limit, tuple(values)))
    if statement is None:
        return list(_ordered(rows, columns, ordering, limit))
    with prepared_cursor(rows.db) as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _ordered(
    rows: QuerySet[Any], columns: tuple[str, ...], ordering: tuple[str, ...], limit: int | None
) -> QuerySet[Any, tuple[Any, ...]]:
    chosen = rows.order_by(*ordering) if ordering else rows
    return chosen.values_list(*columns)[:limit]


def _is_plain(rows: QuerySet[Any]) -> bool:
    """Whether the condition is all that distinguishes these rows from the table's."""
    query = rows.query
    return not (
        query.annotations
        or query.distinct
        or query.group_by
        or query.combinator
        or query.is_sliced
        or query.extra
        or query.select_for_update
        or query.order_by
    )


def _statement(
    rows: QuerySet[Any],
    columns: tuple[str, ...],
    ordering: tuple[str, ...],
    limit: int | None,
    values: tuple[Any, ...],
) -> str | None:
    """The SQL for rows of this shape; None where it takes other values too, or columns that Django converts."""
    compiler = _ordered(rows, columns, ordering, limit).query.get_compiler(rows.db)
    statement, parameters = compiler.as_sql()
    converted = compiler.get_converters(item[0] for item in compiler.select)
    if parameters != values or converted:
        return None
    if limit is not None and _tables(rows) <= 1 < _tables(compiler):
        return _page_first(rows, columns, ordering, limit)
    return str(statement)


def _tables(question: Any) -> int:
    """How many tables a queryset or a compiled query reads; a join that was trimmed away is not one."""
    return sum(1 for references in question.query.alias_refcount.values() if references)


def _page_first(
    rows: QuerySet[Any], columns: tuple[str, ...], ordering: tuple[str, ...], limit: int
) -> str | None:
    """The SQL that takes the page from its own table, and only then looks up what other tables add to it.

    The plan that PostgreSQL keeps is made for a firm of average size. With the joins inside, it would read a big
    firm whole and sort it; a page taken first has one good plan, the index of its ordering, whatever the firm.
    """
    table = f' FROM "{rows.model._meta.db_table}" '
    page, _ = rows.select_related(None).order_by(*ordering)[:limit].query.get_compiler(rows.db).as_sql()
    everything: QuerySet[Any] = QuerySet(rows.model, using=rows.db)
    names, parameters = _ordered(everything, columns, ordering, None).query.get_compiler(rows.db).as_sql()
    if parameters or names.count(table) != 1:
        return None
    return str(names).replace(table, f" FROM ({page}){table.removeprefix(' FROM')}")


def _kept(shape: object, statement: str | None) -> str | None:
    if len(_statements) >= _SHAPES_KEPT:
        _statements.clear()
    _statements[shape] = statement
    return statement
