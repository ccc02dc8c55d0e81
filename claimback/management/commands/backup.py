"""`manage.py backup`: the whole installation into one folder."""

import getpass
import os
import socket
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.backup.take import backup_take
from claimback.kernel.errors import Refusal

DAMAGED: Final = 3
"""The exit code where the backup is whole and some object is not what its row says."""


class Command(BaseCommand):
    """A dump of one snapshot, and the list of all objects."""

    help = "Write the database and the list of all objects into a folder, with a signed manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and how much."""
        parser.add_argument(
            "--to", type=Path, required=True, metavar="DIR", help="a folder that is new or empty"
        )
        parser.add_argument(
            "--with-objects",
            action="store_true",
            help="the objects too; without it the store must be kept some other way, and is checked against the list",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, or say in one line why not."""
        try:
            taken = backup_take(
                to=options["to"], with_objects=options["with_objects"], by=_operator(), say=self._say
            )
        except Refusal as refusal:
            raise CommandError(refusal.detail) from None
        self.stdout.write(
            f"{options['to']}: {taken.rows:,} rows in {len(taken.tables):,} tables, a dump of {taken.dump.size:,} "
            f"bytes, {taken.stored:,} objects of {taken.weight:,} bytes"
            f"{'' if taken.with_objects else ' listed'}. Keep SECRET_KEY and MASTER_KEY elsewhere."
        )
        for problem in taken.problems:
            self.stderr.write(f"{problem['key']}: {problem['problem']}")
        if taken.problems:
            raise CommandError(
                f"{len(taken.problems)} objects are not what their rows say. The backup is whole and names them.",
                returncode=DAMAGED,
            )

    def _say(self, words: str) -> None:
        self.stderr.write(words)
        self.stderr.flush()


def _operator() -> str:
    """Who runs this, as the machine knows them."""
    try:
        name = getpass.getuser()
    except KeyError:
        name = f"uid {os.getuid()}"
    return f"{name}@{socket.gethostname()}"
