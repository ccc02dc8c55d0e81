"""Readings: asked for, made once whatever happens to the worker, confirmed only in the letter's own words."""

import io
from datetime import date

import pikepdf
import pytest

from cases.models import Denial, Task
from claimback.audit.models import Entry
from claimback.kernel.errors import Conflict, Forbidden, IllegalTransition, Invalid, PreconditionFailed
from claimback.kernel.ids import new_id
from claimback.pages.sheet import Sheet
from claimback.storage.models import StoredFile
from claimback.storage.selectors import page_rows, thumbnail_rows
from claimback.tenancy.scanner import due_rows
from letters.models import Reading
from letters.services import reading_work
from letters.services.readings import (
    reading_confirm,
    reading_request,
    reading_retry,
    reading_set_aside,
)
from letters.tasks import read_document, sweep_readings
from tests.letters.matter import open_case, store_bytes, store_pdf
from tests.reading_here import find_text


@pytest.fixture
def letter(db, law):
    """The demonstration's denial letter on a case that has no denial yet."""
    with law.scope():
        case = open_case(law)
        return store_pdf(law, case, "denial.pdf", "denial_letter", "Denial")


@pytest.fixture
def requested(law, letter):
    with law.scope():
        return reading_request(actor=law.staff, document_id=letter.id)


@pytest.fixture
def done(law, requested):
    """A reading that was made."""
    run(law, requested)
    with law.scope():
        requested.refresh_from_db()
    return requested


def run(firm, reading):
    """As the workers do: the text is found first."""
    find_text(firm.id, reading.file_id)
    read_document(str(firm.id), str(reading.id))


def scan():
    """A PDF of one page without text."""
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file)
    return file.getvalue()


def fresh(firm, reading):
    with firm.scope():
        return Reading.objects.get(id=reading.id)


def confirmed(reading, **changes):
    """What a member makes of the findings when they hold."""
    found = reading.findings
    grounds = [
        {name: ground[name] for name in ("code", "quote", "page", "start", "end")}
        | {"clauses": [clause["quote"] for clause in ground["clauses"]]}
        for ground in found["grounds"]
    ]
    return {
        "decision": found["decision"]["value"],
        "letter_date": "2026-10-05",
        "received_on": "2026-10-09",
        "received_proof": "delivered",
        "grounds": grounds,
    } | changes


def confirm(firm, reading, findings, actor=None):
    dates = {
        name: date.fromisoformat(findings[name])
        for name in ("letter_date", "received_on")
        if findings.get(name)
    }
    with firm.scope():
        return reading_confirm(
            actor=actor or firm.staff,
            reading_id=reading.id,
            version=reading.version,
            confirmed=findings | dates,
        )


def test_a_worker_reads_what_the_letter_says(law, done):
    assert done.state == "read"
    assert len(done.pages) == 3
    assert done.findings["decision"]["value"] == "denied"
    codes = {ground["code"] for ground in done.findings["grounds"]}
    assert {"medical_necessity", "experimental_investigational"} <= codes
    for ground in done.findings["grounds"]:
        assert done.pages[ground["page"] - 1][ground["start"] : ground["end"]] == ground["quote"]


def test_the_letter_is_held_against_the_law_that_the_case_says_governs(law, letter, requested):
    with law.scope():
        case = letter.case
        case.change(line_of_business="property", plan_type="personal", jurisdiction="TX")
    run(law, requested)
    checked = {check["id"]: check["state"] for check in fresh(law, requested).findings["notice_checks"]}
    assert checked == {"tx-denial-reasons": "present"}


def test_the_sweep_finds_what_waits_and_nothing_else(law, requested, monkeypatch):
    handed: list[tuple[str, str]] = []
    monkeypatch.setattr(read_document, "apply_async", handed.append)
    assert sweep_readings() == 1
    assert handed == [(str(law.id), str(requested.id))]
    run(law, requested)
    assert due_rows("waiting_readings", limit=10) == []


def test_read_twice_it_has_one_result(law, done):
    run(law, done)
    again = fresh(law, done)
    assert (again.version, again.findings, again.attempts) == (done.version, done.findings, 0)


def begin(firm, reading):
    with firm.scope():
        return reading_work.reading_begin(reading_id=reading.id)


def test_a_reading_waits_for_the_text_of_its_file_and_is_woken_when_it_is_found(law, requested, monkeypatch):
    woken = []
    monkeypatch.setattr("letters.handlers.nudge", lambda *task: woken.append(task[1:]))
    assert begin(law, requested) is None
    waits = fresh(law, requested)
    assert (waits.state, waits.waits_for_text, waits.attempts) == ("reading", True, 0)
    assert due_rows("waiting_readings", limit=10) == []
    find_text(law.id, requested.file_id)
    assert woken == [(law.id, requested.id)]
    assert due_rows("waiting_readings", limit=10) == woken
    read_document(str(law.id), str(requested.id))
    assert fresh(law, requested).state == "read"


