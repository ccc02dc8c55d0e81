"""What a write leaves when the database, or the web that asks it, is gone in the midst of it: all of it or nothing, and
the client's second try under its key does it once. The fire does the same by thousands.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from psycopg import sql
from rest_framework.test import APIClient

from cases.models import Correspondence
from cases.services.events import event_record
from claimback.audit.chain import chain_links
from claimback.audit.verify import verify_chain
from claimback.kernel import clock
from deadlines.selectors import alert_list, deadline_list
from deadlines.services.docket import Recomputed, docket_recompute
from deadlines.tasks import send_alert
from tests import databases
from tests.databases import as_superuser
from tests.deadlines.matter import ago, open_matter
from tests.faults.invariants import Evidence, dockets_are_complete
from tests.faults.sink import wait_until
from tests.faults.small_disk import BALLAST, fill, tiny_disk, why_no_small_disk
from tests.firms import TestFirm
from tests.webhooks.conftest import seal

KEPT: list[Any] = []
"""The suite's connections in a process that is killed: given up, they would tell PostgreSQL that the suite left."""

Write = Callable[[], Any]


def writing(law: TestFirm) -> Write:
    """A write of the API to a case of the firm; each time the same one, under the same key."""
    with law.scope():
        case = open_matter(law).case
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {law.tokens['attorney']}", raise_request_exception=False)
    sent = {"case_id": str(case.id), "direction": "out", "channel": "phone", "body": "Asked for the file."}

    def write() -> Any:
        return client.post(
            f"/api/v1/firms/{law.slug}/correspondence",
            sent | {"occurred_at": "2026-05-04T15:30:00+00:00"},
            HTTP_IDEMPOTENCY_KEY="once",
        )

    return write


@pytest.fixture
def write(committed_db: str, law: TestFirm) -> Write:
    return writing(law)


def aside(write: Write) -> tuple[threading.Thread, list[Any]]:
    """The write in a thread with a connection of its own, and where its answer will be."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(write())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answers


def rows(law: TestFirm) -> int:
    """How many contacts the firm has logged, all of them in its history's whole chain."""
    with law.scope():
        assert verify_chain(chain_links()).problems == []
        return Correspondence.objects.count()


def refused(answer: Any) -> bool:
    """Whether it is told as our fault, and when to try again."""
    return answer.status_code == 503 and int(answer["Retry-After"]) > 0


@contextmanager
def held_up(database: str) -> Iterator[Callable[[], list[int]]]:
    """Nobody may add a contact. Yields who waits to: the ids of PostgreSQL's sessions."""
    with as_superuser(database) as holder, as_superuser(database) as watching, holder.transaction():
        holder.execute("LOCK TABLE cases_correspondence IN SHARE ROW EXCLUSIVE MODE")

        def waiting() -> list[int]:
            found = watching.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", [database]
            )
            return [pid for (pid,) in found]

        yield waiting


def in_a_process(write: Write, done: Any) -> None:
    """What the process does that is killed: its connections are its own."""
    for alias in ("default", "owner"):
        KEPT.append(connections[alias])
        connections[alias] = connections.create_connection(alias)
    write()
    done.set()
    signal.pause()


@pytest.mark.parametrize("moment", ["before its commit", "before its answer"])
def test_a_web_that_is_killed_in_a_write_did_it_wholly_or_not_at_all(committed_db, law, write, moment):
    fork = get_context("fork")
    done = fork.Event()
    process = fork.Process(target=in_a_process, args=(write, done))
    if moment == "before its commit":
        with held_up(committed_db) as waiting:
            process.start()
            wait_until(waiting)
            process.kill()
            process.join()
        assert rows(law) == 0
    else:
        process.start()
        wait_until(done.is_set)
        process.kill()
        process.join()
        assert rows(law) == 1
    again = write()
    assert (again.status_code, rows(law)) == (201, 1)
    assert again.get("Idempotency-Replayed", "") == ("" if moment == "before its commit" else "true")


def test_a_session_that_the_database_ends_in_a_write_leaves_nothing(committed_db, law, write):
    with held_up(committed_db) as waiting:
        thread, answers = aside(write)
        [session] = wait_until(waiting)
        with as_superuser() as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [session])
        thread.join()
    assert refused(answers[0])
    assert rows(law) == 0
    assert (write().status_code, rows(law)) == (201, 1)


