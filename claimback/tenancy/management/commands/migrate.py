"""`manage.py migrate` as the database's owner, whom the application's own role must never be."""

from typing import Any, Final

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from psycopg import errors

_LOCK_SECONDS: Final = 5
"""A statement that waits for a table makes everybody wait who asks for the table after it."""
_INVALID: Final = """
    SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisvalid
"""


class Command(Migrate):
    """Django's own, on the database `owner`, waiting for no lock longer than others can wait for it."""

    def add_arguments(self, parser: CommandParser) -> None:
        """As Django's, with another default, and how long to wait for a lock."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
        parser.add_argument(
            "--lock-timeout",
            type=int,
            default=_LOCK_SECONDS,
            metavar="SECONDS",
            help="how long a statement may wait for a lock; 0 waits for ever",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, or say which variable is missing, or that a table was in use."""
        if options["database"] not in settings.DATABASES:
            raise CommandError("DATABASE_OWNER_URL is not set: migrations run as claimback_owner.")
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{options['lock_timeout']}s"])
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            raise CommandError(
                f"Somebody uses what a migration needs: {error.__cause__.diag.message_primary}. The migration that was "
                "begun is undone, those before it stay: run it again."
            ) from None
        with connection.cursor() as cursor:
            cursor.execute(_INVALID)
            if invalid := [name for (name,) in cursor.fetchall()]:
                raise CommandError(
                    f"An index was not built to its end: {', '.join(invalid)}. Drop it and run its migration again."
                )
