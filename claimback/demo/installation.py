"""The demo's installation: embedded servers, migrations, web, worker, beat, mail door: children of this process."""

import secrets
import signal
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from claimback.demo.processes import ROOT, Application, Beat, MailDoor, Watchdog, Web, Worker, free_port
from claimback.embedded.processes import Progress, tied
from claimback.embedded.servers import Servers, start_servers
from claimback.kernel import json
from claimback.vault.envelope import KEY_BYTES

USUAL_WEB_PORT = 8000
USUAL_MAIL_PORT = 2525
MAIL_DOMAIN = "cases.claimback.example"
SWEEP_SECONDS = "3"
"""Shorter than an installation's minute, so that a person who watches sees beat at work."""


class JourneyFailed(Exception):
    """A step of the demo failed; the message says which, why, and where its log is."""


class Installation:
    """Everything that runs, as a context: entering starts it, leaving stops it in order."""

    def __init__(self, directory: Path, *, progress: Progress) -> None:
        self.directory = directory
        self.progress = progress
        self._servers: Servers | None = None
        self._applications: list[Application] = []
        self.settings: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Start the servers, migrate, start the application. Raises EmbeddedError or JourneyFailed."""
        with ExitStack() as begun:
            begun.callback(self.stop)
            self._servers = start_servers(self.directory, progress=self.progress)
            port = free_port(USUAL_WEB_PORT)
            self.settings = self._servers.environment | {
                "SECRET_KEY": self._secret("secret-key", 48),
                "MASTER_KEY": self._secret("master-key", KEY_BYTES),
                "SITE_URL": f"http://127.0.0.1:{port}",
                "SECURE_COOKIES": "0",
                "SWEEP_SECONDS": SWEEP_SECONDS,
                "MAIL_IN_DOMAIN": MAIL_DOMAIN,
                "MAIL_IN_LISTEN": f"127.0.0.1:{free_port(USUAL_MAIL_PORT)}",
                "OPERATOR_EMAIL": "operator@claimback.example",
                "EMAIL_FROM": "ClaimBack <deadlines@claimback.example>",
            }
            self.progress("Migrating the database…")
            self._manage("migrate", "--verbosity", "0")
            # The application never holds the owner's password.
            del self.settings["DATABASE_OWNER_URL"]
            self._applications = [
                kind(self.directory, port, progress=self.progress, settings=self.settings)
                for kind in (Web, Worker, Beat, MailDoor, Watchdog)
            ]
            for application in self._applications:
                application.spawn()
            for application in self._applications:
                application.wait_until_ready()
            begun.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the application, then the servers. A second call does nothing."""
        for application in reversed(self._applications):
            application.ask_to_stop()
        for application in reversed(self._applications):
            application.stop()
        if self._servers is not None:
            self._servers.stop()

    def journey(self) -> dict[str, Any]:
        """Take the case through every room, and return the summary. Raises JourneyFailed."""
        assert self._servers is not None
        mail_page = self._servers.mail_page_url or ""
        lines = self._manage("demo_journey", "--mail-page", mail_page, said=self.progress)
        summary: dict[str, Any] = json.loads(lines[-1])
        return summary

    def wait(self) -> None:
        """Return never, but by an interrupt, or by JourneyFailed if a process ends by itself."""
        while True:
            for application in self._applications:
                if application.pid is None:
                    raise JourneyFailed(
                        f"{application.name} ended by itself; its log is {application.log_file}."
                    )
            time.sleep(1)

    def _manage(self, *arguments: str, said: Progress | None = None) -> list[str]:
        """Run a command of manage.py as a child; what it prints on standard error goes to `said`, line by line."""
        environment = Web(self.directory, 0, progress=self.progress, settings=self.settings).environment()
        process = subprocess.Popen(  # noqa: S603 - a command of ours
            tied([sys.executable, str(ROOT / "manage.py"), *arguments], signal.SIGTERM, None),
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        heard: list[str] = []
        assert process.stderr is not None
        assert process.stdout is not None
        with process:
            for line in process.stderr:
                heard.append(line.rstrip())
                if said is not None:
                    said(line.rstrip())
            output = process.stdout.read().splitlines()
        if process.returncode != 0 or (said is not None and not output):
            raise JourneyFailed(
                f"`manage.py {arguments[0]}` failed: {' | '.join(heard[-3:]) or 'it said nothing'} "
                f"(logs: {self.directory / 'logs'})"
            )
        return output

    def _secret(self, name: str, size: int) -> str:
        """Random bytes in base64, kept beside the data: sessions and sealed values survive a restart."""
        path = self.directory / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(b64encode(secrets.token_bytes(size)).decode())
        return path.read_text()
