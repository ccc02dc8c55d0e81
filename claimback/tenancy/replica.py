"""Reading beside the primary: what counts or copies many rows is read from a replica, while that is near enough.

A replica shows a firm what it was some seconds ago. So whoever is asked about deadlines asks the primary; only work
that is handed to `read_aside` may be answered by a replica, and its rows are never the ground of a decision.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connections,
    transaction,
)
from django.db.models import QuerySet
from psycopg.errors import QueryCanceled

from claimback.tenancy.scope import SETTINGS, current_scope

log = logging.getLogger(__name__)

Read = TypeVar("Read")
REPLICA: Final = "replica"
_REST: Final = 30.0
"""Seconds for which a replica that did not answer is not asked again."""

_HERE: Final = "SELECT pg_current_wal_lsn()::text" + "".join(
    f", coalesce(current_setting('{name}', true), '')" for name in SETTINGS
)
# The primary's own position is what tells a replica that has all from one that has heard nothing for an hour.
_THERE: Final = (
    "SELECT pg_is_in_recovery() AND coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn"
    " OR pg_last_xact_replay_timestamp() > clock_timestamp() - make_interval(secs => %s), false)"
) + "".join(f", set_config('{name}', %s, true)" for name in SETTINGS)

_rests_until = 0.0


class _PassedOver(Exception):
    """The replica is not to be read now; the message says why."""


def read_aside(work: Callable[[], Read], *, having: QuerySet[Any] | None = None) -> Read:
    """What `work` reads: from the replica while it is near enough and has the rows `having`, else from the primary.

    Call it inside a scope, which is the same there: the member stands behind the walls that the primary knows of now.
    `work` must only read, make its rows whole, and be safe to run twice: where a replica fails, the primary is read.
    """
    global _rests_until
    current_scope()
    if REPLICA not in settings.DATABASES or time.monotonic() < _rests_until:
        return work()
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_HERE)
        position, *scope = cursor.fetchone()
    try:
        return _on_replica(work, having, position, scope)
    except _PassedOver as why:
        log.info("The replica is passed over: %s.", why)
    except (OperationalError, InterfaceError) as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise
        _rests_until = time.monotonic() + _REST
        log.warning("The replica failed and rests for %d seconds: %s.", _REST, type(error.__cause__).__name__)
    return work()


def _on_replica(
    work: Callable[[], Read], having: QuerySet[Any] | None, position: str, scope: list[str]
) -> Read:
    """Do the work on the replica, in a transaction with the scope of the primary's. Raises _PassedOver."""
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[REPLICA]
    with transaction.atomic(using=REPLICA):
        with replica.cursor() as cursor:
            cursor.execute(_THERE, [position, settings.REPLICA_LAG_SECONDS, *scope])
            near = cursor.fetchone()[0]
        if not near:
            raise _PassedOver("it is too far behind, or is no replica")
        connections[DEFAULT_DB_ALIAS] = replica
        try:
            if having is not None and not having.all().exists():
                raise _PassedOver("what was just written is not there yet")
            return work()
        finally:
            connections[DEFAULT_DB_ALIAS] = primary
