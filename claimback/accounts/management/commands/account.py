"""`manage.py account`: what an operator does with somebody's account: end sessions, forget a second factor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.accounts.models import User
from claimback.accounts.selectors import user_by_email
from claimback.accounts.services import factors_forget, sessions_end_of


class Command(BaseCommand):
    """For operators: no page leads here."""

    help = "End the sessions of a user or of everybody; forget a user's second factors."

    def add_arguments(self, parser: CommandParser) -> None:
        """A verb each."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        ended = verbs.add_parser("end-sessions", help="sign a user out everywhere")
        whose = ended.add_mutually_exclusive_group(required=True)
        whose.add_argument("email", nargs="?")
        whose.add_argument("--everybody", action="store_true", help="sign all users out")
        factors = verbs.add_parser(
            "forget-factors", help="after proof of who asks, as decision 27 says; the user is told by mail"
        )
        factors.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many there were."""
        user = None if options.get("everybody") else self._user(options["email"])
        if options["verb"] == "end-sessions":
            self.stdout.write(f"{sessions_end_of(user=user)} sessions ended.")
        else:
            assert user is not None
            self.stdout.write(f"{factors_forget(user=user)} factors forgotten.")

    def _user(self, email: str) -> User:
        user = user_by_email(email)
        if user is None:
            raise CommandError("There is no account with this e-mail address.")
        return user
