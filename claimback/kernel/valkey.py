"""Asking Valkey within a request: one connection a thread, waited for briefly, and left alone while it is away.

For what a request can do without. The queue of tasks is Celery's, over connections of its own.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import Any, Final

from redis import ConnectionPool
from redis.exceptions import RedisError

WAIT_SECONDS: Final = 0.25
BACK_OFF_SECONDS: Final = 5.0
"""For so long nobody asks again after it did not answer: else every request would wait for it."""

logger = logging.getLogger(__name__)


class Away(Exception):
    """Valkey does not answer, or did not a moment ago."""


class Valkey:
    """The server at `url`, with a Lua script that each connection loads and `run` calls."""

    def __init__(self, url: str, script: str) -> None:
        self._pool = ConnectionPool.from_url(
            url, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS
        )
        self._script = script
        self._mine = local()
        self._asked_again_at = 0.0

    def run(self, *keys_and_arguments: str | int, keys: int) -> bytes:
        """What the script answers, a text. Raises Away."""
        with self._asked() as (connection, digest):
            connection.send_command("EVALSHA", digest, keys, *keys_and_arguments, check_health=False)
            answer: bytes = connection.read_response()
            return answer

    def command(self, name: str, *words: str | int) -> None:
        """Send one command whose answer nobody waits for. Raises Away where it can't be sent."""
        with self._asked() as (connection, _):
            both = connection.pack_commands([("CLIENT", "REPLY", "SKIP"), (name, *words)])
            connection.send_packed_command(both, check_health=False)

    @contextmanager
    def _asked(self) -> Iterator[tuple[Any, bytes]]:
        """This thread's connection and the digest of its script. Raises Away, and for a while at once."""
        if time.monotonic() < self._asked_again_at:
            raise Away
        try:
            yield self._connected()
        except (RedisError, OSError) as error:
            self._mine.__dict__.clear()
            self._asked_again_at = time.monotonic() + BACK_OFF_SECONDS
            logger.warning("Valkey does not answer: %s. It is left alone for a while.", error)
            raise Away from error

    def _connected(self) -> tuple[Any, bytes]:
        """This thread's connection, with the digest of the script that it loaded."""
        mine = self._mine.__dict__
        if "connection" not in mine:
            connection = self._pool.make_connection()
            connection.connect()
            connection.send_command("SCRIPT", "LOAD", self._script)
            mine["connection"] = connection, connection.read_response()
        found: tuple[Any, bytes] = mine["connection"]
        return found
