"""A roof that was underpaid, by the API alone: denial, both estimates, appraisal, award, payment, statement."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case
from claimback.kernel.clock import today
from tests.firms import TestFirm
from tests.whole_case.test_injury import Claim, usd

ON = today("America/New_York")
WEAR = "The north slope shows wear that hail did not cause."


def back(days: int) -> str:
    return str(ON - timedelta(days=days))


@pytest.fixture
def claim(api: Any, adjusters: TestFirm) -> Iterator[Claim]:
    """A home in Florida with its policy: 100,000 on the dwelling, 2,500 of deductible."""
    client = api(adjusters, "owner")
    case = {
        "title": "Hail on the roof",
        "line_of_business": "property",
        "plan_type": "personal",
        "jurisdiction": "FL",
        "claim_number": "NM-90",
        "loss_date": back(200),
    }
    body = {
        "client": {"name": "Rosalind Achebe"},
        "insurer": {"name": "Northfield Mutual"},
        "policy": {"number": "HO-1", "effective_from": back(300)},
        "case": case,
    }
    made = client.post("intakes", body)
    assert made.status_code == 201, made.content
    with adjusters.scope():
        opened = Claim(client, adjusters, Case.objects.get(id=made.json()["case"]["id"]))
        of = {"policy_id": str(opened.case.policy_id)}
        dwelling = opened.post_plain("coverages", part="dwelling", label="Coverage A", **of)
        limit = {"coverage_id": dwelling["id"], "kind": "per_occurrence", "amount": usd("100000.00")}
        opened.post_plain("limits", **limit, **of)
        opened.post_plain("deductibles", amount=usd("2500.00"), **of)
        for name in ("declared_emergency", "limits_committed_early"):
            opened.post("clock-facts", name=name, value=False)
        yield opened


@pytest.mark.slow  # the whole of a case: some 70 requests
def test_from_the_underpayment_to_the_statement(claim: Claim) -> None:
    underpaid(claim)
    ours, theirs = both_estimates(claim)
    rebutted(claim, ours, theirs)
    items = damages_claimed(claim, ours)
    appraised(claim, items)
    paid_out(claim, items)


def underpaid(claim: Claim) -> None:
    """The insurer pays for one slope, and says why no more."""
    denial = {"decision": "underpaid", "part": "Roof", "letter_date": back(150), "received_on": back(148)}
    grounds = [{"code": "causation_or_wear", "quote": WEAR, "page": 1}]
    claim.post("denials", **denial, received_proof="delivered", grounds=grounds)
    claim.post("events", kind="payment_received", on=back(148), amount=usd("10000.00"))
    claim.post(
        "fee-agreements",
        kind="percentage",
        represented_by="public_adjuster",
        member_id=str(claim.firm.members["public_adjuster"].member_id),
        signed_by="Rosalind Achebe",
        signed_on=back(140),
        percent="20.00",
    )


def both_estimates(claim: Claim) -> tuple[Any, Any]:
    """Ours of two slopes against the insurer's of one: the difference is explained to the cent."""
    roof = {"room": "Roof", "unit": "SQ"}
    ours = claim.post(
        "estimates",
        side="ours",
        title="Both slopes",
        dated_on=back(120),
        document_id=claim.paper("Our estimate"),
        lines=[
            roof | _line("RFG 240", "Laminated shingles", "60", "600.00", "6000.00"),
            roof | _line("RFG FELT", "Felt", "60", "100.00", "0.00"),
            roof | _line("RFG DECK", "Decking", "10", "400.00", "0.00"),
        ],
    )
    theirs = claim.post(
        "estimates",
        side="insurer",
        title="South slope",
        dated_on=back(150),
        stated_rcv=usd("17500.01"),
        lines=[
            roof | _line("RFG 240", "Laminated shingles", "30", "500.00", "5000.00"),
            roof | _line("RFG FELT", "Felt", "25", "100.00", "0.00"),
        ],
    )
    assert (ours["rcv"], theirs["rcv"]) == (usd("46000.00"), usd("17500.00"))
    return ours, theirs


def _line(code: str, description: str, quantity: str, price: str, aged: str) -> dict[str, Any]:
    said = {"code": code, "description": description, "quantity": quantity, "unit_price": price}
    return {**said, "depreciation": usd(aged)}


def rebutted(claim: Claim, ours: Any, theirs: Any) -> None:
    """The comparison answers the ground, and its lines are those of the letter."""
    told = claim.client.post(f"estimates/{ours['id']}/compare", {"theirs_id": theirs["id"]}).json()
    causes = {each["cause"]: each["amount"]["amount"] for each in told["causes"]}
    assert causes == {
        "only_ours": "4000.00",
        "quantity": "18500.00",
        "unit_price": "6000.00",
        "depreciation": "-1000.00",
    }
    assert (told["rcv"], told["acv"]) == (usd("28500.00"), usd("27500.00"))
    assert ["0.01 more than its lines" in fault for fault in told["faults"]] == [True]
    (ground,) = claim.listed("grounds")
    where = f"grounds/{ground['id']}/rebuttal"
    used = claim.post("evidence", document_id=ours["document_id"], kind="estimate", proves="Both slopes")
    claim.post_plain(f"{where}/evidence", evidence_id=used["id"])
    version = claim.client.get(where)["ETag"]
    argued = claim.client.patch(where, {"argument": "Hail struck both slopes."}, HTTP_IF_MATCH=version)
    assert argued.status_code == 200, argued.content
    particulars = claim.post("letters", template="estimate_rebuttal")["particulars"]
    assert (particulars["our_estimate_on"], particulars["their_estimate_on"]) == (back(120), back(150))
    assert [(row["insurer"], row["ours"]) for row in particulars["items"]] == [
        (usd("15000.00"), usd("36000.00")),
        (usd("2500.00"), usd("6000.00")),
        (usd("0.00"), usd("4000.00")),
    ]


