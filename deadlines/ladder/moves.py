"""Which rungs have opened, seen from the deadlines that were opened or missed just now. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from deadlines.clock.answer import Remedy
from deadlines.ladder.rungs import Ladder, Rung

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Moved(Generic[Id]):
    """A deadline that came into this state just now."""

    id: Id
    rule: str
    state: str


def rungs_opened(
    ladder: Ladder, remedies: Iterable[Remedy], moved: Iterable[Moved[Id]]
) -> Iterator[tuple[Id, str]]:
    """The deadline and the kind of each rung that it has opened: by starting the rung's own time, or as an answer
    that is late. The lowest rung is left out: it opens with the denial that a person has just recorded.
    """
    open_now = {remedy.rung for remedy in remedies if remedy.state == "available"}
    upper = [rung for rung in ladder.rungs[1:] if rung.kind in open_now]
    answers = {*ladder.initial_decision_rules, *(rule for rung in ladder.rungs for rule in rung.answer_rules)}
    for each in moved:
        bounded = next((rung for rung in upper if each.rule in _times(rung)), None)
        if bounded is not None and each.state in ("open", "unknown"):
            yield each.id, bounded.kind
        elif upper and each.state == "missed" and each.rule in answers:
            yield each.id, upper[0].kind


def _times(rung: Rung) -> set[str | None]:
    return {rung.deadline_rule, rung.first_denial_rule, rung.state_deadline_rule}
