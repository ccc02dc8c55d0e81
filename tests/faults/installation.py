"""A whole installation of real servers, two of everything, each of which may be killed at any moment.

PostgreSQL with fsync on, Valkey, the store of documents behind a proxy, a mail server, two gunicorns, two Celery
workers, two beats, and a receiver of webhooks.
"""

import os
import random
import signal
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar, Self
from uuid import UUID

import psycopg
import redis

from claimback.embedded.files import keep_ports
from claimback.embedded.processes import EmbeddedError, Server
from claimback.embedded.servers import Servers
from tests.faults.store_proxy import StoreProxy
from tests.faults.workers import Nursery, Process
from tests.servers import ROOT

WEBS = ("web-1", "web-2")
CELERY = ("worker-1", "worker-2", "beat-1", "beat-2")
DATABASE = "fire"
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
_PORTS = {"web_1": 21081, "web_2": 21082, "proxy": 21083, "receiver": 21084}


class Web(Server):
    """One gunicorn, as the image runs it, with one process that may be killed under it."""

    start_timeout: ClassVar[float] = 120.0

    def __init__(
        self, directory: Path, port: int, name: str, settings: Mapping[str, str], *, code: Path = ROOT
    ) -> None:
        self.name: str = name  # type: ignore[misc]
        super().__init__(directory, port, progress=lambda _: None)
        self._settings = {"PYTHONPATH": str(code)} | dict(settings)
        self._code = code

    def environment(self) -> dict[str, str]:
        """The installation's."""
        return {**super().environment(), **self._settings}

    def command(self) -> list[str]:
        """As docker/Dockerfile has it."""
        return [
            *(sys.executable, "-m", "gunicorn", "--config", "python:claimback.gunicorn"),
            *("--bind", f"127.0.0.1:{self.port}", "--chdir", str(self._code), "--workers", "1"),
            *("--worker-tmp-dir", str(self.directory / "run"), "claimback.wsgi"),
        ]

    def answers(self) -> bool:
        """Whether it is ready to serve: it reaches its database."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def is_ahead(self) -> float:
        """By how many seconds its clock is ahead of ours; 0 where it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=5) as answer:
                return parsedate_to_datetime(answer.headers["Date"]).timestamp() - time.time()
        except (urllib.error.URLError, OSError):
            return 0

    def kill_a_process(self) -> int:
        """SIGKILL to the process that serves; gunicorn itself lives on and makes another. How many were killed."""
        children = _children(self.pid) if self.pid is not None else []
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return len(children)

    def kill(self) -> None:
        """SIGKILL to all of it."""
        if self.pid is not None:
            os.killpg(self.pid, signal.SIGKILL)


class Receiver:
    """An endpoint of webhooks that answers 500 to every so manieth message; `told` are those that it took."""

    def __init__(self, port: int, failing: int = 10) -> None:
        self.url, self.told = f"http://127.0.0.1:{port}/hook", set[UUID]()
        self.came = 0
        held = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                held.came += 1
                fails = held.came % failing == 0
                if not fails:
                    held.told.add(UUID(self.headers["webhook-id"]))
                self.send_response(500 if fails else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, name="receiver", daemon=True).start()

    def stop(self) -> None:
        """Take no more."""
        self._server.shutdown()
        self._server.server_close()


