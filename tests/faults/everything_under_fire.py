"""Everything at once: many clients write while everything is killed; afterwards nothing may be lost or done twice.

    python -m tests.faults.everything_under_fire --seed 7 --share 1

`--share 1` is the whole: 20,000 alerts, 2,000 uploads, 2,000 letters and 20,000 writes over the API; by default it is
a twentieth of that. SIGKILL goes at random to webs, Celery workers, beats, Valkey, PostgreSQL, single sessions of it,
and the store of documents; the mail server refuses, delays, hangs and cuts the line after it has kept a mail; the store
answers 500, nothing, or a wrong tag; all connections to the database are taken; its disk is full; the clock jumps. The
fire goes on until each of these has struck. Then all is started anew, left to settle, and held against `invariants`.
Prints the report as JSON; exit 1 if anything did not hold.
"""

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from claimback.embedded.servers import start_servers
from tests.faults.acts import ACTS, Acts, Turns, impossible
from tests.faults.installation import CELERY, Installation
from tests.faults.report import machine
from tests.faults.small_disk import put_back, small_disk

SHARE = 1 / 20
SIZES = {"alerts": 20_000, "uploads": 2_000, "letters": 2_000, "writes": 20_000}
SETTLES_WITHIN = 900.0
SPARE = 5
"""Portions of the work beside one for each act, for acts that struck nobody at first."""

