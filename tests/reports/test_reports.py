"""Reports: counted by the database as a person would count, walls applied, each number with the rows that make it."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from cases.models import Case, FeeAgreement, FeeInvoice, Offer, SettledPart
from cases.services.cases import case_move
from cases.services.ledger import ledger_receive, post
from cases.services.walls import wall_place
from claimback.accounts.models import User
from claimback.kernel.errors import Invalid
from claimback.kernel.money import money
from claimback.reports.catalogue import CYCLE_TIMES, FEES, OUTCOMES, PIPELINE, RECOVERY, REPORTS
from claimback.reports.chart import chart_of
from claimback.reports.reading import Cell, Group, report_read, report_rows
from claimback.reports.tables import heading, report_csv, report_workbook, shown, table_rows
from claimback.tenancy.models import Licence
from deadlines.scorecard.selectors import Days
from tests.letters.matter import open_case
from tests.outcomes.test_scorecards import after, denied, happened
from tests.signing_in import signed_in

MARCH = date(2026, 3, 10)


@pytest.fixture
def two_cases(law, in_law):
    """Against one insurer: a denial that an appeal overturned and that is paid, and one that was upheld."""
    first, second = open_case(law, title="First"), open_case(law, title="Second")
    Case.objects.filter(id=first.id).update(lead_id=None)
    Case.objects.filter(id=second.id).update(insurer_id=first.insurer_id, lead_id=law.attorney.member_id)
    Case.objects.filter(id__in=[first.id, second.id]).update(
        amount_claimed="1000.00", opened_on=after(-10), status="open"
    )
    denied(law, first, 10, grounds=["medical_necessity", "experimental_investigational"])
    happened(law, first, "appeal_sent", 18)
    happened(law, first, "appeal_received", 20)
    happened(law, first, "appeal_granted", 50)
    denied(law, second, 30, grounds=["medical_necessity"])
    denied(law, second, 60, level=1)
    return first, second


def settle(firm, case):
    """An offer of the insurer's, put in one month and accepted and paid in the next; the fee asked and taken."""
    offer = Offer.objects.create(
        case=case,
        number=1,
        side="insurer",
        kind="offer",
        amount="600.00",
        parts=[],
        state="accepted",
        made_on=date(2026, 2, 20),
        recorded_by_id=firm.attorney.member_id,
    )
    SettledPart.objects.create(offer=offer, part="whole_claim", amount="600.00", agreed_on=date(2026, 3, 1))
    ledger_receive(
        actor=firm.attorney,
        case_id=case.id,
        kind="receipt",
        amount=Decimal("600.00"),
        on=MARCH,
        counterpart="Example Health Plan",
    )
    agreement = FeeAgreement.objects.create(
        case=case,
        kind="percentage",
        percent="20",
        represented_by="attorney",
        member_id=firm.attorney.member_id,
        licence=Licence.objects.get(member_id=firm.attorney.member_id, state="TX"),
        signed_on=after(0),
        recorded_by_id=firm.attorney.member_id,
    )
    FeeInvoice.objects.create(
        agreement=agreement,
        number=1,
        issued_on=date(2026, 3, 11),
        recovered_on=MARCH,
        recovered="600.00",
        stage="claim",
        percent="20",
        amount="120.00",
        issued_by_id=firm.attorney.member_id,
    )


def cells(groups):
    return {(group.name, group.currency) if group.currency else group.name: group.cells for group in groups}


def test_denials_are_won_lost_or_undecided(law, two_cases, django_assert_num_queries):
    first, _ = two_cases
    asked = {"actor": law.attorney, "report": OUTCOMES}
    with django_assert_num_queries(1):
        by_ground = report_read(**asked, by="ground")
    counts = {"n": 2, "won": 1, "lost": 1, "in_part": 0, "undecided": 0}
    assert cells(by_ground)["Not medically necessary"] == counts
    [all_] = report_read(**asked, by="all")
    assert (all_.cells["n"], all_.cells["won"], all_.cells["lost"], all_.cells["undecided"]) == (3, 1, 1, 1)
    assert (all_.decided, all_.share) == (2, 0.5)
    assert all_.range is not None
    assert [round(end, 3) for end in all_.range] == [0.095, 0.905]
    by_member = {group.key: (group.name, group.cells["n"]) for group in report_read(**asked, by="member")}
    assert by_member[""] == ("Nobody leads", 1)
    assert by_member[str(law.attorney.member_id)][1] == 2
    by_month = [(group.name, group.cells["n"]) for group in report_read(**asked, by="month", to_on=after(30))]
    assert by_month == [("2026-01", 1), ("2026-02", 1)]
    [behind] = report_rows(**asked, column="won", key="", by="all")
    assert (behind.case_id, behind.case, behind.day) == (first.id, f"{first.number} First", after(10))
    assert report_rows(**asked, column="won", key="", by="all", insurer_id=first.insurer_id) == [behind]


