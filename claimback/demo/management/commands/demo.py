"""`manage.py demo`: everything on this machine, one case all the way through, and where to look at it."""

import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.demo.installation import Installation, JourneyFailed
from claimback.demo.summary import summary_text
from claimback.embedded.place import reachable_place
from claimback.embedded.servers import EmbeddedError
from claimback.kernel import json

DIRECTORY = Path(".claimback") / "demo"


class Command(BaseCommand):
    """Start the servers and the application, run the journey, and serve until interrupted."""

    help = "Run ClaimBack on this machine and take one denied claim all the way through it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What contract 1 names, and where the data lives."""
        parser.add_argument("--once", action="store_true", help="stop after the journey")
        parser.add_argument("--json", action="store_true", help="print the summary as JSON")
        parser.add_argument(
            "--fresh", action="store_true", help="begin again: the data of earlier demos is removed"
        )
        parser.add_argument(
            "--data", type=Path, default=DIRECTORY, help=f"where data lives (default {DIRECTORY})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 after an interrupt or `--once`; 1 with one line on standard error if anything could not be done."""
        for number in (
            signal.SIGINT,
            signal.SIGTERM,
            signal.SIGHUP,
        ):  # SIGINT is ignored in a shell's background
            signal.signal(number, _interrupt)
        started = time.monotonic()

        def progress(text: str) -> None:
            print(f"[{time.monotonic() - started:5.1f} s] {text}", file=sys.stderr, flush=True)  # noqa: T201

        try:
            directory = reachable_place(options["data"].resolve(), progress=progress)
            if options["fresh"] and directory.exists():
                progress(f"Removing {directory}…")
                shutil.rmtree(directory)
            with Installation(directory, progress=progress) as installation:
                summary = installation.journey()
                summary["seconds"] = round(time.monotonic() - started, 1)
                text = json.dumps(summary).decode() if options["json"] else summary_text(summary)
                self.stdout.write(text)
                self.stdout.flush()
                if not options["once"]:
                    progress("Serving until you press Ctrl-C.")
                    installation.wait()
        except KeyboardInterrupt:
            progress("Stopped.")
        except (EmbeddedError, JourneyFailed, OSError) as error:
            raise CommandError(str(error)) from error


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
