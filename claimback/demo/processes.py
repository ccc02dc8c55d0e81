"""The application's own processes beside the embedded servers: web, worker, beat, watchdog, mail door: its children."""

import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from claimback.embedded.processes import Progress, Server

ROOT = Path(__file__).resolve().parent.parent.parent


class Application(Server):
    """One process of the application with the environment of the embedded servers."""

    start_timeout = 60.0
    stop_timeout = 10.0

    def __init__(
        self, directory: Path, port: int, *, progress: Progress, settings: Mapping[str, str]
    ) -> None:
        super().__init__(directory, port, progress=progress)
        self._settings = dict(settings)

    def environment(self) -> dict[str, str]:
        """The servers' addresses, and the project on Python's path."""
        return {
            **super().environment(),
            **self._settings,
            "DJANGO_SETTINGS_MODULE": "claimback.settings",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }

    def answers(self) -> bool:
        """Whether the file that the process writes when it is ready is there."""
        return self.pid is not None


class Web(Application):
    """The API and the admin, under gunicorn."""

    name: ClassVar[str] = "Web"

    def command(self) -> list[str]:
        """One process with threads is enough for a person who looks around."""
        return [
            *(sys.executable, "-m", "gunicorn", "--config", "python:claimback.gunicorn", "claimback.wsgi"),
            *("--bind", f"127.0.0.1:{self.port}", "--threads", "8"),
            *("--chdir", str(ROOT), "--worker-tmp-dir", str(self.directory / "run")),
        ]

    def answers(self) -> bool:
        """Whether it answers that it is ready, database included."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class Worker(Application):
    """The Celery worker."""

    name: ClassVar[str] = "Worker"
    orphan_signal: ClassVar[signal.Signals | None] = signal.SIGQUIT

    def command(self) -> list[str]:
        """Two processes, as a small firm's installation would have."""
        return [
            *(sys.executable, "-m", "celery", "-A", "claimback.celery", "worker", "--concurrency", "2"),
            *("--loglevel", "INFO", "--without-gossip", "--without-mingle", "--hostname", "demo@localhost"),
            *("--pidfile", str(self._ready_file)),
        ]

    @property
    def _ready_file(self) -> Path:
        return self.directory / "run" / "celery-worker.pid"

    def prepare(self) -> None:
        """A file that a killed worker left would stop this one."""
        self._ready_file.unlink(missing_ok=True)


class Beat(Application):
    """Celery's clock: each sweep when its time has come."""

    name: ClassVar[str] = "Beat"

    def command(self) -> list[str]:
        """The schedule is in code; the file only remembers when each entry ran last."""
        return [
            *(sys.executable, "-m", "celery", "-A", "claimback.celery", "beat", "--loglevel", "INFO"),
            *("--schedule", str(self.directory / "run" / "beat-schedule"), "--pidfile", str(self._pid)),
        ]

    @property
    def _pid(self) -> Path:
        return self.directory / "run" / "celery-beat.pid"

    def prepare(self) -> None:
        """A file that a killed beat left would stop this one."""
        self._pid.unlink(missing_ok=True)


class Watchdog(Application):
    """Tells the operator, by mail, when reminders stop going out."""

    name: ClassVar[str] = "Watchdog"

    def command(self) -> list[str]:
        """As an installation runs it. The path is there for the directory in it: see `Server.command`."""
        return [sys.executable, str(ROOT / "manage.py"), "watchdog", "--pythonpath", str(self.directory)]


class MailDoor(Application):
    """Where mail for cases comes in."""

    name: ClassVar[str] = "Mail door"

    def command(self) -> list[str]:
        """It listens where the settings say. The path is there for the directory in it: see `Server.command`."""
        return [sys.executable, str(ROOT / "manage.py"), "receive_mail", "--pythonpath", str(self.directory)]

    def answers(self) -> bool:
        """Whether somebody listens."""
        host, _, port = self._settings["MAIL_IN_LISTEN"].rpartition(":")
        with socket.socket() as probe:
            return probe.connect_ex((host, int(port))) == 0


def free_port(usual: int) -> int:
    """`usual` if nobody has it, else one that the system gives."""
    for port in (usual, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")
