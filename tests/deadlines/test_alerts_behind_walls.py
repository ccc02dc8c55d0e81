"""Reminders and walls: nobody behind a wall of a case is told of it, and somebody else is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cases.selectors import wall_list
from cases.services.cases import case_change
from cases.services.walls import wall_lift, wall_place
from claimback.accounts.models import User
from claimback.embedded.mail import Mail
from claimback.kernel.clock import now
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm, Membership
from deadlines.models import Alert
from deadlines.selectors import alert_list, recipients
from tests.deadlines.matter import Matter, ago
from tests.deadlines.test_delivery import APPEAL, deliver, received
from tests.faults.sink import own_sink


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    with own_sink(tmp_path_factory.mktemp("sink")) as sink:
        yield sink


@pytest.fixture
def sink(running: Mail, settings) -> Mail:
    """The application sends to this sink by SMTP."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
    settings.SITE_URL = "https://cases.example.com"
    return running


def wall(matter: Matter, who: Member, **more) -> None:
    """Keep a member from the case, as the owner does, and open the owner's eyes again."""
    wall_place(
        actor=matter.firm.owner, case_id=matter.case.id, member_id=who.member_id, reason="Conflict", **more
    )


def planned(matter: Matter) -> set:
    """Who is reminded."""
    return set(
        alert_list().filter(deadline__case=matter.case, state="planned").values_list("member_id", flat=True)
    )


def second_owner() -> Membership:
    user = User.objects.create_user(email="second@marlowe-law.example", name="Second Owner")
    return Membership.objects.create(user=user, role="owner")


@pytest.fixture
def owned(matter: Matter) -> Iterator[Matter]:
    """The matter seen by its owner, with a reminder that is due now."""
    with matter.firm.scope(matter.firm.owner):
        matter.record("denial_received", ago(175))
        yield matter


def first_alert(matter: Matter) -> Alert:
    """The alert that is due now."""
    return next(a for a in matter.alerts(matter.row(APPEAL)) if a.state == "planned")


def test_what_was_planned_for_the_lead_goes_to_the_new_one(owned: Matter) -> None:
    firm = owned.firm
    assert planned(owned) == {firm.attorney.member_id}
    before = alert_list().filter(state="planned").count()
    wall(owned, firm.attorney, new_lead_id=firm.staff.member_id)
    assert planned(owned) == {firm.staff.member_id}
    assert alert_list().filter(state="planned").count() == before


def test_owners_stand_in_only_if_they_may_look(owned: Matter) -> None:
    other = second_owner()
    case_change(actor=owned.firm.owner, case_id=owned.case.id, version=None, lead_id=None)
    assert planned(owned) == {owned.firm.owner.member_id, other.id}
    wall_place(actor=owned.firm.owner, case_id=owned.case.id, member_id=other.id, reason="Conflict")
    assert planned(owned) == {owned.firm.owner.member_id}
    wall_lift(actor=owned.firm.owner, wall_id=wall_list().get().id, version=None, reason="Waived")
    assert planned(owned) == {owned.firm.owner.member_id, other.id}


def test_a_deadline_that_opens_later_reminds_nobody_behind_a_wall(owned: Matter) -> None:
    other = second_owner()
    wall_place(actor=owned.firm.owner, case_id=owned.case.id, member_id=other.id, reason="Conflict")
    case_change(actor=owned.firm.owner, case_id=owned.case.id, version=None, lead_id=None)
    owned.case.refresh_from_db()
    assert recipients(owned.case) == [owned.firm.owner.member_id]


def test_at_the_moment_of_truth_the_docket_is_written_to(owned: Matter, sink: Mail) -> None:
    """As if the sender had claimed the alert just before the wall was placed, and died."""
    alert = first_alert(owned)
    alert_list().filter(id=alert.id).update(state="sending", lease_until=now() + timedelta(minutes=1))
    wall(owned, owned.firm.attorney, new_lead_id=owned.firm.staff.member_id)
    alert_list().filter(id=alert.id).update(lease_until=now() - timedelta(seconds=1))
    assert deliver(alert).sent_to == "docket@marlowe-law.example"
    (mail,) = received(sink, alert)
    assert mail["To"] == "docket@marlowe-law.example"


def test_a_docket_that_is_read_behind_the_wall_is_passed_over(owned: Matter, sink: Mail) -> None:
    alert = first_alert(owned)
    Firm.objects.filter(id=owned.firm.id).update(docket_email="Attorney@Marlowe-Law.example")
    alert_list().filter(id=alert.id).update(state="sending", lease_until=now() + timedelta(minutes=1))
    wall(owned, owned.firm.attorney, new_lead_id=owned.firm.staff.member_id)
    alert_list().filter(id=alert.id).update(lease_until=now() - timedelta(seconds=1))
    assert deliver(alert).sent_to == "case_staff@marlowe-law.example"
    (mail,) = received(sink, alert)
    assert mail["To"] == "case_staff@marlowe-law.example"


def test_where_nobody_may_read_it_the_reminder_waits_and_says_why(owned: Matter, sink: Mail) -> None:
    alert = first_alert(owned)
    Firm.objects.filter(id=owned.firm.id).update(docket_email="attorney@marlowe-law.example")
    alert_list().filter(id=alert.id).update(state="sending", lease_until=now() + timedelta(minutes=1))
    wall(owned, owned.firm.attorney, new_lead_id=owned.firm.staff.member_id)
    Membership.objects.exclude(id=owned.firm.attorney.member_id).update(ended_at=now())
    alert_list().filter(id=alert.id).update(lease_until=now() - timedelta(seconds=1))
    waiting = deliver(alert)
    assert (waiting.state, waiting.last_error[:14]) == ("planned", "Nobody is left")
    assert received(sink, alert) == []
