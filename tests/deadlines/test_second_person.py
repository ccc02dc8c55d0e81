"""A critical date of ours wants a second person: what says so, and what waits for one."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid5

import pytest

from cases.services.cases import case_move
from claimback.kernel.ids import new_id
from claimback.tenancy.models import Membership
from deadlines.alert_mail import AlertFacts, reminder_mail
from deadlines.services.dates import deadline_confirm
from deadlines.services.deadlines import deadline_meet, deadline_waive
from deadlines.services.routing import Way
from deadlines.services.second_person import SamePerson, Unconfirmed
from tests.deadlines.matter import Matter, ago, open_matter
from tests.deadlines.test_dates import APPEAL, stored

AT = datetime(2027, 3, 1, 14, tzinfo=UTC)


@pytest.fixture
def own(law, matter: Matter) -> Matter:
    """A case whose appeal's date the attorney entered."""
    with law.scope(law.attorney):
        matter.record("denial_received", ago(40))
    return matter


def close(matter: Matter) -> None:
    case_move(actor=matter.firm.attorney, case_id=matter.case.id, version=None, to="closed", reason="Paid.")


def test_whoever_entered_it_does_not_say_alone_that_it_is_done(law, own: Matter):
    paper: Any = {"document_id": stored(own), "on": ago(1), "proof_grade": "delivered"}
    row = own.row(APPEAL)
    with pytest.raises(SamePerson):
        deadline_meet(actor=law.attorney, deadline_id=row.id, version=None, **paper)
    assert own.row(APPEAL).version == row.version
    deadline_confirm(actor=law.staff, deadline_id=row.id, version=None)
    assert deadline_meet(actor=law.attorney, deadline_id=row.id, version=None, **paper).state == "met"


def test_another_member_closes_it_without_ado_and_so_does_an_event(law, own: Matter):
    with law.scope(law.attorney):
        own.record("appeal_received", ago(2), "delivered")
    assert own.row(APPEAL).state == "met"
    other = open_matter(law)
    with law.scope(law.attorney):
        other.record("denial_received", ago(40))
    met = deadline_meet(
        actor=law.staff,
        deadline_id=other.row(APPEAL).id,
        version=None,
        document_id=stored(other),
        on=ago(1),
        proof_grade="delivered",
    )
    assert met.state == "met"


@pytest.mark.parametrize("way", ["confirmed", "waived"])
def test_no_case_is_closed_over_a_date_that_one_person_vouches_for(law, own: Matter, way: str):
    row = own.row(APPEAL)
    with pytest.raises(Unconfirmed, match=f"confirmed: .* by {row.sort_on}"):
        close(own)
    own.case.refresh_from_db()
    assert (own.case.status, own.row(APPEAL).version) == ("intake", row.version)
    if way == "confirmed":
        deadline_confirm(actor=law.staff, deadline_id=row.id, version=None)
    else:
        deadline_waive(actor=law.attorney, deadline_id=row.id, version=None, reason="The client settled.")
    close(own)
    assert own.row(APPEAL).state == ("superseded" if way == "confirmed" else "waived")


def test_nobody_is_waited_for_where_nobody_else_may_confirm(law, own: Matter):
    Membership.objects.exclude(id=law.attorney.member_id).update(ended_at=AT)
    row = deadline_meet(
        actor=law.attorney,
        deadline_id=own.row(APPEAL).id,
        version=None,
        document_id=stored(own),
        on=ago(1),
        proof_grade="delivered",
    )
    assert row.state == "met"
    close(own)


def test_a_reminder_says_that_nobody_has_confirmed_the_date():
    member = new_id()
    way = Way("ada@example.org", member)

    def told(count: int, *, unconfirmed: bool) -> str:
        day = AT.date() + timedelta(days=3)
        facts = [
            AlertFacts(
                uuid5(member, str(n)), new_id(), AT, "UTC", "ours", day, day, None, False, "2027-0001",
                "UTC", "Firm", "firm", unconfirmed=unconfirmed,
            )
            for n in range(count)
        ]  # fmt: skip
        mail = reminder_mail(facts, way, new_id(), AT, subject_id=new_id())
        html = str(mail.alternatives[0][0])
        assert ("second person" in mail.body) == ("second person" in html) == unconfirmed
        return str(mail.body)

    for count in (1, 2):
        assert told(count, unconfirmed=True) != told(count, unconfirmed=False)


def test_lists_part_the_certain_dates_from_those_that_hang_on_a_fact(db, api, law):
    with law.scope():
        matter = open_matter(law)
        matter.record("denial_received", ago(90))
        matter.record("appeal_received", ago(70), "delivered")
        matter.record("final_denial_received", ago(10))
    client = api(law)
    rows = {
        want: client.get("deadlines", {"certain": want, "fields": "state,certain,sort_on"}).json()["results"]
        for want in ("true", "false")
    }
    assert {row["state"] for row in rows["false"]} == {"unknown"}
    assert rows["true"]
    assert {row["state"] for row in rows["true"]}.isdisjoint({"unknown"})
    assert all(row["certain"] == (want == "true") for want, found in rows.items() for row in found)
    both = client.get("deadlines", {"fields": "sort_on"}).json()["results"]
    days = [row["sort_on"] for row in both if row["sort_on"]]
    assert days == sorted(days)
    assert client.get("deadlines", {"certain": "perhaps"}).status_code == 400
