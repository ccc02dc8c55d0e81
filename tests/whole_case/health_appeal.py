"""The second half of the health case: the insurer's file, the calls, the appeal, the last word, and the record."""

from datetime import timedelta
from typing import Any

from claimback.demo.letters.build import build_letter, letter_path
from claimback.kernel.clock import now, today
from tests.whole_case.steps import Desk, pdf_of

ZONE = "America/Chicago"
THERAPY = (
    "Farrow Physical Therapy, discharge summary. Supervised therapy twice a week from October\n"
    "to January, without a gap of more than nine days. Ambulation did not improve, and the\n"
    "patient was referred to a neurosurgeon with weakness of the right foot."
)
NOTES = (
    "Claim log, entry of the reviewing nurse: the therapy summary came with the appeal and was\n"
    "not opened before the decision was written. The supervisor asked for a denial by Friday,\n"
    "because the quarter closes then and the reserve was released already."
)


def claim_file_demanded(staff: Desk, attorney: Desk, first: Any) -> None:
    """What belongs in it, asked for by letter, come in part, asked for again."""
    items = staff.post(f"cases/{staff.case_id}/claim-file/open")["added"]
    theirs = [item for item in items if item["holder"] == "insurer"]
    assert {"clinical_criteria", "reviewer_report", "claim_log"} <= {item["code"] for item in theirs}
    staff.sent(attorney, "claim_file_request", denial_id=first["id"])
    page = staff.get(f"cases/{staff.case_id}/claim-file")
    (request,) = page["requests"]
    assert {item["item_id"] for item in request["asked"]} >= {item["id"] for item in theirs}
    assert "erisa-claim-file" in [clock["rule"] for clock in page["clocks"]]
    came = staff.paper("nurse-log.pdf", pdf_of(NOTES), "claim_file", "Claim log", source="insurer")
    on = str(today(ZONE))
    for item in page["items"]:
        path = f"claim-file-items/{item['id']}"
        if item["code"] == "claim_log":
            staff.act(path, "settle", state="received", on=on, document_id=came["id"])
        elif item["code"] == "reviewer_report":
            staff.act(path, "settle", state="missing", on=on)
        elif item["state"] == "requested":
            staff.act(path, "settle", state="received", on=on)
    page = staff.get(f"cases/{staff.case_id}/claim-file")
    assert (page["outstanding"], staff.task("chase_claim_file")["state"]) == (1, "open")
    staff.sent(attorney, "claim_file_request", denial_id=first["id"])
    requests = staff.get(f"cases/{staff.case_id}/claim-file")["requests"]
    assert [request["number"] for request in requests] == [1, 2]
    assert len(requests[1]["asked"]) == 1
    assert len(staff.all("events", kind="claim_file_requested")) == 1, (
        "a second demand starts no second clock"
    )


def calls_made(staff: Desk) -> None:
    """A call by its checklist with a promise, which is broken; and the doctors' own."""
    day = today(ZONE)
    at = now() - timedelta(days=6)
    said = {
        "direction": "out",
        "channel": "phone",
        "occurred_at": at.isoformat(),
        "ended_at": (at + timedelta(minutes=14)).isoformat(),
        "subject": "Where the reviewer's report is",
        "body": "The reviewer's report is said to be with the vendor.",
        "counterpart": "Wendell Okafor",
        "counterpart_id": "R-118",
        "call_reference": "C-77120",
        "answers": [
            {"code": "criteria", "answer": "Guideline LF-210"},
            {"code": "supervisor", "answer": "M. Vance"},
        ],
    }
    due = str(day - timedelta(days=2))
    call = staff.add("calls", **said, promises=[{"text": "The reviewer's report by fax", "due_on": due}])
    better = staff.add("calls", **said | {"counterpart": "Wendell Okafor-Lind"}, corrects_id=call["id"])
    first = staff.get(f"correspondence/{call['id']}")
    assert (better["corrects_id"], first["counterpart"]) == (call["id"], "Wendell Okafor"), (
        "what was logged stays"
    )
    left = [question["code"] for question in staff.get(f"cases/{staff.case_id}/unanswered")["questions"]]
    assert "would_change" in left
    assert "criteria" not in left
    assert staff.task("confirm_in_writing")["state"] == "open"
    staff.workers.work()
    promise = staff.one("promises", correspondence_id=call["id"])
    assert promise["state"] == "broken"
    assert staff.task("broken_promise")["detail"].endswith("The reviewer's report by fax")
    staff.act(f"promises/{promise['id']}", "settle", state="kept", on=str(day), note="It came by fax")
    assert staff.task("broken_promise")["state"] == "done"
    (item,) = [each for each in staff.all("claim-file-items") if each["state"] == "requested"]
    staff.act(f"claim-file-items/{item['id']}", "settle", state="received", on=str(day))
    assert staff.task("chase_claim_file")["state"] == "done"
    assert (
        staff.post(f"cases/{staff.case_id}/claim-file/complete", on=str(day))["kind"] == "claim_file_received"
    )
    staff.add(
        "calls",
        direction="out",
        channel="peer_to_peer",
        occurred_at=(now() - timedelta(days=1)).isoformat(),
        body="Dr. Valderrama explained the motor deficit. The reviewer had not seen the films.",
        peer_to_peer={
            "treating_name": "Priya N. Valderrama, MD",
            "treating_specialty": "Neurological surgery",
            "reviewer_name": "Desmond R. Achterberg, MD",
            "reviewer_specialty": "Physical medicine",
            "outcome": "upheld",
            "would_change": "A measurement of translation",
        },
    )
    staff.add("parties", role="reviewer", name="Desmond R. Achterberg, MD")
    run, *_ = staff.all("conflict-checks")
    assert (run["because"], run["state"]) == ("party_added", "waived"), "found before, and decided as it was"
    doctors = staff.one("peer-to-peer-calls")
    assert (doctors["outcome"], doctors["would_change"]) == ("upheld", "A measurement of translation")


