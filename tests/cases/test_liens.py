"""Liens and costs: what is to be paid out of what the insurer pays."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case
from cases.services.parties import party_add
from claimback.kernel.clock import today
from tests.firms import TestFirm
from tests.letters.matter import ZONE, open_case

DAY = timedelta(days=1)


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


@pytest.fixture
def case(db: None, law: TestFirm) -> Case:
    with law.scope():
        return open_case(law)


def lien(client: Any, case: Case, **values: Any) -> Any:
    usual = {
        "case_id": str(case.id),
        "kind": "hospital",
        "holder": "Example General",
        "asserted_on": str(today(ZONE) - 9 * DAY),
        "asserted_amount": usd("20000.00"),
    }
    return client.post("liens", usual | values)


def move(client: Any, row: dict[str, Any], to: str, **values: Any) -> Any:
    body = {"to": to, "on": str(today(ZONE)), **values}
    return client.post(f"liens/{row['id']}/move", body, HTTP_IF_MATCH=f'"{row["version"]}"')


def test_a_lien_is_disputed_negotiated_and_resolved_step_by_step(law: TestFirm, api: Any, case: Case) -> None:
    staff = api(law, "case_staff")
    row = lien(staff, case).json()
    assert (row["state"], row["asserted_amount"], row["final_amount"]) == ("asserted", usd("20000.00"), None)
    said = move(staff, row, "disputed")
    assert said.json()["errors"][0]["pointer"] == "/note"
    row = move(staff, row, "disputed", note="Two bills are of another accident.").json()
    row = move(staff, row, "negotiated", amount=usd("12000.00")).json()
    assert move(staff, row, "resolved").json()["errors"][0]["pointer"] == "/amount"
    assert "released" in move(staff, row, "resolved", amount=usd("0")).json()["detail"]
    early = move(staff, row, "resolved", amount=usd("1"), on=str(today(ZONE) - 10 * DAY))
    assert early.json()["errors"][0]["pointer"] == "/on"
    row = move(staff, row, "resolved", amount=usd("11500.00")).json()
    assert (row["state"], row["final_amount"]) == ("resolved", usd("11500.00"))
    steps = staff.get(f"lien-steps?lien_id={row['id']}").json()["results"]
    told = [(step["state"], step["amount"] and step["amount"]["amount"]) for step in steps]
    assert told == [
        ("asserted", "20000.00"),
        ("disputed", None),
        ("negotiated", "12000.00"),
        ("resolved", "11500.00"),
    ]
    other = lien(staff, case, kind="medicare", holder="Example Recovery").json()
    assert move(staff, other, "held_back").json()["held_amount"] == usd("20000.00")


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"holder": ""}, "/holder"),
        ({"asserted_amount": {"amount": "1.00", "currency": "EUR"}}, "/asserted_amount"),
        ({"asserted_amount": usd("0.00")}, "/asserted_amount"),
        ({"asserted_on": "2031-01-01"}, "/asserted_on"),
    ],
)
def test_a_lien_that_cannot_be_is_refused(
    law: TestFirm, api: Any, case: Case, values: dict[str, Any], pointer: str
) -> None:
    refused = lien(api(law, "case_staff"), case, **values)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, pointer)


def test_a_holder_is_a_party_or_a_name_and_not_both(law: TestFirm, api: Any, case: Case) -> None:
    with law.scope():
        party = party_add(actor=law.attorney, case_id=case.id, role="provider", name="Dr Iris Example")
    staff = api(law, "case_staff")
    assert lien(staff, case, party_id=str(party.id)).status_code == 400
    made = lien(staff, case, party_id=str(party.id), holder="", kind="letter_of_protection").json()
    assert (made["party_name"], made["holder"]) == ("Dr Iris Example", "")


def test_a_cost_is_noted_and_written_off(law: TestFirm, api: Any, case: Case) -> None:
    billing = api(law, "billing")
    body = {
        "case_id": str(case.id),
        "what": "Records",
        "vendor": "Example General",
        "incurred_on": str(today(ZONE)),
        "amount": usd("41.50"),
    }
    row = billing.post("costs", body).json()
    assert (row["state"], row["billable"], row["amount"]) == ("advanced", True, usd("41.50"))
    changed = billing.patch(f"costs/{row['id']}", {"what": "All records"}, HTTP_IF_MATCH='"1"')
    assert changed.json()["what"] == "All records"
    settle = {"to": "written_off", "reason": "The hospital charged twice."}
    done = billing.post(f"costs/{row['id']}/settle", settle, HTTP_IF_MATCH='"2"').json()
    assert done["state"] == "written_off"
    again = billing.post(f"costs/{row['id']}/settle", settle, HTTP_IF_MATCH='"3"')
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")
    assert api(law, "viewer").post("costs", body).status_code == 403
