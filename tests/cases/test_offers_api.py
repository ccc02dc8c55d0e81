"""Demands and offers over HTTP, and what they leave on the docket."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, SettledPart
from cases.services.acceptance import offer_accept
from cases.services.authority import authority_record
from cases.services.documents import document_add
from cases.services.negotiation import offer_record
from cases.services.offer_events import told_already
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, Refusal
from tests.cases.conftest import open_case
from tests.cases.papers import file_row
from tests.firms import TestFirm
from tests.races.test_case_races import at_once, parts  # noqa: F401 - a fixture

DAY = timedelta(days=1)
ON = today("America/Chicago")


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


class Table:
    """The negotiation of one injury case, over HTTP as the firm's attorney."""

    def __init__(self, api: Any, firm: TestFirm, case: Case, paper: Any) -> None:
        self.client, self.case, self.paper = api(firm, "attorney"), case, paper

    def put(
        self, side: str, kind: str, amount: str, status: int = 201, currency: str = "USD", **more: Any
    ) -> Any:
        money = {"amount": amount, "currency": currency}
        body = {"case_id": str(self.case.id), "side": side, "kind": kind, "amount": money} | more
        answer = self.client.post("offers", body, format="json")
        assert answer.status_code == status, answer.content
        return answer.json()

    def do(self, offer: Any, verb: str, status: int = 200, **body: Any) -> Any:
        version = self.client.get(f"offers/{offer['id']}").json()["version"]
        path = f"offers/{offer['id']}/{verb}"
        answer = self.client.post(path, body, format="json", HTTP_IF_MATCH=f'"{version}"')
        assert answer.status_code == status, answer.content
        return answer.json()

    def authority(self, least: str, **more: Any) -> Any:
        body = {"case_id": str(self.case.id), "least": usd(least), "document_id": str(self.paper.id)} | more
        answer = self.client.post("client-authorities", body, format="json")
        assert answer.status_code == 201, answer.content
        return answer.json()

    def rows(self, path: str, **query: str) -> list[Any]:
        answer = self.client.get(path, {"case_id": str(self.case.id)} | query)
        assert answer.status_code == 200, answer.content
        return list(answer.json()["results"])

    def gates(self, offer: Any) -> dict[str, str]:
        answer = self.client.get(f"offers/{offer['id']}/gates")
        assert answer.status_code == 200, answer.content
        return {gate["gate"]: gate["state"] for gate in answer.json()["gates"]}


@pytest.fixture
def table(in_law: TestFirm, api: Any, opened: Any) -> Table:
    case = opened(line_of_business="auto_third_party", plan_type="", title="Struck at the crossing")
    paper = document_add(
        actor=in_law.attorney,
        case_id=case.id,
        file_id=file_row(in_law.attorney).id,
        title="Consent of the client",
        kind="other",
    )
    return Table(api, in_law, case, paper)


def test_an_offer_goes_on_the_docket_and_the_client_is_to_be_told(table: Table) -> None:
    offer = table.put("insurer", "offer", "40000.00", expires_on=str(ON + 10 * DAY))
    (deadline,) = (row for row in table.rows("deadlines") if row["offer_id"] == offer["id"])
    assert (deadline["duty_of"], deadline["due_on"], deadline["state"]) == (
        "ours",
        offer["expires_on"],
        "open",
    )
    assert [row["kind"] for row in table.rows("events", kind="offer_received")] == ["offer_received"]
    (task,) = table.rows("tasks", kind="tell_client")
    assert "40,000.00 USD" in task["title"]
    assert table.do(offer, "extend", status=400, expires_on=str(ON + 9 * DAY))["code"] == "invalid"
    table.do(offer, "extend", expires_on=str(ON + 40 * DAY), words="By e-mail")
    (deadline,) = (row for row in table.rows("deadlines") if row["offer_id"] == offer["id"])
    assert (deadline["due_on"], len(deadline["working"])) == (str(ON + 40 * DAY), 2)
    told = table.do(offer, "tell", channel="phone", words="She wants more.")
    assert told["told_on"] == str(ON)
    assert table.rows("tasks", kind="tell_client")[0]["state"] == "done"
    table.do(offer, "reject", reasons=["too_low"])
    (deadline,) = (row for row in table.rows("deadlines") if row["offer_id"] == offer["id"])
    assert (deadline["state"], deadline["met_on"]) == ("met", str(ON))
    assert [row["kind"] for row in table.rows("offer-steps")] == [
        "put",
        "extended",
        "told",
        "rejected",
    ]


