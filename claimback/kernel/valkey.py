"""Asking Valkey within a request: one connection a thread, waited for briefly, and left alone while it is away.

For what a request can do without. The queue of tasks is Celery's, over connections of its own.
"""

import logging
import time
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
        answer: bytes = self._answer("EVALSHA", keys, keys_and_arguments)
        return answer

    def command(self, name: str, *words: str | int) -> None:
        """Send one command. Raises Away."""
        self._answer(name, None, words)

    def _answer(self, name: str, keys: int | None, words: tuple[str | int, ...]) -> Any:
        if time.monotonic() < self._asked_again_at:
            raise Away
        try:
            connection, digest = self._connected()
            before = () if keys is None else (digest, keys)
            connection.send_command(name, *before, *words, check_health=False)
            return connection.read_response()
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
