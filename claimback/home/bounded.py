"""Counting up to a bound: a list that people work off is read no further than anybody would work."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from claimback.kernel.counts import UpTo

MOST: Final = 1000
"""Rows that are counted one by one; of more it is said that there are more."""


def counted_to_bound(lists: Mapping[str, QuerySet[Any]]) -> dict[str, UpTo]:
    """How many rows each list has, by its name. One statement; it reads at most `MOST` + 1 entries of each index.

    Rows in the order of an index are read by it, however much of the table is the firm's.
    """
    if not lists:
        return {}
    parts: list[str] = []
    values: list[Any] = []
    for rows in lists.values():
        sql, parameters = rows.values("pk")[: MOST + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) part)")  # noqa: S608 - the ORM's own
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return {name: UpTo(n, MOST) for name, n in zip(lists, cursor.fetchone(), strict=True)}
