"""The doors of letters: lists, filters, ETags, other firms' rows, roles, query counts."""

import pytest

from cases.models import Case
from claimback.kernel.clock import now
from claimback.storage import s3
from letters.models import Dispatch, Letter, Reading
from letters.services.readings import reading_request
from letters.writing.authorities import authorities
from letters.writing.catalogue import templates
from tests.client import client_for, session_client
from tests.letters.matter import ITEMS, OUTCOME, store_pdf

NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def staff(api, law):
    return api(law, "case_staff")


@pytest.fixture
def rows(matter):
    """A letter that was sent, its dispatch, and a reading that waits."""
    with matter.firm.scope():
        dispatch = matter.sent()
        document = store_pdf(matter.firm, matter.case, "denial.pdf", "denial_letter", "Again")
        reading = reading_request(actor=matter.firm.staff, document_id=document.id)
    return {"letters": dispatch.letter_id, "dispatches": dispatch.id, "readings": reading.id}


@pytest.mark.parametrize("path", ["letters", "dispatches", "readings"])
def test_lists_are_filtered_by_name_and_closed_to_other_firms(staff, api, adjusters, matter, rows, path):
    everything = staff.get(path, {"count": "true"}).json()
    assert [row["id"] for row in everything["results"]] == [str(rows[path])]
    case = {"case_id": str(matter.case.id)}
    assert len(staff.get(path, case).json()["results"]) == 1
    assert staff.get(path, {"case_id": NOBODY}).json()["results"] == []
    assert staff.get(path, {"state": "nonsense"}).json()["errors"][0]["pointer"] == "/state"
    theirs = api(adjusters, "owner")
    assert theirs.get(path).json()["results"] == []
    absent = theirs.get(f"{path}/{NOBODY}")
    answer = theirs.get(f"{path}/{rows[path]}")
    assert (answer.status_code, answer.content) == (404, absent.content)


