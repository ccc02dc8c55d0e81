"""Digests, escalation, acknowledgement, quiet hours, and mail that comes back: by the services, mail kept in memory."""

import re
from datetime import timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from cases.models import Task
from claimback.kernel.clock import now
from claimback.kernel.errors import Invalid
from claimback.notify.models import RefusedAddress
from claimback.notify.obligations import patiently
from claimback.notify.services import address_refuse, refused_address_lift
from claimback.tenancy.models import Membership
from claimback.tenancy.services.members import member_change, member_remind
from deadlines.acknowledge_link import link_read
from deadlines.models import Alert, AlertPolicy
from deadlines.selectors import alert_list
from deadlines.services.acknowledging import alert_acknowledge, alert_escalate
from deadlines.services.alert_policies import alert_policy_apply, alert_policy_set
from deadlines.services.deadlines import deadline_waive
from deadlines.services.delivery import alert_deliver
from deadlines.services.docket import docket_readdress
from deadlines.services.returned import mail_came_back
from tests.deadlines.matter import ZONE, Matter, ago, open_matter

APPEAL = "erisa-health-first-appeal"
LEAD, OWNER, STAFF, DOCKET = (
    f"{who}@marlowe-law.example" for who in ("attorney", "owner", "case_staff", "docket")
)


def send(alert: Alert) -> Alert:
    """As a worker does."""
    alert_deliver(firm_id=alert.firm.id, alert_id=alert.id)
    alert.refresh_from_db()
    return alert


def due_alert(matter: Matter, days: int = 175) -> Alert:
    """The reminder of the appeal that is due now."""
    matter.record("denial_received", ago(days))
    return matter.alerts(matter.row(APPEAL))[0]


def said(message: mail.EmailMessage) -> list[tuple[UUID, UUID]]:
    """Who acknowledges what by the links of a mail."""
    found = (link_read(signed) for signed in re.findall(r"/reminders/[\w-]+/([^/\s]+)/", str(message.body)))
    return [(each.member_id, each.subject_id) for each in found if each]


def wait_for(alert: Alert, **changes) -> Alert:
    """Time goes by for an alert."""
    alert_list().filter(id=alert.id).update(**changes)
    alert.refresh_from_db()
    return alert


def make_important(*alerts: Alert) -> None:
    """As if less hung on their deadlines: they wait for a digest."""
    for alert in alerts:
        type(alert.deadline).objects.filter(id=alert.deadline_id).update(importance="important")
        alert_list().filter(id=alert.id).update(in_digest=True)


class TestDigest:
    def test_it_lists_each_alert_and_settles_every_one(self, matter, in_law):
        second = open_matter(in_law)
        one, two = due_alert(matter), due_alert(second, 170)
        make_important(one, two)
        send(one)
        two.refresh_from_db()
        (message,) = mail.outbox
        assert message.subject.startswith("2 reminders for ")
        assert (one.state, two.state, one.sent_to) == ("sent", "sent", LEAD)
        assert one.mail_id == two.mail_id != one.id
        assert isinstance(message, mail.EmailMultiAlternatives)
        html = str(message.alternatives[0][0])
        for text in (message.body, html):
            assert matter.case.number in text
            assert second.case.number in text
            assert str(one.deadline_id) in text
            for secret in ("Ada", "Quill", "Infusion", "appeal", "ERISA"):
                assert secret not in text
        lead = in_law.attorney.member_id
        assert set(said(message)) == {(lead, one.id), (lead, two.id), (lead, one.mail_id)}

    def test_one_that_failed_leaves_all_of_them_unsettled(self, matter, in_law, settings):
        one, two = due_alert(matter), due_alert(open_matter(in_law), 170)
        make_important(one, two)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 1
        send(one)
        two.refresh_from_db()
        for alert in (one, two):
            assert (alert.state, alert.attempts, alert.last_error[:17]) == ("planned", 1, "ConnectionRefused")

    def test_what_ended_meanwhile_is_void_and_the_others_go(self, matter, in_law):
        one, two = due_alert(matter), due_alert(open_matter(in_law), 170)
        make_important(one, two)
        deadline_waive(actor=in_law.attorney, deadline_id=two.deadline_id, version=None, reason="Settled.")
        alert_list().filter(id=two.id).update(state="planned", settled_at=None)
        send(one)
        two.refresh_from_db()
        assert (one.state, two.state, len(mail.outbox)) == ("sent", "void", 1)

    def test_a_critical_one_goes_alone(self, matter, in_law):
        one, two = due_alert(matter), due_alert(open_matter(in_law), 170)
        send(one)
        send(two)
        assert {message.subject.split()[0] for message in mail.outbox} == {"[late"}
        assert len(mail.outbox) == 2