def test_steps_take_days(law, two_cases, django_assert_num_queries):
    first, _ = two_cases
    settle(law, first)
    fresh = open_case(law, title="Fresh")
    Case.objects.filter(id=fresh.id).update(opened_on=after(0), taken_on=after(4))
    asked = {"actor": law.attorney, "report": CYCLE_TIMES, "to_on": date(2026, 12, 31)}
    with django_assert_num_queries(4):
        [times] = report_read(**asked, by="all")
    assert times.cells == {
        "intake_to_open": Days(1, 4.0, 4, 4),
        "denial_to_appeal": Days(1, 8.0, 8, 8),
        "appeal_to_decision": Days(1, 30.0, 30, 30),
        "offer_to_payment": Days(1, 18.0, 18, 18),
    }
    [step] = report_rows(**asked, column="offer_to_payment", key="2026-03-01", by="month")
    assert (step.case_id, step.day, step.took) == (first.id, MARCH, 18)


def test_a_case_that_leaves_intake_keeps_the_day(law, in_law):
    case = open_case(law, title="Fresh")
    moved = case_move(actor=law.attorney, case_id=case.id, version=case.version, to="open")
    assert moved.taken_on is not None
    closed = case_move(actor=law.attorney, case_id=case.id, version=moved.version, to="closed", reason="Paid")
    again = case_move(actor=law.attorney, case_id=case.id, version=closed.version, to="open", reason="Not so")
    assert again.taken_on == moved.taken_on


def test_money_counts_on_its_own_day(law, two_cases, django_assert_num_queries):
    first, second = two_cases
    settle(law, first)
    post(actor=law.attorney, case=first, kind="fee", on=date(2026, 4, 1), amount=money("120", "USD"))
    Case.objects.filter(id=second.id).update(currency="EUR")
    asked = {"actor": law.members["billing"]}
    with django_assert_num_queries(5):
        found = cells(report_read(**asked, report=RECOVERY, by="month"))
    nought = {"claimed": 0, "offered": 0, "agreed": 0, "received": 0}
    assert found == {
        ("2025-12", "EUR"): nought | {"claimed": 1000},
        ("2025-12", "USD"): nought | {"claimed": 1000},
        ("2026-02", "USD"): nought | {"offered": 600},
        ("2026-03", "USD"): nought | {"agreed": 600, "received": 600},
    }
    with django_assert_num_queries(2):
        [fees] = report_read(**asked, report=FEES, by="all")
    assert (fees.currency, fees.cells) == ("USD", {"invoiced": 120, "paid": 120})
    [row] = report_rows(**asked, report=RECOVERY, column="received", key="", currency="USD", by="all")
    assert (row.case_id, row.worth) == (first.id, Decimal(600))
    assert report_rows(**asked, report=RECOVERY, column="received", key="", currency="EUR", by="all") == []


def test_payments_that_are_told_count_until_the_ledger_has_one(law, two_cases):
    first, second = two_cases
    for case in (first, second):
        case.events.create(kind="payment_received", on=MARCH, time_zone="UTC", amount="70.00")
    settle(law, first)
    [found] = report_read(actor=law.owner, report=RECOVERY, by="all")
    assert found.cells["received"] == 670


def test_a_walled_case_is_in_no_number(api, law, two_cases):
    first, _ = two_cases
    settle(law, first)
    post(actor=law.owner, case=first, kind="fee", on=MARCH, amount=money("120", "USD"))
    wall_place(
        actor=law.owner, case_id=first.id, member_id=law.attorney.member_id, reason="Acted for them before."
    )
    for report in REPORTS.values():
        behind = api(law, "attorney").get(f"reports/{report.name}", {"by": "all"}).json()["results"]
        beside = api(law, "owner").get(f"reports/{report.name}", {"by": "all"}).json()["results"]
        assert behind != beside, report.name
    walled = api(law, "attorney").get("reports/pipeline", {"by": "all"}).json()["results"]
    assert [(row["n"], row["open"]) for row in walled] == [(1, 1)]


