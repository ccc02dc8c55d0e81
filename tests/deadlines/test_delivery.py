"""One alert on its way to a person, over a real SMTP server: words, addresses, retries, and who is told."""

import email
import email.policy
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claimback.accounts.models import User
from claimback.embedded.mail import Mail
from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from claimback.notify.obligations import claim, settle_failed, settle_sent
from claimback.tenancy.models import Membership
from deadlines.alert_mail import AlertFacts, reminder_mail
from deadlines.models import Alert
from deadlines.selectors import alert_list
from deadlines.services.deadlines import deadline_waive
from deadlines.services.routing import Way
from deadlines.tasks import send_alert
from tests.deadlines.matter import Matter, ago
from tests.faults.sink import own_sink

STATEMENTS = 13
APPEAL = "erisa-health-first-appeal"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    with own_sink(tmp_path_factory.mktemp("sink")) as sink:
        yield sink


@pytest.fixture
def sink(running: Mail, settings) -> Iterator[Mail]:
    """The application sends to this sink by SMTP, as it does outside tests."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
    settings.SITE_URL = "https://cases.example.com"
    yield running
    running.behave("normal")


@pytest.fixture
def alert(matter: Matter, sink: Mail) -> Alert:
    """An alert that is due now: the appeal is due in five days, so its nearest step is over."""
    matter.record("denial_received", ago(175))
    return matter.alerts(matter.row(APPEAL))[0]


def deliver(alert: Alert) -> Alert:
    """Run the task as a worker does."""
    send_alert(str(alert.firm_id), str(alert.id))
    return alert_list().get(id=alert.id)


def received(sink: Mail, alert: Alert) -> list[email.message.EmailMessage]:
    """The mails with this alert's Message-ID."""
    found = []
    for about in sink.messages():
        if about["message_id"] == f"<{alert.id}@cases.example.com>":
            with urllib.request.urlopen(f"{sink.page_url}messages/{about['id']}/source", timeout=5) as answer:
                found.append(email.message_from_bytes(answer.read(), policy=email.policy.default))
    return found


