"""Hail on a roof that was underpaid, from a public adjuster's intake to the case's deletion, by the API alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from claimback.kernel.clock import today
from tests.firms import TestFirm
from tests.whole_case.steps import Desk, Workers, highlighted, mailed, pdf_of, photo, quoted

ZONE = "America/Chicago"
LOSS = date(2026, 4, 14)
PROOF = "Send us a signed, sworn proof of loss within 60 days after we ask for it."
SUIT = "No suit may be brought more than two years after the date of loss."
WEAR = "The remaining slopes show wear that hail did not cause."
POLICY = pdf_of("Homeowner policy\nDwelling 300,000", f"Duties after loss\n{PROOF}\nSuit against us\n{SUIT}")
ESTIMATE = pdf_of("Estimate of Summit Public Adjusters\nReplace all four slopes 48,200.00")
CONTACTS = """first_name,last_name,email_address,primary_phone
Rosalind,Achebe,rosalind@mail.example,+1 512 555 0111
Teodor,Brandvik,teodor@mail.example,
"""
MATTERS = """client_reference,custom_number,description,open_date,client_first_name,client_last_name,client_email
S-1,2025-0007,Water in the kitchen,03/04/2025,Teodor,Brandvik,teodor@mail.example
S-2,,Nobody's roof,03/05/2025,,,
"""


@pytest.mark.slow  # the whole of a case: some 120 requests, nine files, two imports and a message by SMTP
def test_from_the_adjuster_s_table_to_the_end(
    committed_db: str, adjusters: TestFirm, workers: Workers
) -> None:
    adjuster, staff = (Desk(adjusters, role, workers) for role in ("public_adjuster", "case_staff"))
    brought_in(adjuster, "clients", CONTACTS, made=2, wrong=0)
    brought_in(adjuster, "cases", MATTERS, made=1, wrong=1)
    taken_in(adjuster)
    staff.case_id = adjuster.case_id
    policy_read(staff)
    kept_while_something_is_due(adjuster)
    evidence_gathered(staff)
    asked_by_mail(staff)
    underpaid(staff)
    held(adjuster, staff)
    ended(adjuster, staff)


def brought_in(adjuster: Desk, kind: str, table: str, *, made: int, wrong: int) -> None:
    """A table of another system: looked at, checked, and its sound rows brought in."""
    file_id = adjuster.upload(f"{kind}.csv", table.encode())
    adjuster.workers.work()
    path = f"imports/{adjuster.post('imports', file_id=file_id, kind=kind, source='clio')['id']}"
    adjuster.workers.work()
    assert adjuster.get(path)["state"] == "previewed"
    constants = {"insurer_name": "Northfield Mutual", "line_of_business": "property", "jurisdiction": "TX"}
    adjuster.act(path, "map", constants=constants if kind == "cases" else {})
    assert adjuster.get(f"{path}/preview")["rows"][0]["problems"] == []
    for verb in ("check", "run"):
        adjuster.act(path, verb)
        adjuster.workers.work()
    done = adjuster.get(path)
    assert (done["state"], done["rows_made"], done["error_count"]) == ("done", made, wrong)
    assert len(adjuster.get(f"{path}/errors")["problems"]) == wrong


def taken_in(adjuster: Desk) -> None:
    """A client who is known from the table, and a case in one call that conflicts with nothing."""
    known = adjuster.post("intakes/suggestions", client_name="Achebe, Rosalind")
    (client,) = known["clients"]
    (insurer,) = adjuster.post("intakes/suggestions", insurer_name="Northfield Mutual")["insurers"]
    case = {
        "title": "Hail on the roof",
        "line_of_business": "property",
        "plan_type": "personal",
        "jurisdiction": "TX",
        "claim_number": "NM-88 1204",
        "loss_date": str(LOSS),
        "lead_id": adjuster.member_id,
        "amount_disputed": {"amount": "31250.00", "currency": "USD"},
    }
    policy = {"number": "HO-5512", "effective_from": "2026-01-01", "effective_to": "2026-12-31"}
    body = {"insurer_id": insurer["id"], "case": case, "policy": policy}
    again = adjuster.refused(409, "intakes", client={"name": "Rosalind Achebe"}, **body)
    assert (again["code"], again["errors"][0]["pointer"]) == ("probably_known", "/client/name")
    party = {"role": "insurers_adjuster", "name": "Gideon Pell", "organisation": "Pell Adjusting"}
    made = adjuster.post("intakes", client_id=client["id"], parties=[party], **body)
    adjuster.case_id = made["case"]["id"]
    assert (made["case"]["status"], made["conflict_check"]["state"]) == ("intake", "cleared")


def policy_read(staff: Desk) -> None:
    """A deductible in percent, and duties with the words that set them."""
    paper = staff.paper("policy.pdf", POLICY, "policy", "Policy", source="insurer")
    of = {"policy_id": staff.get(f"cases/{staff.case_id}")["policy_id"]}
    dwelling = staff.post("coverages", **of, part="dwelling", label="Coverage A")
    limit = staff.post(
        "limits",
        **of,
        coverage_id=dwelling["id"],
        kind="per_occurrence",
        amount={"amount": "300000.00", "currency": "USD"},
    )
    form = staff.post(
        "endorsements",
        **of,
        form_number="TX 04 12",
        title="Wind and hail",
        changes="A deductible in percent.",
    )
    staff.post(
        "deductibles",
        **of,
        peril="wind_hail",
        percent="2.00",
        percent_of_id=limit["id"],
        endorsement_id=form["id"],
    )
    for label, words, kind, n, unit in (
        ("Proof of loss", PROOF, "proof_of_loss", 60, "calendar_days"),
        ("Suit against us", SUIT, "suit_limitation", 2, "years"),
    ):
        place = {"label": label, "kind": "condition", "document_id": paper["id"], "page": 2}
        passage = staff.post("provisions", **of, **place, **quoted(staff.page(paper["id"], 2), words))
        assert passage["quote_check"] == "verified"
        staff.post("policy-duties", **of, provision_id=passage["id"], kind=kind, n=n, unit=unit)
    sheet = staff.get(f"cases/{staff.case_id}/policy")
    assert [row["amount"]["amount"] for row in sheet["deductibles"]] == ["6000.00"]
    assert sheet["standing"]["state"] == "in_force"
    (suit,) = [row for row in staff.all("deadlines") if row["rule"].startswith("policy-suit")]
    assert (suit["due_on"], suit["state"]) == ("2028-04-14", "open")
    assert suit["citation"] == "policy, provision Suit against us, page 2"


def kept_while_something_is_due(adjuster: Desk) -> None:
    """A case in which something is due is not deleted, whoever asks; then the work begins."""
    case = f"cases/{adjuster.case_id}"
    refused = adjuster.refused(409, case, "move", to="deleted", reason="A double")
    assert refused["code"] == "open_deadlines"
    assert adjuster.act(case, "move", to="open")["status"] == "open"
    adjuster.add("playbook-runs", playbook="property_loss")
    assert "mitigation" in [task["source_part"] for task in adjuster.all("tasks", state="open")]


def evidence_gathered(staff: Desk) -> None:
    """Photographs, the bill of the tarpaulin and our estimate, filed and put to use."""
    for number, colour in enumerate(("slategrey", "darkred"), start=1):
        picture = staff.paper(
            f"IMG_{number}.jpg",
            photo(colour),
            "photo",
            f"Slope {number}",
            folder="Photos/Roof",
            tags=["roof"],
        )
        assert (picture["media_type"], picture["text_state"]) == ("image/jpeg", "not_searchable")
        assert staff.post(f"documents/{picture['id']}/thumbnail", number=1)["state"] == "made"
    assert len(staff.all("documents", folder="Photos/Roof", tag="roof")) == 2
    bill = staff.paper("tarp.pdf", pdf_of("Tarpaulin over two slopes 1,150.00"), "bill", "Tarpaulin")
    on = str(LOSS + timedelta(days=1))
    staff.add("events", kind="mitigation_done", on=on, document_id=bill["id"], source="The roofer's bill")
    (task,) = [row for row in staff.all("tasks", state="open") if row["source_part"] == "mitigation"]
    staff.act(f"tasks/{task['id']}", "complete", note="Covered the day after")
    estimate = staff.paper("estimate.pdf", ESTIMATE, "estimate", "Our estimate", source="us")
    used = staff.add(
        "evidence", document_id=estimate["id"], kind="estimate", proves="All four slopes were hit"
    )
    assert (used["exhibit_number"], used["document_title"]) == (1, "Our estimate")


def asked_by_mail(staff: Desk) -> None:
    """The insurer's message files itself; what it asks for becomes a deadline, and is met."""
    address = staff.add("mail-addresses")["address"]
    day = today(ZONE)
    body = "We ask for a sworn proof of loss.\nOur engineer's report is attached."
    mailed(
        address, "Your claim NM-88 1204", body, ("report.pdf", pdf_of("Engineer\nGranules were displaced."))
    )
    staff.workers.work()
    mail = staff.one("received-mail")
    assert (mail["state"], mail["subject"], mail["problem"]) == ("filed", "Your claim NM-88 1204", "")
    entry = staff.get(f"correspondence/{mail['correspondence_id']}")
    assert (entry["direction"], entry["channel"], entry["author_id"]) == ("in", "email", None)
    assert entry["counterpart"].endswith("(not verified)")
    original = staff.get(f"documents/{mail['document_id']}")
    assert b"sworn proof of loss" in staff.bytes_of(original["id"])
    task = staff.task("file_mail")
    assert "not verified" in task["detail"]
    staff.act(f"tasks/{task['id']}", "complete", note="From the insurer indeed")
    hits = staff.found("granules")["pages"]
    assert {hit["title"] for hit in hits} == {original["title"], f"report.pdf ({original['title']})"}
    assert [highlighted(hit) for hit in hits] == [["Granules"]] * 2

    staff.add("events", kind="proof_of_loss_requested", on=str(day), document_id=original["id"])
    (due,) = [row for row in staff.all("deadlines") if row["rule"].startswith("policy-proof")]
    assert (due["due_on"], due["state"]) == (str(day + timedelta(days=60)), "open")
    (step,) = [row for row in staff.all("tasks") if row["source_part"] == "proof_of_loss"]
    assert (step["state"], step["due_on"]) == ("open", str(day + timedelta(days=30)))
    sworn = staff.paper(
        "proof.pdf", pdf_of("Sworn statement in proof of loss"), "our_letter", "Proof of loss"
    )
    staff.add(
        "events", kind="proof_of_loss_received", on=str(day), proof_grade="delivered", document_id=sworn["id"]
    )
    assert staff.get(f"deadlines/{due['id']}")["state"] == "met"


