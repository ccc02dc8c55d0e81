"""`manage.py receive_mail`: take mail for cases from the installation's mail server, until interrupted."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.mail_door import open_mail_door
from claimback.tenancy.database_role import refuse_powerful_role


class Command(BaseCommand):
    """Listens for SMTP at MAIL_IN_LISTEN."""

    help = "Take mail for cases by SMTP at MAIL_IN_LISTEN, for the domain MAIL_IN_DOMAIN, until interrupted."

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen until SIGINT or SIGTERM. Raises CommandError where mail is not set up or the port is taken."""
        if not settings.MAIL_IN_DOMAIN:
            raise CommandError("Set MAIL_IN_DOMAIN to the domain whose mail belongs to cases.")
        host, colon, port = settings.MAIL_IN_LISTEN.rpartition(":")
        if not colon or not port.isdigit():
            raise CommandError("MAIL_IN_LISTEN is host:port, such as 127.0.0.1:2525.")
        refuse_powerful_role()
        try:
            door = open_mail_door(host, int(port))
        except OSError as error:
            raise CommandError(f"Cannot listen at {settings.MAIL_IN_LISTEN}: {error.strerror}.") from None
        self.stdout.write(f"Taking mail for *@{settings.MAIL_IN_DOMAIN} at {settings.MAIL_IN_LISTEN}.")
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        ended.wait()
        door.stop()
