"""Two full firms in a database of their own, made once per process; each walk undoes what it did."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction

from tests import databases
from tests.firms import TestFirm, as_firm
from tests.isolation import effects
from tests.isolation.bodies import Rows
from tests.isolation.populate import populate


@dataclass
class Walk:
    """The firm whose members try the doors, the firm whose rows they must not reach, and the number of cases tried."""

    mine: TestFirm
    theirs: TestFirm
    effects: effects.Effects
    my_rows: Rows
    their_rows: Rows
    cases: int = 0
    leaks: list[str] = field(default_factory=list)

    def expect(self, holds: bool, words: Callable[[], str] | str) -> None:
        """Note a leak unless `holds`."""
        if not holds:
            self.leaks.append(words if isinstance(words, str) else words())


@dataclass(frozen=True)
class FullDatabase:
    """The database in which both firms have a row of every kind, and those rows by firm."""

    name: str
    rows: dict[str, Rows]


@pytest.fixture(scope="session")
def full_database(
    django_db_setup: None, seeds: dict[str, Any], django_db_blocker: Any
) -> Iterator[FullDatabase]:
    """The full database, beside the process's own."""
    own = connection.settings_dict["NAME"]
    name = f"isolation_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock(), databases.clone(name):
        firms = [as_firm(slug, seeded) for slug, seeded in seeds.items()]
        for firm in firms:
            populate(firm)
        full = FullDatabase(name, {firm.slug: Rows(firm) for firm in firms})
        with databases.pointing_at(own):
            yield full


@pytest.fixture
def full(full_database: FullDatabase, django_db_blocker: Any) -> Iterator[None]:
    """Django's connection to the full database, in a transaction that is undone."""
    with django_db_blocker.unblock(), databases.pointing_at(full_database.name), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def walk(
    full: None,
    full_database: FullDatabase,
    law: TestFirm,
    adjusters: TestFirm,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[..., None],
) -> Iterator[Walk]:
    """A walk as members of the law firm. Fails with every leak that it noted."""
    rows = full_database.rows
    walked = Walk(law, adjusters, effects.watch(monkeypatch), rows[law.slug], rows[adjusters.slug])
    yield walked
    record_property("isolation cases", walked.cases)
    assert walked.cases, "nothing was walked"
    assert not walked.leaks, f"{len(walked.leaks)} of {walked.cases} cases leak:\n" + "\n".join(
        walked.leaks[:40]
    )