def test_what_is_being_done_is_told_with_the_pages(law, api, requested):
    staff = api(law, "case_staff")

    def told():
        answer = staff.get(f"readings/{requested.id}")
        seen = answer.json()
        return (
            seen["state"],
            seen["stage"],
            seen["pages_done"],
            seen["pages_total"],
            answer.get("Retry-After"),
        )

    assert told() == ("requested", "", 0, 3, "2")
    begin(law, requested)
    assert told() == ("reading", "text", 0, 3, "2")
    with law.scope():
        page_rows().create(file=requested.file, number=1, text="a", method="ocr", confidence=90)
        requested.file.text_pages = 1
        requested.file.save(update_fields=["text_pages"])
    assert told() == ("reading", "recognising", 1, 3, "2")
    with law.scope():
        Reading.objects.update(waits_for_text=False)
    assert told()[1] == "understanding"
    with law.scope():
        reading_work.reading_settle(reading_id=requested.id, outcome=reading_work.Outcome(refusal="No."))
    assert told() == ("failed", "", 1, 3, None)


def test_killed_half_way_and_run_again_it_has_one_result(law, requested):
    find_text(law.id, requested.file_id)
    assert begin(law, requested) is not None
    assert fresh(law, requested).state == "reading"
    run(law, requested)
    read = fresh(law, requested)
    assert (read.state, read.version, read.attempts) == ("read", 3, 0)


def test_a_slow_worker_does_not_overwrite_the_first_result(law, requested):
    find_text(law.id, requested.file_id)
    begun = begin(law, requested)
    run(law, requested)
    with law.scope():
        reading_work.reading_settle(reading_id=requested.id, outcome=reading_work.Outcome(refusal="too late"))
    assert begun is not None
    assert (fresh(law, requested).state, fresh(law, requested).refusal) == ("read", "")


def test_a_file_that_kills_its_reader_becomes_a_person_s_matter(law, requested):
    find_text(law.id, requested.file_id)
    for _ in range(reading_work.ATTEMPTS_LIMIT):
        assert begin(law, requested) is not None
    run(law, requested)
    failed = fresh(law, requested)
    assert failed.state == "failed"
    assert "record the denial by hand" in failed.refusal


def test_a_letter_in_another_language_is_not_read_and_says_which():
    letter = (
        "Estimada señora: Hemos revisado su reclamación y no podemos pagar los servicios que usted recibió en mayo. "
        "Usted puede apelar esta decisión dentro de los 180 días después de la fecha en que recibió esta carta. "
        "Si usted tiene preguntas sobre esta carta, por favor llame a nuestra oficina de lunes a viernes."
    )
    outcome = reading_work.read(reading_work.Begun((Sheet(letter),)))
    assert (outcome.pages, outcome.findings) == (None, None)
    assert "is in Spanish" in outcome.refusal
    assert "by hand" in outcome.refusal


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ({"pages": 2000}, "2,000 pages; at most 1,500 are read"),
        ({"text_state": "not_searchable", "text_reason": "encrypted"}, "needs a password"),
        ({"text_state": "not_searchable", "text_reason": "ocr_not_installed"}, "OCR) is not installed"),
        ({"state": "disposed"}, "Upload the letter again"),
    ],
)
def test_what_is_never_read_says_why_at_once(law, requested, standing, said):
    with law.scope():
        requested.file.change(**standing)
    assert begin(law, requested) is None
    failed = fresh(law, requested)
    assert failed.state == "failed"
    assert said in failed.refusal


def test_an_unreadable_letter_fails_with_its_remedy_and_may_be_tried_again(law, letter):
    with law.scope():
        document = store_bytes(law, letter.case, scan(), "scan.pdf", "denial_letter", "Scan")
        reading = reading_request(actor=law.staff, document_id=document.id)
    run(law, reading)
    failed = fresh(law, reading)
    assert (failed.state, failed.pages, failed.findings) == ("failed", None, None)
    assert failed.refusal == "No text was found on it. Record the denial by hand."
    with law.scope():
        assert Task.objects.values_list("kind", "state", "detail").get(source_id=reading.id) == (
            "read_by_hand",
            "open",
            failed.refusal,
        )
        again = reading_retry(actor=law.staff, reading_id=reading.id, version=failed.version)
        file = StoredFile.objects.get(id=reading.file_id)
    assert (again.state, again.refusal) == ("requested", "")
    assert (file.text_state, file.text_pages) == ("unread", 0), "its text is looked for anew"
    assert begin(law, reading) is None
    with law.scope():
        reading_work.reading_settle(
            reading_id=reading.id, outcome=reading_work.Outcome(pages=["Denied."], findings={})
        )
        assert Task.objects.get(source_id=reading.id).state == "done"


