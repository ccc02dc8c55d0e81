"""An injury claim by the API alone: specials, gates, a time-limit demand, a counter-offer, acceptance, liens, money."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Case
from claimback.kernel.clock import today
from tests.cases.conftest import insured, insurer, opened  # noqa: F401 - fixtures
from tests.cases.papers import document
from tests.firms import TestFirm

DAY = timedelta(days=1)
ON = today("America/Chicago")


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


class Claim:
    """One claim at the attorney's desk: each act is a request on what was read last."""

    def __init__(self, client: Any, firm: TestFirm, case: Case) -> None:
        self.client, self.firm, self.case = client, firm, case
        self.payment_id = ""

    def post(self, path: str, **body: Any) -> Any:
        return self.post_plain(path, case_id=str(self.case.id), **body)

    def post_plain(self, path: str, **body: Any) -> Any:
        """As `post`, where the body names no case."""
        answer = self.client.post(path, body, format="json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    def act(self, row: Any, door: str, verb: str, status: int = 200, **body: Any) -> Any:
        version = self.client.get(f"{door}/{row['id']}").json()["version"]
        path = f"{door}/{row['id']}/{verb}"
        answer = self.client.post(path, body, format="json", HTTP_IF_MATCH=f'"{version}"')
        assert answer.status_code == status, answer.content
        return answer.json()

    def paper(self, title: str) -> str:
        return str(document(self.firm.staff, self.case.id, title).id)

    def listed(self, path: str) -> list[Any]:
        answer = self.client.get(f"{path}{'&' if '?' in path else '?'}case_id={self.case.id}")
        assert answer.status_code == 200, answer.content
        return list(answer.json()["results"])

    def event(self, kind: str, on: date) -> None:
        self.post("events", kind=kind, on=str(on))

    def open_gates(self, offer: Any) -> set[str]:
        gates = self.client.get(f"offers/{offer['id']}/gates").json()["gates"]
        return {gate["gate"] for gate in gates if gate["state"] == "open"}


@pytest.fixture
def claim(api: Any, in_law: TestFirm, opened: Any) -> Claim:  # noqa: F811
    case = opened(
        title="Struck at the crossing",
        line_of_business="auto_third_party",
        plan_type="personal",
        jurisdiction="MO",
        claim_number="A-77",
    )
    admitted = {
        "member_id": str(in_law.attorney.member_id),
        "kind": "bar",
        "state": "MO",
        "number": "70001",
        "issued_on": "2020-01-02",
    }
    assert api(in_law, "owner").post("licences", admitted, format="json").status_code == 201
    return Claim(api(in_law, "attorney"), in_law, case)


@pytest.mark.slow  # the whole of a case: some 70 requests
def test_from_the_specials_to_the_settlement(claim: Claim) -> None:
    specials_claimed(claim)
    lien = claim.post(
        "liens", kind="erisa_plan", holder="Example Plan", asserted_on=str(ON), asserted_amount=usd("500.00")
    )
    demand = demanded(claim, lien)
    counter = claim.post(
        "offers",
        side="insurer",
        kind="counter_offer",
        answers_id=demand["id"],
        amount=usd("60000.00"),
        expires_on=str(ON + 20 * DAY),
        payment_days=30,
    )
    assert claim.client.get(f"offers/{demand['id']}").json()["state"] == "countered"
    accepted(claim, counter)
    closed(claim, lien)


def specials_claimed(claim: Claim) -> None:
    """A bill and the wages that were lost, each with its proof."""
    bill = {"served_from": "2026-03-04", "billed": usd("1200.00")}
    wages = {
        "pay": "hourly",
        "rate": usd("25.00"),
        "hours_a_week": "40",
        "start": "2026-03-03",
        "end": "2026-03-16",
    }
    for head, title, said in (
        ("medical_bill", "Example General", {"bill": bill}),
        ("lost_wages", "Quill Ltd", {"wages": wages}),
    ):
        item = claim.post("damages", head=head, title=title, **said)
        claim.client.post(
            "damage-proofs", {"damage_id": item["id"], "document_id": claim.paper(title)}, format="json"
        )
        if head == "medical_bill":
            claim.act(item, "damages", "support")
    claim.post(
        "damages",
        head="pain_and_suffering",
        title="Six weeks in a brace",
        stated={"amount": usd("90000.00"), "why": "Six weeks in a brace."},
    )


def demanded(claim: Claim, lien: Any) -> Any:
    """A final time-limit demand: drafted, held by its gates, put with its letter's words, received."""
    claim.post("client-authorities", least=usd("50000.00"), document_id=claim.paper("Consent"))
    draft = claim.post(
        "offers",
        side="ours",
        kind="demand",
        final=True,
        draft=True,
        amount=usd("100000.00"),
        expires_on=str(ON + 95 * DAY),
    )
    assert claim.open_gates(draft) == {"mmi", "wages", "liens", "release"}
    refused = claim.act(draft, "offers", "put", status=409)
    assert (refused["code"], refused["errors"][0]["code"]) == ("gate_open", "mmi_not_reached")
    claim.event("maximum_medical_improvement_reached", ON - DAY)
    (wages,) = claim.listed("damages?head=lost_wages")
    claim.act(wages, "damages", "support")
    claim.act(lien, "liens", "move", to="held_back", on=str(ON))
    claim.act(draft, "offers", "read-release", words="None beyond this claim.")
    assert claim.open_gates(draft) == set()
    asked = claim.post("letters", template="time_limit_demand")["particulars"]
    assert (asked["amount"], asked["accept_by"], len(asked["liens"])) == (
        usd("100000.00"),
        str(ON + 95 * DAY),
        1,
    )
    specials = claim.post("letters", template="demand_injury")["particulars"]
    assert (specials["mmi"], specials["general_damages"]) == ("reached", usd("90000.00"))
    assert [row["amount"] for row in specials["medical"]] == [usd("1200.00")]
    demand = claim.act(draft, "offers", "put")
    claim.act(demand, "offers", "arrive", on=str(ON), proof_grade="signed_for")
    (until,) = (row for row in claim.listed("deadlines") if row["offer_id"] == demand["id"])
    assert (until["due_on"], until["duty_of"], until["condition"]) == (str(ON + 95 * DAY), "insurer", "")
    assert {"demand_sent", "demand_received"} <= {row["kind"] for row in claim.listed("events")}
    return demand


def accepted(claim: Claim, counter: Any) -> None:
    """The client is told, the release is read, the offer accepted; the time to pay runs, and the letter says it."""
    told = claim.post("letters", template="client_settlement")["particulars"]
    assert (told["amount"], told["decide_by"]) == (usd("60000.00"), str(ON + 20 * DAY))
    claim.act(counter, "offers", "tell", channel="in_person", words="She takes it.")
    assert claim.open_gates(counter) == {"release"}
    claim.act(counter, "offers", "read-release", words="It also ends the claim for the bicycle.")
    claim.act(counter, "offers", "accept")
    (settled,) = claim.listed("settled-parts")
    assert (settled["part"], settled["amount"]) == ("whole_claim", usd("60000.00"))
    kept = claim.listed("offer-steps?kind=accepted")
    assert [row["licence_id"] is not None for row in kept] == [True]
    (until,) = (row for row in claim.listed("deadlines") if row["offer_id"] == counter["id"])
    assert (until["state"], until["met_on"]) == ("met", str(ON))
    said = claim.post("letters", template="settlement_acceptance_to_insurer")["particulars"]
    assert (said["amount"], said["client_accepted_on"], said["pay_by"]) == (
        usd("60000.00"),
        str(ON),
        str(ON + 30 * DAY),
    )


def closed(claim: Claim, lien: Any) -> None:
    """The lien is settled for less, the money comes, and the statement pays the lien and the client."""
    claim.act(lien, "liens", "move", to="resolved", on=str(ON), amount=usd("300.00"))
    answer = claim.client.post(
        f"cases/{claim.case.id}/ledger/receive",
        {"kind": "receipt", "on": str(ON), "amount": usd("60000.00"), "counterpart": "Northfield Mutual"},
        format="json",
    )
    assert answer.status_code == 201, answer.content
    recovery = claim.client.get(f"cases/{claim.case.id}/recovery").json()
    assert [recovery[name] for name in ("claimed", "offered", "agreed", "received")] == [
        usd("93200.00"),
        usd("60000.00"),
        usd("60000.00"),
        usd("60000.00"),
    ]
    statement = claim.post("statements")
    assert [statement[name]["amount"] for name in ("received", "fee", "liens", "client")] == [
        "60000.00",
        "0.00",
        "300.00",
        "59700.00",
    ]
    for verb in ("review", "approve"):
        claim.act(statement, "statements", verb)
    signed = claim.paper("Signed statement")
    claim.act(statement, "statements", "sign", signed_on=str(ON), document_id=signed)
    statement = claim.act(statement, "statements", "disburse", on=str(ON))
    assert statement["state"] == "disbursed"
    assert [row["state"] for row in claim.listed("liens")] == ["paid"]