class Installation:
    """What runs, and the ways to stop it."""

    def __init__(self, servers: Servers, directory: Path, *, clock: Path | None = None) -> None:
        self.servers, self.directory = servers, directory
        ports = keep_ports(directory / "fire-ports.json", _PORTS)
        self.proxy = StoreProxy(ports["proxy"], servers.s3.port)
        self.proxy.start()
        self.receiver = Receiver(ports["receiver"])
        self._clock = clock
        self.set_clock(0)
        self.environment = self._settings(ports)
        self.webs = {
            name: Web(directory, ports[name.replace("-", "_")], name, self.environment) for name in WEBS
        }
        self.celery: dict[str, Process] = {}
        self._nursery: Nursery | None = None
        self._numbers = 0
        self.firm = self._fresh_firm()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        from django.db import connections

        connections.close_all()
        self.stop()

    def _fresh_firm(self) -> Any:
        """The tests' law firm in a fresh copy of a database that has the tables and the tests' two firms.

        Sets Django up in this process, for that database.
        """
        os.environ.update(
            {name: value for name, value in self.environment.items() if name not in _faked(self._clock)}
        )
        import django

        django.setup()
        from tests import databases
        from tests.firms import as_firm

        os.environ["TEST_ADMIN_DATABASE_URL"] = self.servers.superuser_url
        seeds = databases.ensure_template()
        databases.clone_make(DATABASE)
        with redis.Redis.from_url(self.servers.valkey.url) as broker:
            broker.flushall()  # of a former fire
        return as_firm("marlowe-law", seeds["marlowe-law"])

    def _settings(self, ports: Mapping[str, int]) -> dict[str, str]:
        bytecode = {"PYTHONPYCACHEPREFIX": sys.pycache_prefix} if sys.pycache_prefix else {}
        return (
            self.servers.environment
            | {
                "DATABASE_URL": self.servers.postgres.url("claimback_app", DATABASE),
                "DATABASE_OWNER_URL": self.servers.postgres.url("claimback_owner", DATABASE),
                "PATH": os.environ.get("PATH", os.defpath),
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(ROOT),
                "SECRET_KEY": "a-key-for-the-fire-that-signs-nothing-of-value-0123456789",
                "MASTER_KEY": b64encode(b"a master key for tests, 32 bytes").decode(),
                "SITE_URL": f"http://127.0.0.1:{ports['web_1']}",
                "SECURE_COOKIES": "0",
                "SWEEP_SECONDS": "5",
                "EMAIL_TIMEOUT_SECONDS": "5",
                "LETTER_EMAIL_FROM": "letters@cases.example.com",
                "S3_ENDPOINT_URL": f"http://127.0.0.1:{self.proxy.port}",
                "WEBHOOK_NETWORKS": "127.0.0.1/32",
                "RATE_LIMIT": "1000000000",  # counted as ever, and never too many
                "LOG_LEVEL": "WARNING",
                "DJANGO_SETTINGS_MODULE": "claimback.settings",
            }
            | bytecode
            | _faked(self._clock)
        )

    def set_clock(self, seconds: int) -> None:
        """Let the application's processes see a clock that goes so far ahead."""
        if self._clock is not None:
            self._clock.write_text(f"{seconds:+d}s\n")

    def start(self) -> None:
        """All processes of the application."""
        self._nursery = Nursery(self.environment)
        for web in self.webs.values():
            web.spawn()
        for name in CELERY:
            self.start_celery(name)
        for web in self.webs.values():
            web.wait_until_ready()

    def start_celery(self, name: str) -> None:
        """A worker or a beat by its name, in the place of the one that had it."""
        assert self._nursery is not None
        self._numbers += 1
        quiet = ("--loglevel=WARNING",)
        if name.startswith("beat"):
            schedule = self.directory / f"schedule-{os.getpid()}-{self._numbers}"
            arguments: tuple[str, ...] = ("beat", f"--schedule={schedule}", "--pidfile=", *quiet)
        else:
            shape = ("--concurrency=2", "--without-gossip", "--without-mingle")
            arguments = ("worker", *shape, f"--hostname={name}-{self._numbers}@%h", *quiet)
        self.celery[name] = Process(self._nursery, self.directory / "logs", name, *arguments)

    def stop_celery(self) -> None:
        """SIGKILL to all workers and beats."""
        for process in self.celery.values():
            process.kill()

    def stop(self) -> None:
        """End what was started here."""
        self.stop_celery()
        if self._nursery is not None:
            self._nursery.close()
        for web in self.webs.values():
            web.kill()
            web.stop()
        self.receiver.stop()
        self.proxy.stop()

    def kill_server(self, what: str) -> Server:
        """SIGKILL to PostgreSQL, Valkey or the store; it is not started again."""
        server = {"postgresql": self.servers.postgres, "valkey": self.servers.valkey, "s3": self.servers.s3}[
            what
        ]
        if server.pid is not None:
            os.kill(server.pid, signal.SIGKILL)
        return server

    def webs_answer(self) -> bool:
        """Whether all webs are ready to serve."""
        return all(web.answers() for web in self.webs.values())

    def kill_a_session(self, rng: random.Random) -> bool:
        """SIGKILL to one session of PostgreSQL's, which then ends all others and recovers. Whether there was one."""
        postgres = self.servers.postgres.pid
        found = [pid for pid in _children(postgres) if b"claimback_app" in _command(pid)] if postgres else []
        if found:
            os.kill(rng.choice(found), signal.SIGKILL)
        return bool(found)

    def take_all_connections(self, seconds: float) -> int:
        """End the application's sessions and take every place there is, for so long. How many were taken."""
        held: list[psycopg.Connection[Any]] = []
        url = self.servers.postgres.url
        try:
            with suppress(psycopg.Error), psycopg.connect(url("postgres"), autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'claimback_app'"
                )
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                try:
                    held.append(psycopg.connect(url("claimback_app", DATABASE), connect_timeout=3))
                except psycopg.OperationalError:
                    time.sleep(0.2)
            return len(held)
        finally:
            for connection in held:
                connection.close()


def start_again(server: Server) -> float:
    """Start a server that was killed; seconds until it answers. A start that fails is tried once more."""
    began = time.monotonic()
    try:
        server.start()
    except EmbeddedError:
        server.start()
    return time.monotonic() - began


def wait_for(holds: Callable[[], Any], seconds: float) -> float | None:
    """Seconds until it held; None where it did not."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            return None
        time.sleep(0.1)
    return time.monotonic() - began


def _faked(clock: Path | None) -> dict[str, str]:
    """What makes a process see the clock of the file; it is looked at once a second."""
    if clock is None:
        return {}
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": os.pathsep.join((str(Path(__file__).with_name("faked")), str(ROOT))),
    }


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
