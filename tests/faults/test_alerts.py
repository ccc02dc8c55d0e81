"""Alerts survive: workers killed at the worst moments, mail servers that refuse, stall and cut the line.

Real workers with beat, a real database in which commits are real, a real SMTP server. Slow, all of them, because a
Celery worker takes seconds to start.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from claimback.embedded.mail import Mail
from claimback.kernel.clock import now
from claimback.notify.models import Heartbeat
from deadlines.models import Alert
from deadlines.selectors import alert_list
from deadlines.tasks import SWEEP_ALERTS
from tests import databases
from tests.deadlines.matter import ago, open_matter
from tests.faults.sink import own_sink
from tests.faults.workers import Worker, Workers, workers
from tests.firms import TestFirm

pytestmark = pytest.mark.slow  # workers take seconds to start

APPEAL = "erisa-health-first-appeal"


@dataclass
class Due:
    """An alert that was due when it was committed, as it stands now."""

    firm: TestFirm
    sink: Mail
    id: Any

    def look(self) -> Alert:
        """The alert as it is committed now."""
        with self.firm.scope():
            return alert_list().get(id=self.id)

    def mails(self) -> int:
        """How often its mail has arrived."""
        return sum(about["message_id"].startswith(f"<{self.id}@") for about in self.sink.messages())

    def run_out(self) -> None:
        """The lease, or the wait for the next attempt, is over: time that the test does not sit out."""
        past = now() - timedelta(seconds=1)
        with self.firm.scope():
            alert_list().filter(id=self.id, state="sending").update(lease_until=past)
            alert_list().filter(id=self.id, state="planned").update(next_attempt_at=past)

    def failed(self, attempt: int) -> Alert | None:
        """The alert, if this attempt is over and the next one is planned."""
        alert = self.look()
        return alert if (alert.state, alert.attempts) == ("planned", attempt) else None


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    with own_sink(tmp_path_factory.mktemp("sink")) as sink:
        yield sink


@pytest.fixture
def sink(running: Mail) -> Iterator[Mail]:
    yield running
    running.behave("normal")


@pytest.fixture(scope="module")
def pool(
    tmp_path_factory: pytest.TempPathFactory, seeds: dict[str, Any], django_db_blocker: Any, running: Mail
) -> Iterator[Workers]:
    """Workers on a database with real commits. They go on from test to test, but for those that one kills."""
    name = f"faults_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    directory = tmp_path_factory.mktemp("workers")
    with (
        django_db_blocker.unblock(),
        databases.clone(name),
        workers(directory, name, running.url) as made,
    ):
        yield made


@pytest.fixture
def due(pool: Workers, sink: Mail, law: TestFirm) -> Callable[[], Due]:
    """Commits an alert that is due at once."""

    def make() -> Due:
        with law.scope():
            matter = open_matter(law)
            matter.record("denial_received", ago(175))
            return Due(law, sink, matter.alerts(matter.row(APPEAL))[0].id)

    return make


def settled(pool: Workers, alert: Due) -> Alert:
    """The alert, once it is settled."""
    pool.wait_until(lambda: alert.look().state == "sent")
    return alert.look()


def test_killed_between_claim_and_send(sink, pool, due):
    sink.behave("hang")  # takes the mail's data and keeps nothing
    first, alert = pool.one(), due()
    pool.wait_until(lambda: alert.look().state == "sending")
    first.kill()
    assert (alert.look().state, alert.look().attempts, alert.mails()) == ("sending", 1, 0)
    sink.behave("normal")
    alert.run_out()
    pool.one()
    sent = settled(pool, alert)
    assert (sent.attempts, alert.mails()) == (2, 1)


def test_killed_between_send_and_settle(sink, pool, due, law):
    sink.behave("delay", 2)
    first, alert = pool.one(), due()
    pool.wait_until(lambda: alert.look().state == "sending")
    with law.scope():
        # The settling waits for this lock, so that the worker dies after the mail was taken and before it is settled.
        alert_list().select_for_update().get(id=alert.id)
        pool.wait_until(lambda: alert.mails() == 1)
        pool.wait_until(_somebody_waits_for_a_lock)
        first.kill()
    assert (alert.look().state, alert.look().attempts) == ("sending", 1)
    sink.behave("normal")
    alert.run_out()
    pool.one()
    sent = settled(pool, alert)
    assert (sent.attempts, alert.mails()) == (2, 2)


def test_a_mail_server_that_fails_in_turn_gets_the_mail_in_the_end(sink, pool, due):
    sink.behave("busy")
    pool.one()
    alert = due()
    due_at = alert.look().due_at
    for attempt, mode in enumerate(["refuse", "drop_after_data", "normal"], start=1):
        failed = pool.wait_until(lambda attempt=attempt: alert.failed(attempt))
        assert failed.last_error
        sink.behave(mode)
        alert.run_out()
    sent = settled(pool, alert)
    assert (sent.attempts, sent.last_error, sent.due_at) == (4, "", due_at)
    assert alert.mails() == 2  # the server kept one and cut the line: nobody could know
    assert Heartbeat.objects.get(name=SWEEP_ALERTS).at > now() - timedelta(seconds=30)


def test_two_workers_and_two_beats_send_one_mail(sink, pool, due):
    sink.behave("delay", 1.5)  # long enough for the other's sweep to find the alert and hand it out again
    both = [pool.one(), pool.start()]
    pool.wait_until(lambda: all(map(_sweeps, both)))
    before, alert = list(map(_sweeps, both)), due()
    sent = settled(pool, alert)
    pool.wait_until(lambda: all(was < is_now for was, is_now in zip(before, map(_sweeps, both), strict=True)))
    assert (sent.attempts, alert.mails()) == (1, 1)


def _sweeps(worker: Worker) -> int:
    """How many sweeps the worker's log tells of."""
    return worker.log.read_text().count("sweep_alerts")


def _somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.datname = current_database()"
            " WHERE NOT l.granted AND (l.database = d.oid OR l.locktype = 'transactionid')"
        )
        return bool(cursor.fetchone()[0])
