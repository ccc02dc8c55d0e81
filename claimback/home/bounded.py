"""Counting up to a bound: a list that people work off is read no further than anybody would work."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from claimback.kernel.counts import UpTo

MOST: Final = 500
"""Rows that are counted one by one; of more it is said that there are more."""


def counted_to_bound(
    lists: Mapping[str, QuerySet[Any]], *, beside: QuerySet[Any, UUID]
) -> tuple[dict[str, UpTo], list[UUID]]:
    """How many rows each list has, by its name, and the ids `beside`, for what is read afterwards.

    One statement; it reads at most `MOST` + 1 entries of each index. Rows in the order of an index are read by it,
    however much of the table is the firm's.
    """
    sql, parameters = beside.query.sql_with_params()
    parts = [f"ARRAY({sql})"]
    values = list(parameters)
    for rows in lists.values():
        sql, parameters = rows.values("pk")[: MOST + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) part)")  # noqa: S608 - the ORM's own
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        ids, *numbers = cursor.fetchone()
    return {name: UpTo(n, MOST) for name, n in zip(lists, numbers, strict=True)}, ids