@pytest.mark.parametrize(
    ("path", "verb", "body"),
    [
        ("letters", "submit", {}),
        ("letters", "return", {"reason": "x"}),
        ("letters", "approve", {}),
        ("letters", "supersede", {"reason": "x"}),
        ("letters", "refresh", {}),
        ("letters", "versions/1/restore", {}),
        ("letters", "send", {"channel": "hand_delivery", "sent_at": "2026-01-01T10:00:00Z"}),
        ("dispatches", "track", {"at": "2026-01-01T10:00:00Z", "kind": "accepted"}),
        ("dispatches", "deliver", {"delivered_at": "2026-01-01T10:00:00Z"}),
        ("dispatches", "return", {"reason": "x"}),
        ("readings", "set-aside", {"reason": "x"}),
        ("readings", "retry", {}),
        ("readings", "confirm", {"decision": "denied", "letter_date": "2026-01-01", "grounds": []}),
    ],
)
def test_every_transition_names_its_version_and_is_closed_to_others(law, adjusters, rows, path, verb, body):
    door = f"{path}/{rows[path]}/{verb}"
    owner = client_for(law, "owner", "POST", door)
    without = owner.post(door, body)
    assert (without.status_code, without.json()["code"]) == (428, "precondition_required")
    stale = owner.post(door, body, HTTP_IF_MATCH='"99"')
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    theirs = client_for(adjusters, "owner", "POST", door).post(door, body, HTTP_IF_MATCH='"1"')
    assert (theirs.status_code, theirs.json()["code"]) == (404, "not_found")
    viewer = client_for(law, "viewer", "POST", door).post(door, body, HTTP_IF_MATCH='"1"')
    assert (viewer.status_code, viewer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("path", ["letters", "dispatches", "readings"])
def test_a_list_takes_the_same_statements_whatever_its_length(
    staff, matter, rows, path, django_assert_num_queries
):
    with django_assert_num_queries(4):  # SAVEPOINT, enter, the rows, RELEASE
        assert len(staff.get(path).json()["results"]) == 1
    more(matter, path)
    with django_assert_num_queries(4):
        assert len(staff.get(path).json()["results"]) == 4


def more(matter, path):
    """Three more rows of a kind, without the long way to them."""
    with matter.firm.scope():
        for _ in range(3):
            letter = matter.draft()
            if path == "dispatches":
                Dispatch.objects.create(
                    letter=letter,
                    channel="courier",
                    sha256="0" * 64,
                    address="Appeals Unit, P.O. Box 1, Testville, OH 43999",
                    proof_grade="sent",
                    sent_at=now(),
                    sent_by_id=matter.firm.staff.member_id,
                )
            if path == "readings":
                document = matter.evidence[0].document
                Reading.objects.create(
                    document=document, file=document.file, requested_by_id=matter.firm.staff.member_id
                )


@pytest.mark.parametrize(("path", "statements"), [("letters", 5), ("dispatches", 5), ("readings", 4)])
def test_one_object_is_read_in_a_fixed_number_of_statements(
    staff, rows, path, statements, django_assert_num_queries
):
    with django_assert_num_queries(statements):
        answer = staff.get(f"{path}/{rows[path]}")
    assert answer.status_code == 200
    assert answer["ETag"].startswith(f'"{answer.json()["version"]}.')


def drafted(staff, matter):
    answer = staff.post(
        "letters",
        {
            "case_id": str(matter.case.id),
            "template": "internal_appeal",
            "denial_id": str(matter.denial.id),
            "outcome_asked": OUTCOME,
            "items_requested": ITEMS,
        },
    )
    assert answer.status_code == 201, answer.json()
    return answer


def test_a_letter_is_edited_as_it_was_read(staff, matter):
    letter = drafted(staff, matter)
    path = f"letters/{letter.json()['id']}"
    blocks = letter.json()["blocks"]
    assert staff.patch(path, {"blocks": blocks}).status_code == 428
    changed = staff.patch(
        path, {"blocks": [*blocks, {"kind": "text", "text": "More."}]}, HTTP_IF_MATCH=letter["ETag"]
    )
    assert changed.status_code == 200, changed.json()
    assert changed.json()["blocks"][:-1] == blocks
    assert changed.json()["blocks"][-1]["text"] == "More."
    stale = staff.patch(path, {"subject": "Other"}, HTTP_IF_MATCH=letter["ETag"])
    assert stale.status_code == 412
    wrong = staff.patch(path, {"blocks": [{"kind": "poem"}]}, HTTP_IF_MATCH=changed["ETag"])
    assert wrong.json()["errors"][0]["pointer"] == "/blocks/0/kind"


def test_the_findings_that_forbid_an_approval_come_as_errors(staff, law, matter):
    letter = staff.post("letters", {"case_id": str(matter.case.id), "template": "internal_appeal"})
    holes = {hole["path"] for hole in letter.json()["holes"]}
    assert {"denial.letter_date", "grounds", "outcome_asked"} <= holes
    path = f"letters/{letter.json()['id']}"
    letter = staff.post(f"{path}/submit", HTTP_IF_MATCH=letter["ETag"])
    report = letter.json()["check_report"]
    assert report["may_be_approved"] is False
    refused = session_client(law).post(f"{path}/approve", HTTP_IF_MATCH=letter["ETag"])
    assert (refused.status_code, refused.json()["code"]) == (409, "check_failed")
    blocking = [finding for finding in report["findings"] if finding["severity"] == "blocks"]
    assert [error["detail"] for error in refused.json()["errors"]] == [f["message"] for f in blocking]
    assert staff.get(path).json()["state"] == "in_review"


def test_staff_may_not_approve_and_nothing_is_stored(staff, matter, law):
    letter = drafted(staff, matter)
    path = f"letters/{letter.json()['id']}"
    letter = staff.post(f"{path}/submit", HTTP_IF_MATCH=letter["ETag"])
    refused = session_client(law, "case_staff").post(f"{path}/approve", HTTP_IF_MATCH=letter["ETag"])
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    with law.scope():
        kept = Letter.objects.get()
    assert (kept.state, kept.approved_sha256, kept.document_id) == ("in_review", "", None)


def test_a_repeated_sending_gets_the_first_answer(staff, matter):
    with matter.firm.scope():
        letter = matter.approved()
    body = {"channel": "hand_delivery", "sent_at": now().isoformat()}
    head = {"HTTP_IF_MATCH": '"3"', "HTTP_IDEMPOTENCY_KEY": "once"}
    first = staff.post(f"letters/{letter.id}/send", body, **head)
    again = staff.post(f"letters/{letter.id}/send", body, **head)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert len(staff.get("dispatches").json()["results"]) == 1


@pytest.mark.parametrize("field", ["sent_at", "delivered_at", "at"])
def test_a_time_without_zone_is_refused(staff, rows, field, law):
    body, path = {
        "sent_at": ({"channel": "hand_delivery"}, f"letters/{rows['letters']}/send"),
        "delivered_at": ({}, f"dispatches/{rows['dispatches']}/deliver"),
        "at": ({"kind": "accepted"}, f"dispatches/{rows['dispatches']}/track"),
    }[field]
    answer = staff.post(path, body | {field: "2026-11-02T10:00:00"}, HTTP_IF_MATCH='"1"')
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"


def test_templates_are_listed_with_what_they_require(staff):
    found = {row["id"]: row for row in staff.get("letter-templates").json()["results"]}
    assert set(found) == set(templates())
    assert found["internal_appeal"]["recipient"] == "insurer"
    assert "grounds[].quote" in found["internal_appeal"]["required_facts"]
    assert staff.get("letter-templates", {"x": "y"}).status_code == 400


def test_authorities_tell_where_they_are_law_and_which_text_was_read(staff):
    found = {row["id"]: row for row in staff.get("authorities").json()["results"]}
    assert set(found) == set(authorities())
    law = found["nj_external_appeal"]
    assert (law["states"], law["survives"], law["checked"]) == (["NJ"], "insured", "primary")
    assert law["read"].startswith("published copy")
    assert "self-funded" in law["preemption"]
    assert found["erisa_full_and_fair_review"]["states"] == []


def test_authorities_for_a_case_are_those_that_its_letters_may_cite(staff, api, adjusters, matter):
    case = {"case_id": str(matter.case.id)}
    self_funded = staff.get("authorities", case).json()["results"]
    assert self_funded
    assert not any(row["states"] for row in self_funded)
    with matter.firm.scope():
        Case.objects.filter(id=matter.case.id).update(plan_type="erisa_insured")
    found = {row["id"]: row for row in staff.get("authorities", case).json()["results"]}
    assert "step_therapy" in found["tx_step_therapy_exception"]["topics"]
    assert {state for row in found.values() for state in row["states"]} == {"TX"}
    assert all("erisa_insured" in row["plan_types"] for row in found.values())
    theirs = api(adjusters, "owner").get("authorities", case)
    assert (theirs.status_code, theirs.json()["errors"][0]["pointer"]) == (400, "/case_id")
    assert staff.get("authorities", {"x": "y"}).status_code == 400


def test_another_firm_s_rows_are_not_referred_to(api, adjusters, matter):
    theirs = api(adjusters, "owner")
    for path, body, pointer in [
        ("letters", {"case_id": str(matter.case.id), "template": "internal_appeal"}, "/case_id"),
        ("readings", {"document_id": str(matter.evidence[0].document_id)}, "/document_id"),
    ]:
        answer = theirs.post(path, body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_bytes_that_changed_are_refused_over_http(staff, matter):
    with matter.firm.scope():
        letter = matter.approved()
        key = letter.document.file.key
    s3.remove(key)
    s3.put(key, b"%PDF-1.7 forged", media_type="application/pdf")
    body = {"channel": "hand_delivery", "sent_at": now().isoformat()}
    answer = staff.post(f"letters/{letter.id}/send", body, HTTP_IF_MATCH='"3"')
    assert (answer.status_code, answer.json()["code"]) == (409, "bytes_changed")
    assert staff.get("dispatches").json()["results"] == []


def test_a_letter_is_returned_and_left_for_another(law, staff, matter):
    with law.scope():
        letter = matter.draft()
    path, attorney = f"letters/{letter.id}", session_client(law)

    def act(who, verb, **said):
        answer = who.post(f"{path}/{verb}", said, HTTP_IF_MATCH=staff.get(path)["ETag"])
        assert answer.status_code == 200, answer.content
        return answer.json()

    act(staff, "submit")
    back = act(attorney, "return", reason="Answer the second ground too.")
    assert (back["state"], back["state_reason"]) == ("draft", "Answer the second ground too.")
    left = act(staff, "supersede", reason="The final denial changed the grounds.")
    assert (left["state"], left["state_reason"]) == ("superseded", "The final denial changed the grounds.")


def test_a_dispatch_comes_back_and_somebody_is_to_send_it_again(staff, rows):
    path = f"dispatches/{rows['dispatches']}"
    back = staff.post(
        f"{path}/return", {"reason": "Moved, left no address."}, HTTP_IF_MATCH=staff.get(path)["ETag"]
    )
    assert (back.json()["state"], back.json()["return_reason"]) == ("returned", "Moved, left no address.")
    assert staff.get(f"letters/{rows['letters']}").json()["state"] == "failed"
    tasks = staff.get("tasks?state=open").json()["results"]
    assert "send_again" in [task["kind"] for task in tasks]
