"""Endpoints, the log and the feed of changes over HTTP."""

from tests.client import firm_client, session_client
from tests.letters.matter import open_case
from tests.webhooks.conftest import seal


def test_an_endpoint_s_life(db, law, receiver):
    client = session_client(law, "owner")
    answer = client.post("webhook-endpoints", {"url": receiver.url, "kinds": ["letter.sent"]}, format="json")
    assert answer.status_code == 201
    secret, at = answer.json()["secret"], f"webhook-endpoints/{answer.json()['id']}"
    assert secret.startswith("whsec_")
    shown = client.get(at)
    assert secret not in shown.content.decode()
    changed = client.patch(
        at, {"description": "Docketing"}, format="json", headers={"If-Match": shown["ETag"]}
    )
    assert (changed.status_code, changed.json()["description"]) == (200, "Docketing")
    rotated = client.post(
        f"{at}/rotate", {"overlap_hours": 2}, format="json", headers={"If-Match": changed["ETag"]}
    )
    assert rotated.status_code == 201
    assert rotated.json()["secret"] != secret
    assert rotated.json()["former_until"]
    off = client.post(f"{at}/disable", headers={"If-Match": rotated["ETag"]})
    assert off.json()["disabled_by_id"] == str(law.owner.member_id)
    on = client.post(f"{at}/enable", {"catch_up": False}, format="json", headers={"If-Match": off["ETag"]})
    assert on.json()["disabled_at"] is None
    unknown = client.patch(at, {"kinds": ["letter.lost"]}, format="json", headers={"If-Match": on["ETag"]})
    assert unknown.status_code == 400
    assert firm_client(law, "attorney").get("webhook-endpoints").status_code == 403


def test_the_feed_goes_on_where_it_was_left_and_tells_what_one_may_read(db, law):
    client = firm_client(law, "attorney")
    seal()
    start = client.get("changes?after=now").json()
    assert start["results"] == []
    with law.scope():
        made = [open_case(law).id for _ in range(2)]
    assert client.get("changes", {"after": start["after"]}).json()["results"] == []  # not before the commit
    seal()
    first = client.get("changes", {"after": start["after"], "kind": "case.added", "page_size": 1}).json()
    second = client.get("changes", {"after": first["after"], "kind": "case.added"}).json()
    assert [row["object_id"] for page in (first, second) for row in page["results"]] == [*map(str, made)]
    assert (first["more"], second["more"]) == (True, False)
    assert client.get("changes", {"after": second["after"]}).json()["results"] == []
    everything = {row["kind"] for row in client.get("changes", {"after": start["after"]}).json()["results"]}
    for_billing = firm_client(law, "billing").get("changes", {"after": start["after"]}).json()["results"]
    assert "task.added" not in {row["kind"] for row in for_billing}
    assert {"case.added", "client.added"} <= {row["kind"] for row in for_billing} <= everything
    for wrong in ("after=elsewhere", "kind=case.lost", "search=x", "page_size=0"):
        assert client.get(f"changes?{wrong}").status_code == 400, wrong
    assert firm_client(law, "client").get("changes").status_code == 403
