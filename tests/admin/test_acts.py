"""Acts: they call services, keep the input where those refuse, and never overwrite what somebody else changed."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.html import escape

from cases.models import Case, Client, Correspondence, Denial, Promise, Rebuttal
from cases.services.clients import client_add, client_change
from cases.services.rebuttals import rebuttal_write
from claimback.audit.models import Entry
from claimback.kernel.clock import today
from claimback.storage.models import Access
from deadlines.models import Deadline
from letters.models import Dispatch, Letter
from tests.admin.story import read_letter
from tests.letters.matter import ZONE, open_case, open_matter
from tests.storage.uploads import opened


@pytest.fixture
def client_row(db, law):
    with law.scope():
        return client_add(actor=law.attorney, name="Ada Quill", email="ada@quill.example")


@pytest.fixture
def matter(db, law):
    with law.scope():
        return open_matter(law)


def fields(row, **changed):
    """A client's form as it was opened."""
    shown = {name: getattr(row, name) for name in ("kind", "name", "email", "phone", "address", "time_zone")}
    return {"version": row.version, **shown, **changed}


def fresh(firm, row):
    with firm.scope():
        return type(row).objects.get(pk=row.pk)


def test_a_client_is_added_by_the_service(desk, law):
    answer = desk(law, "case_staff").post(
        "cases/client/add/", {"kind": "person", "name": "Bo Reyes", "time_zone": ZONE}
    )
    with law.scope():
        made = Client.objects.get(name="Bo Reyes")
    assert answer.status_code == 302
    assert answer.url == f"/firms/{law.slug}/admin/cases/client/{made.pk}/change/"


def test_only_what_was_changed_is_written_under_the_members_name(desk, law, client_row):
    answer = desk(law).post(
        f"cases/client/{client_row.pk}/edit/", fields(client_row, phone="+1 512 555 0123")
    )
    assert answer.status_code == 302
    row = fresh(law, client_row)
    assert (row.phone, row.email, row.version) == ("+1 512 555 0123", "ada@quill.example", 2)
    with law.scope():
        entry = Entry.objects.filter(row_id=row.pk).latest("at")
    assert (entry.member_id, entry.act) == (law.attorney.member_id, "client.write")


def test_a_refusal_is_said_at_its_field_with_the_input_kept(desk, law, client_row):
    typed = fields(client_row, name="Ada Quill-Reyes", time_zone="Mars/Olympus")
    page = desk(law).post(f"cases/client/{client_row.pk}/edit/", typed)
    html = page.content.decode()
    assert page.status_code == 200
    assert escape("'Mars/Olympus' is not a time zone") in html
    assert 'value="Ada Quill-Reyes"' in html
    assert 'value="Mars/Olympus"' in html
    assert fresh(law, client_row).name == "Ada Quill"


def test_a_stale_form_is_refused_and_keeps_what_was_typed(desk, law, client_row):
    opened = fields(client_row, name="Typed in the meantime")
    with law.scope():
        client_change(actor=law.staff, client_id=client_row.pk, version=1, phone="+1 512 555 0199")
    html = desk(law).post(f"cases/client/{client_row.pk}/edit/", opened).content.decode()
    assert "This was changed since you read it." in html
    assert "Typed in the meantime" in html
    assert fresh(law, client_row).name == "Ada Quill"


def test_a_form_without_its_version_is_stale(desk, law, client_row):
    desk(law).post(f"cases/client/{client_row.pk}/edit/", fields(client_row, name="Other", version=""))
    assert fresh(law, client_row).name == "Ada Quill"


def test_a_case_is_opened_and_one_with_a_wrong_plan_is_not(desk, law, matter):
    typed = {
        "title": "Scan refused",
        "client_id": matter.case.client_id,
        "insurer_id": matter.case.insurer_id,
        "line_of_business": "health",
        "plan_type": "personal",
        "jurisdiction": "TX",
        "currency": "USD",
    }
    html = desk(law).post("cases/case/add/", typed).content.decode()
    assert "personal is not a plan type of the line health" in html
    assert "Scan refused" in html
    assert desk(law).post("cases/case/add/", typed | {"plan_type": "erisa_insured"}).status_code == 302
    with law.scope():
        assert Case.objects.get(title="Scan refused").time_zone == "America/Chicago"


def test_another_firms_client_cannot_be_named(desk, law, adjusters):
    with adjusters.scope(adjusters.owner):
        theirs = open_case(adjusters)
    with law.scope():
        mine = open_case(law)
    typed = {
        "title": "Theirs",
        "client_id": theirs.client_id,
        "insurer_id": mine.insurer_id,
        "line_of_business": "health",
        "plan_type": "erisa_insured",
        "jurisdiction": "TX",
        "currency": "USD",
    }
    assert "Select a valid choice" in desk(law).post("cases/case/add/", typed).content.decode()
    with law.scope():
        assert not Case.objects.filter(title="Theirs").exists()