def damages_claimed(claim: Claim, ours: Any) -> list[Any]:
    """Two items of the dwelling, supported by our estimate; the coverage pays them less its deductible."""
    items = []
    for title, rcv, aged in (("Shingles and felt", "42000.00", "6000.00"), ("Decking", "4000.00", "0.00")):
        said = {"rcv": usd(rcv), "depreciation": usd(aged)}
        item = claim.post("damages", head="dwelling", title=title, room="Roof", property=said)
        claim.post_plain("damage-proofs", damage_id=item["id"], document_id=ours["document_id"])
        items.append(claim.act(item, "damages", "support"))
    (coverage,) = claim.client.get(f"cases/{claim.case.id}/damages").json()["coverages"]
    assert [coverage[name]["amount"] for name in ("loss", "deductible", "payable", "now", "held_back")] == [
        "46000.00",
        "2500.00",
        "43500.00",
        "37500.00",
        "6000.00",
    ]
    demand = claim.post("letters", template="demand_property")["particulars"]
    assert demand["coverages"] == [
        {"coverage": "Coverage A", "evidence": "Our estimate", "amount": usd("46000.00")}
    ]
    assert (demand["deductible"], demand["paid_so_far"]) == (usd("2500.00"), usd("10000.00"))
    return items


def appraised(claim: Claim, items: list[Any]) -> None:
    """Demanded, both appraisers named, an umpire agreed, an award that two sign; what it leaves owing is told."""
    appraisal = claim.post("appraisals", demanded_by="ours", demanded_on=back(60), proof_grade="delivered")
    for seat, name, role, days in (
        ("our_appraiser", "Wren Sampleton", "appraiser", 50),
        ("their_appraiser", "Bert Vance", "appraiser", 45),
        ("umpire", "Judge Ione Marsh", "umpire", 40),
    ):
        party = claim.post("parties", role=role, name=name)
        seated = {"appraisal_id": appraisal["id"], "seat": seat, "party_id": party["id"]}
        claim.post_plain("appraisers", named_on=back(days), relation="none", **seated)
    disputed = [
        claim.post_plain(
            "appraisal-items",
            appraisal_id=appraisal["id"],
            damage_id=item["id"],
            title=item["title"],
            ours=item["claimed"],
            theirs=usd(theirs),
        )
        for item, theirs in zip(items, ("17500.00", "0.00"), strict=True)
    ]
    figures = [
        {"item_id": row["id"], "rcv": usd(rcv), "depreciation": usd(aged), "acv": usd(acv)}
        for row, rcv, aged, acv in (
            (disputed[0], "40000.00", "5000.00", "35000.00"),
            (disputed[1], "4000.00", "0.00", "4000.00"),
        )
    ]
    signed = claim.paper("Award")
    claim.act(
        appraisal,
        "appraisals",
        "award",
        on=back(20),
        items=figures,
        signed_by=["our_appraiser", "umpire"],
        rcv=usd("44000.00"),
        acv=usd("39000.00"),
        deductible=usd("2500.00"),
        document_id=signed,
    )
    working = claim.client.get(f"appraisals/{appraisal['id']}/working").json()
    assert (working["owed_now"], working["owed_later"]) == (usd("26500.00"), usd("5000.00"))
    for item, figure in zip(items, figures, strict=True):
        claim.act(item, "damages", "approve", amount=figure["rcv"], on=back(20), document_id=signed)
    payment = claim.post("events", kind="payment_received", on=back(5), amount=usd("26500.00"))
    assert claim.act(appraisal, "appraisals", "pay", payment_id=payment["id"])["state"] == "paid"
    claim.payment_id = payment["id"]


def paid_out(claim: Claim, items: list[Any]) -> None:
    """What was paid stands at the items; the fee is the agreement's, and the statement pays the client the rest."""
    for item, amount in zip(items, ("32500.00", "4000.00"), strict=True):
        claim.act(item, "damages", "pay", amount=usd(amount), on=back(5))
    whole = claim.client.get(f"cases/{claim.case.id}/damages").json()["whole"]
    assert [whole[name]["amount"] for name in ("claimed", "supported", "approved", "paid")] == [
        "46000.00",
        "46000.00",
        "44000.00",
        "36500.00",
    ]
    (agreement,) = claim.listed("fee-agreements")
    invoice = claim.post_plain("fee-invoices", agreement_id=agreement["id"], payment_id=claim.payment_id)
    assert (invoice["amount"], invoice["cap"]["says"]) == (usd("5300.00"), "within")
    received = {
        "kind": "receipt",
        "on": back(5),
        "amount": usd("26500.00"),
        "counterpart": "Northfield Mutual",
    }
    claim.post_plain(f"cases/{claim.case.id}/ledger/receive", **received)
    statement = claim.post("statements")
    assert [statement[name]["amount"] for name in ("received", "fee", "costs", "liens", "client")] == [
        "26500.00",
        "5300.00",
        "0.00",
        "0.00",
        "21200.00",
    ]
    for verb in ("review", "approve"):
        claim.act(statement, "statements", verb)
    claim.act(statement, "statements", "sign", signed_on=str(ON), document_id=claim.paper("Signed statement"))
    assert claim.act(statement, "statements", "disburse", on=str(ON))["state"] == "disbursed"
