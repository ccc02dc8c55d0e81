"""Real Celery workers, as processes of their own that a test may kill at any moment."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis

from tests.faults.sink import wait_until
from tests.servers import ROOT


class Nursery:
    """Where Celery's processes of one environment are forked. They are not ended with it.

    `inside` is what its command is put behind, such as that which runs it on another host.
    """

    def __init__(self, environment: dict[str, str], inside: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [*inside, sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, log: Path, *arguments: str) -> int:
        """The id of a new process of `celery` with these arguments."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(log), *arguments]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """Start no more."""
        self._process.communicate()


class Process:
    """One process of Celery, in a process group of its own."""

    def __init__(self, nursery: Nursery, directory: Path, name: str, *arguments: str) -> None:
        self.log = directory / f"{name}.log"
        self.pid = nursery.start(self.log, *arguments)
        self.killed = False

    @property
    def ended(self) -> bool:
        """Whether it is there no more."""
        return not Path(f"/proc/{self.pid}").exists()

    def kill(self) -> None:
        """SIGKILL to the worker, its pool and its beat, all at once."""
        self.killed = True
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        wait_until(lambda: self.ended)


class Worker(Process):
    """One worker, by default with beat."""

    def __init__(self, nursery: Nursery, directory: Path, name: str, *, beat: bool) -> None:
        super().__init__(
            nursery,
            directory,
            name,
            *("worker", "--concurrency=1", "--without-gossip", "--without-mingle"),
            *(f"--hostname={name}@%h", "--loglevel=INFO"),
            *(("--beat", f"--schedule={directory / name}") if beat else ()),
        )


class Workers:
    """Workers on one database, one broker database and one mail server."""

    def __init__(self, directory: Path, database: str, mail_url: str) -> None:
        self.directory = directory
        self.running: list[Worker] = []
        environment = os.environ | {
            "DATABASE_URL": _with_path(os.environ["DATABASE_URL"], database),
            "DATABASE_OWNER_URL": "",
            "BROKER_URL": own_broker(),
            "EMAIL_URL": mail_url,
            "EMAIL_TIMEOUT_SECONDS": "10",
            "SWEEP_SECONDS": "1",
            "LOG_LEVEL": "INFO",
        }
        self.nursery = Nursery(environment)

    def start(self, *, beat: bool = True) -> Worker:
        """One more worker, by default with beat."""
        worker = Worker(self.nursery, self.directory, f"w{len(self.running)}", beat=beat)
        self.running.append(worker)
        return worker

    def one(self) -> Worker:
        """A worker that was started and not killed; a new one where there is none."""
        return next((worker for worker in self.running if not worker.killed), None) or self.start()

    def wait_until(self, holds: Callable[[], Any]) -> Any:
        """What `holds` returns once it is true. Fails at once, with its last words, if a worker ended by itself."""

        def checked() -> Any:
            for worker in self.running:
                if not worker.killed and worker.ended:
                    raise AssertionError(f"A worker ended: {worker.log.read_text(errors='replace')[-2000:]}")
            return holds()

        return wait_until(checked)


def own_broker() -> str:
    """A database of Valkey that nobody else uses: one for each process of the suite, from the far end."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return _with_path(os.environ["BROKER_URL"], str(15 - int(number)))


@contextmanager
def workers(directory: Path, database: str, mail_url: str) -> Iterator[Workers]:
    """Workers that are gone at the end, and a broker that is empty before and after."""
    _empty(own_broker())
    made = Workers(directory, database, mail_url)
    try:
        yield made
    finally:
        for worker in made.running:
            worker.kill()
        made.nursery.close()
        _empty(own_broker())


def _with_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


def _empty(broker: str) -> None:
    with redis.Redis.from_url(broker) as client:
        client.flushdb()