def test_what_is_no_longer_open_is_not_answered(table: Table) -> None:
    demand = table.put("ours", "demand", "90000.00", expires_on=str(ON + 30 * DAY))
    table.do(demand, "withdraw", words="New bills came; told by letter.")
    refused = table.put("insurer", "counter_offer", "20000.00", status=409, answers_id=demand["id"])
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("offer_withdrawn", "/answers_id")
    old = table.put("insurer", "offer", "20000.00", made_on=str(ON - 9 * DAY), expires_on=str(ON - DAY))
    assert old["state"] == "expired"
    assert table.rows("offers", state="expired") == [old]
    assert table.do(old, "accept", status=409)["code"] == "offer_expired"
    table.put("ours", "counter_offer", "80000.00", status=409, answers_id=old["id"])
    table.put("ours", "counter_offer", "80000.00", status=400)
    mixed = table.put("insurer", "offer", "1.00", status=400, currency="EUR")
    assert mixed["errors"][0]["code"] == "currency_differs"


def test_our_time_limit_that_is_shorter_than_the_law_s_is_marked(
    in_law: TestFirm, api: Any, opened: Any
) -> None:
    case = opened(line_of_business="auto_third_party", plan_type="", jurisdiction="MO")
    table = Table(api, in_law, case, None)
    demand = table.put("ours", "demand", "9000.00", made_on=str(ON - DAY), expires_on=str(ON + 30 * DAY))
    table.do(demand, "arrive", on=str(ON), proof_grade="signed_for")
    (deadline,) = (row for row in table.rows("deadlines") if row["offer_id"] == demand["id"])
    assert deadline["duty_of"] == "insurer"
    assert "RSMo 537.058" in deadline["condition"]
    kinds = {row["kind"] for row in table.rows("events")}
    assert {"demand_sent", "demand_received"} <= kinds


def test_an_amount_outside_the_client_s_authority_is_refused(table: Table) -> None:
    given = table.authority("50000.00", most=usd("100000.00"))
    low = table.put("ours", "demand", "49999.99", status=409)
    assert low["code"] == "outside_authority"
    table.put("ours", "demand", "100000.01", status=409)
    offer = table.put("insurer", "offer", "49999.99")
    refused = table.do(offer, "accept", status=409)
    assert refused["code"] == "gate_open"
    assert "outside_authority" in [error["code"] for error in refused["errors"]]
    assert all(error["detail"] for error in refused["errors"])
    assert not SettledPart.objects.exists()
    path = f"client-authorities/{given['id']}/withdraw"
    answer = table.client.post(path, {"reason": "By telephone"}, format="json", HTTP_IF_MATCH='"1"')
    assert answer.json()["state"] == "withdrawn"
    newer = table.authority("30000.00")
    assert [row["state"] for row in table.rows("client-authorities")] == ["withdrawn", "given"]
    assert table.gates(offer)["authority"] == "passed"
    table.authority("60000.00")
    assert table.client.get(f"client-authorities/{newer['id']}").json()["state"] == "replaced"


