"""`manage.py watchdog`: tells the operator when reminders stop going out, without the broker."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from claimback.notify.mail import MailDelayed, MailRefused
from claimback.watchdog import Watchdog


class Command(BaseCommand):
    """A loop for a service of its own, or one look for cron."""

    help = "Watch that reminders go out; mail OPERATOR_EMAIL by the mail server itself when they do not."

    def add_arguments(self, parser: CommandParser) -> None:
        """How often, or once."""
        parser.add_argument("--once", action="store_true", help="Look once; exit 1 if something is wrong.")
        parser.add_argument("--seconds", type=int, default=60, help="Between two looks.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, tell, and say on the terminal what was seen. Raises CommandError where nobody can be told."""
        if not settings.OPERATOR_EMAIL:
            raise CommandError("OPERATOR_EMAIL is not set: name whom to tell.")
        watchdog = Watchdog()
        if options["once"]:
            if problems := self._look(watchdog):
                raise CommandError(" ".join(problems))
            return
        while True:  # beat and the worker may have been started beside it: the first look comes later
            time.sleep(options["seconds"])
            close_old_connections()
            for problem in self._look(watchdog):
                self.stderr.write(problem)

    def _look(self, watchdog: Watchdog) -> list[str]:
        try:
            return watchdog.watch()
        except (MailDelayed, MailRefused) as error:
            return [f"The operator could not be told: {error}"]