def test_a_scan_is_read_by_the_text_that_was_recognised_on_it(law, letter):
    with law.scope():
        document = store_bytes(law, letter.case, scan(), "scan.pdf", "denial_letter", "Scan")
        reading = reading_request(actor=law.staff, document_id=document.id)
        words = "March 3, 2026\n\nWe have denied your claim. The service is not medically necessary."
        page_rows().create(file=document.file, number=1, text=words, method="ocr", confidence=91)
        document.file.change(text_state="searchable")
    run(law, reading)
    made = fresh(law, reading)
    assert (made.state, made.pages) == ("read", [words])
    assert made.findings["letter_date"]["value"] == "2026-03-03"
    with law.scope():
        assert list(thumbnail_rows().values_list("number", "size", "state")) == [(1, "readable", "asked")]


def test_one_reading_of_a_document_at_a_time(law, letter, requested):
    with law.scope(), pytest.raises(Conflict):
        reading_request(actor=law.staff, document_id=letter.id)


def test_confirmed_findings_become_the_denial(law, letter, done):
    findings = confirmed(done)
    reading = confirm(law, done, findings)
    with law.scope():
        denial = Denial.objects.get(id=reading.denial_id)
        grounds = list(denial.grounds.order_by("number"))
    assert (denial.case_id, denial.document_id, denial.decision) == (letter.case_id, letter.id, "denied")
    assert [g.quote for g in grounds] == [g["quote"] for g in findings["grounds"]]
    assert [g.page for g in grounds] == [g["page"] for g in findings["grounds"]]
    assert (reading.state, reading.confirmed_by_id) == ("confirmed", law.staff.member_id)
    assert reading.confirmed["letter_date"] == "2026-10-05"
    assert fresh(law, done).findings == done.findings


def test_a_correction_leaves_the_first_findings(law, done):
    first = done.findings
    corrected = confirmed(done, decision="partially_denied", grounds=confirmed(done)["grounds"][:1])
    reading = confirm(law, done, corrected)
    assert fresh(law, done).findings == first
    with law.scope():
        assert reading.denial.decision == "partially_denied"
        assert reading.denial.grounds.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "They said no."},
        {"start": 1},
        {"page": 3},
        {"page": 99},
        {"page": 0},
        {"start": -3},
        {"end": 0},
        {"end": None},
        {"start": 10**9, "end": 10**9 + 5},
    ],
    ids=str,
)
def test_words_that_the_letter_does_not_say_are_refused_by_name(law, done, change):
    findings = confirmed(done)
    findings["grounds"][1] |= change
    with pytest.raises(Invalid) as refused:
        confirm(law, done, findings)
    assert refused.value.errors[0].pointer == "/grounds/1/quote"
    assert fresh(law, done).state == "read"
    with law.scope():
        assert not Denial.objects.exists()


def test_a_reading_is_confirmed_once(law, done):
    confirm(law, done, confirmed(done))
    with pytest.raises(PreconditionFailed):
        confirm(law, done, confirmed(done))
    with pytest.raises(IllegalTransition):
        confirm(law, fresh(law, done), confirmed(done))
    with law.scope():
        assert Denial.objects.count() == 1


def test_a_viewer_confirms_nothing(law, done):
    with pytest.raises(Forbidden):
        confirm(law, done, confirmed(done), actor=law.viewer)
    assert fresh(law, done).state == "read"
    with law.scope():
        assert not Denial.objects.exists()


def test_a_reading_is_set_aside_with_a_reason(law, done):
    with law.scope():
        with pytest.raises(Invalid):
            reading_set_aside(actor=law.staff, reading_id=done.id, version=done.version, reason=" ")
        aside = reading_set_aside(
            actor=law.staff, reading_id=done.id, version=done.version, reason="The wrong file."
        )
    assert (aside.state, aside.set_aside_reason) == ("set_aside", "The wrong file.")
    with pytest.raises(IllegalTransition):
        confirm(law, aside, confirmed(done))


def test_what_is_not_there_is_not_read(law, adjusters, letter):
    with adjusters.scope(adjusters.owner), pytest.raises(Invalid) as refused:
        reading_request(actor=adjusters.owner, document_id=letter.id)
    assert refused.value.errors[0].pointer == "/document_id"
    with law.scope(), pytest.raises(Invalid):
        reading_request(actor=law.staff, document_id=new_id())


def test_the_letter_s_text_is_not_repeated_in_the_history(law, done):
    with law.scope():
        entries = list(Entry.objects.filter(row_id=done.id))
    assert entries
    assert all("pages" not in (e.after or {}) and "findings" not in (e.after or {}) for e in entries)


def test_a_reading_that_failed_is_asked_for_again_over_http(law, letter, api):
    with law.scope():
        document = store_bytes(law, letter.case, scan(), "scan.pdf", "denial_letter", "Scan")
        reading = reading_request(actor=law.staff, document_id=document.id)
    run(law, reading)
    staff, path = api(law, "case_staff"), f"readings/{reading.id}"
    failed = staff.get(path)
    assert failed.json()["refusal"] == "No text was found on it. Record the denial by hand."
    again = staff.post(f"{path}/retry", HTTP_IF_MATCH=failed["ETag"])
    assert (again.status_code, again.json()["state"], again.json()["refusal"]) == (200, "requested", "")
