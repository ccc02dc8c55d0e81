"""The whole way over HTTP: from an uploaded letter's bytes to a proven delivery and the insurer's running clock."""

from datetime import date, timedelta
from hashlib import sha256
from urllib.request import urlopen

import pytest

from cases.selectors import ground_list
from cases.services.evidence import evidence_add, evidence_put
from cases.services.rebuttals import rebuttal_answer, rebuttal_write
from claimback.kernel.clock import now
from letters.tasks import read_document
from tests.client import session_client
from tests.letters.matter import ITEMS, LETTERS, open_case, store_bytes
from tests.reading_here import find_text
from tests.storage.uploads import opened

RECEIVED = "2026-10-09"


@pytest.mark.slow  # a dozen requests, a reading, a rendering and six files in S3
def test_from_the_letter_s_bytes_to_the_insurer_s_clock(api, law):
    staff, attorney = api(law, "case_staff"), api(law, "attorney")
    with law.scope():
        case = open_case(law)
        document = store_bytes(
            law, case, (LETTERS / "denial.pdf").read_bytes(), "denial.pdf", "denial_letter", "Denial"
        )
        exhibit = store_bytes(
            law,
            case,
            (LETTERS / "imaging_report.pdf").read_bytes(),
            "imaging.pdf",
            "medical_record",
            "Imaging",
        )
    denial = read_and_confirm(law, staff, document)
    answer_grounds(law, denial, case, exhibit)
    letter = act(
        staff,
        "letters",
        {
            "case_id": str(case.id),
            "template": "internal_appeal",
            "denial_id": denial,
            "outcome_asked": "Example Health Plan should reverse the denial in full.",
            "items_requested": ITEMS,
        },
    )
    assert letter.json()["holes"] == []
    path = f"letters/{letter.json()['id']}"
    letter = act(staff, f"{path}/submit", version=letter)
    assert letter.json()["check_report"]["may_be_approved"], letter.json()["check_report"]
    assert staff.post(f"{path}/approve", HTTP_IF_MATCH=letter["ETag"]).status_code == 403
    assert staff.get(f"{path}/pdf").status_code == 404
    refused = attorney.post(f"{path}/approve", HTTP_IF_MATCH=letter["ETag"])
    assert refused.json()["code"] == "session_required"
    letter = act(session_client(law), f"{path}/approve", version=letter)
    link = staff.get(f"{path}/pdf").json()["url"]
    with urlopen(opened(link)) as answer:
        assert sha256(answer.read()).hexdigest() == letter.json()["approved_sha256"]
    dispatch = act(
        staff,
        f"{path}/send",
        {"channel": "certified_mail", "tracking_number": "9407", "sent_at": now().isoformat()},
        version=letter,
    )
    door = f"dispatches/{dispatch.json()['id']}"
    dispatch = act(staff, f"{door}/track", {"at": now().isoformat(), "kind": "accepted"}, version=dispatch)
    assert [event["kind"] for event in dispatch.json()["carrier_events"]] == ["accepted"]
    with law.scope():
        receipt = store_bytes(
            law,
            case,
            (LETTERS / "return_receipt.pdf").read_bytes(),
            "receipt.pdf",
            "proof_of_delivery",
            "Receipt",
        )
    dispatch = act(
        staff,
        f"{door}/deliver",
        {
            "delivered_at": now().isoformat(),
            "proof_grade": "signed_for",
            "signed_for_by": "R. Clerk",
            "receipt_document_id": str(receipt.id),
        },
        version=dispatch,
    )
    assert dispatch.json()["proof_grade"] == "signed_for"
    assert staff.get(path).json()["state"] == "delivered"
    event = staff.get(f"events/{dispatch.json()['event_id']}").json()
    assert (event["kind"], event["proof_grade"], event["document_id"]) == (
        "appeal_received",
        "signed_for",
        str(receipt.id),
    )
    rows = staff.get("deadlines", {"case_id": str(case.id)}).json()["results"]
    theirs = [row for row in rows if row["trigger"] == "appeal_received" and row["duty_of"] == "insurer"]
    due = (law_day(event) + timedelta(days=60)).isoformat()
    assert due in [row["due_on"] for row in theirs]


def law_day(event):
    return date.fromisoformat(event["on"])


def read_and_confirm(law, staff, document):
    """Have the letter read, confirm what it says, and return the id of the denial."""
    asked = act(staff, "readings", {"document_id": str(document.id)})
    assert asked.json()["state"] == "requested"
    find_text(law.id, document.file_id)
    read_document(str(law.id), asked.json()["id"])
    path = f"readings/{asked.json()['id']}"
    read = staff.get(path)
    found = read.json()["findings"]
    grounds = [
        {name: ground[name] for name in ("code", "quote", "page", "start", "end")}
        | {"clauses": [clause["quote"] for clause in ground["clauses"]]}
        for ground in found["grounds"]
    ]
    body = {
        "decision": found["decision"]["value"],
        "letter_date": found["letter_date"]["value"],
        "received_on": RECEIVED,
        "received_proof": "delivered",
        "grounds": grounds,
    }
    wrong = body | {"grounds": [grounds[0] | {"quote": "They said no."}]}
    refused = staff.post(f"{path}/confirm", wrong, HTTP_IF_MATCH=read["ETag"])
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/grounds/0/quote")
    confirmed = act(staff, f"{path}/confirm", body, version=read)
    assert confirmed.json()["findings"] == found
    assert [g["quote"] for g in confirmed.json()["confirmed"]["grounds"]] == [g["quote"] for g in grounds]
    return confirmed.json()["denial_id"]


def answer_grounds(law, denial, case, exhibit):
    actor = law.staff
    with law.scope():
        used = evidence_add(actor=actor, case_id=case.id, document_id=exhibit.id, proves="the translation")
        for ground in ground_list().filter(denial_id=denial):
            rebuttal_write(actor=actor, ground_id=ground.id, argument="The records show the contrary.")
            evidence_put(actor=actor, ground_id=ground.id, evidence_id=used.id)
            rebuttal_answer(actor=actor, ground_id=ground.id)


def act(client, path, body=None, version=None):
    """A POST that must succeed."""
    headers = {"HTTP_IF_MATCH": version["ETag"]} if version is not None else {}
    answer = client.post(path, body or {}, **headers)
    assert answer.status_code in (200, 201), answer.json()
    return answer
