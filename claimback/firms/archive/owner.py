"""Working as claimback_owner: what the application's role may not do, for one firm at a time.

Forced row security binds the owner too: outside a firm's scope it sees no row of any.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, connections, transaction

from claimback.kernel.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class FirmFound:
    """A firm as the command line finds it."""

    id: UUID
    slug: str
    name: str


@contextmanager
def as_owner() -> Iterator[None]:
    """All that Django does on its default database is done as the owner until the end.

    So selectors and services work inside one transaction with what only the owner may do. For commands: a process
    that serves members must never be the owner. Raises Invalid where no owner is configured.
    """
    if "owner" not in settings.DATABASES:
        raise Invalid("DATABASE_OWNER_URL is not set: a firm's life is managed as claimback_owner.")
    ordinary = connections["default"]
    connections["default"] = connections["owner"]
    try:
        yield
    finally:
        connections["default"] = ordinary
        connections["owner"].close()


def firm_found(slug: str) -> FirmFound | None:
    """The firm with this slug. The scanner is asked: the owner itself sees no firm before it knows which."""
    return _one("slug = %s", slug)


def firm_standing(firm_id: UUID) -> FirmFound | None:
    """The firm with this id, if there is one."""
    return _one("id = %s", firm_id)


def members_elsewhere(user_ids: list[UUID]) -> set[UUID]:
    """Those of these users who have a membership in any firm, ended ones too: a history names them."""
    with as_scanner():
        found = rows("SELECT DISTINCT user_id FROM tenancy_membership WHERE user_id = ANY (%s)", [user_ids])
    return {user_id for (user_id,) in found}


@contextmanager
def as_scanner() -> Iterator[None]:
    """The role that reads single columns across firms, for a statement or two. Call as the owner."""
    with transaction.atomic():
        execute("SET LOCAL ROLE claimback_scanner")
        yield
        execute("RESET ROLE")


@contextmanager
def resting_triggers() -> Iterator[None]:
    """No trigger runs for this transaction's rows: none that audits or seals, none that checks a foreign key.

    What is written under it is checked by `tables.dangling` afterwards. Call inside a transaction.
    Raises Conflict where the owner lacks the right, which docker/roles.sql gives.
    """
    if not rows("SELECT has_parameter_privilege('session_replication_role', 'SET')")[0][0]:
        raise Conflict(
            "claimback_owner may not set session_replication_role. Run docker/roles.sql again, as a superuser."
        )
    execute("SET LOCAL session_replication_role = replica")
    yield
    execute("SET LOCAL session_replication_role = origin")


def execute(statement: str, values: list[Any] | None = None) -> int:
    """Run a statement on the connection in force; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def rows(statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """What a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _one(condition: str, value: object) -> FirmFound | None:
    with as_scanner():
        found = rows(f"SELECT id, slug, name FROM tenancy_firm WHERE {condition}", [value])  # noqa: S608
    return FirmFound(*found[0]) if found else None