class TestEscalation:
    def test_nobody_answers_and_it_goes_up_level_by_level_and_once(self, matter, in_law):
        supervised(in_law, "attorney", "case_staff")
        first = send(due_alert(matter))
        assert first.escalate_at is not None
        assert timedelta(hours=3.9) < first.escalate_at - now() < timedelta(hours=4.1)
        assert alert_escalate(alert_id=first.id) == []  # not yet
        wait_for(first, escalate_at=now())
        (second,) = alert_escalate(alert_id=first.id)
        assert (second.member_id, second.level) == (in_law.staff.member_id, 2)  # the team is the lead alone
        assert alert_escalate(alert_id=first.id) == []  # it ran already
        send(second)
        assert (mail.outbox[-1].to, "Nobody has acknowledged" in mail.outbox[-1].body) == ([STAFF], True)
        wait_for(second, escalate_at=now())
        (third,) = alert_escalate(alert_id=second.id)
        assert (third.member_id, third.level) == (in_law.owner.member_id, 3)
        assert send(third).escalate_at is None  # nobody is above the owners

    def test_an_acknowledgement_stops_it(self, matter, in_law):
        first = send(due_alert(matter))
        wait_for(first, escalate_at=now())
        (second,) = alert_escalate(alert_id=first.id)
        seen = alert_acknowledge(actor=in_law.staff, alert_id=first.id, version=None)
        assert seen.acknowledged_by_id == in_law.staff.member_id
        second.refresh_from_db()
        assert second.state == "void"
        again = alert_acknowledge(actor=in_law.attorney, alert_id=first.id, version=None)
        assert (again.version, again.acknowledged_by_id) == (seen.version, in_law.staff.member_id)

    def test_what_is_closed_goes_nowhere(self, matter, in_law):
        first = send(due_alert(matter))
        deadline_waive(actor=in_law.attorney, deadline_id=first.deadline_id, version=None, reason="Settled.")
        wait_for(first, escalate_at=now())
        assert alert_escalate(alert_id=first.id) == []

    def test_team_are_those_who_have_something_to_do(self, matter, in_law):
        Task.objects.create(case=matter.case, title="Ask", assigned_id=in_law.staff.member_id)
        first = wait_for(send(due_alert(matter)), escalate_at=now())
        (second,) = alert_escalate(alert_id=first.id)
        assert (second.member_id, second.level) == (in_law.staff.member_id, 1)


class TestOverdue:
    def test_every_day_until_somebody_acknowledges(self, matter, in_law):
        first = due_alert(matter, 190)
        assert first.step < 0
        send(first)
        after = alert_list().get(deadline_id=first.deadline_id, state="planned")
        assert after.step == first.step - 1
        send(wait_for(after, due_at=now(), next_attempt_at=now()))
        more = alert_list().filter(deadline_id=first.deadline_id, state="planned")
        assert [each.step for each in more] in ([first.step - 1], [first.step - 2], [])
        alert_acknowledge(actor=in_law.attorney, alert_id=after.id, version=None)
        docket_readdress(case_id=matter.case.id)
        assert not alert_list().filter(deadline_id=first.deadline_id, state="planned").exists()


class TestPolicy:
    def test_what_is_planned_follows_a_policy_that_was_changed(self, matter, in_law):
        matter.record("denial_received", ago(100))
        policy = alert_policy_set(
            actor=in_law.owner, importance="critical", days_before=[0, 1, 5], to=["owner", "supervisor"]
        )
        assert policy.days_before == [5, 1, 0]
        supervised(in_law, "attorney", "case_staff")
        alert_policy_apply(firm_id=in_law.id, policy_id=policy.id)
        planned = alert_list().filter(deadline=matter.row(APPEAL), state="planned")
        assert {(a.member_id, a.step) for a in planned} == {
            (member.member_id, step) for member in (in_law.attorney, in_law.staff) for step in (5, 1, 0, -1)
        }
        policy.refresh_from_db()
        assert policy.applied_version == policy.version
        versions = matter.versions()
        alert_policy_apply(firm_id=in_law.id, policy_id=policy.id)
        assert matter.versions() == versions

    def test_a_critical_step_is_not_muted(self, in_law):
        with pytest.raises(Invalid) as refused:
            alert_policy_set(actor=in_law.owner, importance="critical", days_before=[30], in_digest=True)
        assert [(e.pointer, e.code) for e in refused.value.errors] == [
            ("/days_before", "unmutable"),
            ("/in_digest", "unmutable"),
        ]
        assert not AlertPolicy.objects.exists()

    def test_quiet_hours_delay_what_can_wait(self, matter, in_law):
        alert = due_alert(matter)
        make_important(alert)
        clock = now().astimezone(ZoneInfo(ZONE))
        begins = (clock - timedelta(hours=1)).time().replace(microsecond=0)
        ends = (clock + timedelta(hours=1)).time().replace(microsecond=0)
        alert_policy_set(actor=in_law.owner, importance="important", quiet_from=begins, quiet_until=ends)
        waiting = send(alert)
        assert (waiting.state, waiting.attempts, mail.outbox) == ("planned", 0, [])
        assert timedelta(minutes=58) < waiting.next_attempt_at - now() <= timedelta(hours=1)
        assert waiting.due_at < now()

    def test_a_member_s_morning_moves_what_is_planned_for_it(self, matter, in_law):
        matter.record("denial_received", ago(100))
        before = {a.step: a.due_at for a in matter.alerts(matter.row(APPEAL))}
        member_remind(
            actor=in_law.attorney,
            member_id=in_law.attorney.member_id,
            version=None,
            time_zone="America/New_York",
            digest_hour=8,
        )
        planned = alert_list().filter(deadline=matter.row(APPEAL), state="planned")
        assert {a.step: before[a.step] - a.due_at for a in planned} == dict.fromkeys(
            before, timedelta(hours=1)
        )
        versions = matter.versions()
        docket_readdress(case_id=matter.case.id)
        assert matter.versions() == versions


