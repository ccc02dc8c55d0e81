"""Every surface that shows a date says where its law was not read itself."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.models import Case
from claimback.kernel.ids import new_id
from deadlines.admin.grades import doubt_badges, grade_badge
from deadlines.alert_mail import AlertFacts, reminder_mail
from deadlines.api.deadlines import DeadlineSerializer
from deadlines.api.proposals import DeadlineProposalSerializer
from deadlines.clock.wire import answer_to_json
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from deadlines.models import Deadline
from deadlines.services.routing import Way
from deadlines.services.sheet_lines import computed_in_words, docket_line
from tests.deadlines.test_feeds import ENTRY, feed, read
from tests.law.cases import claim

AT = datetime(2027, 2, 1, 15, tzinfo=UTC)
DAY = AT.date() + timedelta(days=3)


def in_the_feed(row: Deadline) -> str:
    return str(read(feed(replace(ENTRY, checked=row.checked)))[1]["DESCRIPTION"])


def in_mail(row: Deadline, count: int) -> str:
    facts = [
        AlertFacts(
            alert_id=new_id(),
            deadline_id=row.id,
            wanted_at=AT,
            zone="UTC",
            duty_of="ours",
            day=DAY,
            due_on=DAY,
            due_at=None,
            uncertain=False,
            case_number="2027-0001",
            case_zone="UTC",
            firm_name="Firm",
            firm_slug="firm",
            checked=row.checked,
        )
        for _ in range(count)
    ]
    mail = reminder_mail(facts, Way("ada@example.org", new_id()), new_id(), AT, subject_id=new_id())
    text, html = str(mail.body), str(mail.alternatives[0][0])
    assert ("not checked" in text.lower()) == ("not checked" in html.lower())
    return text


SURFACES = {
    "the printed list and the certificate": lambda row: " ".join(docket_line(row).marks),
    "the control form": computed_in_words,
    "a reminder": lambda row: in_mail(row, 1),
    "a digest": lambda row: in_mail(row, 3),
    "the calendar": in_the_feed,
    "the case's page and the home page": lambda row: " ".join(doubt_badges(row)),
    "the deadline's page": grade_badge,
}


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
@pytest.mark.parametrize("checked", ["primary", "secondary", "unchecked"])
def test_a_date_whose_law_was_not_read_says_so(surface, checked):
    firm = new_id()
    row = Deadline(
        case=Case(firm_id=firm, number="2027-0001", title="Infusion refused", time_zone="America/Chicago"),
        firm_id=firm,
        rule="a-rule",
        rule_version=1,
        duty_of="ours",
        act="appeal",
        due_on=DAY,
        sort_on=DAY,
        state="open",
        citation="1 Code 1(a)",
        checked=checked,
        working=[],
    )
    said = surface(row).lower()
    assert ("not checked" in said or "second-hand" in said) is (checked != "primary")


def test_the_api_gives_the_grade_with_every_date():
    assert "checked" in DeadlineSerializer().fields
    assert "checked" in DeadlineProposalSerializer().fields


def test_the_clock_gives_the_grade_with_every_date_and_every_remedy_that_has_a_last_day():
    facts = claim({"denial_received": "2026-01-05"}, jurisdiction="OH", as_of=date(2026, 5, 1))
    data = json.loads(json.dumps(answer_to_json(answer(facts, load_catalogue()))))
    grades = {rule.id: rule.checked.grade for rule in load_catalogue().rules}
    assert all(row["checked"] == grades[row["rule"]] for row in data["deadlines"])
    dated = [rung for rung in data["remedies"] if "until" in rung]
    assert dated
    assert all(rung["checked"] in ("primary", "secondary", "unchecked") for rung in dated)