def body(mail: email.message.EmailMessage, kind: str) -> str:
    """The text of one form of the mail."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def in_words(day: date | None) -> str:
    """Such as August 28, 2026."""
    assert day is not None
    return f"{day:%B} {day.day}, {day.year}"


def test_a_due_alert_is_sent_and_settled(matter: Matter, sink: Mail, alert: Alert):
    sent = deliver(alert)
    assert (sent.state, sent.attempts, sent.sent_to) == ("sent", 1, "attorney@marlowe-law.example")
    assert sent.settled_at is not None
    assert sent.due_at == alert.due_at
    assert (sent.lease_until, sent.last_error) == (None, "")
    (mail,) = received(sink, alert)
    row = matter.row(APPEAL)
    day = in_words(row.safe_on)
    assert mail["Subject"] == f"[late reminder] Due {day}: case {matter.case.number}"
    assert mail["To"] == "attorney@marlowe-law.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert not [name for name in mail if name.lower().startswith("x-")]
    text, html = body(mail, "plain"), body(mail, "html")
    link = f"https://cases.example.com/firms/marlowe-law/admin/deadlines/deadline/{row.id}/change/"
    for shown in (text, html):
        assert "This reminder is late: it was meant for" in shown
        assert link in shown
        assert matter.case.number in shown
        for secret in ("Ada", "Quill", "Infusion", "appeal", "Example Health", "ERISA", "CFR"):
            assert secret not in shown


def test_an_alert_costs_few_statements(sink: Mail, alert: Alert):
    """Claim, look again and settle are a transaction each; in them who reads the mail is read once."""
    with CaptureQueriesContext(connection) as asked:
        deliver(alert)
    bookkeeping = ("SAVEPOINT", "RELEASE", "SELECT set_config")
    told = [each["sql"] for each in asked if not each["sql"].startswith(bookkeeping)]
    assert len(told) - 1 <= STATEMENTS, "\n".join(told)  # the last one is the test's


def test_a_second_run_finds_nothing_to_claim(sink: Mail, alert: Alert):
    first, second = deliver(alert), deliver(alert)
    assert (first.version, first.attempts) == (second.version, second.attempts)
    assert len(received(sink, alert)) == 1


def test_an_alert_that_is_not_due_stays(matter: Matter, sink: Mail, alert: Alert):
    later = matter.alerts(matter.row(APPEAL))[1]
    assert deliver(later).state == "planned"
    assert received(sink, later) == []


def test_a_deadline_that_ended_voids_what_was_being_sent(matter: Matter, sink: Mail, alert: Alert):
    deadline_waive(actor=matter.firm.attorney, deadline_id=alert.deadline_id, version=None, reason="Settled.")
    # As if the sender had claimed it just before the deadline ended, and died.
    alert_list().filter(id=alert.id).update(state="sending", lease_until=now() - timedelta(seconds=1))
    assert deliver(alert).state == "void"
    assert received(sink, alert) == []


def test_a_claim_that_holds_is_left_alone(sink: Mail, alert: Alert):
    alert_list().filter(id=alert.id).update(state="sending", lease_until=now() + timedelta(minutes=1))
    assert deliver(alert).state == "sending"
    assert received(sink, alert) == []


@pytest.mark.parametrize("left", ["membership", "user"])
def test_what_was_for_a_member_who_left_goes_to_the_docketing_address(
    matter: Matter, sink: Mail, alert: Alert, left: str
):
    if left == "membership":
        Membership.objects.get(id=alert.member_id).change(ended_at=now())
    else:
        User.objects.filter(id=matter.firm.attorney.user_id).update(is_active=False)
    assert deliver(alert).sent_to == "docket@marlowe-law.example"
    (mail,) = received(sink, alert)
    assert "because Attorney could not be reached" in body(mail, "plain")


@pytest.mark.parametrize(("mode", "said"), [("busy", "451"), ("refuse", "550")])
def test_an_alert_is_never_given_up(sink: Mail, alert: Alert, mode: str, said: str):
    sink.behave(mode)
    failed = deliver(alert)
    assert (failed.state, failed.attempts, failed.due_at) == ("planned", 1, alert.due_at)
    assert said in failed.last_error
    assert timedelta(seconds=20) < failed.next_attempt_at - now() < timedelta(seconds=31)
    assert deliver(alert).attempts == 1  # not before its time
    sink.behave("normal")
    alert_list().filter(id=alert.id).update(next_attempt_at=now())
    sent = deliver(alert)
    assert (sent.state, sent.attempts, sent.last_error) == ("sent", 2, "")
    assert len(received(sink, alert)) == 1


def test_no_mail_server_at_all_is_a_reason_to_try_again(sink: Mail, alert: Alert, settings):
    settings.EMAIL_PORT = 1
    failed = deliver(alert)
    assert (failed.state, failed.last_error[:22]) == ("planned", "ConnectionRefusedError")


def test_an_address_that_no_server_would_take_is_refused_for_good(matter: Matter, sink: Mail, alert: Alert):
    User.objects.filter(id=matter.firm.attorney.user_id).update(email="no address\r\n@here")
    assert deliver(alert).sent_to == "owner@marlowe-law.example"


def test_a_sender_whose_lease_ran_out_settles_what_it_did_send(sink: Mail, alert: Alert):
    first = claim(alert_list(), alert.id)
    alert_list().filter(id=alert.id).update(lease_until=now() - timedelta(seconds=1))
    second = claim(alert_list(), alert.id)
    assert (first, second) == (1, 2)
    assert not settle_failed(alert_list(), alert.id, 1, "the first gave up")
    assert settle_sent(alert_list(), alert.id, sent_to="ada@example.com")
    assert not settle_failed(alert_list(), alert.id, 2, "the second gave up")
    assert alert_list().get(id=alert.id).state == "sent"


def test_the_insurer_s_silence_is_reported(matter: Matter, sink: Mail):
    matter.record("denial_received", ago(90))
    matter.record("appeal_received", ago(40), "delivered")
    row = matter.row("erisa-preservice-appeal-decision-one-level")
    (alert,) = (each for each in matter.alerts(row) if each.kind == "days")
    alert_list().filter(kind="remedy").update(state="void")  # that a next step is open is told beside it
    assert deliver(alert).state == "sent"
    (mail,) = received(sink, alert)
    assert (
        mail["Subject"]
        == f"[late reminder] Insurer late: due {in_words(row.due_on)}: case {matter.case.number}"
    )


@pytest.mark.parametrize(
    ("today", "headline"),
    [
        (date(2026, 8, 1), "Due August 28, 2026"),
        (date(2026, 8, 28), "Due today, August 28, 2026"),
        (date(2026, 8, 29), "Safe date passed: last day August 29, 2026"),
        (date(2026, 8, 30), "Overdue: due August 29, 2026"),
    ],
)
def test_the_subject_says_how_it_stands(today: date, headline: str):
    facts = AlertFacts(
        alert_id=new_id(),
        deadline_id=new_id(),
        wanted_at=datetime(2026, 7, 29, 13, tzinfo=UTC),
        zone="America/Chicago",
        duty_of="ours",
        day=date(2026, 8, 28),
        due_on=date(2026, 8, 29),
        due_at=None,
        uncertain=True,
        case_number="2026-0001\r\nBcc: x@example.com",
        case_zone="America/Chicago",
        firm_name="Marlowe & Finch LLP",
        firm_slug="marlowe-law",
    )
    present = datetime(today.year, today.month, today.day, 18, tzinfo=UTC)
    way = Way("ada@example.com", rerouted_from="<b>Ada</b>")
    mail = reminder_mail([facts], way, facts.alert_id, present, subject_id=facts.alert_id)
    assert mail.subject.endswith(f"{headline}: case 2026-0001 Bcc: x@example.com")
    assert "hangs on facts that the case does not state yet" in mail.body
    ((html, _),) = mail.alternatives
    assert "&lt;b&gt;Ada&lt;/b&gt;" in str(html)
    assert "Marlowe &amp; Finch" in str(html)
    assert "Marlowe & Finch" in mail.body
