"""A denied surgery under a self-funded ERISA plan, from the first call to the closed file, by the API alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from claimback.demo.letters.build import build_letter, letter_path
from claimback.kernel.clock import today
from tests.firms import TestFirm
from tests.whole_case.health_appeal import (
    THERAPY,
    ZONE,
    appealed,
    calls_made,
    claim_file_demanded,
    denied_for_good,
    record_locked,
)
from tests.whole_case.steps import Desk, Workers, highlighted, pdf_of, quoted, scan_of

SERVICE = date(2026, 8, 11)
TPA = "Tallowmere Benefit Administrators"
NECESSITY = (
    "Benefits are limited to services that are clinically appropriate for the condition of the patient in type,\n"
    "frequency, extent and site. That is what this Plan calls Medically Necessary Services."
)
UNPROVEN = "Services that are experimental or investigational for the condition treated are excluded."
FILING = "A claim is filed within twelve months after the date of the service."
SUIT = "No legal action may be brought more than three years after the date of the service."
PLAN = pdf_of(
    "Wexcombe Freight Systems, Inc.\nEmployee Health Benefit Plan\nRestated January 1, 2026",
    f"Section 7.2(c)\n{NECESSITY}",
    f"Section 9.1(k)\n{UNPROVEN}\nSection 12.1\n{FILING}\nSection 12.4\n{SUIT}",
)
LATE_NOTICE = "No request for prior authorization was received before the admission."


@pytest.mark.slow  # the whole of a case: some 250 requests, twelve files, four readings, a scan and a signature
def test_from_the_first_call_to_the_closed_file(committed_db: str, law: TestFirm, workers: Workers) -> None:
    staff, attorney = Desk(law, "case_staff", workers), Desk(law, "attorney", workers)
    taken_in(staff, attorney)
    policy_read(staff)
    first, second = denied_twice(staff)
    papers = documents_filed(staff)
    grounds_answered(staff, attorney, first, second, papers)
    claim_file_demanded(staff, attorney, first)
    calls_made(staff)
    appealed(staff, attorney, first)
    final = denied_for_good(staff)
    record_locked(staff, attorney, final)
    searched(staff, law, workers)
    told_in_order(staff)
    closed(staff, attorney)


def taken_in(staff: Desk, attorney: Desk) -> None:
    """One call opens it all; what it conflicts with is waived with a reason, and only then is there work."""
    staff.post("clients", kind="organisation", name=TPA)
    made = staff.post(
        "intakes",
        client={"name": "Marisol E. Tennant", "phone": "+1 512 555 0142", "date_of_birth": "1974-03-02"},
        insurer={"name": f"{TPA}, Inc.", "kind": "administrator"},
        administrator={"name": "Wexcombe Freight Systems, Inc.", "kind": "administrator"},
        policy={
            "name": "Wexcombe Freight Systems, Inc. Employee Health Benefit Plan",
            "member_number": "WXF 4471902-02",
            "group_number": "WX-20315",
            "appeal_levels": 1,
            "effective_from": "2026-01-01",
            "effective_to": "2026-12-31",
        },
        case={
            "title": "Lumbar fusion denied",
            "line_of_business": "health",
            "plan_type": "erisa_self_funded",
            "jurisdiction": "TX",
            "claim_kind": "post_service",
            "claim_number": "TB-2026-0718834",
            "loss_date": str(SERVICE),
            "amount_disputed": {"amount": "66475.00", "currency": "USD"},
            "lead_id": attorney.member_id,
        },
        parties=[
            {"role": "provider", "name": "Priya N. Valderrama, MD", "organisation": "Dunmore Spine Institute"}
        ],
    )
    staff.case_id = attorney.case_id = made["case"]["id"]
    case = f"cases/{staff.case_id}"
    assert (made["case"]["status"], made["case"]["client_name"]) == ("intake", "Marisol E. Tennant")
    check = made["conflict_check"]
    assert (check["state"], [hit["name"] for hit in check["hits"]]) == ("undecided", [TPA])
    assert staff.refused(409, case, "move", to="open")["code"] == "conflict_undecided"
    path = f"conflict-checks/{check['id']}"
    staff.refused(403, path, "waive", reason="Another matter")
    reason = "The earlier engagement was a lease; both consented in writing."
    decided = attorney.act(path, "waive", reason=reason)
    assert (decided["state"], decided["reason"], decided["hits"]) == ("waived", reason, check["hits"])
    assert staff.task("clear_conflict")["state"] == "done"
    assert staff.act(case, "move", to="open")["status"] == "open"
    staff.post(
        "insurer-addresses",
        insurer_id=made["insurer_id"],
        purpose="appeals",
        lines="Appeals Unit\nP.O. Box 40125\nFort Dunmore, OH 43999",
    )
    staff.add(
        "playbook-runs", playbook="health_denial", team=[{"role": "case_staff", "member_id": staff.member_id}]
    )
    (step,) = [task for task in staff.get("my-tasks")["results"] if task["source_part"] == "authorization"]
    assert staff.act(f"tasks/{step['id']}", "complete", note="Signed")["state"] == "done"
    assert "claim_file" in [task["source_part"] for task in staff.all("tasks", state="open")]


def policy_read(staff: Desk) -> None:
    """What the plan grants and asks, each passage by page and span, and a duty that runs from now on."""
    plan = staff.paper("plan.pdf", PLAN, "policy", "Plan document", source="insurer", dated_on="2026-01-01")
    assert (plan["pages"], plan["text_state"]) == (3, "searchable")
    policy_id = staff.get(f"cases/{staff.case_id}")["policy_id"]
    passages = {}
    for label, kind, page, words in (
        ("Section 7.2(c)", "definition", 2, NECESSITY),
        ("Section 9.1(k)", "exclusion", 3, UNPROVEN),
        ("Section 12.1", "condition", 3, FILING),
        ("Section 12.4", "suit_limitation", 3, SUIT),
    ):
        span = quoted(staff.page(plan["id"], page), words)
        passage = {
            "policy_id": policy_id,
            "label": label,
            "kind": kind,
            "page": page,
            "document_id": plan["id"],
        }
        passages[label] = staff.post("provisions", **passage, **span)
        assert passages[label]["quote_check"] == "verified", label
    medical = staff.post("coverages", policy_id=policy_id, part="medical")
    for kind, amount in (("annual", "1000000.00"), ("out_of_pocket_maximum", "6500.00")):
        staff.post(
            "limits",
            policy_id=policy_id,
            coverage_id=medical["id"],
            kind=kind,
            amount={"amount": amount, "currency": "USD"},
        )
    for label, kind, n, unit in (
        ("Section 12.1", "prompt_notice", 12, "months"),
        ("Section 12.4", "suit_limitation", 3, "years"),
    ):
        where = {"policy_id": policy_id, "provision_id": passages[label]["id"]}
        staff.post("policy-duties", **where, kind=kind, n=n, unit=unit, counts_from="loss_occurred")
    sheet = staff.get(f"cases/{staff.case_id}/policy")
    assert sheet["standing"]["state"] == "in_force"
    assert [row["amount"]["amount"] for row in sheet["limits"]] == ["1000000.00", "6500.00"]
    (duty,) = [row for row in staff.all("deadlines") if row["rule"].startswith("policy-")]
    assert (duty["due_on"], duty["citation"]) == ("2027-08-11", "policy, provision Section 12.1, page 3")


def denied_twice(staff: Desk) -> tuple[Any, Any]:
    """Two letters, two reasons: the first one read by the rules and confirmed, the second noted by hand."""
    day = today(ZONE)
    written, came = day - timedelta(days=40), day - timedelta(days=36)
    data = build_letter("denial", inputs={"letter_date": str(written), "processed_date": str(written)})
    letter = staff.paper("denial.pdf", data, "denial_letter", "First denial", source="insurer")
    confirmed = staff.confirm(letter["id"], received_on=str(came), reference="TBA-1")
    first = staff.get(f"denials/{confirmed['denial_id']}")
    grounds = staff.get("grounds", denial_id=first["id"])["results"]
    assert [ground["code"] for ground in grounds] == ["medical_necessity", "experimental_investigational"]
    assert all(staff.page(letter["id"], g["page"])[g["start"] : g["end"]] == g["quote"] for g in grounds)
    appeal = next(row for row in staff.all("deadlines") if row["rule"] == "erisa-health-first-appeal")
    assert appeal["due_on"] == str(came + timedelta(days=180))

    text = f"Tallowmere Benefit Administrators, Inc.\nAmended notice of denial\n{LATE_NOTICE}"
    amended = staff.paper("amended.pdf", pdf_of(text), "denial_letter", "Amended denial", source="insurer")
    second = staff.add(
        "denials",
        decision="denied",
        letter_date=str(day - timedelta(days=30)),
        received_on=str(day - timedelta(days=28)),
        received_proof="delivered",
        document_id=amended["id"],
        grounds=[
            {
                "code": "prior_authorization",
                "page": 1,
                "clauses": ["Section 7.2(c)"],
                "reviewer_specialty": "None named",
                **quoted(staff.page(amended["id"], 1), LATE_NOTICE),
            }
        ],
    )
    reasons = staff.get(f"cases/{staff.case_id}/reasons")
    shifts = [told["shift"] for told in reasons["denials"]]
    assert [told["denial_id"] for told in reasons["denials"]] == [first["id"], second["id"]]
    assert (shifts[1]["new"], shifts[1]["dropped"]) == (
        ["prior_authorization"],
        ["experimental_investigational", "medical_necessity"],
    )
    assert len(reasons["codes"]) == 3

    wrong = grounds[0]
    path = f"grounds/{wrong['id']}"
    fixed = staff.act(
        path, "correct", reason="The letter names it on its second page", reviewer_specialty="Rehabilitation"
    )
    assert (fixed["version"], fixed["reviewer_specialty"]) == (wrong["version"] + 1, "Rehabilitation")
    versions = staff.get(f"denials/{first['id']}/versions")["versions"]
    kept, stands = [row for row in versions if row["values"].get("quote") == wrong["quote"]]
    assert (kept["changed"], kept["values"]["reviewer_specialty"]) == (["reviewer_specialty"], "")
    assert stands["values"]["reviewer_specialty"] == "Rehabilitation"
    return first, second


def documents_filed(staff: Desk) -> dict[str, Any]:
    """Folders and tags, a newer version, a double, a scan that is read, a picture of a page, and the chain of all."""
    imaging = letter_path("imaging_report").read_bytes()
    draft = staff.paper(
        "mri.pdf", pdf_of("Eastlake Imaging Center\nPreliminary report"), "medical_record", "MRI"
    )
    path = f"documents/{draft['id']}"
    staff.change(path, folder="Medical/Imaging", tags=["mri", "spine"], source="provider")
    newer = staff.upload("mri-final.pdf", imaging)
    staff.act(path, "replace", file_id=newer, reason="The final report with its addendum came")
    staff.workers.work()
    assert [row["id"] for row in staff.all("documents", under="Medical", tag="spine")] == [draft["id"]]
    assert staff.get(path)["text_state"] == "searchable"
    (former,) = staff.get("former-versions", document_id=draft["id"])["results"]
    assert staff.bytes_of(draft["id"]) == imaging
    assert b"%PDF" in staff.bytes_of(draft["id"], number=former["number"])

    double = staff.paper("scan0001.pdf", imaging, "other", "From the client")
    assert [row["id"] for row in double["same_bytes_as"]] == [draft["id"]]
    scan = staff.paper("therapy.pdf", scan_of(THERAPY), "medical_record", "Therapy summary", folder="Medical")
    (page,) = staff.get("document-pages", document_id=scan["id"])["results"]
    assert (scan["text_state"], page["method"]) == ("searchable", "ocr")
    assert "Ambulation" in page["text"]
    drawn = staff.post(f"documents/{scan['id']}/thumbnail", number=1)
    assert (drawn["state"], bool(drawn["url"])) == ("made", True)
    letter = letter_path("treating_physician_letter").read_bytes()
    opinion = staff.paper("valderrama.pdf", letter, "expert_report", "Letter of Dr. Valderrama")
    links = staff.get(f"{path}/custody")["links"]
    steps = [link["what"] for link in links]
    assert [steps.index(what) for what in ("announced", "placed", "filed", "replaced", "viewed")] == sorted(
        steps.index(what) for what in ("announced", "placed", "filed", "replaced", "viewed")
    )
    assert {link["by_name"] for link in links if link["what"] == "viewed"} == {"Case Staff"}
    return {"imaging": draft, "therapy": scan, "opinion": opinion}


def grounds_answered(staff: Desk, attorney: Desk, first: Any, second: Any, papers: dict[str, Any]) -> None:
    """Evidence put, taken off and put back; the matrix tells what is missing until nothing is."""
    matrix = f"cases/{staff.case_id}/matrix"
    lacking = {what: count for what, count in staff.get(matrix)["missing"].items() if count}
    assert lacking == {"argument": 3, "evidence": 3, "authority": 3, "reviewer_specialty": 1}
    proven = {
        "imaging": "5.2 mm of translation",
        "therapy": "seven months",
        "opinion": "what the graft was for",
    }
    exhibits = {
        name: staff.add(
            "evidence", document_id=papers[name]["id"], proves=proves, kind="record", source="Provider"
        )
        for name, proves in proven.items()
    }
    of_law = {row["citation"]: row["id"] for row in staff.get("authorities")["results"]}
    cited = [of_law["29 C.F.R. § 2560.503-1(h)(3)(iii)"]]
    grounds = [g for d in (first, second) for g in staff.get("grounds", denial_id=d["id"])["results"]]
    for ground, names in zip(grounds, (("imaging", "therapy"), ("opinion",), ("therapy",)), strict=True):
        path = f"grounds/{ground['id']}/rebuttal"
        staff.change(path, argument="The records show the contrary.", authorities=cited)
        for name in names:
            put = staff.post(f"{path}/evidence", evidence_id=exhibits[name]["id"])
        if not ground["reviewer_specialty"]:
            staff.act(
                f"grounds/{ground['id']}", "correct", reason="Asked", reviewer_specialty="Rehabilitation"
            )
    last = f"rebuttal-evidence/{put['id']}"
    assert (
        staff.act(last, "take-off", reason="It is about the therapy, not the notice")["state"] == "taken_off"
    )
    assert staff.get(matrix)["missing"]["evidence"] == 1
    assert staff.act(last, "put-back")["state"] == "put"
    told = staff.get(matrix)
    assert not any(told["missing"].values())
    row = told["denials"][1]["grounds"][0]
    assert [p["label"] for p in row["provisions"]] == ["Section 7.2(c)"]
    assert (row["quote_check"], len(row["evidence"]), bool(row["criteria"])) == ("verified", 2, True)
    for ground in grounds:
        assert staff.act(f"grounds/{ground['id']}/rebuttal", "answer")["state"] == "answered"


def searched(staff: Desk, law: TestFirm, workers: Workers) -> None:
    """The case, a person, words of a document and of the log, marked; and nothing of it behind a wall."""
    owner, walled = Desk(law, "owner", workers), Desk(law, "public_adjuster", workers)
    for said, kind, marked in (
        ("lumbar", "cases", "Lumbar"),
        ("valderama", "people", ""),
        ("ambulation", "pages", "Ambulation"),
        ("vendor", "correspondence", "vendor"),
    ):
        (hit,) = staff.found(said)[kind][:1]
        assert marked in highlighted(hit) or not marked, (said, hit)
        assert walled.found(said).get(kind), said
    owner.post("walls", case_id=staff.case_id, member_id=walled.member_id, reason="Acted for the plan before")
    for said in ("lumbar", "valderama", "ambulation", "vendor", "tennant"):
        assert walled.found(said) == {}, said
    assert walled.client.get(f"cases/{staff.case_id}").status_code == 404


def told_in_order(staff: Desk) -> None:
    """The story of the case as a signed PDF."""
    asked = staff.add("chronologies")
    staff.workers.work()
    made = staff.get(f"chronologies/{asked['id']}")
    assert (made["state"], made["progress"], made["refusal"]) == ("made", 100, "")
    assert made["items"] >= 10
    signed = staff.bytes_of(made["document_id"])
    assert b"/ByteRange" in signed
    assert b"/Sig" in signed
    document = staff.get(f"documents/{made['document_id']}")
    assert document["text_state"] == "searchable"
    assert "C-77120" in " ".join(staff.page(document["id"], n + 1) for n in range(document["pages"]))


def closed(staff: Desk, attorney: Desk) -> None:
    """What is left to do is done or dropped with the reason, and the case is closed by whoever may."""
    case = f"cases/{staff.case_id}"
    while tasks := staff.all("tasks", state="open"):
        for task in tasks:
            staff.act(f"tasks/{task['id']}", "complete", note="Done")
    assert {task["state"] for task in staff.all("tasks")} == {"done"}
    staff.refused(403, case, "move", to="closed", reason="Settled")
    alone = attorney.refused(409, case, "move", to="closed", reason="Settled")
    assert alone["code"] == "unconfirmed_dates"
    staff.confirm_dates(by=attorney)
    done = attorney.act(case, "move", to="closed", reason="Settled for the whole amount")
    assert (done["status"], done["status_reason"]) == ("closed", "Settled for the whole amount")
    assert staff.all("deadlines", state="open") == []
    assert staff.get(f"{case}/overview")["case"]["status"] == "closed"
