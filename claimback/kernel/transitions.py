"""State is one field with a table of edges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimback.kernel.errors import IllegalTransition


@dataclass(frozen=True, slots=True)
class Edges:
    """Which state may follow which. `name` is the word for the thing, as a person reads it in an error."""

    name: str
    table: Mapping[str, frozenset[str]]

    def next(self, state: str) -> frozenset[str]:
        """The states that may follow `state`; none for a last one."""
        return self.table.get(state, frozenset())

    def advance(self, state: str, to: str) -> str:
        """`to`, if there is an edge from `state`. Raises IllegalTransition, naming what is possible instead."""
        if to in self.next(state):
            return to
        possible = ", ".join(sorted(self.next(state))) or "nothing: it is final"
        raise IllegalTransition(f"A {self.name} that is {state} cannot become {to}. Possible: {possible}.")

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that the table names, in the order in which it names them."""
        seen = dict.fromkeys(self.table)
        for after in self.table.values():
            seen.update(dict.fromkeys(sorted(after)))
        return tuple(seen)


def edges(name: str, table: Mapping[str, Iterable[str]]) -> Edges:
    """`Edges` from plain lists."""
    return Edges(name, {state: frozenset(after) for state, after in table.items()})
