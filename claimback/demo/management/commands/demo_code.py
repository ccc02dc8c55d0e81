"""`manage.py demo_code SECRET`: what an authenticator app shows now for one of the demo's secrets."""

import binascii
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.demo.authenticator import present_code


class Command(BaseCommand):
    """Print the six digits. No database is needed."""

    help = "Print the code that an authenticator app would show now for a secret of the demo."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The secret as the demo printed it."""
        parser.add_argument("secret", help="the secret, in base 32")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 for what is no secret."""
        try:
            self.stdout.write(present_code(options["secret"].strip()))
        except (binascii.Error, UnicodeEncodeError):
            raise CommandError("That is no secret: copy the one that the demo printed.") from None
