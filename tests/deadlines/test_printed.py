"""The docket on paper: its lines in order, what is left out said, walls applied, words harmless."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from cases.services.walls import wall_place
from deadlines.printed import DocketList, Line, render_docket_list
from deadlines.services import printed
from deadlines.services.deadlines import deadline_waive
from tests.deadlines.matter import Matter, ago, open_matter
from tests.firms import TestFirm

DAY = date(2027, 3, 5)
LINE = Line(
    DAY, "2026-00012", "Infusion refused", "file the internal appeal", "29 CFR 1(h)", "Ours", DAY, "Mon Mar 8, 2027",
    "Ada Attorney", "open", ("Not checked",),
)  # fmt: skip
APPEAL = "erisa-health-first-appeal"


def text_of(pdf: bytes) -> str:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def docket(*lines: Line) -> DocketList:
    return DocketList("Marlowe & Finch LLP", "Docket", ["All"], ["A note."], lines, "Printed for Ada", DAY)


def test_the_pages_are_tagged_titled_and_the_same_each_time():
    made = render_docket_list(docket(LINE, Line(**{**_fields(LINE), "day": DAY + timedelta(days=1)})))
    assert made == render_docket_list(docket(LINE, Line(**{**_fields(LINE), "day": DAY + timedelta(days=1)})))
    text = text_of(made)
    assert text.index("Friday, March 5, 2027") < text.index("Saturday, March 6, 2027")
    for said in ("2026-00012", "File the internal appeal", "Not checked", "Mon Mar 8, 2027", "Ada Attorney"):
        assert text.count(said) == 2
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo.Title) == "Docket"


def _fields(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Line.__slots__}


def test_words_are_text_and_never_markup():
    evil = Line(**{**_fields(LINE), "act": "#pagebreak() *x* ] ) \\", "case_title": "x" * 300})
    assert "#pagebreak() *x* ] ) \\" in text_of(render_docket_list(docket(evil)))
    assert "Nothing falls into these days" in text_of(render_docket_list(docket()))


@pytest.fixture
def matter(db: None, law: TestFirm) -> Matter:
    with law.scope():
        made = open_matter(law)
        made.record("denial_received", ago(10), "delivered")
    return made


def printed_text(client: Any, **query: str) -> str:
    answer = client.get("docket-list", query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content[:300]
    assert answer["Cache-Control"] == "private, no-store"
    return text_of(answer.content)


def test_it_prints_what_is_open_in_these_days_and_says_what_is_not_on_it(matter, api, law):
    with law.scope():
        row = matter.row(APPEAL)
        other = open_matter(law, lead_id=law.owner.member_id)
        other.record("denial_received", ago(400), "delivered")
    day = row.sort_on.isoformat()
    text = printed_text(api(law), from_on=day, to_on=day, duty_of="ours")
    assert matter.case.number in text
    assert row.citation in text
    assert "1 deadline Each stands" in text
    assert "due before these days" in text
    assert matter.case.number not in printed_text(api(law), to_on=ago(-1).isoformat(), duty_of="ours")
    assert other.case.number in printed_text(
        api(law), from_on=ago(400).isoformat(), to_on=ago(1).isoformat(), member_id=str(law.owner.member_id)
    )
    assert other.case.number not in printed_text(
        api(law), from_on=ago(400).isoformat(), to_on=ago(1).isoformat(), case_id=str(matter.case.id)
    )
    with law.scope():
        deadline_waive(actor=law.attorney, deadline_id=row.id, version=None, reason="Settled.")
    assert row.citation not in printed_text(api(law), from_on=day, to_on=day, duty_of="ours")


def test_walls_hold_on_paper(matter, api, law):
    with law.scope():
        day = matter.row(APPEAL).sort_on.isoformat()
    assert matter.case.number in printed_text(api(law, "viewer"), from_on=day, to_on=day)
    with law.scope(law.owner):
        wall_place(
            actor=law.owner,
            case_id=matter.case.id,
            member_id=law.viewer.member_id,
            reason="Knows the adjuster.",
        )
    assert matter.case.number not in printed_text(api(law, "viewer"), from_on=day, to_on=day)
    walled, absent = (
        api(law, "viewer").get("docket-list", {"case_id": id})
        for id in (str(matter.case.id), "01900000-0000-7000-8000-000000000000")
    )
    assert (walled.status_code, walled.content) == (absent.status_code, absent.content)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from_on": "2027-01-02", "to_on": "2027-01-01"}, "/to_on"),
        ({"from_on": "tomorrow"}, "/from_on"),
        ({"days": "3"}, "/days"),
        ({"duty_of": "nobody"}, "/duty_of"),
        ({"member_id": "01900000-0000-7000-8000-000000000000"}, "/member_id"),
    ],
)
def test_bad_input_names_its_field(matter, api, law, query, pointer):
    answer = api(law).get("docket-list", query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_a_list_that_is_too_long_is_printed_in_parts(matter, api, law, monkeypatch):
    monkeypatch.setattr(printed, "LINES_LIMIT", 0)
    with law.scope():
        day = matter.row(APPEAL).sort_on.isoformat()
    answer = api(law).get("docket-list", {"from_on": day, "to_on": day})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/to_on")
