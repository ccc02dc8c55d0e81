"""The home page: each role's own panels, numbers that their lists bear out, walls, and few statements."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection

from cases.services.cases import case_move
from cases.services.walls import wall_place
from cases.settlement.charts import short
from claimback.bench.watched import Watched
from claimback.home.charts import Series, columns_by_month, even_top
from claimback.home.counting import MEASURES, counted
from claimback.home.figures import Figures, months_until, restored, stored
from claimback.home.layout import LAYOUTS
from claimback.home.models import Tally
from claimback.home.page import PANELS
from claimback.home.selectors import counted_for
from claimback.home.services import tallies_make
from claimback.home.worklists import WORKLISTS
from claimback.kernel.clock import today
from claimback.reports.catalogue import RECOVERY
from claimback.reports.reading import report_rows
from claimback.tenancy.roles import CLIENT, ROLES
from claimback.tenancy.scope import firm_scope
from tests.letters.matter import open_case

STATEMENTS = 8
_TILE = re.compile(r'<a class="cb-tile[^"]*" href="([^"]+)"><b>([\d,]+)</b>')
_ROW = re.compile(r'<a class="cb-link" href="([^"]+)">[^<]*</a><b>([\d,]+)</b>')
_CELL = re.compile(r'<td><a class="cb-link" href="([^"]+)">([\d,]+)</a></td>')


def test_every_role_has_panels_and_lists_that_there_are():
    assert set(LAYOUTS) == set(ROLES) - {CLIENT}
    for layout in LAYOUTS.values():
        assert {*layout.wide, *layout.narrow} <= set(PANELS)
        assert {*layout.tiles, *layout.waits} <= set(WORKLISTS)
        assert all(WORKLISTS[name].told for name in layout.waits)


def test_each_role_sees_its_own_in_few_statements_none_of_them_a_scan(desk, law, story):
    """A small firm's tables are scanned because they are small; with that forbidden each has another way."""
    with law.scope():
        tallies_make()
    first = {}
    for role in LAYOUTS:
        browser = desk(law, role)
        browser.get()
        connection.cursor().execute("SET enable_seqscan = off")
        with Watched() as watched:
            html = browser.get().content.decode()
        connection.cursor().execute("SET enable_seqscan = on")
        assert len(watched.took) <= STATEMENTS, role
        assert watched.scans() == [], role
        first[role] = re.findall("<h2>([^<]*)</h2>", html)
    assert first["owner"][:2] == ["Money", "Recovered, month by month"]
    assert first["billing"][0] == "Money"
    assert first["attorney"][:2] == ["Waits for you and your team", "Due from us"]
    assert first["case_staff"] == [
        "Waits for you and your team",
        "Due from us",
        "Late from them",
        "Cases by status",
    ]
    assert first["viewer"] == ["Due from us", "Late from them", "Cases by status"]


@pytest.mark.slow  # every list behind a number is opened
def test_each_number_is_what_its_list_shows(desk, law, story, in_law):
    case = open_case(law, title="Over and done", amount_claimed=Decimal("1200.00"))
    case = case_move(actor=law.attorney, case_id=case.id, version=None, to="closed", reason="Paid in full")
    assert case.closed_on == today(law.attorney.time_zone)
    tallies_make()
    seen: dict[tuple[str, str], str] = {}
    for role in ("owner", "attorney", "case_staff", "billing"):
        html = desk(law, role).get().content.decode()
        for address, number in [*_TILE.findall(html), *_ROW.findall(html), *_CELL.findall(html)]:
            seen.setdefault((role if "whose=mine" in address else "owner", unescape(address)), number)
    assert len([number for number in seen.values() if number != "0"]) > 6
    for (role, address), number in seen.items():
        if number != "0" and "/reports/" not in address:
            found = desk(law, role).get(address).context_data["cl"].result_count
            assert f"{found:,}" == number, address
    figures = restored(Tally.objects.get(member=None).figures)
    rows = report_rows(actor=law.owner, report=RECOVERY, column="claimed", key="", currency="USD", by="all")
    assert figures.amounts("claimed").get("USD", Decimal(0)) == sum(row.worth or 0 for row in rows) > 0
    reopened = case_move(actor=law.attorney, case_id=case.id, version=None, to="open", reason="They stopped")
    assert reopened.closed_on is None


def _figures(member):
    found = counted_for(member)
    assert found is not None
    return found.figures


def test_a_wall_is_in_no_number_and_holds_at_once(law, story, desk):
    with law.scope():
        tallies_make()
        whole = _figures(law.owner)
        wall_place(
            actor=law.owner,
            member_id=law.staff.member_id,
            case_id=story.case.id,
            reason="Once our client's adjuster",
        )
    inside = {"member_id": law.staff.member_id}
    with firm_scope(law.id, **inside):
        assert counted_for(law.staff) is None
    assert "Being counted" in desk(law, "case_staff").get().content.decode()
    with law.scope():
        tallies_make()
        assert _figures(law.owner) == counted()
    with firm_scope(law.id, **inside):
        assert Tally.objects.count() == 1
        mine = _figures(law.staff)
        assert mine == counted() != whole
        assert sum(mine.by_key("status").values()) == sum(whole.by_key("status").values()) - 1
    with firm_scope(law.id, member_id=law.members["client"].member_id):
        assert not Tally.objects.exists()


def test_an_empty_firm_is_told_where_to_begin(desk, law):
    owner, viewer = (desk(law, role).get().content.decode() for role in ("owner", "viewer"))
    assert "Begin here" in owner
    assert "/admin/cases/case/add/" in owner
    assert "/admin/cases/case/add/" not in viewer


def test_figures_are_taken_from_each_other_and_kept_exactly():
    whole = Figures({("status", "open", ""): Decimal(3), ("claimed", "2026-01-01", "USD"): Decimal("10.50")})
    part = Figures({("status", "open", ""): Decimal(1), ("claimed", "2026-01-01", "USD"): Decimal("10.50")})
    rest = whole.without(part)
    assert rest.by_key("status") == {"open": 2}
    assert rest.amounts("claimed") == {}
    assert restored(stored(whole)) == whole
    assert set(MEASURES) >= {"status", "lead", "opened", "closed", "won"}


def test_columns_stand_on_one_scale():
    months = months_until(today("UTC"), 12)
    noughts = [Decimal(0)] * 11
    drawn = columns_by_month(
        months, [Series("a", 1, [*noughts, Decimal(83)]), Series("b", 2, [*noughts, Decimal(50)])]
    )
    assert drawn is not None
    assert [tick.label for tick in drawn.heights] == ["0", "50", "100"]
    last = drawn.columns[-2:]
    assert last[0].height > last[1].height > 0
    assert last[0].x + last[0].width <= last[1].x < drawn.right
    assert columns_by_month(months, [Series("a", 1, [*noughts, Decimal(0)])]) is None
    assert [even_top(Decimal(n)) for n in (1, 3, 83, 83_000)] == [2, 4, 100, 100_000]
    assert [short(Decimal(n)) for n in (0, 40, 850_000, 1_200_000)] == ["0", "40", "850k", "1.2M"]
