"""The claim file: what belongs in it, the demands for it, and what came."""

from datetime import timedelta
from typing import Any

import pytest

from cases.claim_file.expected import ExpectedItemsError, expected_items, load_expected, parse_expected
from claimback.kernel.clock import today
from tests.firms import TestFirm
from tests.letters.matter import ITEMS, ZONE, open_case, open_matter

DAY = timedelta(days=1)


def codes(line: str, plan: str, *grounds: str) -> set[str]:
    return {item.code for item in expected_items(line, plan, grounds)}


@pytest.mark.parametrize(
    ("line", "plan", "grounds", "there", "absent"),
    [
        (
            "health",
            "erisa_self_funded",
            ["medical_necessity"],
            "clinical_criteria plan_document",
            "claims_history",
        ),
        ("health", "erisa_self_funded", ["coding_or_billing"], "claims_history", "clinical_criteria"),
        ("health", "medicare_advantage", [], "medical_records_submitted", "plan_document reviewer_report"),
        ("disability", "erisa_insured", [], "surveillance vocational_file plan_document", "estimates"),
        (
            "property",
            "personal",
            ["causation_or_wear"],
            "estimates weather_data policy_certified",
            "siu_file",
        ),
        ("property", "personal", ["fraud_or_siu"], "siu_file", "weather_data"),
        ("auto_third_party", "", [], "limits_disclosure liability_file", "valuation_report"),
        ("life", "", ["misrepresentation_or_rescission"], "underwriting_file", "surveillance"),
        ("other", "", [], "claim_log correspondence", "estimates"),
    ],
)
def test_what_belongs_in_a_file(line: str, plan: str, grounds: list[str], there: str, absent: str) -> None:
    found = codes(line, plan, *grounds)
    assert set(there.split()) <= found
    assert not set(absent.split()) & found


def test_plan_documents_are_owed_by_the_administrator_under_erisa() -> None:
    (item,) = (i for i in expected_items("health", "erisa_insured") if i.code == "plan_document")
    assert item.holder == "plan_administrator"
    assert item.citation == "29 USC 1024(b)(4)"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lines": ["helth"]}, "unknown word 'helth'"),
        ({"grounds": ["nothing"]}, "unknown word 'nothing'"),
        ({"citation": "29 USC 1"}, "checked"),
        ({"label": ""}, "label"),
    ],
)
def test_a_list_with_a_flaw_is_refused(change: dict[str, Any], said: str) -> None:
    item = {"code": "log", "label": "The log", "why": "It shows it all.", "lines": ["health"]}
    with pytest.raises(ExpectedItemsError, match=said):
        parse_expected({"version": 1, "items": [item | change]})


def test_two_entries_that_fit_one_case_are_refused() -> None:
    item = {"code": "log", "label": "The log", "why": "It shows it all.", "lines": ["health"]}
    with pytest.raises(ExpectedItemsError, match="two entries fit one case"):
        parse_expected({"version": 1, "items": [item, item | {"lines": ["health", "life"]}]})
    assert load_expected()


