"""Papers of the docket: made in parts, once, in the eyes of whoever they are for; each day's by itself."""

from datetime import timedelta
from typing import Any
from urllib.request import urlopen

import pytest

from cases.services.walls import wall_place
from claimback.firms.models import Notice
from claimback.firms.services.notice_words import words_of
from claimback.kernel.clock import now
from claimback.kernel.said import day_said
from claimback.storage.selectors import file_rows
from claimback.tenancy.models import Firm, Membership
from deadlines.models import DocketPaper, DocketPaperPart
from deadlines.selectors import deadline_list, firms_without_certificate, paper_list, paper_part_list
from deadlines.services import paper_work, papers, printed, sheets
from deadlines.services.paper_work import paper_make
from deadlines.services.papers import certificates_await, certificates_begin
from deadlines.tasks import make_paper
from tests.deadlines.matter import Matter, ago, open_matter
from tests.deadlines.test_printed import text_of
from tests.firms import TestFirm
from tests.storage.uploads import opened


@pytest.fixture
def matter(db: None, law: TestFirm, monkeypatch: pytest.MonkeyPatch) -> Matter:
    """A case with a docket; nothing is handed to workers."""
    monkeypatch.setattr(make_paper, "apply_async", lambda *_, **__: None)
    with law.scope():
        made = open_matter(law)
        made.record("denial_received", ago(170))
    return made


@pytest.fixture
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library that signs takes seconds to import; that certificates are signed is tested beside."""
    monkeypatch.setattr(sheets, "sign_pdf", lambda pdf, *_, **__: pdf)


def make(firm: TestFirm, paper: DocketPaper) -> DocketPaper:
    paper_make(firm_id=firm.id, paper_id=paper.id)
    with firm.scope():
        return paper_list().get(id=paper.id)


def test_a_list_that_is_long_is_made_in_parts_and_opened(matter, api, law, monkeypatch):
    for module in (paper_work, printed):
        monkeypatch.setattr(module, "LINES_LIMIT", 1)
    client = api(law, "viewer")
    whole = {"from_on": ago(400).isoformat(), "to_on": ago(-400).isoformat()}
    refused = client.get("docket-list", whole)
    assert (refused.status_code, "as a paper" in refused.json()["detail"]) == (400, True)
    asked = client.post("docket-papers", {"kind": "list"} | whole)
    assert (asked.status_code, asked.json()["state"]) == (201, "requested")
    path = f"docket-papers/{asked.json()['id']}"
    assert client.post(f"{path}/link", {}).status_code == 409
    with law.scope():
        paper = paper_list().get(id=asked.json()["id"])
        live = deadline_list().filter(state__in=["open", "missed", "unknown"], sort_on__lt=ago(-400)).count()
    make(law, paper)
    done = client.get(path).json()
    assert (done["state"], done["progress"], done["lines"]) == ("made", 100, live)
    parts = client.get("docket-paper-parts", {"paper_id": paper.id}).json()["results"]
    assert [part["number"] for part in parts] == list(range(1, len(parts) + 1))
    assert sum(part["lines"] for part in parts) == live > 1
    link = client.post(f"{path}/link", {"number": len(parts)})
    with urlopen(opened(link.json()["url"]), timeout=10) as answer:
        text = text_of(answer.read())
    assert f"part {len(parts)} of {len(parts)}" in text
    assert client.post(f"{path}/link", {"number": len(parts) + 1}).status_code == 404


def test_killed_half_way_it_goes_on_after_the_last_part_that_was_kept(matter, law, monkeypatch):
    monkeypatch.setattr(paper_work, "LINES_LIMIT", 1)
    with law.scope(law.attorney):
        paper = papers.paper_request(actor=law.attorney, kind="list", from_on=ago(400), to_on=ago(-400))
    real, calls = sheets.page_render, []

    def dies(page: Any, *, signed: bool) -> bytes:
        calls.append(page)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(page, signed=signed)

    monkeypatch.setattr(paper_work, "page_render", dies)
    with pytest.raises(KeyboardInterrupt):
        paper_make(firm_id=law.id, paper_id=paper.id)
    half = make(law, paper)
    assert (half.state, 0 < half.progress < 100, len(calls)) == ("making", True, 2)  # its lease holds
    with law.scope():
        paper_list().filter(id=paper.id).update(updated_at=now() - timedelta(minutes=11))
        whole = list(half.entries or [])
    done = make(law, paper)
    with law.scope():
        parts = list(paper_part_list().filter(paper_id=paper.id).order_by("number"))
    assert (done.state, done.attempts, done.entries) == ("made", 2, None)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert sum(part.lines for part in parts) == len(whole) == done.lines
    assert len(calls) == len(parts) + 1
    make(law, paper)
    with law.scope():
        assert paper_part_list().filter(paper_id=paper.id).count() == len(parts)


def test_each_morning_the_owners_have_a_certificate_once(matter, law, adjusters, unsigned):
    """The firm's clock decides: of zones half a day apart one is past six in the morning."""
    late = _zone_at(hour=7)
    with law.scope():
        Firm.objects.filter(id=law.id).update(time_zone=_zone_at(hour=4))
    assert firms_without_certificate(10) == []
    with law.scope():
        Firm.objects.filter(id=law.id).update(time_zone=late)
    assert firms_without_certificate(10) == [law.id]  # the other firm has nothing on its docket
    assert (certificates_begin(limit=10), certificates_begin(limit=10)) == (1, 0)
    with law.scope():
        certificates_await()
        (paper,) = paper_list()
    made = make(law, paper)
    assert (made.state, made.kind, made.member_id, bool(made.certificate_sha256)) == (
        "made",
        "certificate",
        law.owner.member_id,
        True,
    )
    with law.scope():
        notice = Notice.objects.get(kind="paper")
        words = words_of(notice, (), now())
        assert words is not None
    assert made.day is not None
    assert words.headline == f"Docket certificate of {day_said(made.day)}"
    assert "critical and confirmed by no second person" in words.sentences[0]
    assert matter.case.number not in str(words)
    assert words.link.endswith(f"/admin/deadlines/docketpaper/{made.id}/change/")