def underpaid(staff: Desk) -> None:
    """A payment that is too small is a decision with a reason, answered like any other."""
    day = str(today(ZONE))
    letter = staff.paper("paid.pdf", pdf_of(f"We pay 10,950.00\n{WEAR}"), "denial_letter", "Payment letter")
    denial = staff.add(
        "denials",
        decision="underpaid",
        part="Roof",
        letter_date=day,
        received_on=day,
        received_proof="delivered",
        document_id=letter["id"],
        grounds=[{"code": "causation_or_wear", "page": 1, **quoted(staff.page(letter["id"], 1), WEAR)}],
    )
    staff.add("events", kind="payment_received", on=day, document_id=letter["id"])
    ground = staff.one("grounds", denial_id=denial["id"])
    path = f"grounds/{ground['id']}/rebuttal"
    staff.change(path, argument="Fresh strikes on every slope.", authorities=["The policy's own words"])
    staff.post(f"{path}/evidence", evidence_id=staff.one("evidence")["id"])
    told = staff.get(f"cases/{staff.case_id}/matrix")["denials"][0]
    (row,) = told["grounds"]
    assert (told["decision"], told["part"], row["quote_check"]) == ("underpaid", "Roof", "verified")
    assert row["missing"] == ["reviewer_specialty"]
    items = staff.post(f"cases/{staff.case_id}/claim-file/open")["added"]
    assert {"estimates", "weather_data"} <= {item["code"] for item in items}


