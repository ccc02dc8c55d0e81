"""Calendar feeds over HTTP: made once, read without signing in for as long as their member may, revoked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from cases.models import Case
from cases.services.walls import wall_place
from claimback.accounts.models import User
from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict
from claimback.tenancy.models import Membership, Role
from claimback.tenancy.roles import CLIENT, ROLES, VIEWER
from deadlines.models import CalendarFeed
from deadlines.services import feeds
from deadlines.services.deadlines import deadline_waive
from tests.client import FirmClient, firm_client, session_client
from tests.deadlines.matter import Matter, ago, open_matter
from tests.firms import TestFirm

APPEAL = "erisa-health-first-appeal"


@pytest.fixture
def matter(db: None, law: TestFirm) -> Matter:
    with law.scope():
        made = open_matter(law)
        made.record("denial_received", ago(10), "delivered")
    return made


def made(firm: TestFirm, role: str = "attorney", **body: Any) -> str:
    """The path of a new feed of the role's member, as the API gives it out."""
    answer = session_client(firm, role).post("calendar-feeds", {"name": "Telephone", **body})
    assert answer.status_code == 201, answer.content
    url = answer.json()["url"]
    assert answer.json()["webcal"] == url.replace("http://", "webcal://").replace("https://", "webcal://")
    return str(urlsplit(url).path)


def read(path: str, **headers: str) -> Any:
    return FirmClient().get(path, headers=headers)