def _zone_at(*, hour: int) -> str:
    """A zone in which it is that hour now, or within the hour after."""
    ahead = (hour - now().hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def test_an_owner_behind_a_wall_has_one_of_their_own_and_opens_no_other(matter, api, law, unsigned):
    walled = law.staff.member_id
    with law.scope(law.owner):
        Membership.objects.get(id=walled).change(role="owner")
        open_matter(law).record("denial_received", ago(170))
        wall_place(actor=law.owner, case_id=matter.case.id, member_id=walled, reason="Acted for them.")
        certificates_await()
        own, whole = paper_list().get(member_id=walled), paper_list().get(member_id=law.owner.member_id)
        assert (own.without_cases, whole.without_cases) == ([matter.case.id], [])
    narrow, whole = make(law, own), make(law, whole)
    assert (narrow.state, whole.state, whole.lines) == ("made", "made", 2 * (narrow.lines or 0))
    with law.scope():
        assert {
            (n.member_id, str(narrow.id) in str(n.said)) for n in Notice.objects.filter(kind="paper")
        } == {
            (walled, True),
            (law.owner.member_id, False),
        }
    behind, before = api(law, "case_staff"), api(law, "owner")
    assert behind.get(f"docket-papers/{whole.id}").status_code == 404
    assert behind.get("docket-paper-parts", {"paper_id": str(whole.id)}).json()["results"] == []
    assert opens(behind, whole, narrow) == [404, 201]
    assert opens(before, whole, narrow) == [201, 201]
    with law.scope(law.owner):
        later = open_matter(law)
        wall_place(actor=law.owner, case_id=later.case.id, member_id=walled, reason="A cousin.")
    assert opens(behind, whole, narrow) == [404, 404]
    with law.scope(law.staff):
        assert not file_rows().filter(id__in=[part.file_id for part in parts_of(law, narrow)]).exists()


def opens(client: Any, *papers: DocketPaper) -> list[int]:
    return [client.post(f"docket-papers/{paper.id}/link", {}).status_code for paper in papers]


def parts_of(firm: TestFirm, paper: DocketPaper) -> list[DocketPaperPart]:
    with firm.scope(firm.owner):
        return list(paper_part_list().filter(paper_id=paper.id).order_by("number"))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "list", "from_on": "2027-01-02", "to_on": "2027-01-01"}, "/to_on"),
        ({"kind": "certificate", "from_on": "2027-01-02"}, "/from_on"),
        ({"kind": "control_form", "duty_of": "ours"}, "/duty_of"),
        ({"kind": "control_form", "case_id": "01900000-0000-7000-8000-000000000000"}, "/case_id"),
        ({"kind": "poem"}, "/kind"),
    ],
)
def test_bad_input_names_its_field(matter, api, law, body, pointer):
    answer = api(law).post("docket-papers", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_what_never_ends_is_given_up_with_the_remedy_and_may_be_asked_for_again(matter, api, law):
    with law.scope(law.attorney):
        paper = papers.paper_request(actor=law.attorney, kind="list")
        paper_list().filter(id=paper.id).update(
            state="making", attempts=3, updated_at=now() - timedelta(minutes=11)
        )
    failed = make(law, paper)
    assert (failed.state, "several times" in failed.refusal) == ("failed", True)
    client, path = api(law), f"docket-papers/{paper.id}"
    again = client.post(f"{path}/retry", {}, HTTP_IF_MATCH=client.get(path)["ETag"])
    assert (again.status_code, again.json()["state"]) == (200, "requested")
    assert make(law, paper).state == "made"
