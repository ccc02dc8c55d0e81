"""Fee agreements and invoices: licences, windows, caps with their citation, time, and two invoices at once."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from cases.models import Case
from cases.services.clients import client_add
from cases.services.fee_invoices import fee_invoice_issue
from cases.services.fees import fee_agreement_record
from cases.services.insurers import insurer_add
from claimback.kernel.clock import today
from deadlines.models import Deadline
from deadlines.services.facts import fact_state
from tests.cases.conftest import open_case
from tests.firms import TestFirm
from tests.races.test_case_races import at_once

ZONE = "America/New_York"
DAY = timedelta(days=1)
Open = Callable[..., Case]


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def open_home(firm: TestFirm, state: str = "FL", facts: dict[str, Any] | None = None) -> Case:
    """A case of a home's insurance, its loss 60 days ago."""
    with firm.scope():
        owner = firm.owner
        case = open_case(
            owner,
            client_add(actor=owner, name="Ada Quill"),
            insurer_add(actor=owner, name="Northfield Mutual"),
            line_of_business="property",
            plan_type="personal",
            jurisdiction=state,
            loss_date=today(ZONE) - 60 * DAY,
        )
        for name, value in (facts or {}).items():
            fact_state(actor=owner, case_id=case.id, name=name, value=value)
    return case


@pytest.fixture
def of_home(db: None, adjusters: TestFirm) -> Open:
    """`of_home(state, facts)` opens a case of a home's insurance in the adjusting firm."""
    return partial(open_home, adjusters)


def agree(client: Any, firm: TestFirm, case: Case, **values: Any) -> Any:
    usual = {
        "case_id": str(case.id),
        "kind": "percentage",
        "represented_by": "public_adjuster",
        "member_id": str(firm.members["public_adjuster"].member_id),
        "signed_by": "Ada Quill",
        "signed_on": str(today(ZONE) - 40 * DAY),
        "percent": "20.00",
    }
    body = {key: value for key, value in (usual | values).items() if value is not None}
    return client.post("fee-agreements", body)


def act(client: Any, path: str, row: dict[str, Any], **body: Any) -> Any:
    return client.post(path.format(row["id"]), body, HTTP_IF_MATCH=f'"{row["version"]}"')


CALM = {"declared_emergency": False, "limits_committed_early": False}
EMERGENCY = {"declared_emergency": True, "limits_committed_early": False}


def test_a_fee_above_the_cap_is_refused_with_the_citation_and_one_below_keeps_its_working(
    adjusters: TestFirm, api: Any, of_home: Open
) -> None:
    owner = api(adjusters, "owner")
    case = of_home(facts=EMERGENCY)
    for kind, days in (("disaster_declared", 59), ("claim_received", 58)):
        owner.post("events", {"case_id": str(case.id), "kind": kind, "on": str(today(ZONE) - days * DAY)})
    made = agree(owner, adjusters, case).json()
    ask = {"agreement_id": made["id"], "recovered": usd("100000.00")}
    refused = owner.post("fee-invoices", ask).json()
    assert (refused["status"], refused["code"]) == (409, "fee_above_cap")
    for said in ("fl-public-adjuster-fee-emergency", "Fla. Stat. 626.854(11)(b)1", "10% of 100,000.00 USD"):
        assert said in refused["detail"]
    hoped = owner.post("fee-invoices", ask | {"override_reason": "It was another storm."}).json()
    assert "no reason overrides it" in hoped["detail"]
    asked = owner.post("fee-invoices", ask | {"amount": usd("10000.00")}).json()
    assert (asked["amount"], asked["base"], asked["percent"]) == (usd("10000.00"), usd("100000.00"), "20.00")
    assert asked["cap"]["says"] == "within"
    governs = next(cap for cap in asked["cap"]["caps"] if cap["governs"])
    assert (governs["id"], governs["allowed"]) == ("fl-public-adjuster-fee-emergency", usd("10000.00"))
    again = owner.post("fee-invoices", ask | {"amount": usd("1.00"), "recovered": usd("5.00")})
    assert again.json()["code"] == "fee_above_cap"
    assert act(owner, "fee-invoices/{}/void", asked, reason="Sent twice").json()["state"] == "void"


