"""The walk: members of one full firm try every door for rows of another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.firms import TestFirm
from tests.full import FullDatabase
from tests.isolation import effects
from tests.isolation.bodies import Rows


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
