"""`manage.py restore`: a backup into an empty database, and then the proof that all of it is there."""

from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.backup.bring_back import backup_restore, backup_verify
from claimback.kernel.errors import Refusal

DAMAGED: Final = 3
"""The exit code where the backup came back and something is not as its manifest says."""


class Command(BaseCommand):
    """Run it before web, worker and beat are started."""

    help = "Restore a backup into an empty database and verify it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from, and how it is verified."""
        parser.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR")
        parser.add_argument(
            "--sample", type=int, metavar="N", help="read the bytes of so many objects again; else of all"
        )
        parser.add_argument(
            "--public-key",
            default="",
            help="of the installation that took the backup, where its keys are others",
        )
        parser.add_argument(
            "--only-verify",
            action="store_true",
            help="restore nothing: hold what is there against the backup, before anything was written",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore or verify, or say in one line why not."""
        asked = {
            "source": options["source"],
            "public_key": options["public_key"],
            "sample": options["sample"],
            "say": self._say,
        }
        try:
            if options["only_verify"]:
                problems = backup_verify(**asked)
            else:
                done = backup_restore(**asked)
                problems = done.problems
                self.stdout.write(
                    f"{done.manifest.rows:,} rows in {len(done.manifest.tables):,} tables of {done.firms:,} firms are "
                    f"back as of {done.manifest.made_at}; {done.objects_put:,} objects were put"
                    f"{'; the schema was migrated to this version' if done.migrated else ''}."
                )
        except Refusal as refusal:
            raise CommandError(refusal.detail) from None
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems):,} things are not as in the backup.", returncode=DAMAGED)
        self.stdout.write(
            "Verified: rows, schema, row security, roles, keys, histories and objects are as in the backup."
        )

    def _say(self, words: str) -> None:
        self.stderr.write(words)
        self.stderr.flush()
