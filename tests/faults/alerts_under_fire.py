"""20,000 alerts due, two workers and beat, and everything killed at random: the count afterwards, as JSON.

    python -m tests.faults.alerts_under_fire --seed 7 --alerts 20000 --directory /tmp/claimback-fire

SIGKILL goes to workers, beat, the broker and PostgreSQL; the mail server answers 4xx and 5xx, hangs, and cuts the
line after it has kept a mail. It ends when every alert is settled; exit 1 if one was lost, or if one arrived more
often than a lost answer explains. It takes many minutes: the usual suite has a small one in test_alerts.py.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from claimback.embedded.servers import Servers, start_servers

MODES = ("busy", "refuse", "hang", "drop_after_data")
MODE_LASTS = (1.0, 4.0)
DOWN = (0.5, 4.0)


def main() -> int:
    """Run it and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--alerts", type=int, default=20_000)
    parser.add_argument("--alone", type=int, default=10, help="one in so many goes out in a mail of its own")
    parser.add_argument("--directory", type=Path, default=Path("/tmp/claimback-fire"))
    parser.add_argument(
        "--fire-seconds", type=float, default=420, help="after which nothing is killed any more"
    )
    parser.add_argument("--pause", type=float, default=6, help="seconds between two acts, on average")
    asked = parser.parse_args()
    with start_servers(asked.directory, durable=True) as servers:
        os.environ.update(_environment(servers))
        import django

        django.setup()
        summary = Fire(servers, asked.directory, random.Random(asked.seed)).burn(
            asked.alerts, asked.alone, asked.fire_seconds, asked.pause
        )
    sys.stdout.write(json.dumps({"seed": asked.seed, **summary}, indent=2) + "\n")
    unexplained = summary["copies_more_than_one"].get("unexplained", 0)
    return 1 if summary["lost"] or unexplained or summary["unsettled"] else 0


