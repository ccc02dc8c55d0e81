"""`manage.py vault`: rotate a firm's key, and wrap all keys under another master key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.tenancy.scanner import firm_ids
from claimback.vault.masters import MasterKeyUnusable
from claimback.vault.services.keys import keys_rewrap
from claimback.vault.services.rotation import BATCH, firm_key_rotate


class Command(BaseCommand):
    """Rotation of keys. Both can be killed and run again."""

    help = "Rotate a firm's key (`rotate FIRM`), or wrap every key under the current master key (`rewrap`)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The two commands."""
        commands = parser.add_subparsers(dest="command", required=True)
        rotate = commands.add_parser("rotate", help="a new key for a firm, and all its values sealed anew")
        rotate.add_argument("firm", help="the firm's slug")
        rotate.add_argument("--batch", type=int, default=BATCH, help="rows in one transaction")
        commands.add_parser("rewrap", help="every key under MASTER_KEY, or the one that KMS keeps")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one of them."""
        try:
            if options["command"] == "rotate":
                self._rotate(options["firm"], options["batch"])
            else:
                self.stdout.write(f"{keys_rewrap()} keys wrapped anew.")
        except MasterKeyUnusable as error:
            raise CommandError(str(error)) from None

    def _rotate(self, slug: str, batch: int) -> None:
        found = firm_ids([slug])
        if not found:
            raise CommandError(f"There is no firm {slug}.")
        if batch < 1:
            raise CommandError("--batch is at least 1.")
        done = firm_key_rotate(found[0], batch=batch, progress=self._progress)
        self.stdout.write(f"{done} rows of {slug} sealed anew; the old key is destroyed.")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total} rows sealed anew")