def test_a_cap_that_hangs_on_a_fact_blocks_with_its_name_until_it_is_stated(
    adjusters: TestFirm, api: Any, of_home: Open
) -> None:
    owner = api(adjusters, "owner")
    case = of_home(facts={"limits_committed_early": False})
    made = agree(owner, adjusters, case).json()
    ask = {"agreement_id": made["id"], "recovered": usd("1000.00")}
    refused = owner.post("fee-invoices", ask).json()
    assert refused["code"] == "fee_cap_unsettled"
    assert "hangs on declared_emergency" in refused["detail"]
    owner.post("clock-facts", {"case_id": str(case.id), "name": "declared_emergency", "value": False})
    assert owner.post("fee-invoices", ask).json()["amount"] == usd("200.00")


def test_an_unchecked_cap_blocks_and_gives_way_to_a_licensed_member_s_reason(
    adjusters: TestFirm, api: Any, of_home: Open
) -> None:
    owner, billing = api(adjusters, "owner"), api(adjusters, "billing")
    case = of_home(facts={"declared_emergency": False, "limits_committed_early": True})
    made = agree(owner, adjusters, case, percent="15.00").json()
    ask = {"agreement_id": made["id"], "recovered": usd("1000.00")}
    refused = billing.post("fee-invoices", ask).json()
    assert refused["code"] == "fee_above_cap"
    assert "unchecked: recalled" in refused["detail"]
    assert "override_reason" in refused["detail"]
    reason = {"override_reason": "The section as it stands today has no such limit."}
    assert billing.post("fee-invoices", ask | reason).status_code == 403
    asked = owner.post("fee-invoices", ask | reason).json()
    assert asked["cap"]["says"] == "overridden"
    assert "was not read" in asked["cap"]["warnings"][0]


def test_an_agreement_needs_a_licence_of_the_state_on_the_day_and_starts_the_window(
    adjusters: TestFirm, api: Any, of_home: Open
) -> None:
    owner = api(adjusters, "owner")
    refused = agree(owner, adjusters, of_home("GA")).json()
    assert refused["code"] == "licence_required"
    assert "Public Adjuster shows no public adjuster's licence of GA" in refused["detail"]
    case = of_home()
    made = agree(owner, adjusters, case, signed_on=str(today(ZONE) - 2 * DAY)).json()
    with adjusters.scope():
        opened = dict(Deadline.objects.filter(case_id=case.id).values_list("rule", "due_on"))
    assert opened["fl-public-adjuster-cancel"] == today(ZONE) + 8 * DAY
    assert "fl-public-adjuster-copy-to-insurer" in opened
    second = agree(owner, adjusters, case).json()
    assert second["code"] == "agreement_in_force"
    made = act(owner, "fee-agreements/{}/send", made, on=str(today(ZONE))).json()
    assert made["sent_on"] == str(today(ZONE))
    newer = agree(owner, adjusters, case, supersedes_id=made["id"], signed_on=str(today(ZONE) - DAY)).json()
    assert owner.get(f"fee-agreements/{made['id']}").json()["state"] == "superseded"
    gone = act(owner, "fee-agreements/{}/cancel", newer, on=str(today(ZONE)), reason="Second thoughts").json()
    assert gone["state"] == "cancelled"
    asked = owner.post("fee-invoices", {"agreement_id": gone["id"], "recovered": usd("10.00")}).json()
    assert asked["code"] == "agreement_ended"
    with adjusters.scope():
        states = Deadline.objects.filter(case_id=case.id, rule="fl-public-adjuster-copy-to-insurer")
        assert "met" in states.values_list("state", flat=True)