def events(path: str) -> dict[str, Any]:
    """The feed's entries by the id of their deadline."""
    answer = read(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_it_is_read_without_signing_in_and_says_no_more_than_it_must(matter: Matter, law: TestFirm) -> None:
    path = made(law)
    with law.scope():
        row = matter.row(APPEAL)
    event = events(path)[str(row.id)]
    assert (event.start, event["STATUS"]) == (row.safe_on, "CONFIRMED")
    assert event["SUMMARY"] == f"{matter.case.number} · Ours · Appeal"
    assert str(row.id) in event["URL"]
    told = read(path).content.decode().replace("\r\n ", "")
    assert "Quill" not in told
    assert "Infusion" not in told
    assert "internal appeal" not in told
    answer = read(path)
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_only_what_changed_is_sent_again(matter: Matter, law: TestFirm) -> None:
    path = made(law)
    tag = read(path)["ETag"]
    again = read(path, If_None_Match=f"W/{tag}")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    with law.scope():
        row = matter.row(APPEAL)
        deadline_waive(actor=law.attorney, deadline_id=row.id, version=None, reason="Settled.")
    assert read(path, If_None_Match=tag).status_code == 200
    closed = events(path)[str(row.id)]
    assert (closed["STATUS"], closed["SEQUENCE"]) == ("CANCELLED", row.version)


def test_what_is_closed_goes_after_a_while(matter: Matter, law: TestFirm, monkeypatch: Any) -> None:
    path = made(law)
    with law.scope():
        row = matter.row(APPEAL)
        deadline_waive(actor=law.attorney, deadline_id=row.id, version=None, reason="Settled.")
    late = now() + feeds.CLOSED_FOR
    monkeypatch.setattr(feeds, "now", lambda: late)
    assert str(row.id) not in events(path)


def test_the_firm_sets_how_much_it_tells(matter: Matter, law: TestFirm) -> None:
    path = made(law)
    body = {"detail": "case"}
    assert firm_client(law).post("calendar-feed-settings", body).status_code == 403
    answer = firm_client(law, "owner").post("calendar-feed-settings", body)
    assert (answer.status_code, answer.json()["detail"]) == (201, "case")
    assert "Infusion refused (Ada Quill)" in read(path).content.decode().replace("\r\n ", "")


def test_a_feed_of_a_case_holds_that_case_alone(matter: Matter, law: TestFirm) -> None:
    with law.scope():
        other = open_matter(law)
        other.record("denial_received", ago(12), "delivered")
        ours, theirs = str(matter.row(APPEAL).id), str(other.row(APPEAL).id)
    both = events(made(law))
    assert {ours, theirs} <= set(both)
    alone = events(made(law, case_id=str(matter.case.id)))
    assert (ours in alone, theirs in alone) == (True, False)
    with law.scope():
        Case.objects.filter(id=matter.case.id).update(status="deleted")
    assert read(made(law)).status_code == 200
    assert ours not in events(made(law))


def wall(matter: Matter) -> None:
    with matter.firm.scope(matter.firm.owner):
        wall_place(
            actor=matter.firm.owner,
            case_id=matter.case.id,
            member_id=matter.firm.staff.member_id,
            reason="Knows the adjuster.",
        )


def _membership(matter: Matter, **changes: Any) -> None:
    with matter.firm.scope():
        Membership.objects.filter(id=matter.firm.staff.member_id).update(**changes)


def leave(matter: Matter) -> None:
    _membership(matter, ended_at=now())


def run_out(matter: Matter) -> None:
    _membership(matter, until=now() - timedelta(days=1))


def be_shut_out(matter: Matter) -> None:
    User.objects.filter(id=matter.firm.staff.user_id).update(is_active=False)


def lose_the_docket(matter: Matter) -> None:
    with matter.firm.scope():
        role = Role.objects.create(name="Cases only", base="case_staff", capabilities=["case.read"])
    _membership(matter, own_role=role)


def revoke(matter: Matter) -> None:
    owner = firm_client(matter.firm, "owner")
    (feed,) = owner.get("calendar-feeds").json()["results"]
    assert (feed["case_number"], feed["member_name"]) == (matter.case.number, "Case Staff")
    assert feed["last_read_at"] is not None
    path = f"calendar-feeds/{feed['id']}/revoke"
    assert owner.post(path, HTTP_IF_MATCH='"9"').status_code == 412
    assert owner.post(path, HTTP_IF_MATCH='"1"').json()["revoked_at"] is not None


@pytest.mark.parametrize("meanwhile", [wall, leave, run_out, be_shut_out, lose_the_docket, revoke])
def test_what_comes_after_it_was_made_cuts_it_off(
    matter: Matter, law: TestFirm, meanwhile: Callable[[Matter], None]
) -> None:
    path = made(law, "case_staff", case_id=str(matter.case.id))
    nothing = read(path.replace("cbf_", "cbf_x"))
    assert read(path).status_code == 200
    meanwhile(matter)
    answer = read(path)
    assert (answer.status_code, answer.content) == (404, nothing.content)
    with law.scope():
        assert not Entry.objects.filter(operation="refuse").exists()


def test_it_is_asked_a_few_times_an_hour(matter: Matter, law: TestFirm, monkeypatch: Any) -> None:
    monkeypatch.setattr(feeds, "READS_LIMIT", 2)
    path = made(law)
    assert [read(path).status_code for _ in range(3)] == [200, 200, 429]
    refused = read(path)
    assert refused.json()["code"] == "too_many_requests"
    assert 0 < int(refused["Retry-After"]) <= 3601
    with law.scope():
        CalendarFeed.objects.update(reads_since=now() - feeds.READS_PER)
    assert read(path).status_code == 200


def test_a_person_makes_it_and_its_address_is_kept_nowhere(matter: Matter, law: TestFirm) -> None:
    refused = firm_client(law).post("calendar-feeds", {"name": "A program"})
    assert (refused.status_code, refused.json()["code"]) == (403, "session_required")
    secret = made(law).rpartition("/")[2].removesuffix(".ics")
    with law.scope():
        row = CalendarFeed.objects.get()
        assert bytes(row.digest) == feeds.digest_of(secret)
        (entry,) = Entry.objects.filter(table="deadlines_calendarfeed")
    assert entry.after is not None
    assert (entry.after["name"], "digest" in entry.after) == ("Telephone", False)
    read(f"/api/v1/firms/{law.slug}/calendar/{secret}.ics")
    with law.scope():
        assert Entry.objects.filter(table="deadlines_calendarfeed").count() == 1


def test_a_member_has_so_many_and_clients_of_the_firm_none(
    law: TestFirm, matter: Matter, monkeypatch: Any
) -> None:
    monkeypatch.setattr(feeds, "FEEDS_LIMIT", 1)
    made(law)
    with law.scope(), pytest.raises(Conflict, match="Revoke one"):
        feeds.feed_add(actor=law.attorney, name="x")
    capable = {role for role in ROLES if law.members[role].may("feed.manage")}
    assert capable == set(ROLES) - {CLIENT, VIEWER}


def test_it_takes_as_many_statements_for_many_deadlines_as_for_few(matter: Matter, law: TestFirm) -> None:
    path = made(law)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            read(path)
        counts.append(len(asked))
        with law.scope():
            open_matter(law).record("denial_received", ago(12), "delivered")
    assert counts[0] == counts[1] <= 10
