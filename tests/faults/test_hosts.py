"""Two worker hosts on three brokers: one host is cut off in the middle and healed, then a broker dies.

Every reminder arrives, and only what the host that was cut off held may arrive twice.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from claimback.embedded.mail import Mail
from claimback.kernel.clock import now
from deadlines.selectors import alert_list
from tests import databases
from tests.faults.fire import kept_mails, plant
from tests.faults.hosts import Host, Rabbit, hosts, three_brokers, why_no_hosts
from tests.faults.sink import own_sink, wait_until
from tests.faults.workers import Nursery, Process
from tests.firms import TestFirm

pytestmark = [pytest.mark.faults, pytest.mark.skipif(why_no_hosts() != "", reason=why_no_hosts() or "-")]

PATIENCE = 300.0


def at(url: str, address: str) -> str:
    """The same server, as a host reaches it."""
    parts = urlsplit(url)
    whom, _, _ = parts.netloc.rpartition("@")
    return urlunsplit(
        parts._replace(netloc=f"{whom}@{address}:{parts.port}" if whom else f"{address}:{parts.port}")
    )


def environment(database: str, sink: Mail, brokers: list[Rabbit], address: str) -> dict[str, str]:
    """Of a process that reaches everything at this address. Each broker is tried in turn."""
    return os.environ | {
        "DATABASE_URL": at(
            urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}")), address
        ),
        "DATABASE_OWNER_URL": "",
        "BROKER_URL": ";".join(f"amqp://guest:guest@{address}:{node.port}//" for node in brokers),
        "RATE_LIMIT_URL": "",
        "EMAIL_URL": at(sink.url, address),
        "EMAIL_TIMEOUT_SECONDS": "10",
        "SWEEP_SECONDS": "1",
        "LOG_LEVEL": "INFO",
    }


@pytest.fixture
def database(seeds: dict[str, Any], django_db_blocker: Any) -> Iterator[str]:
    """A database in which commits are real."""
    name = f"hosts_{os.getpid()}"
    with django_db_blocker.unblock(), databases.clone(name):
        yield name


class Machines:
    """Two hosts with a worker each, and a beat on this machine."""

    def __init__(
        self, directory: Path, database: str, sink: Mail, brokers: list[Rabbit], made: list[Host]
    ) -> None:
        self.directory, self._open = directory, list[Nursery]()
        self.workers = []
        for number, host in enumerate(made):
            turned = brokers[number:] + brokers[:number]
            nursery = self._nursery(environment(database, sink, turned, host.ours), host.inside)
            name = f"worker-{number + 1}"
            shape = ("--concurrency=2", "--without-gossip", "--without-mingle", f"--hostname={name}@%h")
            self.workers.append(Process(nursery, directory, name, "worker", *shape, "--loglevel=INFO"))
        nursery = self._nursery(environment(database, sink, brokers[::-1], "127.0.0.1"))
        schedule = f"--schedule={directory / 'schedule'}"
        self.beat = Process(nursery, directory, "beat", "beat", schedule, "--pidfile=", "--loglevel=INFO")

    def _nursery(self, settings: dict[str, str], inside: tuple[str, ...] = ()) -> Nursery:
        self._open.append(Nursery(settings, inside))
        return self._open[-1]

    def done(self, number: int) -> int:
        """How many messages of reminders this worker has worked off, by its log."""
        said = self.workers[number].log.read_text(errors="replace")
        return sum("deadlines.send_alert" in line for line in said.splitlines())

    def stop(self) -> None:
        """End all."""
        for process in (self.beat, *self.workers):
            process.kill()
        for nursery in self._open:
            nursery.close()


def test_a_host_that_is_cut_off_and_healed_loses_nothing(
    tmp_path: Path, database: str, law: TestFirm
) -> None:
    postgresql = urlsplit(os.environ["DATABASE_URL"]).port or 5432
    begun_at, seen = time.time(), {}
    with own_sink(tmp_path) as sink, hosts(2, [postgresql, sink.port]) as made:
        brokers_folder = tmp_path / "brokers"
        brokers_folder.mkdir()
        with three_brokers(brokers_folder, [host.ours for host in made]) as brokers:
            assert brokers[0].ask("eval", "length(rabbit_nodes:all_running()).").strip() == "3"
            machines = Machines(tmp_path, database, sink, brokers, made)
            try:
                seen = _story(machines, sink, brokers, made[1], law)
            finally:
                machines.stop()
        copies = Counter(mail.mail_id for mail in kept_mails(sink.data, begun_at))
    sys.stdout.write(f"{seen | {'mails': copies.total(), 'twice': sum(n == 2 for n in copies.values())}}\n")
    with law.scope():
        carried = dict(alert_list().filter(id__in=seen["ids"]).values_list("id", "mail_id"))
    assert all(copies[mail_id] >= 1 for mail_id in carried.values() if mail_id), "something is lost"
    assert {mail_id for mail_id, n in copies.items() if n > 1} <= seen["held"], (
        "told twice, and nobody was cut off"
    )
    assert max(copies.values()) <= 2


def _story(
    machines: Machines, sink: Mail, brokers: list[Rabbit], second: Host, law: TestFirm
) -> dict[str, Any]:
    """What was planted, what the second host held when it was cut off, and how long each part took."""

    def rows(**which: Any) -> Any:
        return alert_list().filter(id__in=ids, **which)

    def left(at_most: int = 0) -> bool:
        with law.scope():
            return bool(rows().exclude(state="sent").count() <= at_most)

    sink.behave("delay", 0.2)
    ids = set(plant(law, 300, alone=1))
    began = time.monotonic()
    wait_until(lambda: left(240), PATIENCE)
    assert machines.done(0) + machines.done(1), "nobody has begun"
    [kind] = {
        line.split()[0] for line in brokers[0].ask("list_queues", "type").splitlines() if "quorum" in line
    }
    assert kind == "quorum"
    second.cut()
    cut = time.monotonic()
    with law.scope():
        sending = set(rows(state="sending").values_list("id", flat=True))
    wait_until(lambda: left(len(sending) + 2), PATIENCE)
    alone = time.monotonic()
    # The brokers give up the host by its silence, and hand out anew what it had not acknowledged.
    wait_until(lambda: not _heard(brokers[0], "10.77.2.2"), PATIENCE)
    given_up = time.monotonic()
    with law.scope():
        held = set(rows(state="sending").values_list("id", flat=True))
        rows(state="sending").update(lease_until=now() - timedelta(seconds=1))  # time that nobody sits out
    wait_until(left, PATIENCE)
    second.heal()
    sink.behave("normal")
    before = machines.done(1)
    ids |= set(plant(law, 100, alone=1))
    wait_until(lambda: machines.done(1) > before, PATIENCE)
    back = time.monotonic()
    wait_until(left, PATIENCE)
    brokers[0].kill()
    ids |= set(plant(law, 100, alone=1))
    wait_until(left, PATIENCE)
    with law.scope():
        mails = dict(rows().values_list("id", "mail_id"))
    return {
        "ids": ids,
        "held": {mails[id] for id in sending | held},
        "sending when cut off": len(sending),
        "seconds": {
            "to the cut": round(cut - began, 1),
            "one host alone": round(alone - cut, 1),
            "until given up": round(given_up - cut, 1),
            "healed and working": round(back - given_up, 1),
            "with two brokers": round(time.monotonic() - back, 1),
        },
    }


def _heard(broker: Rabbit, address: str) -> list[str]:
    """The connections of this host that have a heartbeat: those by which workers take messages."""
    found = broker.ask("list_connections", "peer_host", "timeout").splitlines()
    return [line for line in found if line.startswith(address) and line.split()[1] != "0"]