def held(adjuster: Desk, staff: Desk) -> None:
    """What a suit may ask for is not destroyed while it is held, and who may not hold is refused."""
    (bill,) = adjuster.all("documents", kind="bill")
    reason = "A suit is expected"
    staff.refused(403, "legal-holds", case_id=staff.case_id, reason=reason)
    hold = adjuster.add("legal-holds", reason=reason)
    adjuster.post("retention-rules", years=7)
    refused = adjuster.refused(409, "disposals", document_id=bill["id"], reason="Its time is over")
    assert "legal hold" in refused["detail"]
    lifted = adjuster.act(f"legal-holds/{hold['id']}", "lift", reason="It was settled")
    assert lifted["lifted_at"]
    refused = adjuster.refused(409, "disposals", document_id=bill["id"], reason="Its time is over")
    assert "not due" in refused["detail"]
    assert adjuster.get("due-for-disposal")["results"] == []


def ended(adjuster: Desk, staff: Desk) -> None:
    """Closed with the reason once two persons stand behind its dates; only then it can be deleted, and leaves the
    lists.
    """
    case = f"cases/{adjuster.case_id}"
    staff.confirm_dates(by=adjuster)
    assert adjuster.act(case, "move", to="closed", reason="Paid in full")["status"] == "closed"
    assert adjuster.all("deadlines", state="open") == []
    adjuster.act(case, "move", to="deleted", reason="Kept elsewhere")
    titles: Any = [row["title"] for row in adjuster.get("cases")["results"]]
    assert titles == ["Water in the kitchen"]
