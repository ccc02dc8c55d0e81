"""The history's form: by who, what, part, case and days, alone and together; walls applied."""

import re
from datetime import timedelta
from typing import Any

import pytest

from cases.services.insurers import insurer_add
from cases.services.walls import wall_place
from claimback.audit.admin import difference_list
from claimback.audit.models import Entry
from claimback.kernel.clock import today
from tests.firms import TestFirm
from tests.letters.matter import open_case


def rows(page: Any) -> int:
    assert page.status_code == 200
    return len(re.findall(r"<tr[^>]*>(?=(?:(?!</tr>).)*audit/entry/)", page.content.decode(), re.S))


@pytest.fixture
def filled(db: None, law: TestFirm) -> Any:
    with law.scope():
        case = open_case(law, title="Quokka roof")
        open_case(law, title="Another matter")
        insurer_add(actor=law.attorney, name="Watched Mutual")
    return case


def test_each_field_narrows(desk: Any, law: TestFirm, filled: Any) -> None:
    page, day = desk(law, "owner"), today(law.owner.time_zone)
    everything = page.get("audit/entry/")
    shown = everything.content.decode()
    for label in ("Who", "What was done", "Rows of", "Case: its number", "From", "Up to"):
        assert label in shown
    whole = rows(everything)
    assert whole > 3
    for query in (
        {"case": filled.number},
        {"case": "quokka"},
        {"case": "quokka", "operation": "insert", "from": str(day), "to": str(day)},
        {"operation": "insert", "part": "cases", "member_id": str(law.attorney.member_id)},
    ):
        found = page.get("audit/entry/", query)
        assert 0 < rows(found) <= whole, query
        assert f'value="{query.get("case", "insert")}"' in found.content.decode()
    for query in (
        {"case": "zebra"},
        {"to": str(day - timedelta(days=1))},
        {"from": str(day + timedelta(days=1))},
        {"from": "soon"},
        {"to": "9999-12-31", "operation": "delete"},
        {"member_id": "nobody"},
    ):
        assert rows(page.get("audit/entry/", query)) == 0, query
    assert rows(page.get("audit/entry/", {"case": "quokka"})) < rows(
        page.get("audit/entry/", {"part": "cases"})
    )


def test_a_walled_case_is_not_found_by_its_words(desk: Any, law: TestFirm, db: None) -> None:
    with law.scope():
        filled = open_case(law, title="Wallaby roof", lead_id=law.staff.member_id)
        wall_place(actor=law.owner, case_id=filled.id, member_id=law.attorney.member_id, reason="Theirs.")
    assert rows(desk(law, "attorney").get("audit/entry/", {"case": "wallaby"})) == 0
    assert rows(desk(law, "owner").get("audit/entry/", {"case": "wallaby\x00"})) > 0


def test_what_was_changed_is_told_with_days_and_instants_as_the_pages_write_them() -> None:
    entry = Entry(after={"a": "2026-11-23", "b": "2026-02-30", "c": "2026-13-45T99:00:00Z"})
    said = str(difference_list(entry))
    assert '<span title="2026-11-23"><span class="cb-day">Nov 23, 2026</span></span>' in said
    assert "<ins>2026-02-30</ins>" in said
    assert "<ins>2026-13-45T99:00:00Z</ins>" in said
