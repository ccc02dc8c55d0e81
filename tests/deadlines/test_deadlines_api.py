"""The docket, the alerts, the remedies and the law over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from deadlines.law.catalogue import load_catalogue
from deadlines.selectors import event_rows
from tests.cases.papers import document
from tests.deadlines.matter import Matter, ago, open_matter

APPEAL = "erisa-health-first-appeal"


@pytest.fixture
def matter(db, law) -> Matter:
    """A denied case, with the appeal proven received; no scope is left open."""
    with law.scope():
        made = open_matter(law)
        made.record("denial_received", ago(40), "delivered")
        made.record("appeal_received", ago(5), "sent")
    return made


@pytest.fixture
def client(api, law) -> Any:
    return api(law)


def appeal_of(client: Any) -> dict[str, Any]:
    row: dict[str, Any]
    (row,) = client.get("deadlines", {"rule": APPEAL}).json()["results"]
    return row


def test_a_deadline_shows_its_citation_its_check_and_its_working(client, matter):
    row = appeal_of(client)
    assert row["citation"] == "29 CFR 2560.503-1(h)(3)(i)"
    assert row["checked"] == "primary"
    assert row["working"][0]["step"] == "trigger"
    assert row["case_number"] == matter.case.number
    one = client.get(f"deadlines/{row['id']}")
    assert one.json() == row
    assert one["ETag"].startswith(f'"{row["version"]}.')


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "open", "duty_of": "ours"}, [APPEAL]),
        (
            {"state": "open,missed", "duty_of": "insurer", "due_to": "2999-01-01"},
            ["erisa-preservice-appeal-decision-one-level"],
        ),
        ({"rule": APPEAL, "due_from": "2999-01-01"}, []),
        ({"rule": APPEAL, "due_to": "2999-01-01"}, [APPEAL]),
        ({"case_id": "01900000-0000-7000-8000-000000000000"}, []),
    ],
)
def test_filters(client, matter, query, found):
    rows = client.get("deadlines", query).json()["results"]
    assert [row["rule"] for row in rows] == found


def test_the_docket_is_in_the_order_of_its_dates(client, matter):
    days = [row["sort_on"] for row in client.get("deadlines").json()["results"]]
    assert len(days) > 1
    assert [day for day in days if day] == sorted(day for day in days if day)
    assert None not in days[: len([day for day in days if day])]


def test_sending_alone_does_not_meet_it_and_delivery_does(client, api, law, matter):
    row = appeal_of(client)
    with law.scope():
        sent = event_rows(matter.case.id).get(kind="appeal_received")
    path, version = f"deadlines/{row['id']}/meet", f'"{row["version"]}"'
    answer = client.post(path, {"event_id": str(sent.id)}, HTTP_IF_MATCH=version)
    assert (answer.status_code, answer.json()["code"]) == (409, "proof_too_weak")
    with law.scope():
        matter.record("appeal_received", ago(4), "signed_for", corrects_id=sent.id)
    met = appeal_of(client)
    assert (met["state"], met["met_on"]) == ("met", ago(4).isoformat())


@pytest.mark.parametrize(("verb", "state"), [("waive", "waived"), ("void", "void")])
def test_giving_up_asks_for_a_reason_and_a_licence(client, api, law, matter, verb, state):
    row = appeal_of(client)
    path, headers = f"deadlines/{row['id']}/{verb}", {"HTTP_IF_MATCH": f'"{row["version"]}"'}
    assert api(law, "case_staff").post(path, {"reason": "No."}, **headers).status_code == 403
    assert client.post(path, {}, **headers).json()["errors"][0]["pointer"] == "/reason"
    assert client.post(path, {"reason": "No."}).status_code == 428
    assert client.post(path, {"reason": "No."}, HTTP_IF_MATCH='"99"').status_code == 412
    assert appeal_of(client) == row
    done = client.post(path, {"reason": "The client settled."}, **headers)
    assert (done.status_code, done.json()["state"]) == (200, state)
    assert done.json()["closed_by_id"] == str(law.attorney.member_id)
    again = client.post(path, {"reason": "Once more."}, HTTP_IF_MATCH=done["ETag"])
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")


def test_another_firm_s_docket_is_absent(client, api, adjusters, matter):
    theirs = api(adjusters, "owner")
    row = appeal_of(client)
    absent = theirs.get("deadlines/01900000-0000-7000-8000-000000000000")
    for path in (
        f"deadlines/{row['id']}",
        f"cases/{matter.case.id}/remedies",
        f"cases/{matter.case.id}/clock",
    ):
        answer = theirs.get(path)
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert theirs.get("deadlines").json()["results"] == theirs.get("alerts").json()["results"] == []
    waived = theirs.post(f"deadlines/{row['id']}/waive", {"reason": "Mine."}, HTTP_IF_MATCH='"1"')
    assert waived.status_code == 404


def test_alerts_are_listed_by_when_they_are_due(client, law, matter):
    row = appeal_of(client)
    alerts = client.get("alerts", {"deadline_id": row["id"], "state": "planned,sent"}).json()["results"]
    assert [alert["step"] for alert in alerts] == [30, 14, 7, 3, 1, 0, -1]
    assert {alert["member_name"] for alert in alerts} == {"Attorney"}
    assert {alert["case_id"] for alert in alerts} == {str(matter.case.id)}


def test_the_ladder_of_a_case(client, matter):
    remedies = {r["rung"]: r for r in client.get(f"cases/{matter.case.id}/remedies").json()["remedies"]}
    assert remedies["internal_appeal"]["state"] == "pending"
    assert remedies["external_review"]["state"] == "not_yet"
    assert all(remedy["why"] and remedy["citation"] for remedy in remedies.values())


def test_the_ladders_can_be_read_before_there_is_a_case(client):
    ladders = {each["ladder"]: each for each in client.get("law/ladders").json()["ladders"]}
    one = client.get("law/ladders/medicaid-managed-care").json()
    assert one == ladders["medicaid-managed-care"]
    assert one["rungs"][0]["gives"] == "practice"
    assert {item["kind"] for item in one["not_given"]} == {"external_review", "second_level_appeal"}
    assert client.get("law/ladders/nobody").status_code == 404


def test_the_clock_of_a_case_hides_nothing(client, matter):
    clock = client.get(f"cases/{matter.case.id}/clock").json()
    by_rule = {row["rule"]: row for row in clock["deadlines"]}
    assert by_rule["aca-external-review-decision"]["state"] == "waiting"
    assert by_rule["aca-external-review-decision"]["trigger_event_id"] is None
    assert by_rule[APPEAL]["working"]
    assert all(item["why"] for item in clock["not_applicable"])


def test_the_law_can_be_read(client):
    rules = client.get("law").json()["rules"]
    assert len(rules) == len(load_catalogue().rules)
    (rule,) = client.get(f"law/{APPEAL}").json()["rules"]
    assert (rule["period"]["n"], rule["checked"]) == (180, "primary")
    assert client.get("law/no-such-rule").status_code == 404
    assert client.get("law", {"x": "1"}).json()["errors"][0]["pointer"] == "/x"


def test_a_paper_stays_a_deadline_and_another_member_meets_it_by_a_paper(client, api, law, matter):
    with law.scope():
        order = document(law.attorney, matter.case.id, "The plan's letter of its extension")
        receipt = document(law.attorney, matter.case.id, "Delivery receipt")
    path = f"deadlines/{appeal_of(client)['id']}"

    def act(verb: str, by: Any = client, **said: Any) -> Any:
        answer = by.post(f"{path}/{verb}", said, HTTP_IF_MATCH=client.get(path)["ETag"])
        assert answer.status_code == 200, answer.content
        return answer.json()

    due = date.fromisoformat(appeal_of(client)["due_on"])
    stayed = act(
        "toll",
        stopped_on=ago(20).isoformat(),
        resumed_on=ago(6).isoformat(),
        granted_by="The plan, by letter",
        reason="Additional records were being gathered.",
        document_id=str(order.id),
    )
    assert stayed["due_on"] == (due + timedelta(days=14)).isoformat()
    assert act("rank", importance="critical")["importance"] == "critical"
    how = {"document_id": str(receipt.id), "on": ago(3).isoformat(), "proof_grade": "signed_for"}
    met = act("meet", by=api(law, "owner"), **how)
    assert (met["state"], met["met_on"]) == ("met", ago(3).isoformat())
