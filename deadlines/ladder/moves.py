"""Which rungs have opened, are about to be lost or stay unanswered, seen from the deadlines by which that is known.
Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Generic, TypeVar

from deadlines.clock.answer import Remedy
from deadlines.ladder.next_step import CLOSING_DAYS
from deadlines.ladder.rungs import PLACE, Ladder, Rung

Id = TypeVar("Id")

SILENT_DAYS: Final = 30
"""After so many days a rung for whose answer no rule sets a time counts as unanswered."""


@dataclass(frozen=True, slots=True)
class Moved(Generic[Id]):
    """A deadline that came into this state just now."""

    id: Id
    rule: str
    state: str


def rungs_opened(
    ladder: Ladder, jurisdiction: str, remedies: Iterable[Remedy], moved: Iterable[Moved[Id]]
) -> Iterator[tuple[Id, str]]:
    """The deadline and the id of each rung that it has opened: by starting the rung's own time, or as an answer
    that is late. What opens with the denial itself is left out: a person has just recorded that; by a late answer the
    first that the law itself gives is meant.
    """
    open_now = {remedy.rung for remedy in remedies if remedy.state == "available"}
    upper = [rung for rung in ladder.rungs if rung.id in open_now and _is_above(rung)]
    by_law = [rung for rung in upper if rung.gives == "law"]
    answers = {*ladder.first_decision.rules, *(rule for rung in ladder.rungs for rule in rung.answer.rules)}
    for each in moved:
        bounded = next((rung for rung in upper if each.rule in _times(rung, jurisdiction)), None)
        if bounded is not None and each.state in ("open", "unknown"):
            yield each.id, bounded.id
        elif by_law and each.state == "missed" and each.rule in answers:
            yield each.id, by_law[0].id


def rungs_closing(
    ladder: Ladder, jurisdiction: str, remedies: Iterable[Remedy], rows: Iterable[Moved[Id]], on: date
) -> Iterator[tuple[Id, str]]:
    """The deadline and the id of each open rung whose time ends soon, seen on the day `on`: not of one that a person
    decided not to take.
    """
    live, opened = [row for row in rows if row.state in ("open", "unknown")], _by_state(remedies, "available")
    for rung in ladder.rungs:
        remedy = opened.get(rung.id)
        if remedy is None or remedy.decided == "declined" or remedy.until is None:
            continue
        if on <= remedy.until <= on + timedelta(days=CLOSING_DAYS):
            own = next((row for row in live if _is_of(row.rule, _times(rung, jurisdiction))), None)
            if own is not None:
                yield own.id, rung.id


def rungs_unanswered(
    ladder: Ladder, remedies: Iterable[Remedy], rows: Iterable[Moved[Id]]
) -> Iterator[tuple[Id, str]]:
    """The deadline and the id of each rung that was taken and whose answer is late."""
    late, taken = [row for row in rows if row.state == "missed"], _by_state(remedies, "pending")
    for rung in ladder.rungs:
        own = next((row for row in late if row.rule in _answers(rung)), None)
        if rung.id in taken and own is not None:
            yield own.id, rung.id


def rungs_silent(
    ladder: Ladder, remedies: Iterable[Remedy], rows: Iterable[Moved[Id]], on: date
) -> Iterator[Remedy]:
    """The rungs that were taken long ago, and for whose answer no deadline of the case sets a time."""
    ruled = {row.rule for row in rows}
    taken = _by_state(remedies, "pending")
    for rung in ladder.rungs:
        remedy = taken.get(rung.id)
        if remedy is None or remedy.opens_on is None or ruled & _answers(rung):
            continue
        if remedy.opens_on + timedelta(days=SILENT_DAYS) <= on:
            yield remedy


def _by_state(remedies: Iterable[Remedy], state: str) -> dict[str, Remedy]:
    return {remedy.rung: remedy for remedy in remedies if remedy.state == state}


def _is_of(rule: str, names: set[str]) -> bool:
    """Whether a row's rule is one of these; a policy's own term is named by its kind alone."""
    return rule in names or any(name.startswith("policy-") and rule.startswith(name) for name in names)


def _answers(rung: Rung) -> set[str]:
    forms = (rung, rung.urgent) if rung.urgent else (rung,)
    return {rule for form in forms for rule in form.answer.rules}


def _is_above(rung: Rung) -> bool:
    """Whether it opens by something that is not the first denial."""
    return any(
        condition.climbed or condition.rung or condition.missed or condition.either
        for condition in rung.opens
    )


def _times(rung: Rung, jurisdiction: str) -> set[str]:
    forms = (rung, rung.urgent) if rung.urgent else (rung,)
    return {name.replace(PLACE, jurisdiction.lower()) for form in forms for name in form.times}
