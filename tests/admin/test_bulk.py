"""Acts on many rows: looked at before they are done, refused by name where they must be, and told row by row."""

from datetime import date

import pytest
from django.contrib import admin

from cases.models import Case, Document, Task
from cases.services.tasks import task_complete
from cases.services.walls import wall_place
from claimback.kernel.ids import new_id
from claimback.tenancy.admin import FirmAdmin
from tests.cases.papers import document
from tests.letters.matter import open_case

TICKED = "_selected_action"


def post(client, path, **more):
    return client.post(path, more)


@pytest.fixture
def case(db, law):
    with law.scope():
        return open_case(law)


def task(law, case, title, **more):
    with law.scope():
        return Task.objects.create(firm_id=law.id, case=case, kind="to_do", title=title, **more)


def chosen(*rows):
    return [f"{row.pk}:{row.version}" for row in rows]


def test_what_is_looked_at_is_not_written_and_what_is_done_is_done_row_by_row(desk, law, case):
    ready, closed = task(law, case, "Call the plan"), task(law, case, "Long done", state="done")
    browser = desk(law)
    asked = post(browser, "cases/task/", action="complete", index="0", **{TICKED: [ready.pk, closed.pk]})
    assert 'name="note"' in asked.content.decode()
    seen = {"row": chosen(ready, closed), "note": "By telephone"}
    looked = post(browser, "cases/task/bulk/complete/", step="look", **seen).content.decode()
    assert "1 row will be done. 1 will be refused. Nothing is written yet." in looked
    assert "Do it for 1 row" in looked
    with law.scope():
        assert Task.objects.get(pk=ready.pk).version == 1
    told = post(browser, "cases/task/bulk/complete/", step="do", **seen).content.decode()
    assert "1 row is done. 1 was refused" in told
    with law.scope():
        done = Task.objects.get(pk=ready.pk)
        assert (done.state, done.closed_note, done.closed_by_id) == (
            "done",
            "By telephone",
            law.attorney.member_id,
        )


def test_a_row_that_changed_meanwhile_is_refused_by_name_and_an_absent_one_is_counted(desk, law, case):
    stale, other = task(law, case, "Changed meanwhile"), task(law, case, "Untouched")
    rows = [*chosen(stale, other), f"{new_id()}:1", "nonsense"]
    with law.scope():
        task_complete(actor=law.staff, task_id=stale.pk, version=1)
    told = post(desk(law), "cases/task/bulk/edit/", step="do", row=rows, due_on="2031-05-05").content.decode()
    assert "changed since you read it" in told
    assert "2 rows that were chosen are not there" in told
    with law.scope():
        assert Task.objects.get(pk=other.pk).due_on == date(2031, 5, 5)
        assert Task.objects.get(pk=stale.pk).due_on != date(2031, 5, 5)


def test_more_than_a_hundred_are_refused_with_a_sentence(desk, law, case, monkeypatch):
    monkeypatch.setattr("claimback.tenancy.admin_bulk.MOST", 1)
    both = [task(law, case, "One").pk, task(law, case, "Two").pk]
    asked = {"action": "complete", "index": "0", TICKED: both[:1], "select_across": "1"}
    page = desk(law).post("cases/task/", asked, follow=True).content.decode()
    assert "At most 1 rows are done at once" in page


def test_other_acts_of_lists(desk, law, case):
    with law.scope():
        paper = document(law.attorney, case.id, "Adjuster's report")
    browser = desk(law)
    post(browser, "cases/document/bulk/file/", step="do", row=chosen(paper), folder=" Medical / 2026 ")
    with law.scope():
        paper.refresh_from_db()
    post(browser, "cases/document/bulk/tag/", step="do", row=chosen(paper), tags="roof\nhail")
    lead = law.staff.member_id
    with law.scope():
        case.refresh_from_db()
    told = post(browser, "cases/case/bulk/edit/", step="do", row=chosen(case), lead_id=str(lead))
    assert "1 row is done." in told.content.decode()
    with law.scope():
        kept = Document.objects.get(pk=paper.pk)
        assert (kept.folder, kept.tags) == ("Medical/2026", ["roof", "hail"])
        assert Case.objects.get(pk=case.pk).lead_id == lead


def test_who_may_not_is_refused_and_another_firm_s_row_is_absent(desk, law, adjusters, case):
    theirs = task(law, case, "Theirs")
    send = {"row": chosen(theirs), "step": "do"}
    told = post(desk(adjusters, "owner"), "cases/task/bulk/complete/", **send).content.decode()
    assert "1 row that was chosen is not there" in told
    assert "Theirs" not in told
    lists = [page for page in admin.site._registry.values() if isinstance(page, FirmAdmin) and page.bulk]
    assert len(lists) >= 7
    viewer = desk(law, "viewer")
    for page in lists:
        for bulk in page.bulk:
            address = f"{page.opts.app_label}/{page.opts.model_name}/bulk/{bulk.name}/"
            assert viewer.post(address, send).status_code == 403, address
    assert desk(law).get("cases/task/bulk/complete/").status_code == 405
    with law.scope():
        assert Task.objects.get(pk=theirs.pk).state == "open"


def test_who_is_kept_from_a_case_is_refused_for_it_by_name_and_a_walled_case_is_not_there(desk, law, case):
    given = task(law, case, "Call the plan")
    with law.scope():
        wall_place(actor=law.owner, case_id=case.id, member_id=law.staff.member_id, reason="Former adjuster")
        case.refresh_from_db()
    staff = str(law.staff.member_id)
    for path, row, field in (
        ("cases/case/bulk/edit/", case, {"lead_id": staff}),
        ("cases/task/bulk/assign/", given, {"assigned_id": staff}),
    ):
        looked = post(desk(law), path, step="look", row=chosen(row), **field).content.decode()
        label = "Lead" if "lead_id" in field else "For"
        assert f"{label}: This member may not see the case. Choose another member" in looked
        kept_out = post(desk(law, "case_staff"), path, step="look", row=chosen(row), **field)
        told = kept_out.content.decode()
        assert "1 row that was chosen is not there any more, or you may not see it." in told
        assert "may not see the case" not in told
        assert case.number not in told