def test_while_all_connections_are_taken_nothing_is_done_and_the_next_try_does_it(committed_db, law, write):
    limit = sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}")
    rows(law)  # this connection is the one that there is
    with as_superuser() as admin:
        admin.execute(limit.format(sql.Identifier(committed_db), 1))
        try:
            thread, answers = aside(write)
            thread.join()
        finally:
            admin.execute(limit.format(sql.Identifier(committed_db), -1))
    assert refused(answers[0])
    assert rows(law) == 0
    assert (write().status_code, rows(law)) == (201, 1)


@pytest.fixture
def full_disk(seeds: Any, django_db_blocker: Any) -> Iterator[Path]:
    """A database of which one table is on a disk of its own, that is full."""
    if why := why_no_small_disk():
        pytest.skip(why)
    name = f"full_disk_{os.getpid()}"
    with django_db_blocker.unblock(), as_superuser() as admin:
        [[place]] = admin.execute("SHOW data_directory").fetchall()
        if not Path(place).exists():
            pytest.skip("PostgreSQL is on another machine")
        with tiny_disk(Path(place).with_name(name), 2**20, like=Path(place)) as disk:
            admin.execute(f"CREATE TABLESPACE {name} LOCATION '{disk}'")
            try:
                with databases.clone(name):
                    with as_superuser(name) as inside:
                        inside.execute(f"ALTER TABLE cases_correspondence SET TABLESPACE {name}")
                    fill(disk)
                    yield disk
            finally:
                admin.execute(f"DROP TABLESPACE {name}")


def test_on_a_full_disk_nothing_is_half_written_and_with_room_it_is_done(full_disk, law):
    write = writing(law)
    assert refused(write())
    assert rows(law) == 0
    (full_disk / BALLAST).unlink()
    assert (write().status_code, rows(law)) == (201, 1)


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets the wall clock go so many minutes ahead of the true time, or behind."""
    ahead = timedelta()

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + ahead  # noqa: TID251 - the clock itself

    monkeypatch.setattr(clock, "datetime", Jumping)

    def to(minutes: int) -> None:
        nonlocal ahead
        ahead = timedelta(minutes=minutes)

    return to


def test_a_clock_that_jumps_breaks_no_chain_and_sends_nothing_twice(in_law, jump):
    matter, other = open_matter(in_law), open_matter(in_law)
    matter.record("denial_received", ago(175))
    alert = matter.alerts(matter.row("erisa-health-first-appeal"))[0]
    for minutes, attempts in ((-10, 0), (10, 1), (-10, 1), (0, 1)):
        jump(minutes)
        send_alert(str(alert.firm_id), str(alert.id))
        other.record("information_received", ago(1))
        seal()
        assert verify_chain(chain_links()).problems == []
        assert alert_list().get(id=alert.id).attempts == attempts
    assert alert_list().get(id=alert.id).state == "sent"


@pytest.mark.parametrize("noted", [10, 0])
def test_what_a_clock_noted_that_ran_ahead_is_on_the_docket_at_once_and_stays(in_law, jump, noted):
    """Who notes it may have a right clock, and the time from one that runs ahead."""
    matter = open_matter(in_law)
    matter.record("denial_received", ago(10))
    jump(10)
    at = clock.now()
    jump(noted)
    event_record(
        actor=in_law.attorney,
        case_id=matter.case.id,
        kind="claim_file_requested",
        at=at,
        proof_grade="sent",
    )
    opened = matter.row("erisa-claim-file").id
    for minutes in (0, 5, 20):
        jump(minutes)
        assert docket_recompute(case_id=matter.case.id) == Recomputed()
        assert matter.row("erisa-claim-file").id == opened
        assert list(dockets_are_complete(Evidence())) == []


def test_what_is_planned_for_later_in_the_day_has_not_come(in_law, jump):
    matter = open_matter(in_law)
    matter.record("denial_received", ago(10))
    jump(40)
    at = clock.now()
    jump(0)
    event_record(
        actor=in_law.attorney, case_id=matter.case.id, kind="claim_file_requested", at=at, proof_grade="sent"
    )
    assert not deadline_list().filter(case_id=matter.case.id, rule="erisa-claim-file").exists()
