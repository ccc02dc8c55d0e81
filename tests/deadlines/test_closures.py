"""Closings that the firm says: kept with their source, counted by the clock where they hold, taken back."""

from datetime import timedelta
from typing import Any

import pytest

from deadlines.clock.calendars import FEDERAL
from deadlines.events import ClosuresChanged
from deadlines.models import Deadline
from deadlines.services import closures
from deadlines.services.docket import docket_recompute
from tests.deadlines.matter import Matter, ago, open_matter

BODY = {"on": "2026-09-16", "name": "Closed for the storm", "source": "Order 26-104", "jurisdiction": "TX"}
REVIEW = "aca-external-review-request"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[ClosuresChanged]:
    """What is published."""
    seen: list[ClosuresChanged] = []
    monkeypatch.setattr(closures, "publish", seen.append)
    return seen


def test_it_is_said_once_and_taken_back(db, api, law, adjusters, told):
    client = api(law)
    made = client.post("closures", BODY)
    assert (made.status_code, made.json()["closed"], made.json()["withdrawn_at"]) == (201, True, None)
    assert client.post("closures", BODY).status_code == 409
    assert client.post("closures", {**BODY, "jurisdiction": ""}).status_code == 201
    assert api(adjusters).post("closures", BODY).status_code == 201
    path = f"closures/{made.json()['id']}"
    taken = client.post(f"{path}/withdraw", HTTP_IF_MATCH='"1"')
    assert (taken.status_code, taken.json()["withdrawn_by_id"]) == (200, str(law.attorney.member_id))
    assert client.post(f"{path}/withdraw", HTTP_IF_MATCH=taken["ETag"]).status_code == 409
    assert client.post("closures", BODY).status_code == 201
    assert len(client.get("closures", {"jurisdiction": "TX"}).json()["results"]) == 2
    assert [event.jurisdiction for event in told] == ["TX", "", "TX", "TX", "TX"]
    assert told[0].what == "2026-09-16 is closed in Texas: Closed for the storm"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"on": "2026-09-19", "closed": False}, "/on"),
        ({"on": "2100-01-04"}, "/on"),
        ({"jurisdiction": "XX"}, "/jurisdiction"),
        ({"name": " "}, "/name"),
        ({"source": ""}, "/source"),
        ({"on": "the day after"}, "/on"),
    ],
)
def test_what_can_t_be_is_refused_by_its_field(db, api, law, told, body, pointer):
    answer = api(law).post("closures", {**BODY, **body})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    assert api(law, "case_staff").post("closures", BODY).status_code == 403
    assert told == []


def test_dates_of_that_place_rest_on_it(db, law, api, told):
    """The last day to ask for external review rolls by the text: over a day that the firm says is closed too."""
    with law.scope():
        matter = open_matter(law)
        matter.record("final_denial_received", ago(3), "delivered")
        before = _last_day(matter)
    day = before
    while FEDERAL.is_closed(day):
        day += timedelta(days=1)
    for jurisdiction in ("OK", "US"):  # the rule is federal: what Oklahoma keeps is nothing to it
        body = {"on": day.isoformat(), "name": "Closed", "source": "Order", "jurisdiction": jurisdiction}
        assert api(law).post("closures", body).status_code == 201
        with law.scope():
            docket_recompute(case_id=matter.case.id)
        assert (said_by_the_clock(api(law), matter) > day.isoformat()) == (jurisdiction == "US")


def _last_day(matter: Matter) -> Any:
    row = Deadline.objects.filter(case_id=matter.case.id, rule=REVIEW).get()
    return row.due_on


def said_by_the_clock(client: Any, matter: Matter) -> str:
    """The last day to ask for the review, as the case's page has it."""
    rows = client.get(f"cases/{matter.case.id}/clock").json()["deadlines"]
    (due,) = (row["due_on"] for row in rows if row["rule"] == REVIEW)
    return str(due)
