"""The walk: members of one full firm try every door for rows of another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.template.base import Template

from claimback.tenancy.front_door import FirmView
from tests.firms import TestFirm
from tests.full import FullDatabase
from tests.isolation import effects
from tests.isolation.bodies import Rows
from tests.isolation.effects import Ground


@dataclass
class Walk:
    """The firm whose members try the doors, the firm whose rows they must not reach, and the number of cases tried.

    `handled` counts the requests that got past the front door, to the method of a view.
    """

    mine: TestFirm
    theirs: TestFirm
    effects: effects.Effects
    ground: Ground
    my_rows: Rows
    their_rows: Rows
    cases: int = 0
    handled: int = 0
    leaks: list[str] = field(default_factory=list)

    def expect(self, holds: bool, words: Callable[[], str] | str) -> None:
        """Note a leak unless `holds`."""
        if not holds:
            self.leaks.append(words if isinstance(words, str) else words())

    def refused_before(self, send: Callable[[], Any]) -> tuple[Any, bool]:
        """An answer, and whether the front door gave it: then no view was asked, and no row was looked for.

        The door hands what stands in the URL to the view's method alone. So what it answers by itself it answers for
        one's own row, another firm's and an absent one alike, and one of them stands for all.
        """
        before = self.handled
        answer = send()
        return answer, self.handled == before

    def expect_nothing_done(self, what: str, *, but: tuple[str, ...] = ()) -> None:
        """Nothing is enqueued or sent, and nothing written, but to those tables of one's own firm."""
        kept = {f"{self.mine.slug} {table}" for table in but}
        tables = [table for table in self.ground.changed() if table not in kept]
        self.expect(not tables, f"{what}: denied, and yet changed {tables}")
        outside = self.effects.outside()
        self.expect(not outside, f"{what}: denied, and yet {outside}")

    def expect_told_at_home(self) -> None:
        """Of refusals, only the firm of the members who asked is told."""
        firms = {told.firm_id for told in self.effects.told} - {self.mine.id}
        self.expect(not firms, f"a refusal is told to another firm, {firms}")


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
    # What a test client keeps of each template that is rendered, nobody asks for here.
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
    rows = full_database.rows
    seen = effects.watch(monkeypatch)
    walked = Walk(law, adjusters, seen, full_database.ground, rows[law.slug], rows[adjusters.slug])
    handle = FirmView._once

    def noted(self: FirmView, *args: Any, **kwargs: Any) -> Any:
        walked.handled += 1
        return handle(self, *args, **kwargs)

    monkeypatch.setattr(FirmView, "_once", noted)
    yield walked
    walked.expect_told_at_home()
    record_property("isolation cases", walked.cases)
    assert walked.cases, "nothing was walked"
    assert not walked.leaks, f"{len(walked.leaks)} of {walked.cases} cases leak:\n" + "\n".join(
        walked.leaks[:40]
    )