ROOM, ROOM_OF_ALL = 1500 * 2**20, 4 * 2**30
"""In bytes, of the disk that is filled: for what is there however small the fire, and for a fire of share 1."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--share", type=float, default=SHARE, help="of the whole")
    for name, size in SIZES.items():
        parser.add_argument(f"--{name}", type=int, help=f"instead of the share of {size:,}")
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument("--directory", type=Path, default=Path("/tmp/claimback-everything"))
    parser.add_argument("--pause", type=float, default=2, help="seconds between two acts, on average")
    parser.add_argument("--acts", help=f"of {', '.join(ACTS)}; by default all that are possible here")
    asked = parser.parse_args(arguments)
    wanted = ACTS if asked.acts is None else [act for act in asked.acts.split(",") if act]
    acts = [act for act in wanted if not impossible(act)]
    sizes = {
        name: round(size * asked.share) if getattr(asked, name) is None else getattr(asked, name)
        for name, size in SIZES.items()
    }
    _say(f"seed {asked.seed}, {sizes}")
    directory = asked.directory.resolve()
    clock = directory / "clock" if any(act.startswith("clock") for act in acts) else None
    with ExitStack() as begun:
        put_back(directory / "postgres")
        if "disk full" in acts:
            with start_servers(directory) as servers, Installation(servers, directory):
                pass  # what is large is made where there is room
            begun.enter_context(small_disk(directory / "postgres", ROOM + round(ROOM_OF_ALL * asked.share)))
        servers = begun.enter_context(start_servers(directory, durable=True))
        installation = begun.enter_context(Installation(servers, directory, clock=clock))
        report = {
            "share": asked.share,
            "clients": asked.clients,
            **Fire(installation, asked.seed, acts).burn(sizes, asked.clients, asked.pause),
        }
    sys.stdout.write(json.dumps(report, indent=1, default=str) + "\n")
    return 0 if report["held"] else 1


class Fire:
    """The fire, the end of it, and the count."""

    def __init__(self, installation: Installation, seed: int, acts: Sequence[str]) -> None:
        from tests.faults.acknowledged import Ledger
        from tests.faults.fire import Log

        self.at, self.seed, self.rng = installation, seed, random.Random(seed)
        self.log, self.ledger = Log(), Ledger()
        self.acts, self.turns = Acts(installation, self.rng, self.log), Turns(acts, self.rng)
        self.fed, self.due = False, list[Any]()

    def burn(self, sizes: dict[str, int], clients: int, pause: float) -> dict[str, Any]:
        """Plant, set fire, put it out, wait until all is settled, and check."""
        from django.db import connection

        from tests.faults.planting import plant_all

        firm, began = self.at.firm, time.time()
        planted = plant_all(firm, receiver=self.at.receiver.url, **sizes)
        connection.close()
        _say(f"planted in {time.time() - began:.0f} s")
        portions = list(planted.slices(len(self.turns.owed) + SPARE))
        writers = self._writers(firm, clients)
        self.at.start()
        lit = time.time()
        writers.start()
        self._feed(firm, writers, portions)
        while self.turns.owed or writers.busy:
            if self.turns.owed or self.turns.struck:
                self._act()
            self._feed(firm, writers, portions)
            end = time.monotonic() + self.rng.uniform(pause / 2, pause * 1.5)
            while time.monotonic() < end and (writers.busy or self.turns.owed):
                time.sleep(0.1)
            _say(f"{writers.left} jobs left, {time.time() - lit:.0f} s")
        burnt = time.time() - lit
        writers.join()
        settled = self._settle(firm)
        return self._report(firm, planted, lit, {"fire": burnt, "settling": settled}, sizes)

    def _act(self) -> None:
        act = self.turns.next()
        _say(act)
        self.turns.note(act, self.acts.do(act))

    def _writers(self, firm: Any, clients: int) -> Any:
        from tests.faults.writers import Caller, Writers

        ports = [web.port for web in self.at.webs.values()]
        roles = ("attorney", "owner")
        callers = [
            Caller(ports, firm.slug, firm.tokens[roles[n % len(roles)]], self.ledger, self.seed + n)
            for n in range(clients)
        ]
        return Writers(callers, self.ledger)

    def _feed(self, firm: Any, writers: Any, portions: list[Any]) -> None:
        """One portion more of what there is to do; all that is left, and the end of it, once no act is owed a turn."""
        from tests.faults.planting import let_go

        if self.fed:
            return
        self.fed = not self.turns.owed
        while portions:
            jobs, alerts = portions.pop()
            self.rng.shuffle(jobs)
            writers.give(jobs)
            self.due += alerts
            if not self.fed:
                break
        if self._asked(lambda: let_go(firm, self.due)):
            self.due = []
        if self.fed:
            writers.end()

    def _asked(self, ask: Callable[[], Any]) -> bool:
        """Whether the database did it."""
        from django.db import Error, connection

        try:
            ask()
        except Error:
            return False
        finally:
            connection.close()
        return True

    def _settle(self, firm: Any) -> float:
        """Kill every worker once more, let go what they held, start them, and wait until nothing is left to do."""
        from tests.faults.planting import let_go, run_out_leases, run_out_waits, unsettled

        if self.turns.acts:  # where nothing is to fail, this is not to be the first thing that does
            self.at.stop_celery()
            self.log.kills.append(("worker", time.time()))
            run_out_leases(firm)
            for name in CELERY:
                self.at.start_celery(name)
        let_go(firm, self.due)
        began = time.time()
        while time.time() - began < SETTLES_WITHIN:
            run_out_waits(firm)
            if not (left := unsettled(firm)):
                break
            _say(f"unsettled: {left}")
            time.sleep(2)
        took = time.time() - began
        self.at.stop_celery()
        return took

    def _report(
        self, firm: Any, planted: Any, lit: float, took: dict[str, float], sizes: dict[str, int]
    ) -> dict[str, Any]:
        from deadlines.selectors import alert_list
        from tests.faults import invariants
        from tests.faults.fire import explained, kept_mails

        assert self.at.servers.mail is not None
        mails = list(kept_mails(self.at.servers.mail.data, lit))
        evidence = invariants.Evidence(
            self.ledger,
            Counter(str(mail.mail_id) for mail in mails),
            self.at.receiver.told,
            planted.without_docket,
        )
        with firm.scope(firm.owner):
            carried = dict(alert_list().filter(id__in=planted.alerts).values_list("id", "mail_id"))
            others = set(alert_list().exclude(mail_id=None).values_list("mail_id", flat=True))
            found = invariants.broken(evidence)
        alerts = explained(carried, others, [mail for mail in mails if mail.alerts], self.log)
        counts, refused = dict(sorted(self.ledger.counts.items())), self.ledger.refused
        asked = sum(map(len, planted.jobs.values()))
        undone = asked - sum(count for what, count in counts.items() if what.endswith(" done"))
        unexplained = alerts["copies_more_than_one"].get("unexplained", 0)
        return {
            "at": datetime.fromtimestamp(lit, tz=UTC).isoformat(timespec="seconds"),
            "machine": machine(),
            "load": os.getloadavg()[2],
            "seed": self.seed,
            "held": not (any(found.values()) or undone or alerts["lost"] or unexplained),
            "asked": sizes,
            "acknowledged": dict(Counter(noted.kind for noted in self.ledger.acknowledged)),
            "answers": counts,
            "undone": undone,
            "refused": refused[: invariants.SAID],
            "alerts": alerts,
            "messages": {"came": self.at.receiver.came, "told": len(self.at.receiver.told)},
            "strikes": {act: self.turns.struck[act] for act in self.turns.acts},
            "requests_that_met_the_store_s": dict(self.at.proxy.met),
            "recovery_seconds": {
                what: {"times": len(all_), "median": round(median(all_), 1), "longest": round(max(all_), 1)}
                for what, all_ in sorted(self.acts.recovery.items())
            },
            "seconds": {what: round(seconds) for what, seconds in took.items()},
            "invariants": invariants.told(found),
        }


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
