"""Two full firms: a database in which each has a row of every kind, made once and never changed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from tests import databases
from tests.firms import TestFirm, as_firm
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


def full_name() -> str:
    """The name of the full database of this run: what is due in it is due today."""
    return f"full_{os.environ['CLAIMBACK_TEST_RUN']}"


@pytest.fixture(scope="session")
def full_database(
    django_db_setup: None, seeds: dict[str, Any], django_db_blocker: Any
) -> Iterator[FullDatabase]:
    """This process's clone of the full database, beside its own."""
    own = connection.settings_dict["NAME"]
    firms = [as_firm(slug, seeded) for slug, seeded in seeds.items()]

    def make(name: str) -> dict[str, Any]:
        databases.clone_make(name)
        with databases.pointing_at(name):
            return {firm.slug: _told(populate(firm)) for firm in firms}

    name = f"isolation_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        told = databases.made_once(full_name(), make)
        walled_off = {firm.slug: _walled_off(firm, told[firm.slug]) for firm in firms}
    with django_db_blocker.unblock(), databases.clone(name, of=full_name()):
        kept = DatabaseWrapper({**connections["default"].settings_dict, "NAME": name}, "default")
        rows = {firm.slug: Rows(firm) for firm in firms}
        full = FullDatabase(name, rows, walled_off, kept, Ground(*firms))
        with databases.pointing_at(own):
            yield full
            full.connection.close()
        assert full.ground.committed() == [], "a test committed to the full database"


def _told(off: WalledOff) -> dict[str, str]:
    return {
        "member_id": str(off.member.member_id),
        "user_id": str(off.member.user_id),
        "token": off.token,
    }


def _walled_off(firm: TestFirm, told: dict[str, str]) -> WalledOff:
    """The second owner, from what was told of them."""
    member = replace(firm.owner, member_id=UUID(told["member_id"]), user_id=UUID(told["user_id"]))
    return WalledOff(member, told["token"])


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
