"""Quick intake: all at once or nothing, errors that point inside, and nobody added twice."""

from typing import Any

import pytest

from cases.models import Case, Client, ConflictCheck, Insurer, KnownName, Party, Policy
from cases.services.policies import policy_add
from tests.firms import TestFirm

CASE = {
    "title": "Infusion denied",
    "line_of_business": "health",
    "plan_type": "erisa_insured",
    "jurisdiction": "TX",
    "amount_disputed": {"amount": "1200.00", "currency": "USD"},
}
WHOLE = {
    "client": {"name": "Ada Quill", "phone": "+1 512 555 0100"},
    "insurer": {"name": "Northfield Mutual Insurance Company", "group_name": "Northfield Group"},
    "administrator": {"name": "Tallow Administrators, Inc.", "kind": "administrator"},
    "policy": {"number": "NF-1", "member_number": "M 77"},
    "case": CASE,
    "parties": [{"role": "provider", "name": "Dr. Iris Example", "organisation": "Example Clinic"}],
}
KINDS = (Client, Insurer, Policy, Case, Party, ConflictCheck, KnownName)


def counts(law: TestFirm) -> list[int]:
    with law.scope():
        return [kind._default_manager.count() for kind in KINDS]


def send(api: Any, law: TestFirm, body: dict[str, Any], **headers: Any) -> Any:
    return api(law, "case_staff").post("intakes", body, format="json", **headers)


def test_one_call_opens_everything_and_a_repetition_opens_nothing_more(api: Any, law: TestFirm) -> None:
    made = send(api, law, WHOLE, HTTP_IDEMPOTENCY_KEY="one")
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["case"]["status"] == "intake"
    check = body["conflict_check"]
    assert (check["state"], check["because"], check["decided_by_id"]) == ("cleared", "opened", None)
    assert {each["name"] for each in check["inputs"]} >= {
        *("Ada Quill", "Northfield Mutual Insurance Company", "Northfield Group"),
        *("Tallow Administrators, Inc.", "Dr. Iris Example", "Example Clinic"),
    }
    with law.scope():
        policy = Policy.objects.get(id=body["policy_id"])
        assert (str(policy.administrator_id), policy.jurisdiction) == (body["administrator_id"], "TX")
    before = counts(law)
    again = send(api, law, WHOLE, HTTP_IDEMPOTENCY_KEY="one")
    assert (again.status_code, again.json()["case"]["id"]) == (201, body["case"]["id"])
    assert counts(law) == before == [1, 2, 1, 1, 1, 1, 6]


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"client": {"name": " "}}, 400, "/client/name"),
        ({"client": {"name": "x" * 5000}}, 400, "/client/name"),
        ({"client": {"name": "Ada", "time_zone": "Mars/Olympus"}}, 400, "/client/time_zone"),
        ({"client": None}, 400, "/client"),
        ({"client_id": "01900000-0000-7000-8000-000000000000"}, 400, "/client"),
        ({"client": {"name": "Ada", "nickname": "A"}}, 400, "/client/nickname"),
        ({"insurer": {"name": "X", "kind": "bank"}}, 400, "/insurer/kind"),
        ({"policy": {"number": "1", "appeal_levels": 3}}, 400, "/policy/appeal_levels"),
        ({"case": CASE | {"plan_type": "personal"}, "policy": None}, 400, "/case/plan_type"),
        ({"case": CASE | {"jurisdiction": "XX"}}, 400, "/case/jurisdiction"),
        ({"parties": [WHOLE["parties"][0], {"role": "king", "name": "B"}]}, 400, "/parties/1/role"),  # type: ignore[index]
        ({"parties": [{"role": "expert", "name": "B", "email": "none"}]}, 400, "/parties/0/email"),
    ],
)
def test_what_is_wrong_is_pointed_at_and_nothing_is_added(
    api: Any, law: TestFirm, change: dict[str, Any], status: int, pointer: str
) -> None:
    body = {name: value for name, value in {**WHOLE, **change}.items() if value is not None}
    answer = send(api, law, body)
    assert answer.status_code == status, answer.content
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert counts(law) == [0] * 7


def test_who_is_probably_known_is_not_added_twice(api: Any, law: TestFirm) -> None:
    first = send(api, law, WHOLE).json()
    same = {**WHOLE, "client": {"name": "Quill, Ada"}, "policy": {"number": "NF-2"}}
    refused = send(api, law, same)
    assert refused.status_code == 409, refused.content
    assert refused.json()["code"] == "probably_known"
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/client/name"]
    assert first["client_id"] in refused.json()["detail"]
    refused = send(api, law, {**same, "client_id": first["client_id"], "client": None} | {"parties": []})
    assert refused.status_code == 400  # null is no client
    whole = {key: value for key, value in same.items() if key != "client"}
    refused = send(api, law, whole | {"client_id": first["client_id"]})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/insurer/name"]
    known = {"client_id": first["client_id"], "insurer_id": first["insurer_id"], "case": CASE}
    second = send(api, law, known | {"policy_id": first["policy_id"]})
    assert (second.status_code, second.json()["client_id"]) == (201, first["client_id"])
    sure = send(api, law, {**known, "client": {"name": "Quill, Ada", "sure": True}} | {"client_id": ""})
    assert sure.status_code == 400
    other = {key: value for key, value in known.items() if key != "client_id"}
    third = send(api, law, other | {"client": {"name": "Quill, Ada", "sure": True}})
    assert third.status_code == 201
    assert third.json()["client_id"] != first["client_id"]
    check = third.json()["conflict_check"]
    assert (check["state"], [hit["method"] for hit in check["hits"]]) == ("undecided", ["order"])


def test_suggestions_by_name_and_by_the_number_of_a_policy(
    api: Any, law: TestFirm, adjusters: TestFirm
) -> None:
    with law.scope():
        ada = Client.objects.create(name="Ada Quill")
        northfield = Insurer.objects.create(name="Northfield Mutual Insurance Company")
        policy_add(
            actor=law.attorney,
            client_id=ada.id,
            insurer_id=northfield.id,
            line_of_business="health",
            plan_type="erisa_insured",
            jurisdiction="TX",
            number="NF-1 22",
        )

    def suggest(firm: TestFirm, **said: str) -> Any:
        answer = api(firm, "case_staff").post("intakes/suggestions", said)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        return [each["name"] for each in body["clients"]], [each["name"] for each in body["insurers"]]

    assert suggest(law, client_name="ADA QUÍLL", insurer_name="Northfield Mutual") == (
        ["Ada Quill"],
        ["Northfield Mutual Insurance Company"],
    )
    assert suggest(law, client_name="A. Nother", policy_number="nf122") == (["Ada Quill"], [])
    assert suggest(law, client_name="Bea Nother") == ([], [])
    assert suggest(adjusters, client_name="Ada Quill", policy_number="NF-1 22") == ([], [])
