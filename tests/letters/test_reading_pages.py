"""A page of a reading: its picture, and where on it the findings stand; and the desk at which it is confirmed."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.models import Case, Task
from claimback.accounts.models import User
from claimback.audit.models import Entry
from claimback.pages.places import Places
from claimback.pages.sheet import Sheet
from claimback.storage.models import FilePage, Thumbnail
from letters.labelled_folder import labelled_letters
from letters.models import Reading
from letters.reading.denial import read_denial
from letters.reading.findings import to_json
from letters.reading.pages import Page
from letters.services import reading_work
from letters.services.readings import reading_request
from tests.letters.matter import open_case, store_pdf
from tests.signing_in import signed_in

TEXT = (
    "March 3, 2026\n\nWe deny your claim. The knee brace is not medically necessary.\n\n"
    "We did not receive the X-rays."
)


@pytest.fixture
def read(db, law):
    """A reading of one page whose words have places, each letter ten points wide."""
    with law.scope():
        case = open_case(law)
        Case.objects.filter(id=case.id).update(plan_type="")
        document = store_pdf(law, case, "denial.pdf", "denial_letter", "Denial")
        reading = reading_request(actor=law.staff, document_id=document.id)
        reading_work.reading_begin(reading_id=reading.id)
        places = Places()
        for word in re.finditer(r"\S+", TEXT):
            line = TEXT.count("\n", 0, word.start())
            left = 10 * (word.start() - TEXT.rfind("\n", 0, word.start()) - 1)
            places.add(*word.span(), (left, 20 * line, left + 10 * len(word.group()), 20 * line + 12))
        layout = Sheet(TEXT, 800, 1000, places=places).layout()
        FilePage.objects.create(file=document.file, number=1, text=TEXT, method="pdf_text", layout=layout)
        found = to_json(read_denial([Page(1, TEXT)]))
        reading_work.reading_settle(reading_id=reading.id, outcome=reading_work.Outcome([TEXT], found))
        reading.refresh_from_db()
        return reading


def test_a_page_comes_with_the_boxes_of_its_findings_and_its_picture(
    api, law, read, django_assert_num_queries
):
    staff = api(law, "case_staff")
    page = staff.get(f"readings/{read.id}/pages/1").json()
    assert (page["width"], page["height"], page["picture"]["state"]) == (800, 1000, "asked")
    ground = next(mark for mark in page["marks"] if mark["finding"] == "/grounds/0")
    assert (ground["kind"], ground["label"]) == ("ground", "Ground 1: medical necessity")
    said = TEXT[ground["start"] : ground["end"]]
    assert "not medically necessary" in said
    start = ground["start"] - TEXT.rfind("\n", 0, ground["start"]) - 1
    assert ground["boxes"][0]["left"] == 10 * start
    assert ground["boxes"][0]["top"] == 40
    with law.scope():
        Thumbnail.objects.update(state="made")
    # SAVEPOINT, enter, reading, file, picture, access, read, places, pictures, RELEASE
    with django_assert_num_queries(10):
        page = staff.get(f"readings/{read.id}/pages/1").json()
    assert page["picture"]["state"] == "made"
    assert f"/firms/{law.slug}/files/" in page["picture"]["url"]


def test_pages_that_are_not_there_and_other_firms_are_answered_alike(api, law, adjusters, read):
    answers = [
        api(law, "case_staff").get(f"readings/{read.id}/pages/0"),
        api(law, "case_staff").get(f"readings/{read.id}/pages/2"),
        api(adjusters, "owner").get(f"readings/{read.id}/pages/1"),
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_a_text_that_was_found_anew_has_no_places_for_the_old_findings(api, law, read):
    with law.scope():
        FilePage.objects.update(text="Something else")
    page = api(law, "case_staff").get(f"readings/{read.id}/pages/1").json()
    assert page["text"] == TEXT
    assert page["width"] == 0
    assert all(mark["boxes"] == [] for mark in page["marks"])


@pytest.fixture
def desk(db, law):
    client = Client()
    signed_in(client, User.objects.get(id=law.members["case_staff"].user_id))
    return lambda path: client.get(f"/firms/{law.slug}/admin/{path}")


def test_the_letter_stands_beside_its_proposals(desk, law, read, django_assert_max_num_queries):
    page = desk(f"letters/reading/{read.pk}/confirm/").content.decode()
    assert '<mark class="cb-mark cb-ground"' in page, "as text, while there is no picture"
    assert desk(f"letters/reading/{read.pk}/pages/1/").status_code == 404
    with law.scope():
        Thumbnail.objects.update(state="made")
    with django_assert_max_num_queries(25):  # of which 2 are for the pages, however many
        page = desk(f"letters/reading/{read.pk}/confirm/").content.decode()
    assert f'src="/firms/{law.slug}/admin/letters/reading/{read.pk}/pages/1/"' in page
    assert re.search(r'<g class="cb-box cb-ground" data-mark="/grounds/0">', page)
    assert 'viewBox="0 0 800 1000"' in page
    assert 'data-finding="/letter_date"' in page
    assert 'name="plan_type"' in page, "the case has none"
    assert "<script>" not in page
    assert " style=" not in page[page.index("cb-desk") : page.index("Record the denial")]
    assert desk(f"letters/reading/{read.pk}/pages/1/").status_code == 302
    row = desk(f"letters/reading/{read.pk}/change/").content.decode()
    assert row.index("Look at this first") < row.index("Grounds")


def test_how_far_a_reading_is_and_why_it_failed(desk, law, read):
    with law.scope():
        Reading.objects.update(state="reading", waits_for_text=True)
    page = desk(f"letters/reading/{read.pk}/change/").content.decode()
    assert "Finding the text of its pages: 0 of 3 pages." in page
    assert f"/api/v1/firms/{law.slug}/readings/{read.pk}" in page
    with law.scope():
        Reading.objects.update(state="failed", refusal="It needs a password.", pages=None, findings=None)
    assert "It needs a password." in desk(f"letters/reading/{read.pk}/change/").content.decode()


def test_a_letter_that_denies_nothing_is_set_aside_with_that_reason(desk, law, read):
    with law.scope():
        found = read.findings | {"decision": read.findings["decision"] | {"value": "approved"}}
        Reading.objects.update(findings=found)
    page = desk(f"letters/reading/{read.pk}/change/").content.decode()
    assert "set-aside/?reason=It+denies+nothing%3A+approved." in page
    assert (
        "It denies nothing: approved."
        in desk(
            f"letters/reading/{read.pk}/set-aside/?reason=It+denies+nothing%3A+approved."
        ).content.decode()
    )


def test_what_is_missing_becomes_a_task_and_the_plan_type_the_case_s(api, law, read):
    staff = api(law, "case_staff")
    ground = {name: read.findings["grounds"][0][name] for name in ("code", "quote", "page", "start", "end")}
    body = {
        "decision": "denied",
        "letter_date": "2026-03-03",
        "plan_type": "erisa_insured",
        "grounds": [ground | {"evidence_missing": ["the X-rays"]}],
    }
    path = f"readings/{read.id}"
    proposal = staff.get(path).json()["proposal"]
    assert {name: proposal["grounds"][0][name] for name in ground} == ground
    assert (proposal["decision"], proposal["letter_date"]) == ("denied", "2026-03-03")
    made = staff.post(f"{path}/confirm", body, HTTP_IF_MATCH=f'"{read.version}"')
    assert made.status_code == 200, made.json()
    kept = {one["field"]: one["act"] for one in made.json()["corrections"]}
    assert (kept["/decision"], kept["/letter_date"]) == ("kept", "kept")
    with law.scope():
        task = Task.objects.get(kind="missing_evidence")
        assert task.title == "Get what the insurer says it lacks: the X-rays"
        assert Case.objects.get(id=task.case_id).plan_type == "erisa_insured"


def test_a_proposal_is_confirmed_as_it_is_and_the_denial_s_page_tells_of_its_notice(api, law, read, desk):
    staff = api(law, "case_staff")
    proposal = staff.get(f"readings/{read.id}").json()["proposal"]
    made = staff.post(f"readings/{read.id}/confirm", proposal, HTTP_IF_MATCH=f'"{read.version}"')
    assert made.status_code == 200, made.json()
    assert {one["act"] for one in made.json()["corrections"]} == {"kept"}
    page = desk(f"cases/denial/{made.json()['denial_id']}/change/").content.decode()
    assert "What the law makes the notice say" in page
    page = desk(f"letters/reading/{read.pk}/change/").content.decode()
    assert "All was confirmed as it was found." in page


def test_a_plan_type_of_the_case_is_never_overwritten(api, law, read):
    with law.scope():
        Case.objects.update(plan_type="church")
    body = {"decision": "denied", "letter_date": "2026-03-03", "plan_type": "erisa_insured", "grounds": []}
    refused = api(law, "case_staff").post(
        f"readings/{read.id}/confirm", body, HTTP_IF_MATCH=f'"{read.version}"'
    )
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/plan_type")
    assert "Church plan" in refused.json()["errors"][0]["detail"]


def test_a_firm_s_confirmed_letters_become_labels_of_that_firm_alone(api, law, adjusters, read, tmp_path):
    staff = api(law, "case_staff")
    proposal = staff.get(f"readings/{read.id}").json()["proposal"] | {"decision": "terminated"}
    staff.post(f"readings/{read.id}/confirm", proposal, HTTP_IF_MATCH=f'"{read.version}"')
    folder = tmp_path / "labels"
    call_command("reading", "export_labels", str(folder), "--firm", law.slug)
    [letter] = labelled_letters(folder)
    assert (letter.name, letter.data.decode()) == (str(read.id), TEXT)
    assert letter.labels.values["decision"] == "terminated"
    assert [(g.codes, g.says) for g in letter.labels.grounds] == [
        ((ground["code"],), ground["quote"]) for ground in read.findings["grounds"]
    ]
    with law.scope():
        taken_out = Entry.objects.get(row_id=read.id, operation="read")
    assert (taken_out.act, taken_out.after) == ("manage.py reading export_labels", {"purpose": "labels"})
    call_command("reading", "export_labels", str(tmp_path / "theirs"), "--firm", adjusters.slug)
    assert (tmp_path / "theirs" / "labels.jsonl").read_text() == ""
    for slug, where in [("no-such-firm", tmp_path / "none"), (law.slug, folder)]:
        with pytest.raises(CommandError):
            call_command("reading", "export_labels", str(where), "--firm", slug)
