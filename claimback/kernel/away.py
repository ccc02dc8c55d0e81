"""PostgreSQL that is away, full, or lets nobody in, told apart from one that refuses what it was asked."""

import logging
from typing import Final

from django.db import InterfaceError, OperationalError

_LETS_NOBODY_IN: Final = ("08", "53", "57P")
"""How the codes begin of lost connections, of no room, memory or connections left, and of a server that goes down or
comes up.
"""
_SAID_LIMIT: Final = 200

log = logging.getLogger(__name__)


def database_away(error: BaseException | None) -> bool:
    """Whether `error` says that the database can't be reached now. What has no code was never answered by it."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(_LETS_NOBODY_IN)


def say_away(error: BaseException) -> None:
    """One line of the log, in PostgreSQL's own words: they are of the connection, and of nothing that was sent."""
    said = " ".join(str(error).split())[:_SAID_LIMIT]
    log.error("PostgreSQL does not answer: the request was told to come again. %s", said)


class Told(logging.Filter):
    """Leaves out what Django says of such an error, with all its frames: `say_away` has said it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        return not (record.exc_info and database_away(record.exc_info[1]))
