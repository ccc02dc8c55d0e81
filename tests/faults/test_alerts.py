"""Alerts survive: workers killed at the worst moments, mail servers that refuse, stall and cut the line.

Real workers with beat, a real database in which commits are real, a real SMTP server. Slow, all of them, because a
Celery worker takes seconds to start.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from claimback.embedded.mail import Mail
from claimback.kernel.clock import now
from deadlines.models import Alert
from deadlines.selectors import alert_list
from tests import databases
from tests.deadlines.matter import ago, open_matter
from tests.faults.fire import Log, explained, kept_mails, plant
from tests.faults.sink import own_sink
from tests.faults.workers import Workers, workers
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


def test_many_alerts_under_fire_all_arrive_and_only_lost_answers_repeat_them(sink, pool, law):
    """200 at once, two workers and two beats killed while mail fails in every way. The fire has 20,000."""
    begun_at, log = time.time(), Log()
    ids = plant(law, 200)

    def left() -> int:
        with law.scope():
            return alert_list().filter(id__in=ids).exclude(state="sent").count()

    def run_out(state: str) -> None:
        past = now() - timedelta(seconds=1)
        with law.scope():
            waiting = alert_list().filter(id__in=ids, state=state, attempts__gt=0)
            waiting.update(**{"lease_until" if state == "sending" else "next_attempt_at": past})

    first, second = pool.one(), pool.start()
    pool.wait_until(lambda: left() < 195)
    for mode in ("busy", "refuse", "drop_after_data", "normal"):
        begun, before = time.time(), left()
        sink.behave(mode)
        pool.wait_until(partial(_goes_on, sink, law, ids, mode, before, left))
        run_out("planned")
        if mode == "drop_after_data":
            log.lost_answers.append((begun, time.time()))
    sink.behave("hang")
    time.sleep(0.3)
    for worker in (first, second):
        worker.kill()
        log.kills.append(("worker", time.time()))
    assert left()
    sink.behave("normal")
    run_out("sending")
    run_out("planned")
    pool.one()
    pool.wait_until(lambda: not left())
    with law.scope():
        carried = dict(alert_list().filter(id__in=ids).values_list("id", "mail_id"))
    found = explained(carried, set(), kept_mails(sink.data, begun_at), log)
    assert (found["arrived"], found["lost"]) == (200, 0)
    assert found["copies_more_than_one"].get("answer_lost")
    assert "unexplained" not in found["copies_more_than_one"]


def _goes_on(
    sink: Mail, law: TestFirm, ids: list[UUID], mode: str, before: int, left: Callable[[], int]
) -> bool:
    """The mail server has failed somebody in this way; or, where it does not fail, somebody got through."""
    words = {"busy": "451", "refuse": "550", "drop_after_data": "SMTPServerDisconnected"}.get(mode)
    if words is None:
        return left() < before
    with law.scope():
        return alert_list().filter(id__in=ids, last_error__contains=words).exists()


def _somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.datname = current_database()"
            " WHERE NOT l.granted AND (l.database = d.oid OR l.locktype = 'transactionid')"
        )
        return bool(cursor.fetchone()[0])
