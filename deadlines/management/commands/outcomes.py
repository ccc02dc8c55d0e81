"""`manage.py outcomes`: load external reviews and complaints of public record, and show what they add up to."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claimback.firms.archive.owner import as_owner
from claimback.kernel.clock import today
from claimback.kernel.errors import Invalid
from deadlines.outcomes.sources import SOURCES
from deadlines.outcomes.summary import outcome_summary
from deadlines.services.outcomes import outcomes_load


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day. Write it as 2026-11-23.") from None


class Command(BaseCommand):
    """`outcomes load KIND FILE [--retrieved-on DAY] [--source TEXT] [--licence TEXT]` and `outcomes counts KIND`."""

    help = (
        "Load outcomes of public record from the official files, as the owner of the tables, or count them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, which record, and where its file is."""
        acts = parser.add_subparsers(dest="act", required=True)
        load = acts.add_parser("load", help="load a file whole, or nothing of it")
        load.add_argument("kind", choices=sorted(SOURCES))
        load.add_argument("file", type=Path, help="CSV, as the authority publishes it")
        load.add_argument(
            "--retrieved-on", type=_day, help="when it was fetched, such as 2026-11-23; today without"
        )
        load.add_argument("--source", default="", help="who publishes it, where it is not the authority")
        load.add_argument("--licence", default="", help="under what licence, where it is another")
        counts = acts.add_parser("counts", help="what the loaded rows add up to, as JSON")
        counts.add_argument("kind", choices=sorted(SOURCES))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError that lists the lines of the file which can't be read."""
        kind = options["kind"]
        if options["act"] == "counts":
            self.stdout.write(json.dumps(outcome_summary(kind), indent=1))
            return
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from None
        try:
            with as_owner():
                done = outcomes_load(
                    kind=kind,
                    data=data,
                    file_name=path.name,
                    retrieved_on=options["retrieved_on"] or today("UTC"),
                    source=options["source"],
                    licence=options["licence"],
                    progress=self._progress,
                )
        except Invalid as refusal:
            raise CommandError(
                "\n".join([refusal.detail, *(f"  {one.detail}" for one in refusal.errors)])
            ) from None
        self.stdout.write(
            f"{done.rows} rows read, {done.added} added, {done.changed} corrected, {done.repeated} repeated."
            if done.load
            else f"{done.rows} rows read, and every one of them was there: nothing was changed."
        )

    def _progress(self, act: str, rows: int) -> None:
        self.stderr.write(f"{act} {rows} rows")
