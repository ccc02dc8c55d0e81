"""Damage items over the API: claimed, supported by proof, approved, paid, corrected, and summed up by the policy."""

from typing import Any

import pytest

from cases.models import DamageEntry, DamageItem
from cases.services.policies import policy_add
from tests.cases.papers import document
from tests.firms import TestFirm

BILL = {"served_from": "2026-03-04", "billed": {"amount": "1200.00", "currency": "USD"}}


def usd(amount: object) -> dict[str, str]:
    return {"amount": f"{amount}", "currency": "USD"}


@pytest.fixture
def injured(opened):
    return opened(
        title="Rear-ended", line_of_business="auto_third_party", plan_type="personal", jurisdiction="TX"
    )


@pytest.fixture
def home(in_law, insured, insurer, opened):
    law: dict[str, Any] = {"line_of_business": "property", "plan_type": "personal", "jurisdiction": "TX"}
    policy = policy_add(actor=in_law.attorney, client_id=insured.id, insurer_id=insurer.id, **law)
    return opened(policy_id=policy.id, title="Hail on the roof", **law)


def test_a_bill_goes_from_claimed_to_paid_with_an_amount_for_each_state(api, in_law: TestFirm, injured):
    staff = api(in_law, "case_staff")
    said = {
        **BILL,
        "procedures": ["99213-25", "J1745"],
        "diagnoses": ["S13.4XXA"],
        "allowed": usd("800.00"),
        "payments": [{"by": "health_plan", "amount": usd("500.00"), "on": "2026-04-01"}],
        "basis": "paid_or_incurred",
        "lien": usd("500.00"),
        "lien_by": "Example Health Plan",
    }
    made = staff.post(
        "damages", {"case_id": str(injured.id), "head": "medical_bill", "title": "MRI", "bill": said}
    )
    assert made.status_code == 201, made.content
    item = made.json()
    assert (item["claimed"], item["lien"], item["state"]) == (usd("800.00"), usd("500.00"), "claimed")
    assert item["working"][-1] == {
        "said": "Claimed: what was paid, and what is still owed",
        "amount": usd("800.00"),
    }
    where = f"damages/{item['id']}"
    no_proof = staff.post(f"{where}/support", {}, HTTP_IF_MATCH='"1"')
    assert (no_proof.status_code, "Put a document" in no_proof.json()["detail"]) == (409, True)
    paper = document(in_law.staff, injured.id, "MRI bill")
    proof = staff.post("damage-proofs", {"damage_id": item["id"], "document_id": str(paper.id)})
    assert proof.status_code == 201
    assert staff.post(f"{where}/support", {}, HTTP_IF_MATCH='"1"').json()["supported"] == usd("800.00")
    too_much = staff.post(f"{where}/approve", {"amount": usd("800.01")}, HTTP_IF_MATCH='"2"')
    assert [e["pointer"] for e in too_much.json()["errors"]] == ["/amount"]
    euros = staff.post(
        f"{where}/approve", {"amount": {"amount": "700.00", "currency": "EUR"}}, HTTP_IF_MATCH='"2"'
    )
    assert (euros.status_code, euros.json()["errors"][0]["code"]) == (400, "another_currency")
    assert staff.post(f"{where}/approve", {"amount": usd("700.00")}, HTTP_IF_MATCH='"2"').status_code == 200
    paid = staff.post(f"{where}/pay", {"amount": usd("650.00"), "on": "2026-06-01"}, HTTP_IF_MATCH='"3"')
    assert [paid.json()[name] for name in ("supported", "approved", "paid", "state")] == [
        usd("800.00"),
        usd("700.00"),
        usd("650.00"),
        "paid",
    ]
    kept = staff.post(
        f"damage-proofs/{proof.json()['id']}/take-off", {"reason": "Another bill"}, HTTP_IF_MATCH='"1"'
    )
    assert kept.status_code == 409
    back = staff.post(f"{where}/take-back", {"reason": "The check bounced"}, HTTP_IF_MATCH='"4"').json()
    assert (back["state"], back["paid"]) == ("approved", None)
    acts = [entry["act"] for entry in staff.get(f"damage-entries?damage_id={item['id']}").json()["results"]]
    assert acts == ["claimed", "supported", "approved", "paid", "taken_back"]
    assert api(in_law, "viewer").post(f"{where}/pay", {}, HTTP_IF_MATCH='"5"').status_code == 403