def test_a_case_moves_along_its_edges_and_closes_with_a_reason(desk, law, matter):
    address = f"cases/case/{matter.case.pk}/move/"
    case = fresh(law, matter.case)
    assert desk(law).post(address, {"version": case.version, "to": "open"}).status_code == 302
    html = desk(law).post(address, {"version": case.version + 1, "to": "closed"}).content.decode()
    assert "Say why the case is closed" in html
    assert fresh(law, case).status == "open"


def test_a_ground_is_answered_and_waived_by_who_may(desk, law, matter):
    with law.scope():
        row = Rebuttal.objects.get(ground=matter.grounds[0])
    address = f"cases/rebuttal/{row.pk}/"
    answer = desk(law, "case_staff").post(
        f"{address}write/",
        {"version": row.version, "argument": "The scan shows it.", "authorities": ["notice_criterion"]},
    )
    assert answer.status_code == 302
    row = fresh(law, row)
    assert (row.argument, row.authorities, row.state) == (
        "The scan shows it.",
        ["notice_criterion"],
        "drafted",
    )
    waived = {"version": row.version, "reason": "Paid meanwhile"}
    assert desk(law, "case_staff").post(f"{address}waive/", waived).status_code == 403
    assert desk(law).post(f"{address}waive/", waived).status_code == 302
    row = fresh(law, row)
    assert (row.state, row.waived_by_id) == ("waived", law.attorney.member_id)


def test_the_form_of_an_answer_offers_what_letters_can_cite(desk, law, matter):
    with law.scope():
        row = rebuttal_write(
            actor=law.attorney, ground_id=matter.grounds[0].pk, authorities=["notice_criterion", "Own find"]
        )
    html = desk(law).get(f"cases/rebuttal/{row.pk}/write/").content.decode()
    assert "2560.503-1" in html
    assert "Tex. Ins. Code" not in html, "ERISA displaces it for a self-funded plan"
    assert "Own find (letters do not know it)" in html


def test_a_call_is_logged_with_its_promise_in_the_firms_time(desk, law, matter):
    typed = {
        "direction": "out",
        "channel": "phone",
        "occurred_at": "2026-03-05T16:30",
        "body": "Asked for the file.",
        "questions": "Who reviewed it? => Nobody yet.",
        "promise_text": "The file will be mailed",
    }
    address = f"cases/case/{matter.case.pk}/log/"
    assert "A promise needs both" in desk(law).post(address, typed).content.decode()
    assert desk(law).post(address, typed | {"promise_due_on": "2026-03-12"}).status_code == 302
    with law.scope():
        entry = Correspondence.objects.get(body="Asked for the file.")
        promise = Promise.objects.get(correspondence=entry)
    assert entry.occurred_at.isoformat() == "2026-03-05T22:30:00+00:00"
    assert entry.questions == [{"question": "Who reviewed it?", "answer": "Nobody yet."}]
    settled = {"version": promise.version, "state": "broken", "on": "2026-03-13"}
    assert desk(law).post(f"cases/promise/{promise.pk}/settle/", settled).status_code == 302
    assert fresh(law, promise).state == "broken"


def test_a_deadline_is_met_only_by_an_event_that_meets_it(desk, law, matter):
    with law.scope():
        row = Deadline.objects.get(case=matter.case, state="open", act="file the internal appeal")
    address = f"deadlines/deadline/{row.pk}/"
    assert (
        "Select a valid choice"
        in desk(law)
        .post(f"{address}meet/", {"version": row.version, "event_id": row.trigger_event_id})
        .content.decode()
    )
    assert (
        desk(law).post(f"{address}waive/", {"version": row.version, "reason": "Settled"}).status_code == 302
    )
    assert fresh(law, row).state == "waived"


def test_an_event_opens_and_its_withdrawal_closes_the_docket(desk, law, matter):
    html = (
        desk(law)
        .post(
            f"cases/case/{matter.case.pk}/record-event/",
            {"kind": "appeal_received", "on": today(ZONE) + timedelta(days=9)},
        )
        .content.decode()
    )
    assert "is in the future" in html
    done = {"kind": "appeal_received", "on": today(ZONE), "proof_grade": "signed_for"}
    assert desk(law).post(f"cases/case/{matter.case.pk}/record-event/", done).status_code == 302
    with law.scope():
        assert Deadline.objects.filter(case=matter.case, duty_of="insurer", state="open").exists()


def test_a_document_opens_by_a_link_of_its_own_and_only_when_posted(desk, law, matter):
    address = f"cases/document/{matter.denial.document_id}/open/"
    with law.scope():
        before = Access.objects.count()
    assert desk(law).get(address).status_code == 200
    answer = desk(law).post(address)
    assert answer.status_code == 302
    assert "X-Amz-Signature" in opened(answer.url)
    with law.scope():
        assert Access.objects.count() == before + 1


