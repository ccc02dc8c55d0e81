"""What is done to an installation under fire, each act under its name, and whose turn it is.

An act returns whether it struck: a mail server that refuses while nobody sends has struck nobody.
"""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

from claimback.embedded.processes import Server
from tests.faults.installation import FAKETIME, Installation, start_again, wait_for
from tests.faults.small_disk import fill, give_room, why_no_small_disk

if TYPE_CHECKING:
    from tests.faults.fire import Log

MAIL_MODES = ("busy", "refuse", "hang", "drop_after_data", "delay")
STORE_MODES = ("error", "lost_answer", "hang", "wrong_etag")
KILLS = ("web worker", "web", "worker", "beat", "valkey", "postgresql", "session", "s3")
ACTS = (
    *KILLS,
    "connections",
    *(f"mail {mode}" for mode in MAIL_MODES),
    *(f"store {mode}" for mode in STORE_MODES),
    *("disk full", "clock ahead", "clock back"),
)

DOWN = (0.3, 2.5)
LASTS = (1.0, 4.0)
HANGS = {"mail": (5.5, 8.0), "store": (20.5, 24.0)}
"""In seconds, and longer than who waits for it has patience: EMAIL_TIMEOUT_SECONDS, and `s3`'s own."""
MET_WITHIN = 25.0
TRIES = 5
CLOCK_JUMPS = 600
"""In seconds, forward or back, of every process of the application; not of the database."""
NO_ROOM = b"No space left on device"


def impossible(act: str) -> str:
    """Why the act cannot be done on this machine; empty where it can."""
    if act == "disk full":
        return why_no_small_disk()
    if act.startswith("clock") and not FAKETIME.exists():
        return f"there is no {FAKETIME}: `apt-get install libfaketime`"
    return ""


class Turns:
    """Whose turn it is: by the seed, and none again before all others had theirs.

    An act is owed a turn until it struck once, or was tried `TRIES` times.
    """

    def __init__(self, acts: Sequence[str], rng: random.Random) -> None:
        self.acts, self._rng = acts, rng
        self._deck: list[str] = []
        self.struck: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()

    @property
    def owed(self) -> list[str]:
        """Those that did not have their turn yet."""
        return [act for act in self.acts if not self.struck[act] and self.tried[act] < TRIES]

    def next(self) -> str:
        """The act whose turn it is. There has to be one."""
        if not self._deck:
            self._deck = self.owed or list(self.acts)
            self._rng.shuffle(self._deck)
        return self._deck.pop()

    def note(self, act: str, struck: bool) -> None:
        """It had its turn."""
        self.tried[act] += 1
        self.struck[act] += struck


class Acts:
    """All of them, on one installation. `recovery` are the seconds until what was struck served again."""

    def __init__(self, at: Installation, rng: random.Random, log: "Log") -> None:
        self._at, self._rng, self._log = at, rng, log
        self.recovery: defaultdict[str, list[float]] = defaultdict(list)
        self._one = cycle((1, 2))
        self._do: dict[str, Callable[[], bool]] = {
            "web worker": self._kill_web_worker,
            "web": self._kill_web,
            "worker": partial(self._kill_celery, "worker"),
            "beat": partial(self._kill_celery, "beat"),
            "session": self._kill_session,
            "connections": self._take_connections,
            "disk full": self._fill_disk,
            "clock ahead": partial(self._jump, CLOCK_JUMPS),
            "clock back": partial(self._jump, -CLOCK_JUMPS),
        }
        self._do |= {name: partial(self._kill_server, name) for name in ("valkey", "postgresql", "s3")}
        self._do |= {f"mail {mode}": partial(self._fail_mail, mode) for mode in MAIL_MODES}
        self._do |= {f"store {mode}": partial(self._fail_store, mode) for mode in STORE_MODES}

    def do(self, act: str) -> bool:
        """Do it and see the installation answer again. Whether it struck."""
        if act in KILLS:
            self._log.kills.append((act, time.time()))
        return self._do[act]()

    def _kill_web(self) -> bool:
        web = self._at.webs[f"web-{next(self._one)}"]
        web.kill()
        self._stay_down()
        self._served("web", web)
        return True

    def _kill_web_worker(self) -> bool:
        web = self._at.webs[f"web-{next(self._one)}"]
        killed = web.kill_a_process()
        self._answered("web worker", web.answers)
        return killed > 0

    def _kill_celery(self, kind: str) -> bool:
        name = f"{kind}-{next(self._one)}"
        self._at.celery[name].kill()
        self._stay_down()
        self._at.start_celery(name)
        return True

    def _kill_server(self, what: str) -> bool:
        server = self._at.kill_server(what)
        self._stay_down()
        self._served(what, server)
        if what == "postgresql":
            self._answered("webs after postgresql", self._at.webs_answer)
        return True

    def _kill_session(self) -> bool:
        found = self._at.kill_a_session(self._rng)
        self._answered("session", self._at.servers.postgres.answers)
        return found

    def _take_connections(self) -> bool:
        taken = self._at.take_all_connections(self._rng.uniform(*LASTS))
        self._answered("connections", self._at.webs_answer)
        return taken > 0

    def _fill_disk(self) -> bool:
        """Until PostgreSQL has missed the room; it may have ended for that."""
        server = self._at.servers.postgres
        before = server.log_file.read_bytes().count(NO_ROOM)
        fill(server.data)
        time.sleep(self._rng.uniform(*LASTS))
        met = wait_for(lambda: server.log_file.read_bytes().count(NO_ROOM) != before, MET_WITHIN)
        give_room(server.data)
        if wait_for(server.answers, 10) is None:
            self._served("postgresql after a full disk", server)
        return met is not None

    def _jump(self, seconds: int) -> bool:
        """There, and back again."""
        self._log.jumps.append(time.time())
        self._at.set_clock(seconds)
        time.sleep(self._rng.uniform(*LASTS))
        seen = wait_for(
            lambda: any(abs(web.is_ahead()) > CLOCK_JUMPS / 2 for web in self._at.webs.values()), 20
        )
        self._log.jumps.append(time.time())
        self._at.set_clock(0)
        return seen is not None

    def _fail_mail(self, mode: str) -> bool:
        begun, mail = time.time(), self._at.servers.mail
        assert mail is not None
        mail.behave(mode, 2 if mode == "delay" else 0)
        time.sleep(self._rng.uniform(*(HANGS["mail"] if mode == "hang" else LASTS)))
        met = wait_for(mail.met, MET_WITHIN)
        if mode == "hang" and met:
            time.sleep(HANGS["mail"][0])  # whoever came last runs out of patience too
        mail.behave("normal")
        if mode == "drop_after_data":
            self._log.lost_answers.append((begun, time.time()))
        return met is not None

    def _fail_store(self, mode: str) -> bool:
        proxy = self._at.proxy
        before = proxy.met[mode]
        proxy.mode = mode
        time.sleep(self._rng.uniform(*(HANGS["store"] if mode == "hang" else LASTS)))
        met = wait_for(lambda: proxy.met[mode] > before, MET_WITHIN)
        proxy.mode = "normal"
        return met is not None

    def _stay_down(self) -> None:
        time.sleep(self._rng.uniform(*DOWN))

    def _served(self, what: str, server: Server) -> None:
        self.recovery[what].append(start_again(server))

    def _answered(self, what: str, holds: Callable[[], bool]) -> None:
        took = wait_for(holds, 60)
        self.recovery[what].append(-1 if took is None else took)
