"""The firm's calendar: each date on its own day, walls kept, and as many questions for many dates as for two."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Promise, Task
from cases.services.walls import wall_place
from claimback.kernel.ids import new_id
from deadlines.agenda.month import day_said, days_of, month_after, month_before, weeks_of
from deadlines.agenda.reading import Asked, agenda_read
from deadlines.models import Deadline
from tests.letters.matter import open_case

DAY = date(2031, 3, 12)
PAGE = "deadlines/deadline/calendar/"


def deadline(case, **more):
    given = {
        "case": case,
        "rule": "",
        "rule_version": 1,
        "duty_of": "ours",
        "act": "file the appeal",
        "trigger": "denial_received",
        "state": "open",
        "citation": "29 CFR 2560.503-1",
        "checked": "primary",
        "sort_on": more.get("due_on") or DAY,
    } | more
    return Deadline(firm_id=case.firm_id, **given)


def asked(member, first=DAY, last=DAY, **more):
    return Asked(**{"member": member, "first": first, "last": last, "shown": 4} | more)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2031-03-12", DAY),
        ("", date(2026, 1, 2)),
        ("2031-02-30", date(2026, 1, 2)),
        ("9999-12-31", date(2026, 1, 2)),
    ],
)
def test_a_query_names_a_day_or_it_is_today(said, day):
    assert day_said(said, date(2026, 1, 2)) == day


def test_a_month_is_laid_out_in_whole_weeks():
    assert weeks_of(DAY)[0][0] == date(2031, 2, 23)
    assert all(len(week) == 7 and week[0].isoweekday() == 7 for week in weeks_of(DAY))
    assert (days_of(DAY)[0], days_of(DAY)[-1]) == (date(2031, 3, 1), date(2031, 3, 31))
    assert (month_before(date(2031, 1, 31)), month_after(date(2031, 1, 31))) == (
        date(2030, 12, 1),
        date(2031, 2, 1),
    )


def test_a_legal_date_stands_on_its_day_and_an_instant_on_the_member_s(db, law):
    with law.scope():
        case = open_case(law)
        there = datetime.combine(DAY, time(23, 30), tzinfo=ZoneInfo(law.attorney.time_zone))
        safe = DAY - timedelta(days=3)
        Deadline.objects.bulk_create(
            [
                deadline(case, act="file suit", due_on=DAY, safe_on=safe, sort_on=safe),
                deadline(case, act="answer us", duty_of="insurer", due_on=DAY),
                deadline(
                    case,
                    act="decide in hours",
                    duty_of="insurer",
                    due_at=there,
                    sort_on=there.astimezone(UTC).date(),
                ),
                deadline(case, act="long past", due_on=DAY, state="met"),
            ]
        )
        Task.objects.create(firm_id=law.id, case=case, kind="to_do", title="Call her", due_on=DAY)
        Promise.objects.create(firm_id=law.id, case=case, text="A written answer", due_on=DAY)
        found = agenda_read(asked(law.attorney, safe, DAY))
        assert [(e.kind, e.title) for e in found[DAY].entries] == [
            ("theirs", "decide in hours"),
            ("theirs", "answer us"),
            ("promises", "A written answer"),
            ("tasks", "Call her"),
        ]
        assert found[DAY].entries[0].at == there
        assert "the last day is Mar 12" in found[safe].entries[0].note
        assert set(agenda_read(asked(law.attorney, mine=True))[DAY].counts) == {"theirs", "promises"}
        assert agenda_read(asked(law.staff, mine=True)) == {}
        assert agenda_read(asked(law.attorney, insurer_id=new_id())) == {}
        assert agenda_read(asked(law.attorney, kinds=("tasks",)))[DAY].total == 1


def test_a_day_of_thousands_shows_a_few_and_asks_as_little(desk, law, monkeypatch):
    monkeypatch.setitem(sys.modules["deadlines.admin.calendar_page"]._VIEWS, "day", 10)
    with law.scope():
        case = open_case(law)
        Deadline.objects.bulk_create(deadline(case, act=f"act {n}", due_on=DAY) for n in range(16))
    browser = desk(law)
    counts = []
    for day in (DAY, DAY + timedelta(days=800)):
        with CaptureQueriesContext(connection) as questions:
            page = browser.get(f"{PAGE}?on={day}")
        counts.append(len(questions))
        assert ("+ 12 more" in page.content.decode()) == (day == DAY)
    assert counts[0] == counts[1]
    alone = browser.get(f"{PAGE}?on={DAY}&view=day").content.decode()
    assert "6 more: Our dates" in alone
    assert f"whose=ours&amp;sort_on={DAY}" in alone
    assert browser.get(f"deadlines/deadline/?whose=ours&sort_on={DAY}").status_code == 200
    assert browser.post(PAGE).status_code == 405


def test_the_calendar_keeps_walls_and_firms_apart(desk, law, adjusters):
    with law.scope():
        case = open_case(law, title="Hidden matter")
        deadline(case, act="a walled act", due_on=DAY).save()
        wall_place(actor=law.owner, case_id=case.id, member_id=law.staff.member_id, reason="Former counsel")
    for view in ("month", "agenda", "day"):
        address = f"{PAGE}?on={DAY}&view={view}"
        assert "A walled act" in desk(law).get(address).content.decode()
        for browser in (desk(law, "case_staff"), desk(adjusters, "owner")):
            page = browser.get(address).content.decode()
            assert not [said for said in ("walled act", "Hidden matter") if said in page]


def test_holidays_of_the_chosen_place_and_the_member_s_zone_are_named(desk, law):
    page = desk(law).get(f"{PAGE}?on=2026-07-04&view=agenda&place=TX").content.decode()
    assert "Independence Day" in page
    assert law.attorney.time_zone.replace("_", " ") in page
    refused = desk(law).get(f"{PAGE}?place=nowhere&kind=none").content.decode()
    assert "Select a valid choice" in refused
