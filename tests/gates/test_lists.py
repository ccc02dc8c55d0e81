"""What a page of each list costs PostgreSQL when the list is long: how its rows are found, and what is read for them.

No clock is asked. That a page costs the same at a million rows is `manage.py bench`'s to measure.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from claimback.kernel.listing import Listing
from tests.architecture import doors
from tests.client import firm_client
from tests.firms import TestFirm
from tests.isolation.bodies import chief_of, segment_of
from tests.isolation.test_api import LISTS

BUFFERS_LIMIT = 500
"""Pages of 8 KiB that one page of a list may touch."""
LONG = 2000
"""Rows from which on a table must not be read whole. A shorter one is read best so."""
SORTED_LIMIT = 500
"""Rows that may be put in order for a page: those of one parent, or of a short table."""
OTHERWISE = {
    "exports": "what a wall hides of it stands in an array, behind which PostgreSQL expects next to nothing",
    "due-for-disposal": "what nothing holds and nobody decided on is found by looking: an owner asks once a month",
    "packet-items": "each of the 50 rows is looked up in three other tables: some pages more than the limit",
}
"""Lists that cost more, and why."""


@dataclass
class Asked:
    """A list as its door asks for it: with this, pages of it are asked for without the door."""

    listing: Listing
    rows: QuerySet[Any]
    key: str


class Statements(list[tuple[str, Any]]):
    """What is sent to PostgreSQL."""

    def __call__(self, execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        self.append((sql, values))
        return execute(sql, values, many, context)


def _asked(firm: TestFirm, door: doors.Door, monkeypatch: pytest.MonkeyPatch) -> Asked | None:
    """How the door asks for its list; None where it answers otherwise."""
    found: list[Asked] = []
    page = Listing.page

    def noted(self: Listing, rows: QuerySet[Any], query: Any, *, key: str) -> Any:
        found.append(Asked(self, rows.all(), key))
        return page(self, rows, query, key=key)

    with monkeypatch.context() as patched:
        patched.setattr(Listing, "page", noted)
        firm_client(firm, chief_of(segment_of(door.inside))).get(door.inside)
    return found[0] if found else None


def _queries(listing: Listing) -> Iterator[dict[str, str]]:
    for ordering in listing.orderings:
        column = ordering.removeprefix("-")
        yield {"ordering": column}
        yield {"ordering": f"-{column}"}
    if callable(listing.search):
        yield {"search": "quill"}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)


def _plan(sql: str, values: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
        [(told,)] = cursor.fetchall()
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


def _faults(plan: dict[str, Any], rows: dict[str, int]) -> list[str]:
    faults = []
    buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    if buffers > BUFFERS_LIMIT:
        faults.append(f"touches {buffers} pages")
    for node in _nodes(plan):
        kind, table = node["Node Type"], node.get("Relation Name", "")
        if kind == "Seq Scan" and rows.get(table, 0) > LONG:
            faults.append(f"reads all of {table}")
        if kind == "Sort" and node["Plans"][0]["Actual Rows"] > SORTED_LIMIT:
            faults.append(f"sorts {node['Plans'][0]['Actual Rows']} rows by {node['Sort Key']}")
        if kind == "Aggregate" and any(child.get("Relation Name") in rows for child in node["Plans"]):
            faults.append("counts")
        condition = node.get("Index Cond", "")
        if table in rows and condition and "firm_id" not in condition and "(id = " not in condition:
            faults.append(f"finds {table} by {condition}")
    return faults


@pytest.mark.slow  # a hundred thousand rows, and each list in each of its orders
def test_a_page_of_a_long_list_is_read_by_the_index_of_its_order(
    grown: dict[str, int], law: TestFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert max(grown.values()) > 5 * LONG
    faults, plans = [], 0
    for door in LISTS:
        asked = _asked(law, door, monkeypatch)
        if asked is None or door.inside in OTHERWISE:
            continue
        for query in _queries(asked.listing):
            with law.scope():
                cursor: str | None = ""
                while cursor is not None:
                    sent = Statements()
                    with connection.execute_wrapper(sent):
                        page = asked.listing.page(
                            asked.rows.all(), {**query, "cursor": cursor}, key=asked.key
                        )
                    for statement in sent:
                        plans += 1
                        faults += [
                            f"{door.inside} {query}: {fault}" for fault in _faults(_plan(*statement), grown)
                        ]
                    cursor = page.next_cursor if not cursor and "search" not in query else None
    assert plans > 400
    assert not faults, "\n".join(faults)
