"""How many statements each list and each object takes with few rows and with ten times as many: equal, or it asks
once per row. Committed, so that a statement more is seen in review.
"""

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import openapi
from tests.architecture import doors
from tests.client import firm_client
from tests.firms import TestFirm
from tests.isolation.bodies import Rows, chief_of, segment_of
from tests.isolation.populate import multiply
from tests.snapshots.compare import assert_same

TIMES = 9
READS = [door for door in doors.doors() if door.of_firm and "GET" in door.methods]
UNCOUNTED = {
    "letters/<uuid:id>/pdf": "a link that is signed: one object, whatever there is",
    "portal/letters/<uuid:id>/pdf": "as the letter's",
    "files/<str:signed>": "a link that is opened: as the letter's",
    "calendar/<str:secret>.ics": "by a secret address: tests/deadlines/test_feeds.py counts",
}
ASKED = {"search": "?q=file"}
"""What a door must be asked with to answer."""


def _counts(firm: TestFirm, rows: Rows) -> dict[str, int]:
    counts = {}
    for door in READS:
        segment = segment_of(door.inside)
        client = firm_client(firm, chief_of(segment))
        if door.inside in UNCOUNTED:
            continue
        path = door.inside.replace("<slug:rule>", "none").replace("<slug:code>", "none")
        if "<uuid:id>" in path:
            path = path.replace("<uuid:id>", rows.of(segment)[0][0])
        for expand in {"", openapi.expandable(openapi.template_of(door.path))}:
            query = f"?expand={expand}" if expand else ASKED.get(door.inside, "")
            with CaptureQueriesContext(connection) as asked:
                client.get(f"{path}{query}")
            counts[f"{door.inside}{query}"] = len(asked)
    return dict(sorted(counts.items()))


def test_the_committed_counts_are_those_of_the_code(full, full_database, law):
    rows = full_database.rows[law.slug]
    _counts(law, rows)  # prepared statements and plans that are made once
    few = _counts(law, rows)
    multiply(law, TIMES)
    many = _counts(law, rows)
    assert {path: (few[path], many[path]) for path in few if few[path] != many[path]} == {}
    assert len(firm_client(law).get("cases?page_size=200").json()["results"]) >= 20
    assert_same("query_counts.json", json.dumps(few, indent=1) + "\n")
