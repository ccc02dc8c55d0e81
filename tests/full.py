"""Two full firms: a database in which each has a row of every kind, made once per process and never changed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from tests import databases
from tests.firms import as_firm
from tests.isolation.bodies import Rows
from tests.isolation.effects import Ground
from tests.isolation.populate import WalledOff, populate


@dataclass(frozen=True)
class FullDatabase:
    """A database in which both firms have a row of every kind; by firm, those rows and who is kept from most."""

    name: str
    rows: dict[str, Rows]
    walled_off: dict[str, WalledOff]
    connection: DatabaseWrapper
    ground: Ground


@pytest.fixture(scope="session")
def full_database(
    django_db_setup: None, seeds: dict[str, Any], django_db_blocker: Any
) -> Iterator[FullDatabase]:
    """The full database, beside the process's own."""
    own = connection.settings_dict["NAME"]
    name = f"isolation_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock(), databases.clone(name):
        firms = [as_firm(slug, seeded) for slug, seeded in seeds.items()]
        walled_off = {firm.slug: populate(firm) for firm in firms}
        kept = DatabaseWrapper({**connections["default"].settings_dict, "NAME": name}, "default")
        rows = {firm.slug: Rows(firm) for firm in firms}
        full = FullDatabase(name, rows, walled_off, kept, Ground(*firms))
        with databases.pointing_at(own):
            yield full
            full.connection.close()
        assert full.ground.committed() == [], "a test committed to the full database"


@pytest.fixture
def full(full_database: FullDatabase, django_db_blocker: Any) -> Iterator[None]:
    """Django's connection to the full database, in a transaction that is undone.

    It is one connection for all tests: PostgreSQL then has its catalogue and its plans at hand.
    """
    with django_db_blocker.unblock(), databases.pointing_at(full_database.name):
        own = connections["default"]
        connections["default"] = full_database.connection
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connections["default"] = own
