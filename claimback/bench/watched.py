"""Statements of Django's connection as they are run: how long each took, and what its plan reads."""

import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from typing import Any, Final, Self

from django.apps import apps
from django.db import connection

from claimback.tenancy.models import FirmRow

_OWN: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN", "SET ")
"""Statements that read nothing: of transactions, and ours here."""


class Watched:
    """While it is entered, every statement of Django's connection is timed and, where `plans`, explained first."""

    def __init__(self, *, plans: bool = True) -> None:
        self.took: list[float] = []
        self._plans: list[dict[str, Any]] = []
        self._explains = plans
        self._entered = ExitStack()

    def __enter__(self) -> Self:
        self._entered.enter_context(connection.execute_wrapper(self._watch))
        return self

    def __exit__(self, *_: object) -> None:
        self._entered.close()

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(_OWN):
            return execute(sql, params, many, context)
        if self._explains and sql.startswith(("SELECT", "(SELECT")):
            execute(f"EXPLAIN (FORMAT JSON) {sql}", params, many, context)
            self._plans.append(context["cursor"].fetchone()[0][0]["Plan"])
        began = time.perf_counter()
        answer = execute(sql, params, many, context)
        self.took.append((time.perf_counter() - began) * 1000)
        return answer

    def scans(self, small: Collection[str] = ()) -> list[str]:
        """Each way in which a tenant table was read from one end to the other, but for those that are `small`."""
        return [
            f"{node['Node Type']} of {node['Relation Name']}"
            for plan in self._plans
            for node in _nodes(plan)
            if _tenant(table := node.get("Relation Name", "")) and table not in small
            if "Scan" in node["Node Type"] and _whole(node)
        ]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _whole(node: dict[str, Any]) -> bool:
    """Not led into the table by the firm, or by the id of a row."""
    led = node.get("Index Cond", "")
    kind = node["Node Type"]
    return kind == "Seq Scan" or (kind.startswith("Index") and "firm_id" not in led and "id =" not in led)


def _tenant(table: str) -> bool:
    return any(model._meta.db_table == table for model in apps.get_models() if issubclass(model, FirmRow))
