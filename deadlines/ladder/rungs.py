"""The shape of a ladder as data: which remedies the law gives for a line, plan type and place, lowest first.

Types only, free of any case. Reading YAML into them, and refusing what is unsound, is `catalogue`'s work.
"""

from dataclasses import dataclass
from typing import Final, Literal

from deadlines.ladder.kinds import Gives, Level
from deadlines.law.model import Checked, Effective, FactValue

Facts = tuple[tuple[str, tuple[FactValue, ...]], ...]
"""Facts that must hold together, each with the values under which it does."""

Circumstances = tuple[Facts, ...]
"""Facts of which any one set must hold; empty where nothing must."""

PLACE = "{place}"
"""Stands for the code of the case's place, small, in the name of a rule that each state has for itself."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be so before a rung opens. Exactly one of the first eight is given.

    event    any of these kinds has happened
    climbed  these rungs are exhausted, or the highest of them that counts was deemed so; one that the law does not
             give in a case is passed over
    rung     that rung is in one of the states `states`; what follows a rung that is not given is not given either
    fact     these facts hold
    after    the last day of this clock rule is past
    before   none of these kinds has happened: after it the rung is lost
    missed   the insurer's or reviewer's duty under one of these rules was certainly missed
    either   any of these conditions holds
    words    what is said while it is not so; `lost`, what is said once it never can be
    citation the law that opens the rung by it, where that is another than the rung's own
    """

    event: tuple[str, ...] = ()
    climbed: tuple[str, ...] = ()
    rung: str = ""
    states: tuple[str, ...] = ()
    fact: Circumstances = ()
    after: str = ""
    before: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    either: tuple["Condition", ...] = ()
    words: str = ""
    lost: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """What ends the time to take a rung: the earliest last day that any of `rules` gives.

    A rule may be named with `{place}`: each state's own, whose citation then is the rung's. Of several bounds the first
    governs of whose rules the clock has any row. A name that begins with policy- is the policy's own term of that kind.
    `borrowed`: the rule is no law of the rung's own; only nothing is left to take it for once that time is over.
    `gives_way`: it is a shorter way of the same rung, and once it is over the next bound governs.
    `says` is what a person must know of it; `{act}` and `{place}` stand for the rule's act and the case's place.
    """

    rules: tuple[str, ...]
    citation: str = ""
    says: str = ""
    borrowed: bool = False
    gives_way: bool = False


@dataclass(frozen=True, slots=True)
class Deeming:
    """Duties of the other side whose certain breach deems a rung climbed, and where the law says so."""

    rules: tuple[str, ...]
    deemed: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rung does to something beside it, in a sentence, and where the law says so."""

    says: str
    citation: str


@dataclass(frozen=True, slots=True)
class Foreclosure:
    """Another rung that is lost by taking this one, and why."""

    rung: str
    why: str
    citation: str


@dataclass(frozen=True, slots=True)
class BindingOn:
    """Whom what comes of it binds; nobody where that is empty and something is said."""

    on: tuple[str, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One remedy: who gives it, what opens and closes it, whose silence deems it climbed, and where the law gives it.

    when          what must certainly hold; while it is not known the rung waits for it
    hangs_on      what must hold; while it is not known the rung stands as it would, and says so
    where_ruled   it is given only where the clock has a rule that ends its time: in the states that have it
    opens         all of these must be so
    closes        what ends the time to take it; `before_final` instead, while no final denial came
    answer        the other side's duty to answer once it is taken
    taken, ended, won   the events that move it
    effects       what taking it does to other clocks
    parallel      rungs that may be climbed at the same time
    route         external_review or regulator: who takes it, its fee and whom it binds are the place's own, from
                  law/regulators
    urgent        this rung in an urgent case, where the law has another procedure for it
    """

    id: str
    kind: str
    title: str
    level: Level
    gives: Gives
    citation: str
    checked: Checked
    taken: tuple[str, ...]
    ended: tuple[str, ...]
    won: tuple[str, ...]
    mandatory: bool = False
    who: tuple[str, ...] = ()
    when: Circumstances = ()
    hangs_on: Circumstances = ()
    where_ruled: bool = False
    opens: tuple[Condition, ...] = ()
    closes: tuple[Bound, ...] = ()
    before_final: tuple[Bound, ...] = ()
    answer: Deeming = Deeming(())
    effects: tuple[Effect, ...] = ()
    forecloses: tuple[Foreclosure, ...] = ()
    parallel: tuple[str, ...] = ()
    cost: str = ""
    binding: BindingOn = BindingOn(())
    route: Literal["", "external_review", "regulator"] = ""
    consent: str = ""
    note: str = ""
    urgent: "Rung | None" = None

    @property
    def moves(self) -> tuple[str, ...]:
        """Every kind of event by which it has at least been begun."""
        return (*self.taken, *self.ended, *self.won)

    @property
    def times(self) -> frozenset[str]:
        """Every rule of its own that can end the time to take it."""
        own = (bound for bound in (*self.closes, *self.before_final) if not bound.borrowed)
        return frozenset(name for bound in own for name in bound.rules)


@dataclass(frozen=True, slots=True)
class NotGiven:
    """A remedy that people would expect and the law does not give, and why; where `when` holds, if it says so."""

    kind: str
    title: str
    why: str
    citation: str
    checked: Checked
    when: Circumstances = ()


@dataclass(frozen=True, slots=True)
class Longest:
    """How many years after the last decision any time can still be running: the longest that is known of any law.

    It makes no claim timely. Where nobody has read the time that governs, an old denial is not called open.
    """

    years: int
    citation: str


LONGEST: Final = Longest(
    10, "Wyo. Stat. 1-3-105(a)(i), for a written contract: the longest limitation that was read"
)
"""Where a ladder says nothing else."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of some plan types of some lines, lowest first; in `jurisdictions`, or wherever no other ladder is.

    `first_decision` is the other side's duty to decide the claim itself, whose breach deems the rungs inside the plan
    climbed. `settled_by` are events after which there is nothing left to climb for.
    """

    id: str
    version: int
    lines: tuple[str, ...]
    plan_types: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    effective: Effective | None
    first_decision: Deeming
    settled_by: tuple[str, ...]
    rungs: tuple[Rung, ...]
    not_given: tuple[NotGiven, ...]
    longest: Longest = LONGEST

    def rung(self, rung_id: str) -> Rung:
        """The rung of that id. Raises KeyError where there is none."""
        for rung in self.rungs:
            if rung.id == rung_id:
                return rung
        raise KeyError(rung_id)