def test_a_file_is_listed_asked_for_and_completed(law: TestFirm, api: Any) -> None:
    with law.scope():
        case = open_case(law)
    staff = api(law, "case_staff")
    on = today(ZONE) - 50 * DAY
    added = staff.post(f"cases/{case.id}/claim-file/open", {}).json()["added"]
    assert [item["position"] for item in added] == list(range(1, len(added) + 1))
    assert staff.post(f"cases/{case.id}/claim-file/open", {}).json()["added"] == []

    early = staff.post(f"cases/{case.id}/claim-file/complete", {"on": str(on)})
    assert (early.status_code, "Nothing was asked" in early.json()["detail"]) == (409, True)
    for holder in ("insurer", "plan_administrator"):
        asked = staff.post(
            "claim-file-requests", {"case_id": str(case.id), "requested_on": str(on), "holder": holder}
        ).json()
        assert {item["item_id"] for item in asked["asked"]} == {
            item["id"] for item in added if item["holder"] == holder
        }

    page = staff.get(f"cases/{case.id}/claim-file").json()
    assert (page["outstanding"], page["received"]) == (len(added), 0)
    clocks = {clock["rule"]: clock for clock in page["clocks"]}
    assert clocks["erisa-claim-file"]["due_on"] is None
    assert clocks["erisa-claim-file"]["words"].startswith("on request")
    late = clocks["erisa-plan-documents"]
    assert (late["due_on"], late["days_late"]) == (str(on + 30 * DAY), 20)
    assert "$110 a day" in late["consequence"]

    first, *others = [item for item in page["items"] if item["holder"] == "insurer"]
    path = f"claim-file-items/{first['id']}/settle"
    said = staff.post(
        path,
        {"state": "refused", "on": str(on + DAY)},
        HTTP_IF_MATCH=f'"{first["version"]}"',
    )
    assert said.json()["errors"][0]["pointer"] == "/note"
    refused = {"state": "refused", "on": str(on + DAY), "note": "Privileged, they say."}
    staff.post(path, refused, HTTP_IF_MATCH=f'"{first["version"]}"')
    for item in others:
        done = staff.post(
            f"claim-file-items/{item['id']}/settle",
            {"state": "received", "on": str(on + DAY)},
            HTTP_IF_MATCH=f'"{item["version"]}"',
        )
        assert done.status_code == 200
    held = staff.post(f"cases/{case.id}/claim-file/complete", {"on": str(on + DAY)})
    assert (held.status_code, held.json()["code"]) == (409, "file_incomplete")
    assert first["label"] in held.json()["detail"]

    (task,) = staff.get(f"tasks?case_id={case.id}&kind=chase_claim_file").json()["results"]
    assert (task["state"], task["detail"]) == ("open", first["label"])
    again = staff.post(
        "claim-file-requests", {"case_id": str(case.id), "requested_on": str(on + 9 * DAY)}
    ).json()
    assert (again["number"], [item["item_id"] for item in again["asked"]]) == (3, [first["id"]])
    started = staff.get(f"events?case_id={case.id}&kind=claim_file_requested").json()["results"]
    assert [event["on"] for event in started] == [str(on)], "a second demand starts no second clock"
    staff.post(
        f"claim-file-items/{first['id']}/settle",
        {"state": "received", "on": str(on + 12 * DAY)},
        HTTP_IF_MATCH=f'"{first["version"] + 2}"',
    )
    (task,) = staff.get(f"tasks?case_id={case.id}&kind=chase_claim_file").json()["results"]
    assert task["state"] == "done"
    done = staff.post(f"cases/{case.id}/claim-file/complete", {"on": str(on + 12 * DAY)})
    assert (done.status_code, done.json()["kind"]) == (201, "claim_file_received")


def test_a_sent_letter_notes_its_request(law: TestFirm, api: Any) -> None:
    with law.scope():
        matter = open_matter(law)
    staff = api(law, "case_staff")
    staff.post(f"cases/{matter.case.id}/claim-file/open", {})
    with law.scope():
        drafted = matter.draft("claim_file_request", items_requested=())
        assert "The clinical criteria" in " ".join(drafted.facts["items_requested"])
        matter.sent("claim_file_request")
    page = staff.get(f"cases/{matter.case.id}/claim-file").json()
    (request,) = page["requests"]
    assert [item["label"] for item in request["asked"]] == ITEMS
    own = [item for item in page["items"] if not item["code"]]
    assert {item["state"] for item in own} == {"requested"}
    assert any(clock["rule"] == "erisa-claim-file" for clock in page["clocks"])


def test_an_item_of_another_case_is_refused_with_its_place(law: TestFirm, api: Any) -> None:
    with law.scope():
        one, other = open_case(law), open_case(law)
    staff = api(law, "case_staff")
    staff.post(f"cases/{one.id}/claim-file/open", {})
    (foreign, *_) = staff.post(f"cases/{other.id}/claim-file/open", {}).json()["added"]
    refused = staff.post(
        "claim-file-requests",
        {"case_id": str(one.id), "requested_on": str(today(ZONE)), "item_ids": [foreign["id"]]},
    )
    assert refused.json()["errors"][0]["pointer"] == "/item_ids/0"