def test_what_may_be_asked(api, law, two_cases):
    billing = api(law, "billing")
    assert [billing.get(f"reports/{name}").status_code for name in REPORTS] == [403, 403, 403, 200, 200]
    assert api(law, "case_staff").get("reports/recovery").status_code == 403
    sheet = billing.get("reports/recovery/export", {"by": "all", "file": "xlsx"})
    assert zipfile.ZipFile(io.BytesIO(sheet.content)).testzip() is None
    table = billing.get("reports/recovery/export", {"by": "all"}).content.decode("utf-8-sig")
    assert table.splitlines()[:2] == [
        "All together,Currency,Claimed,Offered,Agreed,Received",
        "All,USD,2000.00,0.00,0.00,0.00",
    ]
    for query, pointer in (
        ({"by": "ground"}, "/by"),
        ({"from_on": "2026-02-01", "to_on": "2026-01-01"}, "/to_on"),
        ({"insurer_id": "01900000-0000-7000-8000-000000000000"}, "/insurer_id"),
        ({"lead_id": "01900000-0000-7000-8000-000000000000"}, "/lead_id"),
        ({"state": "TX"}, "/state"),
    ):
        answer = billing.get("reports/fees", query)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    with pytest.raises(Invalid):
        report_rows(actor=law.owner, report=PIPELINE, column="deleted", key="")


def test_tables_hold_numbers_and_no_formula():
    group = Group("k", '=HYPERLINK("x")', "USD", {"invoiced": Decimal("5.00"), "paid": Decimal("0.00")})
    assert heading(FEES, "insurer") == ["Insurer", "Currency", "Invoiced", "Paid"]
    assert b"'=HYPERLINK" in report_csv(FEES, "insurer", [group])
    assert b"<f>" not in report_workbook(FEES, "insurer", [group])
    assert (shown(FEES, group, "invoiced"), shown(FEES, group, "paid")) == ("5.00 USD", "")
    times = Group("", "All", cells={code: Days(2, 3.5, 3, 4) for code in CYCLE_TIMES.columns})
    assert table_rows(CYCLE_TIMES, [times])[0][:5] == ["All", 2, Decimal("3.5"), 3, 4]
    assert shown(CYCLE_TIMES, times, "intake_to_open") == "3.5 days (3 to 4; n = 2)"


def test_every_number_of_a_page_links_to_the_rows_that_make_it(law, two_cases):
    first, _ = two_cases
    settle(law, first)
    post(actor=law.owner, case=first, kind="fee", on=MARCH, amount=money("120", "USD"))
    browser = Client()
    signed_in(browser, User.objects.get(id=law.attorney.user_id))
    root = f"/firms/{law.slug}/admin/cases/case/reports/"
    for name, asked, number, title in (
        ("outcomes", "?by=ground", ">1</a>", "First"),
        ("cycle-times", "", "8 days (8 to 8; n = 1)</a>", "First"),
        ("pipeline", "?by=insurer", ">2</a>", "Second"),
        ("recovery", "?by=quarter&from_on=2026-01-01", ">600.00 USD</a>", "First"),
        ("fees", "?by=all", ">120.00 USD</a>", "First"),
    ):
        page = browser.get(f"{root}{name}/{asked}").content.decode()
        assert 'class="cb-chart cb-bars"' in page, name
        before, found, _ = page.partition(number)
        assert found, name
        behind = browser.get(root + f"{name}/" + unescape(before.rpartition('href="')[2].partition('"')[0]))
        assert (behind.status_code, title in behind.content.decode()) == (200, True), name
    assert browser.get(f"{root}fees/?file=csv").content.decode("utf-8-sig").startswith("All together,")
    assert (
        "before the first one"
        in browser.get(f"{root}fees/?from_on=2026-02-01&to_on=2026-01-01").content.decode()
    )
    signed_in(browser, User.objects.get(id=law.members["billing"].user_id))
    assert [browser.get(f"{root}{name}/").status_code for name in REPORTS] == [403, 403, 403, 200, 200]


def test_a_chart_says_of_what_never_happened_that_it_did_not():
    cells: dict[str, Cell] = {code: Days(n=1, median=0, least=0, most=0) for code in CYCLE_TIMES.chart}
    last = CYCLE_TIMES.chart[-1]
    chart = chart_of(CYCLE_TIMES, [Group("", "All", cells=cells | {last: Days()})])
    assert chart is not None
    [(_, _, bars)] = chart.groups
    assert [bar.says for bar in bars[:-1]] == ["0 days (0 to 0; n = 1)"] * (len(bars) - 1)
    assert bars[-1].says == "–"
