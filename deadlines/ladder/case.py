"""What the engine looks at: one case's facts, events, computed deadlines and persons' decisions. Counts no legal time.

Only these look-ups; what they mean for a rung is `remedies`'s work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from deadlines.clock.answer import ComputedDeadline
from deadlines.clock.counting import add_years
from deadlines.clock.events import ClockFacts
from deadlines.clock.measure import OWN_TIME
from deadlines.clock.timeline import Moment, Timeline
from deadlines.ladder.decisions import Decision, Decisions, What, decided
from deadlines.ladder.rungs import PLACE, Bound, Circumstances, Foreclosure, Ladder, Rung
from deadlines.law.model import FactValue

DENIALS = ("denial_dated", "denial_mailed", "denial_received", "denial_told")
FINAL_ANSWERS = (
    "final_denial_dated",
    "final_denial_mailed",
    "final_denial_received",
    "reconsideration_dated",
    "reconsideration_received",
)
"""Events by which what was decided inside is there to be reviewed."""
TWO_LEVELS = ("first_appeal_denial_dated", "first_appeal_denial_received")
"""Events that there are only where the plan has two levels of appeal."""


@dataclass(frozen=True)
class LadderCase:
    """One claim, or one part of it, on one ladder."""

    facts: ClockFacts
    timeline: Timeline
    rows: Mapping[str, Sequence[ComputedDeadline]]
    ladder: Ladder
    decisions: Decisions
    part: str | None

    @cached_property
    def settled(self) -> Mapping[str, FactValue]:
        """What is known of the case: facts stated, implied, and told by an event."""
        told: dict[str, FactValue] = {"appeal_levels": 2} if self.first(TWO_LEVELS) else {}
        return {**told, **self.facts.facts}

    @property
    def urgent(self) -> bool:
        """Whether the law's procedures for urgent claims take the place of the standard ones."""
        return self.settled.get("claim_kind") == "urgent"

    @cached_property
    def present(self) -> date | None:
        """The day on which the case stands; None where every event counts as past."""
        as_of = self.facts.as_of
        return as_of.date() if isinstance(as_of, datetime) else as_of

    def first(self, kinds: Iterable[str]) -> Moment | None:
        """The earliest past event of these kinds."""
        events = self.timeline.happened(kinds)
        return events[0] if events else None

    def unknown(self, circumstances: Circumstances) -> tuple[str, ...] | None:
        """The facts that are not known and on which it hangs whether any set of `circumstances` holds.

        None where it is known that none holds; nothing where one does, or nothing must.
        """
        alive = [
            each for each in circumstances if not any(self._denies(name, values) for name, values in each)
        ]
        if not alive:
            return None if circumstances else ()
        open_sets = [tuple(name for name, _ in each if name not in self.settled) for each in alive]
        return () if () in open_sets else tuple(dict.fromkeys(name for names in open_sets for name in names))

    def _denies(self, name: str, values: tuple[FactValue, ...]) -> bool:
        return name in self.settled and self.settled[name] not in values

    def row(self, bounds: Iterable[Bound]) -> tuple[Bound, ComputedDeadline] | None:
        """The bound that governs, with its clock: the first of whose rules there is a row.

        One that gives way does so once its time is over, or while it has no day. While the one that governs has no
        day, a borrowed bound that is over goes before it.
        """
        every = [(bound, row) for bound in bounds if (row := self._bounding(bound)) is not None]
        held = [each for each in every if not (each[0].gives_way and self._gave_way(each[1]))]
        if not held or due_of(held[0][1]) is not None:
            return held[0] if held else None
        return next(((bound, row) for bound, row in held if bound.borrowed and self.is_over(row)), held[0])

    def _bounding(self, bound: Bound) -> ComputedDeadline | None:
        """The clock of a bound that ends first.

        Of several clocks of one rule, after several notices, the one whose time ends last; of versions of a rule, where
        the date that decides between them is not known, each. A clock that may not apply
        at all, and whose day is past, does not govern while another of them runs.
        """
        found = [row for name in bound.rules for rows in self._named(name) for row in _latest(rows)]
        if bound.borrowed:
            found = [row for row in found if row.state != "met"]
        running = [row for row in found if row.state == "missed" or not self.is_over(row)]
        if running:
            return min(running, key=lambda row: due_of(row) or date.max)
        return max(found, key=lambda row: due_of(row) or date.min, default=None)

    def is_over(self, row: ComputedDeadline) -> bool:
        """Whether its time ended, certainly or as far as is known, with nothing done in it."""
        due = due_of(row)
        past = due is not None and self.present is not None and due < self.present
        return row.state == "missed" or (past and row.state == "unknown")

    def _gave_way(self, row: ComputedDeadline) -> bool:
        return due_of(row) is None or self.is_over(row)

    @cached_property
    def outlived(self) -> date | None:
        """The first day on which no time can be running any more, of those that have come; see `Longest`."""
        answers = {kind for rung in self.ladder.rungs for kind in (*rung.ended, *rung.won)}
        decided_on = self.timeline.happened((*DENIALS, *answers)) or self.timeline.happened(
            ("loss_occurred",)
        )
        if not decided_on or self.present is None:
            return None
        years = self.ladder.longest.years
        last = add_years(max(each.on for each in decided_on), years, missing_day="first_of_next")
        return last + timedelta(days=1) if last < self.present else None

    def lapsed(self, row: ComputedDeadline) -> str:
        """What is to be said where the time from an earlier notice has run out."""
        gone = [each for each in self.rows.get(row.rule, ()) if each.state == "missed"]
        if row.state == "missed" or not gone:
            return ""
        return (
            f"The time from an earlier notice ended on {due_of(gone[-1])}: expect that to be held against us."
        )

    def breach(self, rules: Iterable[str]) -> ComputedDeadline | None:
        """The first of the other side's duties under `rules` that was certainly missed."""
        late = [row for rule in rules for row in self.rows.get(rule, ()) if self.is_late(row)]
        return min(late, key=lambda row: due_of(row) or date.max) if late else None

    def is_late(self, row: ComputedDeadline) -> bool:
        """Whether the other side certainly missed it: a state's own time, unknown, can only be shorter."""
        return row.state == "missed" or (row.needs == (OWN_TIME,) and self.is_over(row))

    def awaited(self, rules: Iterable[str]) -> ComputedDeadline | None:
        """The answer that is due first."""
        due = [
            row for rule in rules for row in self.rows.get(rule, ()) if row.state == "open" and due_of(row)
        ]
        return min(due, key=lambda row: due_of(row) or date.max, default=None)

    def decision(self, what: What, rung: str) -> Decision | None:
        """The last decision of that sort about the rung."""
        return decided(self.decisions, what, rung, self.part)

    @cached_property
    def rungs(self) -> tuple[Rung, ...]:
        """The ladder's rungs as this case has them: in their urgent form where the claim is urgent."""
        return tuple(rung.urgent if self.urgent and rung.urgent else rung for rung in self.ladder.rungs)

    @cached_property
    def barred(self) -> Mapping[str, tuple[Rung, Foreclosure]]:
        """The rungs that are lost by another that was begun, each with that one and why."""
        begun = [rung for rung in self.rungs if rung.forecloses and self.first(rung.moves)]
        return {bar.rung: (rung, bar) for rung in reversed(begun) for bar in rung.forecloses}

    def _named(self, name: str) -> Iterable[Sequence[ComputedDeadline]]:
        """The rows of a rule, of the place's own rule, or of the policy's terms of that kind."""
        if name.startswith("policy-"):
            return [rows for rule, rows in self.rows.items() if rule.startswith(name)]
        rows = self.rows.get(name.replace(PLACE, self.facts.jurisdiction.lower()))
        return [rows] if rows else []


def _latest(rows: Sequence[ComputedDeadline]) -> Iterable[ComputedDeadline]:
    """The last clock of each version of a rule."""
    return {row.rule_version: row for row in rows}.values()


def due_of(row: ComputedDeadline) -> date | None:
    """The legal date on which it is due, if it has one."""
    return row.due_on or (row.due_at.date() if row.due_at else None)


def day_after(row: ComputedDeadline) -> date | None:
    """The first day on which its time is over."""
    due = due_of(row)
    return due + timedelta(days=1) if due else None