def test_an_injury_claim_from_the_gate_to_the_settlement(table: Table) -> None:
    table.authority("50000.00")
    draft = table.put("ours", "demand", "100000.00", draft=True, final=True, expires_on=str(ON + 30 * DAY))
    assert (draft["state"], draft["made_on"]) == ("draft", None)
    refused = table.do(draft, "put", status=409)
    assert refused["errors"][0] == {
        "pointer": "/gates/mmi",
        "code": "mmi_not_reached",
        "detail": refused["errors"][0]["detail"],
    }
    event = {
        "case_id": str(table.case.id),
        "kind": "maximum_medical_improvement_reached",
        "on": str(ON - DAY),
    }
    assert table.client.post("events", event, format="json").status_code == 201
    table.do(draft, "read-release", words="None beyond this claim.")
    table.do(draft, "waive-gate", gate="bills", reason="The last provider has closed.")
    assert set(table.gates(draft).values()) == {"passed", "waived"}
    demand = table.do(draft, "put", proof_grade="sent")
    assert (demand["state"], demand["made_on"]) == ("open", str(ON))

    counter = table.put("insurer", "counter_offer", "60000.00", answers_id=demand["id"], confidential=True)
    assert table.client.get(f"offers/{demand['id']}").json()["state"] == "countered"
    assert {row["kind"] for row in table.rows("events")} >= {
        "demand_sent",
        "offer_received",
        "demand_answered",
    }
    assert table.do(counter, "accept", status=409)["code"] == "gate_open"
    table.do(counter, "read-release", words="It also ends the claim for the vehicle.")
    table.do(counter, "waive-gate", gate="bills", reason="The last provider has closed.")
    accepted = table.do(counter, "accept", words="By letter")
    assert accepted["state"] == "accepted"
    assert [row["amount"] for row in table.rows("settled-parts")] == [usd("60000.00")]
    assert [row["on"] for row in table.rows("events", kind="settlement_agreed")] == [str(ON)]
    chart = table.client.get(f"cases/{table.case.id}/negotiation").json()
    assert [(each["side"], each["amount"]["amount"]) for each in chart["points"]] == [
        ("ours", "100000.00"),
        ("insurer", "60000.00"),
    ]
    assert (chart["apart"], chart["allowed"][0]["least"]) == (usd("40000.00"), usd("50000.00"))
    recovery = table.client.get(f"cases/{table.case.id}/recovery").json()
    assert (recovery["offered"], recovery["agreed"], recovery["received"]) == (
        usd("60000.00"),
        usd("60000.00"),
        None,
    )
    again = table.put("insurer", "offer", "70000.00", release_scope="none")
    table.do(again, "waive-gate", gate="bills", reason="As before")
    assert table.do(again, "accept", status=409)["code"] == "part_settled"
    table.do(counter, "withdraw", status=409, words="Too late")
    assert table.do(counter, "set-aside", reason="The insurer went back on it.")["state"] == "set_aside"
    assert table.rows("events", kind="settlement_agreed", withdrawn="false") == []
    assert table.do(again, "accept")["state"] == "accepted"
    assert [row["set_aside_on"] for row in table.rows("settled-parts")] == [str(ON), None]


def test_the_insurer_accepts_a_demand_of_ours_behind_the_same_gates(table: Table) -> None:
    demand = table.put("ours", "demand", "50000.00", made_on=str(ON - DAY), release_scope="none")
    assert table.do(demand, "accept", status=409)["errors"][0]["code"] == "mmi_not_reached"
    for gate in ("mmi", "bills", "authority"):
        table.do(demand, "waive-gate", gate=gate, reason="The limits are all that there is.")
    table.do(demand, "waive-gate", status=409, gate="mmi", reason="Again")
    table.do(demand, "waive-gate", status=409, gate="not_expired", reason="Nobody can")
    accepted = table.do(demand, "accept", on=str(ON - DAY))
    assert accepted["state"] == "accepted"
    (step,) = table.rows("offer-steps", kind="accepted")
    assert (step["on"], step["licence_id"]) == (str(ON - DAY), None)
    assert told_already(table.case.id, "demand_sent", ON - DAY)
    assert told_already(table.case.id, "settlement_agreed", ON)
    assert not told_already(table.case.id, "demand_sent", ON)


def test_only_licensed_members_accept_and_waive(table: Table, api: Any, law: TestFirm) -> None:
    offer = table.put("insurer", "offer", "60000.00")
    staff = api(law, "case_staff")
    for verb, body in (("accept", {}), ("waive-gate", {"gate": "mmi", "reason": "Low limits"})):
        answer = staff.post(f"offers/{offer['id']}/{verb}", body, format="json", HTTP_IF_MATCH='"1"')
        assert answer.status_code == 403, answer.content


def test_of_two_acceptances_at_once_one_is_refused(law: TestFirm, parts: Any) -> None:  # noqa: F811
    actor = law.attorney
    with law.scope():
        case = open_case(actor, *parts, line_of_business="property", plan_type="personal")
        paper = document_add(
            actor=actor, case_id=case.id, file_id=file_row(actor).id, title="Consent", kind="other"
        )
        authority_record(actor=actor, case_id=case.id, least=usd("10.00"), document_id=paper.id)
        offers = [
            offer_record(
                actor=actor,
                case_id=case.id,
                side="insurer",
                kind="offer",
                amount=usd(amount),
                release_scope="none",
            )
            for amount in ("11.00", "12.00")
        ]

    def accept(offer: Any) -> Any:
        return lambda: offer_accept(actor=actor, offer_id=offer.id, version=None)

    outcomes = at_once(law, *[accept(offer) for offer in offers])
    assert sorted(isinstance(each, Refusal) for each in outcomes) == [False, True]
    (refused,) = (each for each in outcomes if isinstance(each, Refusal))
    assert isinstance(refused, Conflict)
    assert refused.code == "part_settled"
    with law.scope():
        assert SettledPart.objects.count() == 1
