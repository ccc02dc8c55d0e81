"""The page of a case and the home page: what they show, to whom, and in how many questions."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.services.correspondence import correspondence_log
from cases.services.events import event_record
from cases.services.evidence import evidence_add, evidence_put
from cases.services.parties import party_add
from cases.services.promises import promise_make
from cases.services.tasks import task_open
from claimback.case_page.head import amounts
from claimback.case_page.page import CasePage
from claimback.kernel.clock import now, today
from claimback.kernel.ids import new_id
from deadlines.help import ground_help, term_help
from deadlines.services.facts import fact_state
from tests.deadlines.matter import ago, open_storm
from tests.deadlines.matter import open_matter as docket_matter
from tests.letters.matter import ZONE, open_case, open_matter, store_pdf

CASE_QUERIES = 81
HOME_QUERIES = 21


@pytest.fixture
def matter(db, law):
    with law.scope():
        return open_matter(law)


def asked(browser, path):
    """How many questions a page puts to the database, the second time it is opened."""
    browser.get(path)
    with CaptureQueriesContext(connection) as questions:
        assert browser.get(path).status_code == 200
    return len(questions)


@pytest.mark.slow  # The story renders letters and puts files into S3.
def test_the_page_of_a_case_shows_all_that_is_asked_of_it(desk, law, story):
    html = desk(law).get(f"cases/case/{story.case.pk}/change/").content.decode()
    for told in (
        "Infusions refused",
        "EX-2026-0042",
        "ERISA plan, self-funded",
        "Decide the appeal of a post-service claim",
        "29 CFR 2560.503-1",
        "Read in the law",
        "We determined that the infusions were not medically necessary.",
        "Plan Document, Section 7.2, Necessary Services",
        "The records show the contrary.",
        "Imaging report",
        "lacks an authority",
        "Certified mail 9407 1118 9876",
        "signed for by R. Okafor",
        "Asked who reviewed the appeal",
        "She could not say.",
        "A written answer on the reviewer",
        "Dr. Ines Calder",
        "Latest changes",
    ):
        assert told in html, told


@pytest.mark.slow  # The story renders letters and puts files into S3.
def test_dates_rungs_and_grounds_are_explained_beside_them(desk, law, story):
    page = desk(law).get(f"cases/case/{story.case.pk}/change/").content.decode()
    assert page.count('class="cb-help"') > 3
    assert str(ground_help("medical_necessity")) in page
    assert set(re.findall(r'href="([^"]*)docs/law', page)) == {"/api/v1/"}  # outside the firm
    deadline = desk(law).get(f"deadlines/deadline/{story.deadline.pk}/change/").content.decode()
    assert str(term_help("safe_date")) in deadline


@pytest.mark.slow  # As above.
def test_who_may_not_read_a_part_of_a_case_does_not_see_it(desk, law, story):
    html = desk(law, "billing").get(f"cases/case/{story.case.pk}/change/").content.decode()
    assert "Infusions refused" in html
    for hidden in ("not medically necessary", "Imaging report", "Marla", "9407 1118", "Latest changes"):
        assert hidden not in html.replace("Certified mail 9407 1118 9876", ""), hidden
    viewer = desk(law, "viewer").get(f"cases/case/{story.case.pk}/change/").content.decode()
    assert "not medically necessary" in viewer
    for act in ("Log contact", "Draft letter", "Put evidence", "Waive"):
        assert act not in viewer


@pytest.mark.slow  # It fills a case, and files go into S3.
def test_a_fuller_case_asks_no_more_questions(desk, law, matter):
    browser, address = desk(law), f"cases/case/{matter.case.pk}/change/"
    with law.scope():
        matter.draft()
    first = asked(browser, address)
    with law.scope():
        for number in range(4):
            document = store_pdf(law, matter.case, "denial.pdf", "other", f"Paper {number}")
            used = evidence_add(
                actor=law.attorney, case_id=matter.case.pk, document_id=document.pk, proves="That it is so"
            )
            evidence_put(actor=law.attorney, ground_id=matter.grounds[0].pk, evidence_id=used.pk)
            party_add(actor=law.attorney, case_id=matter.case.pk, role="expert", name=f"Expert {number}")
            promise_make(actor=law.attorney, case_id=matter.case.pk, text="More", due_on=today(ZONE))
            correspondence_log(
                actor=law.attorney,
                case_id=matter.case.pk,
                direction="in",
                channel="email",
                occurred_at=now(),
                body="More",
            )
            matter.draft()
    assert asked(browser, address) == first <= CASE_QUERIES


def test_of_two_dates_the_page_counts_to_the_earlier_one_and_asks_to_decide(desk, law, db):
    with law.scope():
        case, received = open_case(law), today(ZONE) - timedelta(days=50)
        told = {
            "actor": law.attorney,
            "case_id": case.pk,
            "kind": "denial_received",
            "proof_grade": "delivered",
        }
        event = event_record(**told, on=received)
        event_record(**told, on=received - timedelta(days=10), corrects_id=event.pk)
    html = desk(law).get(f"cases/case/{case.pk}/change/").content.decode()
    assert "120 days" in html
    assert "proposed; so far" in html
    assert "Decide on another date: file the internal appeal" in html


def test_tasks_are_given_and_done_on_the_page_of_the_case(desk, law, matter):
    with law.scope():
        task_open(actor=law.staff, case_id=matter.case.pk, title="Call the plan", due_on=today(ZONE))
    address, browser = f"cases/case/{matter.case.pk}/change/", desk(law)
    page = browser.get(address)
    [group] = [group for group in page.context["waits"] if group["items"][0][0] == "Call the plan"]
    assert group["mine"]  # it is the lead's, who looks
    assert str(law.attorney.member_id) in {str(member.pk) for member in page.context["workers"]}
    for _ in range(2):  # given anew to whom it is given already, it stays theirs
        [line] = browser.get(address).context["tasks"]
        given = {"version": line.row.version, "assigned_id": law.attorney.member_id}
        assert browser.post(line.assign, given).url == f"{browser.root}{address}#tasks"
        [line] = browser.get(address).context["tasks"]
        assert line.row.assigned_id == law.attorney.member_id
    assert browser.post(line.complete, {"version": line.row.version}).url == f"{browser.root}{address}#tasks"
    assert browser.get(address).context["tasks"] == []


def test_each_act_of_a_case_stands_once_in_its_head_or_at_its_part(desk, law, matter):
    page = desk(law, "owner").get(f"cases/case/{matter.case.pk}/change/")
    acts, html = page.context["acts"], page.content.decode()
    there = {act.address for placed in acts.values() for act in placed}
    fitting = {act.name for act in CasePage.acts if act.fits(matter.case)}
    assert {address.rstrip("/").rpartition("/")[2] for address in there} == fitting
    assert len(acts["head"]) == 4
    for address in there - {act.address for act in acts["mail"]}:
        assert f'href="{address}"' in html, address


def test_each_number_of_a_case_leads_to_the_list_that_makes_it(desk, law, matter):
    page = desk(law).get(f"cases/case/{matter.case.pk}/change/")
    assert page.context["counts"]["documents"].n == len(matter.evidence) + 1
    for name, counted in page.context["counts"].items():
        assert desk(law).get(counted.address).context["cl"].result_count == counted.n, name


def test_the_history_shows_before_and_after_to_who_may(desk, law, matter):
    from cases.services.cases import case_change

    with law.scope():
        case_change(actor=law.attorney, case_id=matter.case.pk, version=None, title="Infusions refused twice")
    answer = desk(law).get(f"cases/case/{matter.case.pk}/history/")
    assert answer.status_code == 302
    html = desk(law).get(answer.url).content.decode()
    assert "<del>Infusions refused</del>" in html
    assert "<ins>Infusions refused twice</ins>" in html
    assert desk(law, "case_staff").get(answer.url).status_code == 403


def test_a_case_shows_what_others_missed_with_the_money_and_the_dates_to_confirm(desk, law):
    with law.scope(law.attorney):
        late, other = open_storm(law), docket_matter(law)
        other.record("denial_received", ago(10))
        fact_state(actor=law.attorney, case_id=late.case.id, name="weather_property_claim", value=False)
    html = desk(law).get(f"cases/case/{late.case.pk}/change/").content.decode()
    for told in (
        "Missed by others",
        "days late",
        "73,000.00",
        "Interest: <b>",
        "Counts from",
        "delivered",
    ):
        assert told in html, told
    address = f"cases/case/{other.case.pk}/change/"
    pages = {
        role: desk(law, role).get(address).content.decode() for role in ("attorney", "case_staff", "viewer")
    }
    for page in pages.values():
        assert 'id="breaches"' not in page
        assert "not confirmed" in page
    assert ["/confirm/" in page for page in pages.values()] == [False, True, False]


def test_what_was_claimed_stands_beside_what_is_in_dispute():
    case = Case(
        firm_id=new_id(), amount_claimed=Decimal(4000), amount_disputed=Decimal("1250.50"), currency="USD"
    )
    assert amounts(case, {}) == [("In dispute", "1,250.50 USD"), ("Claimed", "4,000.00 USD")]
    case.amount_claimed = None
    assert amounts(case, {}) == [("In dispute", "1,250.50 USD")]