class TestComesBack:
    def test_a_bounce_sends_it_to_another_person_and_asks_for_a_remedy(self, matter, in_law):
        first = send(due_alert(matter))
        assert first.mail_id is not None
        tell = partial(
            mail_came_back, mail_id=first.mail_id, address=LEAD.upper(), why="bounced", said="550 Gone"
        )
        assert tell() == 1
        first.refresh_from_db()
        assert (first.state, first.settled_at) == ("planned", None)
        (task,) = Task.objects.filter(kind="mail_came_back")
        assert (task.assigned_id, task.case_id) == (in_law.owner.member_id, matter.case.id)
        assert (send(first).sent_to, mail.outbox[-1].to) == (OWNER, [OWNER])
        assert "because Attorney could not be reached" in mail.outbox[-1].body
        assert tell() == 0  # told again
        assert Task.objects.filter(kind="mail_came_back").count() == 1
        assert RefusedAddress.objects.get().address == LEAD

    def test_the_next_one_goes_elsewhere_at_once_until_a_person_lifts_it(self, matter, in_law):
        row = address_refuse(address=LEAD, why="complained", said="")
        first = send(due_alert(matter))
        assert (first.sent_to, first.attempts) == (OWNER, 1)
        refused_address_lift(actor=in_law.owner, address_id=row.id, version=row.version)
        later = alert_list().filter(deadline_id=first.deadline_id, state="planned").order_by("due_at")[0]
        assert send(wait_for(later, next_attempt_at=now())).sent_to == LEAD

    def test_where_nobody_above_is_reached_the_docket_is(self, matter):
        address_refuse(address=LEAD, why="bounced", said="")
        address_refuse(address=OWNER, why="bounced", said="")
        assert send(due_alert(matter)).sent_to == DOCKET

    def test_a_mail_of_nobody_is_no_news(self, in_law, caplog):
        with caplog.at_level("INFO", logger="deadlines"):
            assert mail_came_back(mail_id=in_law.id, address=LEAD, why="bounced", said="Ada Quill") == 0
        assert "carried no reminder" in caplog.text
        assert not {LEAD, "Ada"} & set(caplog.text.split())


def supervised(firm, role, by):
    """The member of this role has a supervisor."""
    member_change(
        actor=firm.owner,
        member_id=firm.members[role].member_id,
        version=None,
        supervisor_id=firm.members[by].member_id,
    )


def test_nobody_supervises_themselves(in_law):
    with pytest.raises(Invalid):
        supervised(in_law, "attorney", "attorney")
    assert Membership.objects.filter(supervisor=None).count() == Membership.objects.count()


def test_settling_waits_for_a_database_that_is_gone(db):
    from django.db import OperationalError

    paused: list[float] = []
    answers = iter([OperationalError, OperationalError, 7])

    def settle():
        answer = next(answers)
        if answer is OperationalError:
            raise OperationalError("gone")
        return answer

    # The connection of a test is not closed.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("claimback.notify.obligations.connection.close", lambda: None)
        assert patiently(settle, pause=paused.append) == 7
    assert paused == [0.5, 1.0]


def test_a_remedy_that_opens_is_told_once(matter, in_law):
    matter.record("denial_received", ago(120))
    matter.record("appeal_received", ago(60), "delivered")
    late = matter.row("erisa-preservice-appeal-decision-one-level")
    (told,) = alert_list().filter(kind="remedy")
    assert (told.deadline_id, told.member_id, told.step) == (late.id, in_law.attorney.member_id, 0)
    matter.record("claim_communication_received", ago(2))
    assert alert_list().filter(kind="remedy").count() == 1
    make = send(told)
    assert make.state == "sent"
    assert f"Case {matter.case.number}: A next step is open" in mail.outbox[-1].body
