"""Which rungs have opened, seen from the deadlines that were opened or missed just now. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from deadlines.clock.answer import Remedy
from deadlines.ladder.rungs import PLACE, Ladder, Rung

Id = TypeVar("Id")


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
    that is late. What opens with the denial itself is left out: a person has just recorded that; so is what nobody
    owes an answer to.
    """
    open_now = {remedy.rung for remedy in remedies if remedy.state == "available"}
    upper = [rung for rung in ladder.rungs if rung.id in open_now and _is_above(rung)]
    answers = {*ladder.first_decision.rules, *(rule for rung in ladder.rungs for rule in rung.answer.rules)}
    for each in moved:
        bounded = next((rung for rung in upper if each.rule in _times(rung, jurisdiction)), None)
        if bounded is not None and each.state in ("open", "unknown"):
            yield each.id, bounded.id
        elif upper and each.state == "missed" and each.rule in answers:
            yield each.id, upper[0].id


def _is_above(rung: Rung) -> bool:
    """Whether it opens by something that is not the first denial."""
    return any(
        condition.climbed or condition.rung or condition.missed or condition.either
        for condition in rung.opens
    )


def _times(rung: Rung, jurisdiction: str) -> set[str]:
    forms = (rung, rung.urgent) if rung.urgent else (rung,)
    return {name.replace(PLACE, jurisdiction.lower()) for form in forms for name in form.times}