@pytest.mark.slow  # A letter is rendered to PDF, kept in S3 and read back.
def test_a_letter_goes_from_draft_to_delivered(desk, law, matter):
    browser = desk(law)
    drafted = {
        "case_id": matter.case.pk,
        "denial_id": matter.denial.pk,
        "template": "internal_appeal",
        "outcome_asked": "Pay for the infusions.",
        "items_requested": "The complete claim file\n\nThe criteria applied",
    }
    assert browser.post("letters/letter/add/", drafted).status_code == 302
    with law.scope():
        letter = Letter.objects.get()
    address = f"letters/letter/{letter.pk}/"
    assert browser.post(f"{address}submit/", {"version": letter.version}).status_code == 302
    assert "cannot become approved" not in browser.get(address + "change/").content.decode()
    assert desk(law, "case_staff").post(f"{address}approve/", {"version": 2}).status_code == 403
    answer = browser.post(f"{address}approve/", {"version": fresh(law, letter).version})
    assert answer.status_code == 302
    letter = fresh(law, letter)
    assert (letter.state, len(letter.approved_sha256)) == ("approved", 64)
    sent = {"version": letter.version, "channel": "certified_mail", "sent_at": _local(letter.approved_at)}
    assert "Type in the tracking number" in browser.post(f"{address}send/", sent).content.decode()
    assert browser.post(f"{address}send/", sent | {"tracking_number": "9407 1"}).status_code == 302
    with law.scope():
        dispatch = Dispatch.objects.get()
    delivered = {
        "version": dispatch.version,
        "delivered_at": sent["sent_at"],
        "proof_grade": "signed_for",
        "signed_for_by": "R. Okafor",
    }
    answer = browser.post(f"letters/dispatch/{dispatch.pk}/deliver/", delivered)
    assert answer.status_code == 302
    assert fresh(law, letter).state == "delivered"


def _local(at):
    return at.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%dT%H:%M")


def test_editing_a_letter_keeps_what_is_not_words(desk, law, matter):
    with law.scope():
        letter = matter.draft()
    page = desk(law).get(f"letters/letter/{letter.pk}/edit/")
    form = page.context["form"]
    parts = [form, *form.blocks]
    typed = {part[name].html_name: _typed(part[name].value()) or "" for part in parts for name in part.fields}
    typed |= {"subject": "Another subject", "reason": "Plainer"}
    assert desk(law).post(f"letters/letter/{letter.pk}/edit/", typed).status_code == 302
    after = fresh(law, letter)
    assert after.subject == "Another subject"
    assert after.draft["paragraphs"] == letter.draft["paragraphs"]


def _typed(value):
    return "\n".join(value) if isinstance(value, list) else value


def confirmation(page, **changes):
    """What a browser would send of the form that confirms a reading."""
    form = page.context["form"]
    sent = {field.html_name: _typed(field.value()) for field in form}
    for ground in form.grounds:
        sent |= {field.html_name: _typed(field.value()) for field in ground}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False}
    return sent | changes


@pytest.mark.slow  # The letter's PDF is put into S3 and read.
def test_a_reading_is_confirmed_corrected_and_refused_in_other_words(desk, law):
    with law.scope():
        reading = read_letter(law)
    address = f"letters/reading/{reading.pk}/confirm/"
    page = desk(law).get(address)
    assert b'<mark class="cb-mark cb-ground"' in page.content
    received = (today(ZONE) - timedelta(days=1)).isoformat()
    sent = confirmation(page, received_on=received)
    first = sent["ground-0-quote"]

    answer = desk(law).post(address, sent | {"ground-0-quote": "They never wrote this."})
    html = answer.content.decode()
    assert "The letter does not have these words." in html
    assert "They never wrote this." in html
    with law.scope():
        assert not Denial.objects.exists()

    shorter = first.replace("\n", "\r\n")[: first.index(" ", 20)]
    answer = desk(law).post(address, sent | {"ground-0-quote": shorter})
    assert answer.status_code == 302
    with law.scope():
        denial = Denial.objects.get()
        grounds = list(denial.grounds.order_by("number"))
    assert reading.findings is not None
    assert reading.pages is not None
    assert denial.received_on is not None
    assert len(grounds) == len(reading.findings["grounds"])
    ground = grounds[0]
    assert ground.page is not None
    assert (
        reading.pages[ground.page - 1][ground.start : ground.end]
        == ground.quote
        == shorter.replace("\r\n", "\n")
    )
    assert denial.received_on.isoformat() == received


def test_acts_on_grounds_lead_back_to_the_grounds(desk, law, matter):
    """A row of a part of a case takes its case in the database: the page that follows needs it at once."""
    back = f"/firms/{law.slug}/admin/cases/case/{matter.case.pk}/change/#grounds"
    with law.scope():
        rebuttal = Rebuttal.objects.get(ground=matter.grounds[0])
    put = desk(law).post(
        f"cases/rebuttal/{rebuttal.pk}/put-evidence/", {"evidence_id": matter.evidence[1].pk}
    )
    ground = {"code": "other", "quote": "The form was not signed."}
    added = desk(law).post(f"cases/denial/{matter.denial.pk}/add-ground/", ground)
    assert [(answer.status_code, answer.url) for answer in (put, added)] == [(302, back), (302, back)]