class Fire:
    """The installation, and what is done to it."""

    def __init__(self, servers: Servers, directory: Path, rng: random.Random) -> None:
        from tests.faults.fire import Log
        from tests.faults.workers import Nursery, Process

        self.servers, self.directory, self.rng = servers, directory, rng
        self.log = Log()
        self.nursery = Nursery(dict(os.environ))
        self.children: dict[str, Process] = {}
        self.numbers = 0

    def burn(self, alerts: int, alone: int, seconds: float, pause: float) -> dict[str, Any]:
        """Plant, set fire, wait until all is settled, and count."""
        from claimback.notify.selectors import refused_address_list
        from deadlines.selectors import alert_list
        from tests.faults.fire import explained, kept_mails, plant

        firm = self._firm()
        ids = plant(firm, alerts, cases=21, alone=alone)
        begun = time.time()
        self._say(f"{len(ids)} alerts are due")
        for name in ("worker-1", "worker-2", "beat"):
            self._start(name)
        acts = self._acts()
        try:
            while (left := self._left(firm, ids)) and time.time() - begun < 3600:
                if time.time() - begun < seconds and left > alerts // 50:
                    self.rng.choice(acts)()
                    self._say(f"{left} left, {time.time() - begun:.0f} s")
                time.sleep(self.rng.uniform(pause / 2, pause * 1.5))
            took = time.time() - begun
        finally:
            for child in self.children.values():
                child.kill()
            self.nursery.close()
        assert self.servers.mail is not None
        kills = [what for what, _ in self.log.kills]
        with firm.scope():
            rows = alert_list().filter(id__in=ids)
            carried = dict(rows.values_list("id", "mail_id"))
            settled = {
                state: rows.filter(state=state).count() for state in ("sent", "void", "planned", "sending")
            }
            attempts = sum(rows.values_list("attempts", flat=True))
            others = set(alert_list().exclude(mail_id=None).values_list("mail_id", flat=True))
            refused = refused_address_list().count()
        found = explained(carried, others, kept_mails(self.servers.mail.data, begun), self.log)
        return {
            "alerts": len(ids),
            "settled": {state: count for state, count in settled.items() if count},
            "unsettled": settled["planned"] + settled["sending"],
            **found,
            "attempts": attempts,
            "refused_addresses": refused,
            "kills": {what: kills.count(what) for what in sorted(set(kills))},
            "mail_server_failed": dict(self.log.modes),
            "seconds": round(took),
            "done": {"lost_answers": self.log.lost_answers, "kills": self.log.kills},
        }

    def _firm(self) -> Any:
        """A firm with its members; made once in this directory, with what it had before taken for settled."""
        from django.core.management import call_command

        from deadlines.selectors import alert_list
        from tests.firms import as_firm, seed_firms

        call_command("migrate", verbosity=0, skip_checks=True)
        kept = self.directory / "firms.json"
        if not kept.exists():
            kept.write_text(json.dumps(seed_firms()))
        firm = as_firm("marlowe-law", json.loads(kept.read_text())["marlowe-law"])
        with firm.scope():
            alert_list().filter(state__in=["planned", "sending"]).update(state="void")
        return firm

    def _acts(self) -> list[Callable[[], None]]:
        workers = [lambda name=name: self._kill(name) for name in ("worker-1", "worker-2")]
        servers = [lambda: self._kill_server("broker"), lambda: self._kill_server("postgresql")]
        return [*workers, lambda: self._kill("beat"), *servers, *(self._fail_mail,) * 4]

    def _kill(self, name: str) -> None:
        self.children[name].kill()
        self.log.kills.append((name.partition("-")[0], time.time()))
        time.sleep(self.rng.uniform(*DOWN))
        self._start(name)

    def _kill_server(self, what: str) -> None:
        from django.db import connection

        server = self.servers.valkey if what == "broker" else self.servers.postgres
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        self.log.kills.append((what, time.time()))
        connection.close()
        time.sleep(self.rng.uniform(*DOWN))
        server.start()

    def _fail_mail(self) -> None:
        assert self.servers.mail is not None
        mode, begun = self.rng.choice(MODES), time.time()
        self.servers.mail.behave(mode)
        time.sleep(self.rng.uniform(*MODE_LASTS))
        self.servers.mail.behave("normal")
        self.log.modes[mode] += 1
        if mode == "drop_after_data":
            self.log.lost_answers.append((begun, time.time()))

    def _start(self, name: str) -> None:
        from tests.faults.workers import Process

        self.numbers += 1
        quiet = ("--loglevel=WARNING",)
        if name == "beat":
            schedule = self.directory / f"schedule-{self.numbers}"
            arguments: tuple[str, ...] = ("beat", f"--schedule={schedule}", "--pidfile=", *quiet)
        else:
            shape = ("--concurrency=2", "--without-gossip", "--without-mingle")
            arguments = ("worker", *shape, f"--hostname={name}-{self.numbers}@%h", *quiet)
        self.children[name] = Process(self.nursery, self.directory, name, *arguments)

    def _left(self, firm: Any, ids: set[UUID]) -> int:
        """How many of them are not settled, later steps apart; -1 while the database is away."""
        from django.db import Error, connection

        from deadlines.selectors import alert_list

        try:
            with firm.scope():
                return alert_list().filter(id__in=ids, state__in=["planned", "sending"]).count()
        except Error:
            connection.close()
            return -1

    def _say(self, words: str) -> None:
        sys.stderr.write(f"{words}\n")


def _environment(servers: Servers) -> dict[str, str]:
    return servers.environment | {
        "SECRET_KEY": "a-key-for-the-fire-that-signs-nothing-of-value-0123456789",
        "MASTER_KEY": b64encode(b"a master key for tests, 32 bytes").decode(),
        "SITE_URL": "https://cases.example.com",
        "SECURE_COOKIES": "0",
        "SWEEP_SECONDS": "15",
        "EMAIL_TIMEOUT_SECONDS": "5",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "claimback.settings",
    }


if __name__ == "__main__":
    sys.exit(main())