@pytest.mark.parametrize(
    ("state", "values", "code", "said"),
    [
        ("LA", {}, "agreement_barred", "La. R.S. 22:1703"),
        (
            "AL",
            {"kind": "hourly", "percent": None, "hourly_rate": usd("100.00")},
            "agreement_barred",
            "Ala. Code",
        ),
        ("NJ", {"signed_on": str(today(ZONE) - 61 * DAY)}, "agreement_barred", "17:22B-13"),
        ("NJ", {"signed_on": str(today(ZONE) - 59 * DAY)}, "agreement_barred", "give signed_at"),
    ],
)
def test_an_agreement_that_the_state_bars_is_refused(
    adjusters: TestFirm, api: Any, of_home: Open, state: str, values: dict[str, Any], code: str, said: str
) -> None:
    owner = api(adjusters, "owner")
    member = adjusters.members["public_adjuster"].member_id
    owner.post(
        "licences",
        {
            "member_id": str(member),
            "kind": "adjuster",
            "state": state,
            "number": "7",
            "issued_on": "2020-01-01",
        },
    )
    refused = agree(owner, adjusters, of_home(state), **values).json()
    assert refused["code"] == code
    assert said in refused["detail"]


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"percent": None}, "/percent"),
        ({"percent": "0.00"}, "/percent"),
        ({"flat_amount": usd("10.00")}, "/flat_amount"),
        ({"percent_in_suit": "30.00"}, "/percent_in_suit"),
        ({"base": "increase"}, "/offered"),
        ({"offered": {"amount": "10.00", "currency": "EUR"}}, "/offered"),
        ({"kind": "hourly", "percent": None}, "/hourly_rate"),
        ({"signed_on": None}, "/signed_on"),
        ({"signed_on": "2031-01-01"}, "/signed_on"),
        ({"signed_by": " "}, "/signed_by"),
    ],
)
def test_terms_that_do_not_fit_are_refused_by_field(
    adjusters: TestFirm, api: Any, of_home: Open, values: dict[str, Any], pointer: str
) -> None:
    refused = agree(api(adjusters, "owner"), adjusters, of_home(), **values)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, pointer)


def test_an_attorney_s_contingency_goes_by_the_stage_on_the_day_of_each_payment(
    law: TestFirm, api: Any, db: None
) -> None:
    owner = api(law, "owner")
    with law.scope():
        case = open_case(
            law.attorney,
            client_add(actor=law.attorney, name="Ada Quill"),
            insurer_add(actor=law.attorney, name="Northfield Mutual"),
            loss_date=date(2026, 3, 2),
        )

    def happen(kind: str, day: str, **values: Any) -> str:
        body = {"case_id": str(case.id), "kind": kind, "on": day, **values}
        return str(owner.post("events", body).json()["id"])

    made = agree(
        owner,
        law,
        case,
        kind="contingency",
        represented_by="attorney",
        member_id=str(law.attorney.member_id),
        signed_on="2026-03-10",
        percent="33.33",
        percent_in_suit="40.00",
    ).json()
    early = happen("payment_received", "2026-05-01", amount=usd("900.00"))
    happen("suit_filed", "2026-06-01")
    late = happen("payment_received", "2026-07-01", amount=usd("900.00"))
    fees = [
        owner.post("fee-invoices", {"agreement_id": made["id"], "payment_id": at}).json()
        for at in (early, late)
    ]
    assert [(fee["stage"], fee["amount"]["amount"]) for fee in fees] == [
        ("before_suit", "299.97"),
        ("suit", "360.00"),
    ]
    assert {fee["cap"]["says"] for fee in fees} == {"none_known"}
    twice = owner.post("fee-invoices", {"agreement_id": made["id"], "payment_id": late})
    assert twice.json()["code"] == "invoiced"
    more = {"agreement_id": made["id"], "recovered": usd("10.00"), "amount": usd("4.01")}
    assert owner.post("fee-invoices", more).json()["errors"][0]["code"] == "above_agreement"


