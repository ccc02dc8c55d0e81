"""Appraisal: who may sit, an umpire, an award that two of three sign and that adds up, what is owed, who pays what."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Cost, Event
from cases.services.clients import client_add
from cases.services.insurers import insurer_add
from cases.settlement.appraisal import Awarded, cost_split, enough_sign, flaw_of, owed_on
from cases.settlement.disinterest import OnTheCase, interests
from claimback.kernel.clock import today
from claimback.kernel.money import money
from tests.cases.conftest import open_case
from tests.firms import TestFirm

ZONE = "America/New_York"
DAY = timedelta(days=1)


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def back(days: int) -> str:
    return str(today(ZONE) - days * DAY)


@pytest.mark.parametrize(
    ("signed", "enough"),
    [
        (["our_appraiser"], False),
        (["our_appraiser", "our_appraiser"], False),
        (["umpire"], False),
        (["our_appraiser", "somebody"], False),
        (["our_appraiser", "umpire"], True),
        (["their_appraiser", "our_appraiser"], True),
    ],
)
def test_any_two_of_the_three_sign(signed: list[str], enough: bool) -> None:
    assert enough_sign(signed) is enough


@pytest.mark.parametrize(
    ("acv", "rcv", "deductible", "limit", "paid", "now", "later"),
    [
        (80_000, 100_000, 2_500, None, 30_000, "47500.00", "20000.00"),
        (80_000, 100_000, 2_500, 90_000, 30_000, "47500.00", "12500.00"),
        (80_000, 100_000, 0, 60_000, 0, "60000.00", "0.00"),
        (20_000, 20_000, 2_500, None, 30_000, "0.00", "0.00"),
        (2_000, 3_000, 2_500, None, 0, "0.00", "500.00"),
    ],
)
def test_what_is_owed_on_an_award(
    acv: int, rcv: int, deductible: int, limit: int | None, paid: int, now: str, later: str
) -> None:
    def of(amount: int) -> Any:
        return money(amount, "USD")

    owed = owed_on(
        Awarded(of(rcv), of(rcv - acv), of(acv)),
        deductible=of(deductible),
        limit=None if limit is None else of(limit),
        paid_before=of(paid),
    )
    assert [f"{sum_.amount:.2f}" for sum_ in (owed.now, owed.later)] == [now, later]
    assert owed.now in [step.amount for step in owed.steps]


def test_each_pays_its_own_and_the_umpire_by_halves_to_the_cent() -> None:
    costs = {"our_appraiser": money("900.00", "USD"), "umpire": money("100.01", "USD")}
    assert cost_split(costs, "USD") == (money("950.01", "USD"), money("50.00", "USD"))


def test_an_item_that_does_not_add_up_is_told() -> None:
    ten, four, five = (money(each, "USD") for each in (10, 4, 5))
    assert "not" in flaw_of(Awarded(ten, four, five))
    assert "below nought" in flaw_of(Awarded(ten, money(-1, "USD"), money(11, "USD")))
    assert not flaw_of(Awarded(ten, five, five))


@pytest.mark.parametrize(
    ("name", "organisation", "kinds"),
    [
        ("Wren Sampleton", "", []),
        ("Otto Quill", "", ["family"]),
        ("Quill, Otto", "", ["family"]),
        ("Ada Quill", "", ["same"]),
        ("Wren Sampleton", "Northfield Mutual Insurance", ["firm"]),
    ],
)
def test_who_is_not_disinterested_by_name(name: str, organisation: str, kinds: list[str]) -> None:
    people = [OnTheCase("Ada Quill", "client"), OnTheCase("Northfield Mutual", "insurer")]
    assert [each.kind for each in interests(name, organisation, people)] == kinds


@pytest.fixture
def case(db: None, adjusters: TestFirm) -> Case:
    with adjusters.scope():
        owner = adjusters.owner
        return open_case(
            owner,
            client_add(actor=owner, name="Ada Quill"),
            insurer_add(actor=owner, name="Northfield Mutual"),
            line_of_business="property",
            plan_type="personal",
            jurisdiction="FL",
            loss_date=today(ZONE) - 300 * DAY,
        )


class Doors:
    """The acts of an appraisal, over the API."""

    def __init__(self, client: Any, case: Case) -> None:
        self.client, self.case = client, case
        body = {
            "case_id": str(case.id),
            "demanded_by": "ours",
            "demanded_on": back(30),
            "proof_grade": "delivered",
        }
        self.row = client.post("appraisals", body).json()

    def party(self, name: str, role: str = "appraiser", organisation: str = "") -> str:
        body = {"case_id": str(self.case.id), "role": role, "name": name, "organisation": organisation}
        return str(self.client.post("parties", body).json()["id"])

    def name(self, seat: str, party_id: str, **values: Any) -> Any:
        body = {"appraisal_id": self.row["id"], "seat": seat, "party_id": party_id, "named_on": back(20)}
        answer = self.client.post("appraisers", body | {"relation": "none"} | values)
        self.row = self.client.get(f"appraisals/{self.row['id']}").json()
        return answer.json()

    def act(self, verb: str, **body: Any) -> Any:
        answer = self.client.post(
            f"appraisals/{self.row['id']}/{verb}", body, HTTP_IF_MATCH=f'"{self.row["version"]}"'
        )
        self.row = self.client.get(f"appraisals/{self.row['id']}").json()
        return answer.json()

    def item(self, title: str, ours: str, theirs: str) -> str:
        body = {"appraisal_id": self.row["id"], "title": title, "ours": usd(ours), "theirs": usd(theirs)}
        return str(self.client.post("appraisal-items", body).json()["id"])


def test_an_appraisal_goes_from_demand_to_payment(adjusters: TestFirm, api: Any, case: Case) -> None:
    doors = Doors(api(adjusters, "owner"), case)
    mine, theirs = doors.party("Wren Sampleton"), doors.party("Bert Vance", organisation="Vance Estimating")
    umpire = doors.party("Judge Ione Marsh", "umpire")
    early = doors.name("umpire", umpire)
    assert "once both appraisers are" in early["detail"]
    doors.name("our_appraiser", mine)
    doors.name("their_appraiser", theirs, named_on=back(18))
    assert (doors.row["state"], doors.row["state_on"]) == ("appraisers_named", back(18))
    doors.act("move", to="umpire_requested", on=back(10))
    doors.name("umpire", umpire, named_on=back(9), by_court=True)
    assert doors.row["state"] == "umpire_named"
    roof, floor = doors.item("Roof", "60000.00", "20000.00"), doors.item("Floor", "40000.00", "0.00")
    paid = {"case_id": str(case.id), "kind": "payment_received", "on": back(60), "amount": usd("15000.00")}
    doors.client.post("events", paid)
    figures = [
        {"item_id": roof, "rcv": usd("55000.00"), "depreciation": usd("5000.00"), "acv": usd("50000.00")},
        {"item_id": floor, "rcv": usd("30000.00"), "depreciation": usd("0.00"), "acv": usd("30000.00")},
    ]
    award = {"on": back(5), "items": figures, "rcv": usd("85000.00"), "acv": usd("80000.00")}
    award |= {"signed_by": ["our_appraiser", "umpire"], "deductible": usd("2500.00")}
    alone = doors.act("award", **award | {"signed_by": ["our_appraiser"]})
    assert alone["code"] == "award_not_signed"
    off = doors.act("award", **award | {"acv": usd("80000.01")})
    assert (off["errors"][0]["pointer"], "add up" in off["detail"]) == ("/acv", True)
    flawed = doors.act("award", **award | {"items": [figures[0] | {"acv": usd("1.00")}, figures[1]]})
    assert flawed["errors"][0]["pointer"] == "/items/0/acv"
    short = doors.act("award", **award | {"items": figures[:1]})
    assert "leaves out: 2. Floor" in short["detail"]
    assert doors.act("award", **award)["state"] == "awarded"
    sums = doors.client.get(f"appraisals/{doors.row['id']}/working").json()
    assert (sums["ours"], sums["theirs"]) == (usd("100000.00"), usd("20000.00"))
    assert (sums["paid_before"], sums["owed_now"], sums["owed_later"]) == tuple(
        usd(each) for each in ("15000.00", "62500.00", "5000.00")
    )
    before = doors.client.get(f"events?case_id={case.id}&kind=payment_received").json()["results"][0]["id"]
    assert doors.act("pay", payment_id=before)["errors"][0]["pointer"] == "/payment_id"
    late = doors.client.post("events", paid | {"on": back(1), "amount": usd("62500.00")}).json()["id"]
    assert doors.act("pay", payment_id=late)["state"] == "paid"
    with adjusters.scope():
        kinds = set(Event.objects.filter(case_id=case.id).values_list("kind", flat=True))
    assert kinds >= {"appraisal_demanded", "appraisers_named", "umpire_named", "appraisal_award_signed"}


def test_whoever_is_not_disinterested_does_not_sit(adjusters: TestFirm, api: Any, case: Case) -> None:
    doors = Doors(api(adjusters, "owner"), case)
    kin, stranger = doors.party("Otto Quill"), doors.party("Wren Sampleton")
    refused = doors.name("our_appraiser", kin)
    assert refused["code"] == "not_disinterested"
    assert "they share the family name Quill with Ada Quill" in refused["detail"]
    told = doors.name("our_appraiser", kin, relation="relative", waiver_reason="They all agreed.")
    assert "nobody can waive that" in told["detail"]
    paid = doors.name("our_appraiser", stranger, relation="contingent_fee")
    assert "waiver_reason" in paid["detail"]
    staff = api(adjusters, "case_staff")
    body = {
        "appraisal_id": doors.row["id"],
        "seat": "our_appraiser",
        "party_id": stranger,
        "named_on": back(20),
    }
    waived = body | {"relation": "contingent_fee", "waiver_reason": "Letter of both sides of May 2."}
    assert staff.post("appraisers", waived).status_code == 403
    assert doors.client.post("appraisers", waived).json()["waived_by_id"] == str(adjusters.owner.member_id)
    again = doors.name("our_appraiser", kin, disclosure="No kin of theirs: I asked both families.")
    assert "Say why somebody else" in again["detail"]
    seated = doors.name(
        "our_appraiser",
        kin,
        disclosure="No kin of theirs: I asked both families.",
        replaced_reason="The fee was taken back.",
    )
    assert seated["found"][0]["name"] == "Ada Quill"
    both = doors.name("their_appraiser", kin)
    assert "sit as our appraiser already" in both["detail"]
    employed = doors.party("Bert Vance", organisation="Northfield Mutual Insurance")
    assert "organisation is like Northfield Mutual" in doors.name("their_appraiser", employed)["detail"]


def test_our_share_of_a_charge_is_a_cost_of_the_case(adjusters: TestFirm, api: Any, case: Case) -> None:
    doors = Doors(api(adjusters, "owner"), case)
    for seat, who in (("our_appraiser", "Wren Sampleton"), ("their_appraiser", "Bert Vance")):
        doors.name(seat, doors.party(who))
    row = doors.name("umpire", doors.party("Judge Ione Marsh", "umpire"))
    charge = {"amount": usd("1000.01"), "on": back(2)}
    noted = doors.client.post(f"appraisers/{row['id']}/charge", charge, HTTP_IF_MATCH=f'"{row["version"]}"')
    assert noted.json()["cost"] == usd("1000.01")
    with adjusters.scope():
        cost = Cost.objects.get(case_id=case.id)
    assert (f"{cost.amount:.2f}", cost.vendor) == ("500.01", "Judge Ione Marsh")
    sums = doors.client.get(f"appraisals/{doors.row['id']}/working").json()
    assert (sums["our_costs"], sums["their_costs"]) == (usd("500.01"), usd("500.00"))
    early = {"case_id": str(case.id), "demanded_by": "ours", "demanded_on": back(9), "proof_grade": "sent"}
    assert doors.client.post("appraisals", early).json()["code"] == "under_way"


def test_lines_of_both_estimates_give_the_numbers(adjusters: TestFirm, api: Any, case: Case) -> None:
    doors = Doors(api(adjusters, "owner"), case)
    lines = {}
    for side, rcv in (("ours", "900.00"), ("insurer", "300.00")):
        line = {"description": "Shingles", "room": "Roof", "rcv": usd(rcv)}
        body = {"case_id": str(case.id), "side": side, "title": side, "dated_on": back(60)}
        made = doors.client.post("estimates", {**body, "lines": [line]}).json()
        found = doors.client.get(f"estimate-lines?estimate_id={made['id']}").json()
        lines[side] = found["results"][0]["id"]
    body = {"appraisal_id": doors.row["id"], "our_line_id": lines["ours"], "their_line_id": lines["insurer"]}
    item = doors.client.post("appraisal-items", body).json()
    assert (item["title"], item["room"]) == ("Shingles", "Roof")
    assert (item["ours"], item["theirs"]) == (usd("900.00"), usd("300.00"))
    crossed = doors.client.post("appraisal-items", body | {"our_line_id": lines["insurer"]}).json()
    assert crossed["errors"][0]["pointer"] == "/our_line_id"
    bare = doors.client.post("appraisal-items", {"appraisal_id": doors.row["id"], "title": "Floor"}).json()
    assert bare["errors"][0]["pointer"] == "/ours"


def test_whom_the_firm_knows_is_decided_on_first(adjusters: TestFirm, api: Any, case: Case) -> None:
    with adjusters.scope():
        client_add(actor=adjusters.owner, name="Wren Sampleton")
    doors = Doors(api(adjusters, "owner"), case)
    known = doors.party("Wren Sampleton")
    assert doors.name("our_appraiser", known)["code"] == "conflict_undecided"
    (check, *_) = doors.client.get(f"conflict-checks?case_id={case.id}").json()["results"]
    cleared = {"reason": "Another one of that name: born elsewhere."}
    path = f"conflict-checks/{check['id']}/clear"
    assert doors.client.post(path, cleared, HTTP_IF_MATCH=f'"{check["version"]}"').status_code == 200
    assert doors.name("our_appraiser", known)["state"] == "sitting"