def appealed(staff: Desk, attorney: Desk, first: Any) -> None:
    """The appeal goes out and arrives, the plan's clock runs, and its exhibits are in the record since then."""
    day = today(ZONE)
    gaps = staff.get(f"cases/{staff.case_id}/record-gaps")["gaps"]
    assert [gap["kind"] for gap in gaps].count("evidence_not_in_record") == 3
    dispatch = staff.sent(
        attorney,
        "internal_appeal",
        denial_id=first["id"],
        outcome_asked="The plan should reverse the denial in full.",
        items_requested=["The reviewer's report"],
    )
    staff.act(f"cases/{staff.case_id}", "move", to="in_appeal")
    path = f"dispatches/{dispatch['id']}"
    receipt = staff.paper(
        "receipt.pdf", letter_path("return_receipt").read_bytes(), "proof_of_delivery", "Return receipt"
    )
    proof = {"proof_grade": "signed_for", "signed_for_by": "R. Clerk", "receipt_document_id": receipt["id"]}
    delivered = staff.act(path, "deliver", delivered_at=now().isoformat(), **proof)
    event = staff.get(f"events/{delivered['event_id']}")
    assert (event["kind"], event["proof_grade"]) == ("appeal_received", "signed_for")
    decision = [row for row in staff.all("deadlines") if row["trigger"] == "appeal_received"]
    assert str(day + timedelta(days=60)) in [row["due_on"] for row in decision if row["duty_of"] == "insurer"]
    for exhibit in staff.all("evidence"):
        how = "Sent with the appeal, by certified mail"
        staff.act(f"evidence/{exhibit['id']}", "record", in_record=True, since=str(day), how=how)
    assert staff.all("evidence", in_record="false") == []
    letter = staff.get(f"letters/{dispatch['letter_id']}")
    links = staff.get(f"documents/{letter['document_id']}/custody")["links"]
    assert "sent" in [link["what"] for link in links]


def denied_for_good(staff: Desk) -> Any:
    """The plan's last word, read and confirmed; what it dropped, and the suit by the plan's own time."""
    day = today(ZONE)
    dates = {"letter_date": day, "appeal_received": day, "denial_date": day - timedelta(days=40)}
    data = build_letter("final_denial", inputs={name: str(on) for name, on in dates.items()})
    letter = staff.paper("final.pdf", data, "denial_letter", "Final denial", source="insurer")
    confirmed = staff.confirm(letter["id"], received_on=str(day), level=1, is_final=True)
    final = staff.get(f"denials/{confirmed['denial_id']}")
    reasons = staff.get(f"cases/{staff.case_id}/reasons")["denials"]
    assert (reasons[-1]["denial_id"], reasons[-1]["shift"]["returned"]) == (
        final["id"],
        ["medical_necessity"],
    )
    rules = {row["rule"]: row for row in staff.all("deadlines", state="open")}
    assert (rules["erisa-civil-action"]["due_on"]) == "2029-08-11"
    return final


def record_locked(staff: Desk, attorney: Desk, final: Any) -> None:
    """What is missing still, the manifest, and the insurer's file held against it."""
    gaps = staff.get(f"cases/{staff.case_id}/record-gaps")["gaps"]
    assert "ground_without_evidence" in [gap["kind"] for gap in gaps]
    staff.refused(403, "administrative-records", case_id=staff.case_id, denial_id=final["id"])
    record = attorney.add("administrative-records", denial_id=final["id"])
    sides = [entry["side"] for entry in record["manifest"]]
    assert (sides.count("ours"), sides.count("insurer")) == (3, 1)
    assert all(len(entry["sha256"]) == 64 for entry in record["manifest"])
    again = attorney.refused(409, "administrative-records", case_id=staff.case_id, denial_id=final["id"])
    assert "locked" in again["detail"]
    produced = pdf_of(f"TBA-000001\n{NOTES}", f"TBA-000002\n{THERAPY}")
    staff.paper("production.pdf", produced, "claim_file", "Claim file as produced", source="insurer")
    compared = staff.post(f"administrative-records/{record['id']}/compare")
    states = {paper["title"]: paper["state"] for paper in compared["submitted"]}
    assert states == {"MRI": "absent", "Therapy summary": "whole", "Letter of Dr. Valderrama": "absent"}
    assert "Claim log" in [new["title"] for new in compared["only_theirs"]]
