"""Everything at once: many clients write while everything is killed; afterwards nothing may be lost or done twice.

    python -m tests.faults.everything_under_fire --seed 7 --share 1

`--share 1` is the whole: 20,000 alerts, 2,000 uploads, 2,000 letters and 20,000 writes over the API; by default it is
a twentieth of that. SIGKILL goes at random to webs, Celery workers, beats, Valkey, PostgreSQL, single sessions of it,
and the store of documents; the mail server refuses, delays, hangs and cuts the line after it has kept a mail; the store
answers 500, nothing, or a wrong tag; all connections to the database are taken. Then all is started anew, left to
settle, and held against `invariants`. Prints the report as JSON; exit 1 if anything did not hold.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from claimback.embedded.servers import start_servers
from tests.faults.installation import CELERY, Installation, start_again, wait_for
from tests.faults.small_disk import fill, give_room, small_disk
from tests.faults.store_proxy import MODES as STORE_MODES

SHARE = 1 / 20
SIZES = {"alerts": 20_000, "uploads": 2_000, "letters": 2_000, "writes": 20_000}
MAIL_MODES = ("busy", "refuse", "hang", "drop_after_data", "delay")
MODE_LASTS = (1.0, 4.0)
DOWN = (0.3, 2.5)
SETTLES_WITHIN = 900.0
ACTS = ("worker", "beat", "web", "postgresql", "valkey", "s3", "session", "connections", "mail", "store")
MORE_ACTS = ("disk", "clock")
"""What is done only where it is asked for: the first wants to be root, the second libfaketime."""

ROOM = 100 * 2**20
CLOCK_JUMPS = 600
"""In seconds, forward or back, of every process of the application; not of the database."""


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
    parser.add_argument("--acts", default=",".join(ACTS), help=f"of {', '.join((*ACTS, *MORE_ACTS))}")
    asked = parser.parse_args(arguments)
    acts = asked.acts.split(",")
    sizes = {
        name: round(size * asked.share) if getattr(asked, name) is None else getattr(asked, name)
        for name, size in SIZES.items()
    }
    _say(f"seed {asked.seed}, {sizes}")
    directory = asked.directory.resolve()
    clock = directory / "clock" if "clock" in acts else None
    with ExitStack() as begun:
        if "disk" in acts:
            with start_servers(directory) as servers, Installation(servers, directory):
                pass  # what is large is made where there is room
            begun.enter_context(small_disk(directory / "postgres", ROOM))
        servers = begun.enter_context(start_servers(directory, durable=True))
        installation = begun.enter_context(Installation(servers, directory, clock=clock))
        report = Fire(installation, asked.seed, acts).burn(sizes, asked.clients, asked.pause)
    sys.stdout.write(json.dumps(report, indent=1, default=str) + "\n")
    return 0 if report["held"] else 1


class Fire:
    """The fire, the end of it, and the count."""

    def __init__(self, installation: Installation, seed: int, acts: Sequence[str]) -> None:
        from tests.faults.acknowledged import Ledger
        from tests.faults.fire import Log

        self.at, self.seed, self.rng = installation, seed, random.Random(seed)
        self.wanted, self.deck = acts, list[Callable[[], None]]()
        self.log, self.ledger = Log(), Ledger()
        self.recovery: defaultdict[str, list[float]] = defaultdict(list)
        self.faults: Counter[str] = Counter()

    def burn(self, sizes: dict[str, int], clients: int, pause: float) -> dict[str, Any]:
        """Plant, set fire, put it out, wait until all is settled, and check."""
        from django.db import connection

        from tests.faults.planting import plant_all

        firm, began = self.at.firm, time.time()
        planted = plant_all(firm, receiver=self.at.receiver.url, **sizes)
        connection.close()
        _say(f"planted in {time.time() - began:.0f} s")
        self.rng.shuffle(planted.jobs)
        writers = self._writers(firm, planted.jobs, clients)
        self.at.start()
        lit = time.time()
        writers.start()
        while writers.busy:
            self._next_act()()
            _say(f"{writers.left} jobs left, {time.time() - lit:.0f} s")
            end = time.monotonic() + self.rng.uniform(pause / 2, pause * 1.5)
            while writers.busy and time.monotonic() < end:
                time.sleep(0.1)
        burnt = time.time() - lit
        writers.join()
        settled = self._settle(firm)
        return self._report(firm, planted, lit, {"fire": burnt, "settling": settled}, sizes)

    def _writers(self, firm: Any, jobs: list[Any], clients: int) -> Any:
        from tests.faults.writers import Caller, Writers

        ports = [web.port for web in self.at.webs.values()]
        roles = ("attorney", "owner")
        callers = [
            Caller(ports, firm.slug, firm.tokens[roles[n % len(roles)]], self.ledger, self.seed + n)
            for n in range(clients)
        ]
        return Writers(callers, self.ledger, jobs)

    def _next_act(self) -> Callable[[], None]:
        """At random, and none again before all others had their turn."""
        if not self.deck:
            self.deck = self._acts()
            self.rng.shuffle(self.deck)
        return self.deck.pop()

    def _acts(self) -> list[Callable[[], None]]:
        """Those that were asked for: each way to fail of the mail server and the store counts as one."""
        found: dict[str, list[Callable[[], None]]] = {
            "mail": [self._fail_mail] * 3,
            "store": [self._fail_store] * 3,
            "session": [self._kill_session],
            "connections": [self._take_connections],
            "disk": [self._fill_disk],
            "clock": [self._jump],
        }
        for name in sorted(self.at.celery):
            found.setdefault(name.partition("-")[0], []).append(partial(self._kill_celery, name))
        for name in self.at.webs:
            found.setdefault("web", []).extend(
                partial(self._kill_web, name, whole) for whole in (False, True)
            )
        for name in ("postgresql", "valkey", "s3"):
            found[name] = [partial(self._kill_server, name)]
        return [act for name in self.wanted for act in found[name]]

    def _kill_celery(self, name: str) -> None:
        self._say_kill(name.partition("-")[0])
        self.at.celery[name].kill()
        self._stay_down()
        self.at.start_celery(name)

    def _kill_web(self, name: str, whole: bool) -> None:
        web = self.at.webs[name]
        self._say_kill("web" if whole else "web worker")
        if whole:
            web.kill()
            self._stay_down()
            self.recovery["web"].append(start_again(web))
        else:
            web.kill_a_process()
            if (took := wait_for(web.answers, 60)) is not None:
                self.recovery["web worker"].append(took)

    def _kill_server(self, what: str) -> None:
        self._say_kill(what)
        server = self.at.kill_server(what)
        self._stay_down()
        self.recovery[what].append(start_again(server))
        if what == "postgresql":
            ready = wait_for(lambda: all(web.answers() for web in self.at.webs.values()), 60)
            self.recovery["webs after postgresql"].append(-1 if ready is None else ready)

    def _kill_session(self) -> None:
        self._say_kill("session")
        self.at.kill_a_session(self.rng)
        took = wait_for(self.at.servers.postgres.answers, 60)
        self.recovery["session"].append(-1 if took is None else took)

    def _take_connections(self) -> None:
        self._say_kill("connections")
        self.at.take_all_connections(self.rng.uniform(*MODE_LASTS))

    def _fill_disk(self) -> None:
        self._say_fault("disk full")
        fill(self.at.servers.postgres.data)
        time.sleep(self.rng.uniform(*MODE_LASTS))
        give_room(self.at.servers.postgres.data)
        if wait_for(self.at.servers.postgres.answers, 10) is None:
            self.recovery["postgresql after a full disk"].append(start_again(self.at.servers.postgres))

    def _jump(self) -> None:
        self._say_fault("clock")
        self.at.set_clock(self.rng.choice((-CLOCK_JUMPS, 0, CLOCK_JUMPS)))

    def _fail_mail(self) -> None:
        mode, begun = self.rng.choice(MAIL_MODES), time.time()
        self._say_fault(f"mail {mode}")
        assert self.at.servers.mail is not None
        self.at.servers.mail.behave(mode, 2 if mode == "delay" else 0)
        time.sleep(self.rng.uniform(*MODE_LASTS))
        self.at.servers.mail.behave("normal")
        self.log.modes[mode] += 1
        if mode == "drop_after_data":
            self.log.lost_answers.append((begun, time.time()))

    def _fail_store(self) -> None:
        mode = self.rng.choice(STORE_MODES)
        self._say_fault(f"store {mode}")
        self.at.proxy.mode = mode
        time.sleep(self.rng.uniform(*MODE_LASTS))
        self.at.proxy.mode = "normal"

    def _stay_down(self) -> None:
        time.sleep(self.rng.uniform(*DOWN))

    def _say_kill(self, what: str) -> None:
        self.log.kills.append((what, time.time()))
        _say(f"kill {what}")

    def _say_fault(self, what: str) -> None:
        self.faults[what] += 1
        _say(what)

    def _settle(self, firm: Any) -> float:
        """Kill every worker once more, let what they held go, start them, and wait until nothing is left to do."""
        from django.db import Error, connection

        from tests.faults.planting import run_out_leases, run_out_waits, unsettled

        self.at.set_clock(0)
        self.at.stop_celery()
        self.log.kills.append(("worker", time.time()))
        run_out_leases(firm)
        for name in CELERY:
            self.at.start_celery(name)
        began = time.time()
        while time.time() - began < SETTLES_WITHIN:
            try:
                run_out_waits(firm)
                if not (left := unsettled(firm)):
                    break
                _say(f"unsettled: {left}")
            except Error:
                connection.close()
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
        undone = len(planted.jobs) - sum(count for what, count in counts.items() if what.endswith(" done"))
        unexplained = alerts["copies_more_than_one"].get("unexplained", 0)
        kills = Counter(what for what, _ in self.log.kills)
        return {
            "seed": self.seed,
            "held": not (any(found.values()) or undone or alerts["lost"] or unexplained),
            "asked": sizes,
            "acknowledged": dict(Counter(noted.kind for noted in self.ledger.acknowledged)),
            "clients": counts,
            "undone": undone,
            "refused": refused[: invariants.SAID],
            "alerts": alerts,
            "messages": {"came": self.at.receiver.came, "told": len(self.at.receiver.told)},
            "kills": dict(kills),
            "faults": dict(self.faults),
            "requests_that_met_the_store_s": dict(self.at.proxy.met),
            "recovery_seconds": {
                what: {"times": len(all_), "median": round(median(all_), 1), "longest": round(max(all_), 1)}
                for what, all_ in sorted(self.recovery.items())
            },
            "seconds": {what: round(seconds) for what, seconds in took.items()},
            "invariants": invariants.told(found),
        }


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
