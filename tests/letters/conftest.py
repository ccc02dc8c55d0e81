"""Cases for tests of letters. The scope is closed again: each test opens its own, or goes through the API."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from tests import databases
from tests.firms import TestFirm, as_firm
from tests.letters.matter import Matter, open_matter


@pytest.fixture(scope="session")
def told(
    django_db_setup: None, seeds: dict[str, Any], django_db_blocker: Any
) -> Iterator[tuple[Matter, DatabaseWrapper]]:
    """The matter, committed once per process to a database of its own, and the connection to that."""
    name = f"letters_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    law = as_firm("marlowe-law", seeds["marlowe-law"])
    own = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock(), databases.clone(name):
        with law.scope():
            matter = open_matter(law)
        kept = DatabaseWrapper({**connections["default"].settings_dict, "NAME": name}, "default")
        with databases.pointing_at(own):
            yield matter, kept
            kept.close()


@pytest.fixture
def db(db: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """A test of the matter runs where that lies, in a transaction that is undone: to make it costs the most."""
    if "matter" not in request.fixturenames:
        yield
        return
    _, kept = request.getfixturevalue("told")
    own = connections["default"]
    connections["default"] = kept
    try:
        with databases.undone():
            yield
    finally:
        connections["default"] = own


@pytest.fixture
def matter(db: None, law: TestFirm, told: tuple[Matter, DatabaseWrapper]) -> Matter:
    """A denied ERISA health claim of the law firm, ready for its appeal."""
    with law.scope():
        return told[0].again()