def test_costs_that_come_first_are_taken_off_once_and_later_ones_too(
    law: TestFirm, api: Any, db: None
) -> None:
    with law.scope():
        case = open_case(
            law.attorney,
            client_add(actor=law.attorney, name="Ada Quill"),
            insurer_add(actor=law.attorney, name="Northfield Mutual"),
        )
    owner = api(law, "owner")
    terms = {"kind": "contingency", "represented_by": "attorney", "costs_first": True, "percent": "10.00"}
    made = agree(owner, law, case, member_id=str(law.attorney.member_id), **terms).json()
    cost = {
        "case_id": str(case.id),
        "what": "Records",
        "vendor": "Example General",
        "incurred_on": str(today(ZONE) - DAY),
    }
    bases = []
    for amount in ("100.00", "50.00"):
        owner.post("costs", {**cost, "amount": usd(amount)})
        asked = owner.post("fee-invoices", {"agreement_id": made["id"], "recovered": usd("1000.00")}).json()
        bases.append((asked["base"]["amount"], asked["amount"]["amount"]))
    assert bases == [("900.00", "90.00"), ("950.00", "95.00")]


def test_time_is_billed_once_and_may_be_billed_anew(law: TestFirm, api: Any, db: None) -> None:
    with law.scope():
        case = open_case(
            law.attorney,
            client_add(actor=law.attorney, name="Ada Quill"),
            insurer_add(actor=law.attorney, name="Northfield Mutual"),
        )
    owner, staff = api(law, "owner"), api(law, "case_staff")
    terms = {"kind": "hourly", "percent": None, "hourly_rate": usd("250.00"), "represented_by": "attorney"}
    made = agree(owner, law, case, member_id=str(law.attorney.member_id), **terms).json()
    time = {"case_id": str(case.id), "on": str(today(ZONE) - DAY), "minutes": 50, "what": "Read the file"}
    first = staff.post("time-entries", time).json()
    second = staff.post("time-entries", time | {"minutes": 10, "rate": usd("90.00")}).json()
    assert (first["rate"], second["member_name"]) == (usd("250.00"), "Case Staff")
    off = act(staff, "time-entries/{}/write-off", second, reason="Training").json()
    assert off["state"] == "written_off"
    asked = owner.post("fee-invoices", {"agreement_id": made["id"]}).json()
    assert (asked["amount"], len(asked["working"])) == (usd("208.33"), 2)
    nothing = owner.post("fee-invoices", {"agreement_id": made["id"]}).json()
    assert "no time is unbilled" in nothing["detail"]
    act(owner, "fee-invoices/{}/void", asked, reason="Wrong month")
    assert staff.get(f"time-entries/{first['id']}").json()["state"] == "unbilled"


def test_the_law_of_an_agreement_names_caps_and_what_the_paper_must_hold(
    adjusters: TestFirm, api: Any, of_home: Open
) -> None:
    owner = api(adjusters, "owner")
    made = agree(owner, adjusters, of_home(facts=CALM)).json()
    odd = act(owner, "fee-agreements/{}/look-through", made, contents=["tx-content-form"])
    assert odd.json()["errors"][0]["pointer"] == "/contents"
    act(owner, "fee-agreements/{}/look-through", made, contents=["fl-content-title"])
    said = owner.get(f"fee-agreements/{made['id']}/law?recovered=500").json()
    assert {item["id"]: item["found"] for item in said["contents"]}["fl-content-title"] is True
    assert sum(item["found"] for item in said["contents"]) == 1
    assert [(cap["id"], cap["allowed"]["amount"]) for cap in said["caps"]] == [
        ("fl-public-adjuster-fee", "100.00")
    ]
    assert "fl-public-adjuster-fee-emergency" in {cap["id"] for cap in said["left_out"]}


def test_two_fees_at_once_do_not_share_the_room_under_a_cap(committed_db: str, adjusters: TestFirm) -> None:
    case, owner = open_home(adjusters, facts=CALM), adjusters.owner
    with adjusters.scope():
        agreement = fee_agreement_record(
            actor=owner,
            case_id=case.id,
            kind="flat",
            represented_by="public_adjuster",
            member_id=owner.member_id,
            signed_by="Ada Quill",
            signed_on=today(ZONE) - DAY,
            flat_amount=Decimal(150),
        )
        ask = partial(fee_invoice_issue, actor=owner, agreement_id=agreement.id)
        ask(recovered=Decimal(1000), amount=Decimal(50))
    outcomes = at_once(adjusters, ask, ask)
    assert sorted(getattr(each, "code", "asked") for each in outcomes) == ["asked", "fee_above_cap"]