def test_more_may_be_approved_after_a_payment_and_what_was_paid_holds(api, in_law, injured):
    staff = api(in_law, "case_staff")
    body = {"case_id": str(injured.id), "head": "medical_bill", "title": "MRI", "bill": BILL}
    where = f"damages/{staff.post('damages', body).json()['id']}"

    def act(verb: str, status: int = 200, **said: Any) -> Any:
        answer = staff.post(f"{where}/{verb}", said, HTTP_IF_MATCH=staff.get(where)["ETag"])
        assert answer.status_code == status, answer.content
        return answer.json()

    act("approve", amount=usd("500.00"))
    assert act("pay", 400, amount=usd("500.01"))["errors"][0]["pointer"] == "/amount"
    act("pay", amount=usd("500.00"))
    more = act("approve", amount=usd("900.00"))
    assert (more["state"], more["paid"]) == ("approved", usd("500.00"))
    for verb in ("take-back", "withdraw"):
        assert "500.00 of it was paid" in act(verb, 409, reason="In error")["detail"]
    assert "was paid already" in act("approve", 400, amount=usd("499.99"))["detail"]
    paper = document(in_law.staff, injured.id, "MRI bill")
    proof = {"damage_id": more["id"], "document_id": str(paper.id)}
    assert staff.post("damage-proofs", proof).status_code == 201
    proven = act("support")
    assert (proven["state"], proven["supported"]) == ("approved", usd("1200.00"))


def test_a_correction_reckons_anew_and_keeps_the_former_reading(api, in_law, injured):
    staff = api(in_law, "case_staff")
    body = {"case_id": str(injured.id), "head": "medical_bill", "title": "MRI", "bill": BILL}
    where = f"damages/{staff.post('damages', body).json()['id']}"
    said = {"reason": "Misread", "bill": {**BILL, "billed": usd("1020.00")}}
    corrected = staff.post(f"{where}/correct", said, HTTP_IF_MATCH='"1"').json()
    assert corrected["claimed"] == usd("1020.00")
    entry = DamageEntry.objects.get(act="corrected")
    assert (entry.former["claimed"], entry.reason) == ("1200.00", "Misread")
    assert entry.changed == ["claimed", "details", "working"]
    assert staff.post(f"{where}/correct", said, HTTP_IF_MATCH='"2"').status_code == 409
    gone = staff.post(f"{where}/withdraw", {"reason": "Paid by the plan"}, HTTP_IF_MATCH='"2"')
    assert gone.json()["state"] == "withdrawn"
    assert staff.get(f"cases/{injured.id}/damages").json()["whole"]["items"] == 0
    again = staff.post(f"{where}/reopen", {"reason": "The plan took it back."}, HTTP_IF_MATCH=gone["ETag"])
    assert (again.json()["state"], again.json()["claimed"]) == ("claimed", usd("1020.00"))
    paper = document(in_law.staff, injured.id, "Another patient's bill")
    proof = {"damage_id": again.json()["id"], "document_id": str(paper.id)}
    put = staff.post("damage-proofs", proof)
    off = staff.post(
        f"damage-proofs/{put.json()['id']}/take-off",
        {"reason": "It is another patient's bill."},
        HTTP_IF_MATCH=put["ETag"],
    )
    assert (off.status_code, off.json()["taken_off_reason"]) == (200, "It is another patient's bill.")


