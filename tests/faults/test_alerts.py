"""Alerts survive: workers killed at the worst moments, mail servers that refuse, stall and cut the line.

Real workers with beat, a real database in which commits are real, a real SMTP server. Slow, all of them, because a
Celery worker takes seconds to start.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from claimback.embedded.mail import Mail
from claimback.kernel.clock import now
from claimback.notify.models import Heartbeat
from deadlines.models import Alert
from deadlines.selectors import alert_list
from deadlines.tasks import SWEEP_ALERTS
from tests.deadlines.matter import ago, open_matter
from tests.faults.sink import own_sink
from tests.faults.workers import Workers, workers
from tests.firms import TestFirm

pytestmark = pytest.mark.slow  # workers take seconds to start

APPEAL = "erisa-health-first-appeal"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    with own_sink(tmp_path_factory.mktemp("sink")) as sink:
        yield sink


@pytest.fixture
def sink(running: Mail) -> Iterator[Mail]:
    yield running
    running.behave("normal")


@pytest.fixture
def unblocked(committed_db: str, django_db_blocker: Any) -> Iterator[str]:
    """The database with real commits, open to the test."""
    with django_db_blocker.unblock():
        yield committed_db


@pytest.fixture
def alert(unblocked: str, law: TestFirm) -> Alert:
    """An alert that is due now, committed."""
    with law.scope():
        matter = open_matter(law)
        matter.record("denial_received", ago(175))
        return matter.alerts(matter.row(APPEAL))[0]


@pytest.fixture
def pool(tmp_path, unblocked: str, sink: Mail) -> Iterator[Workers]:
    with workers(tmp_path, unblocked, sink.url) as made:
        yield made


@pytest.fixture
def look(alert: Alert, law: TestFirm) -> Callable[[], Alert]:
    """The alert as it is committed now."""

    def read() -> Alert:
        with law.scope():
            return alert_list().get(id=alert.id)

    return read


@pytest.fixture
def mails(sink: Mail, alert: Alert) -> Callable[[], int]:
    """How often the mail of the alert has arrived."""
    return lambda: sum(about["message_id"].startswith(f"<{alert.id}@") for about in sink.messages())


@pytest.fixture
def run_out(alert: Alert, law: TestFirm) -> Callable[[], None]:
    """The lease, or the wait for the next attempt, is over: time that the test does not sit out."""

    def move() -> None:
        past = now() - timedelta(seconds=1)
        with law.scope():
            alert_list().filter(id=alert.id, state="sending").update(lease_until=past)
            alert_list().filter(id=alert.id, state="planned").update(next_attempt_at=past)

    return move


def settled(pool: Workers, look: Callable[[], Alert]) -> Alert:
    """The alert, once it is settled."""
    pool.wait_until(lambda: look().state == "sent")
    return look()


def test_killed_between_claim_and_send(sink, pool, look, mails, run_out):
    sink.behave("hang")  # takes the mail's data and keeps nothing
    first = pool.start()
    pool.wait_until(lambda: look().state == "sending")
    first.kill()
    assert (look().state, look().attempts, mails()) == ("sending", 1, 0)
    sink.behave("normal")
    run_out()
    pool.start()
    sent = settled(pool, look)
    assert (sent.attempts, mails()) == (2, 1)


def test_killed_between_send_and_settle(sink, pool, look, mails, run_out, alert, law):
    sink.behave("delay", 2)
    first = pool.start()
    pool.wait_until(lambda: look().state == "sending")
    with law.scope():
        # The settling waits for this lock, so that the worker dies after the mail was taken and before it is settled.
        alert_list().select_for_update().get(id=alert.id)
        pool.wait_until(lambda: mails() == 1)
        pool.wait_until(_somebody_waits_for_a_lock)
        first.kill()
    assert (look().state, look().attempts) == ("sending", 1)
    sink.behave("normal")
    run_out()
    pool.start()
    sent = settled(pool, look)
    assert (sent.attempts, mails()) == (2, 2)


def test_a_mail_server_that_fails_in_turn_gets_the_mail_in_the_end(sink, pool, look, mails, run_out, alert):
    sink.behave("busy")
    pool.start()
    for attempt, mode in enumerate(["refuse", "drop_after_data", "normal"], start=1):
        failed = pool.wait_until(partial(_failed, look, attempt))
        assert failed.last_error
        sink.behave(mode)
        run_out()
    sent = settled(pool, look)
    assert (sent.attempts, sent.last_error, sent.due_at) == (4, "", alert.due_at)
    assert mails() == 2  # the server kept one and cut the line: nobody could know
    assert Heartbeat.objects.get(name=SWEEP_ALERTS).at > now() - timedelta(seconds=30)


def test_two_workers_and_two_beats_send_one_mail(sink, pool, look, mails):
    sink.behave("delay", 1.5)  # long enough for the other's sweep to find the alert and hand it out again
    pool.start()
    pool.start()
    sent = settled(pool, look)
    pool.wait_until(lambda: all("sweep_alerts" in worker.log.read_text() for worker in pool.running))
    assert (sent.attempts, mails()) == (1, 1)


def _failed(look: Callable[[], Alert], attempt: int) -> Alert | None:
    """The alert, if this attempt is over and the next one is planned."""
    alert = look()
    return alert if (alert.state, alert.attempts) == ("planned", attempt) else None


def _somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.datname = current_database()"
            " WHERE NOT l.granted AND (l.database = d.oid OR l.locktype = 'transactionid')"
        )
        return bool(cursor.fetchone()[0])
