"""`manage.py migrate` as the database's owner, whom the application's own role must never be."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    """Django's own, on the database `owner`."""

    def add_arguments(self, parser: CommandParser) -> None:
        """As Django's, with another default."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, or say which variable is missing."""
        if options["database"] not in settings.DATABASES:
            raise CommandError("DATABASE_OWNER_URL is not set: migrations run as claimback_owner.")
        super().handle(*args, **options)