@pytest.mark.parametrize(
    ("head", "shape", "said", "pointer"),
    [
        ("medical_bill", "bill", {**BILL, "served_from": "2026-03-01"}, "/bill/served_from"),
        ("medical_bill", "bill", {**BILL, "procedures": ["992"]}, "/bill/procedures/0"),
        ("medical_bill", "bill", {**BILL, "diagnoses": ["NECK"]}, "/bill/diagnoses/0"),
        ("medical_bill", "bill", {**BILL, "allowed": usd("1200.01")}, "/bill/allowed"),
        (
            "medical_bill",
            "bill",
            {**BILL, "allowed": {"amount": "1.00", "currency": "EUR"}},
            "/bill/allowed",
        ),
        ("medical_bill", "bill", {**BILL, "billed": usd("-1.00")}, "/bill/billed"),
        ("medical_bill", "stated", {"why": "x", "amount": usd("1.00")}, "/stated"),
        ("medical_bill", None, None, "/bill"),
        ("dwelling", "property", {"rcv": usd("1.00")}, "/head"),
        ("pain_and_suffering", "stated", {"why": "Months of it", "times": "3.00"}, "/stated/amount"),
        ("pain_and_suffering", "stated", {"why": " ", "amount": usd("1.00")}, "/stated/why"),
        (
            "vehicle_damage",
            "property",
            {"rcv": usd("10.00"), "depreciation": usd("10.01")},
            "/property/depreciation",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(api, in_law, injured, head, shape, said, pointer):
    body = {"case_id": str(injured.id), "head": head, "title": "It", **({shape: said} if shape else {})}
    refused = api(in_law, "case_staff").post("damages", body)
    assert refused.status_code == 400
    assert [problem["pointer"] for problem in refused.json()["errors"]] == [pointer]
    assert not DamageItem.objects.exists()


def test_a_house_is_summed_up_against_its_limits_and_its_one_deductible(api, in_law, home):
    staff = api(in_law, "case_staff")

    def add(segment: str, **body: object) -> str:
        answer = staff.post(segment, body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    policy, case = {"policy_id": str(home.policy_id)}, {"case_id": str(home.id)}
    dwelling = add("coverages", part="dwelling", label="Coverage A", **policy)
    contents = add("coverages", part="contents", label="Coverage C", **policy)
    code = add("coverages", part="ordinance_or_law", label="Code", **policy)
    add("limits", coverage_id=dwelling, kind="per_occurrence", amount=usd("50000.00"), **policy)
    add("limits", coverage_id=code, kind="per_occurrence", amount=usd("5000.00"), **policy)
    add("deductibles", amount=usd("2000.00"), **policy)
    wind = add("deductibles", peril="wind_hail", amount=usd("3000.00"), **policy)
    roof = {"rcv": usd("30000.00"), "depreciation": usd("6000.00")}
    add("damages", head="dwelling", title="Roof", property=roof, **case)
    television = {"quantity": "2", "unit_rcv": usd("500.00"), "age": "2", "life": "8", "recoverable": False}
    add("damages", head="contents", title="Televisions", contents=television, **case)
    add("damages", head="code_upgrade", title="Decking", property={"rcv": usd("7500.00")}, **case)
    hotel = {"start": "2026-03-03", "end": "2026-03-20", "spent": usd("2600.00"), "normal": usd("900.00")}
    add("damages", head="additional_living_expense", title="Hotel", living=hotel, **case)
    unsettled = staff.get(f"cases/{home.id}/damages").json()
    assert "Say which" in unsettled["needs"][0]
    chosen = {"deductible_id": wind, "reason": "It hailed"}
    assert staff.post(f"cases/{home.id}/damage-terms", chosen).status_code == 200
    told = staff.get(f"cases/{home.id}/damages").json()
    assert told["needs"] == []
    assert told["whole"]["claimed"] == usd("39950.00")
    by_name = {each["name"]: each for each in told["coverages"]}
    a, c = by_name["Coverage A"], by_name["Coverage C"]
    shared = [each["deductible"]["amount"] for each in (a, c, by_name["Code"])]
    assert shared == ["2926.83", "73.17", "0.00"]
    assert (a["payable"], a["now"], a["held_back"]) == (usd("27073.17"), usd("21073.17"), usd("6000.00"))
    assert (c["loss"], c["held_back"]) == (usd("750.00"), usd("0.00"))
    assert (by_name["Code"]["payable"], by_name["Code"]["over_limit"]) == (usd("5000.00"), usd("2500.00"))
    assert by_name["No coverage named"]["loss"] == usd("1700.00")
    assert contents
