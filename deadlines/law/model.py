"""The shape of a rule of law as data: frozen, hashable, free of any case.

Reading YAML into these shapes, and refusing what is unsound, is `catalogue`'s work.
"""

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from cases.vocabulary import UNITED_STATES

Duty = Literal["ours", "insurer", "reviewer", "regulator"]
Unit = Literal[
    "hours", "calendar_days", "business_days", "months", "years", "immediate", "reasonable", "event"
]
Grade = Literal["primary", "secondary", "unchecked"]
FactValue = str | int | bool
Importance = Literal["ordinary", "important", "critical"]

NUMBERED_UNITS: frozenset[str] = frozenset({"hours", "calendar_days", "business_days", "months", "years"})
STOPPABLE: tuple[Unit, ...] = ("calendar_days", "business_days", "months", "years")
"""Units of which a span can be left out: tolling stops whole days."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts the clock.

    `also` are kinds that each start a clock of their own under the same rule (a second level of appeal);
    `or_earlier` are kinds that start it instead when they come first; `stand_ins` are kinds that can't be later
    than the trigger (a letter's date and its receipt), so counting from one is safe while the trigger is unknown.
    `together_with` are kinds that must have happened too: the clock starts with the last of them. `end_of` names a
    rule whose last day stands in for the trigger while that has no date: a rule that counts backwards from suit is
    counted from the last day to sue, and one that runs from a silence starts when the other's time has passed unmet.
    `which` is for an event that comes again and again, such as a letter about a delay, where only the first one, or
    only each later one, starts a clock.
    """

    event: str
    also: tuple[str, ...] = ()
    or_earlier: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()
    end_of: str | None = None
    which: Literal["first", "later"] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of event that can start this clock by itself."""
        return (self.event, *self.also, *self.or_earlier)


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of a time that has several, each counted on from the end of the one before."""

    n: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Period:
    """How long: `n` is None where the law gives no number. `from_policy` names the provision that may give one.

    `floor` is the least that a policy, plan or state may give, `ceiling` the most, so that the true time may be
    shorter. `at_hour` ends a period of days at that hour of its last day (12 is noon) and not with the day.
    `from_year_end` counts from the last day of the trigger's year; `wait` is what must pass first: sooner, our own act
    is too early to count. `then` is counted on from the end, in days of another kind.
    """

    n: int | None
    unit: Unit
    direction: Literal["after", "before"] = "after"
    floor: bool = False
    ceiling: bool = False
    at_hour: int | None = None
    from_year_end: bool = False
    wait: Leg | None = None
    then: Leg | None = None
    from_policy: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counting:
    """How days are counted. `receipt_presumption` is days added to a letter's date when receipt is unknown.

    `careful_from_letter`: another reading counts from the letter's own date, so the safe date does, even where receipt
    is known.
    `holidays` says which days are closed for business days and for a roll: the federal ones, those of the rule's own
    jurisdiction, or none but the weekend.
    """

    exclude_trigger_day: bool = True
    missing_day: Literal["first_of_next", "last_day"] = "last_day"
    roll: Literal["text", "none"] = "none"
    holidays: Literal["federal", "jurisdiction", "none"] = "federal"
    receipt_presumption: int | None = None
    careful_from_letter: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for who owes the act, each by a notice sent before the running period ends.

    Up to `times`, or as often as there is a notice where the law sets no limit. `counted` from the end of the running
    period, or from the day of the notice. Days that lengthen a period of hours end at the same hour.
    """

    n: int
    unit: Literal["hours", "calendar_days", "business_days", "months"]
    times: int | None
    condition: str
    counted: Literal["from_end", "from_notice"] = "from_end"
    notice_sent: str = "extension_notice_sent"
    notice_received: str = "extension_notice_received"


@dataclass(frozen=True, slots=True)
class Tolling:
    """A span in which the clock stands, where the facts in `when` hold.

    It begins with the first of `start` (empty: with each notice of extension) and ends with the first of `until` after
    it, or after `days`; or the law names its own `dates`, the first and the last. Where the law leaves in doubt
    whether it stands (`certain` is False), the safe date does without it.
    """

    citation: str
    start: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    days: int | None = None
    dates: tuple[date, date] | None = None
    when: tuple[tuple[str, tuple[FactValue, ...]], ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Effective:
    """The rule governs where the date of `by` (an event kind, contract_date or loss_date) is in the range."""

    by: tuple[str, ...]
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Checked:
    """How far the rule was checked against the law's own words, when, and against which text."""

    grade: Grade
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class MoneyRemedy:
    """What the law makes who missed the date pay, as `clock.money` reckons it.

    kind          interest: simple, `rate_percent` for each `per`, of the base for the days that it stands unpaid
                  interest_over: the same at a `reference` rate times `multiple` plus `points`, a year, held between
                  `floor_percent` and `ceiling_percent`
                  per_day: `per_day` for each day late
                  percent: `percent` of the base, once
    minimum, cap  the least and the most that it comes to, in `currency`
    base          of what: amount_due (what should have been paid by then), undisputed, judgment
    from_event    the day that it runs from: due (the day after the last day), trigger (the clock's start), or a kind
                  of event
    until         how long interest runs: done (until the act that was late), or paid (until the money is there,
                  whatever was done meanwhile)
    once          names the sum where a claim has it once, however many dates were missed: of the remedies that name it
                  the one of the earliest date counts, and the others are part of it
    up_to         it is a court's to give: the sum is the most that it can be
    when          facts that must hold, as a rule's own
    """

    kind: Literal["interest", "interest_over", "per_day", "percent"]
    citation: str
    rate_percent: Decimal | None = None
    per: Literal["year", "month"] = "year"
    reference: Literal["judgment", "legal", "prime"] | None = None
    points: Decimal = Decimal(0)
    multiple: Decimal = Decimal(1)
    floor_percent: Decimal | None = None
    ceiling_percent: Decimal | None = None
    per_day: Decimal | None = None
    percent: Decimal | None = None
    minimum: Decimal | None = None
    cap: Decimal | None = None
    currency: str = "USD"
    base: Literal["amount_due", "undisputed", "judgment"] = "amount_due"
    from_event: str = "due"
    until: Literal["done", "paid"] = "done"
    once: str = ""
    up_to: bool = False
    when: tuple[tuple[str, tuple[FactValue, ...]], ...] = ()


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: who owes what, counted from which event, how, and where the law says so. Itself alone is equal to it.

    `importance` is None where it follows from whose duty it is (`deadlines.importance`). `remedy` is the money that
    a missed date costs, apart from what `consequence` says it does to the claim; several add up, and of those with
    `when` only the ones whose facts hold. `except_in` are the places whose own rule takes the place of this one of
    federal law, which sets their minimum.
    """

    id: str
    version: int
    jurisdiction: str
    lines: tuple[str, ...]
    plan_types: tuple[str, ...]
    duty_of: Duty
    act: str
    trigger: Trigger
    period: Period
    counting: Counting
    satisfied_by: Literal["sent", "received"]
    satisfied_events: tuple[str, ...]
    extension: Extension | None
    tolling: tuple[Tolling, ...]
    later_of: str | None
    earlier_of: str | None
    consequence: str
    when: tuple[tuple[str, tuple[FactValue, ...]], ...]
    effective: Effective | None
    citation: str
    paraphrase: str
    checked: Checked
    note: str
    body: str
    importance: Importance | None = None
    remedy: tuple[MoneyRemedy, ...] = ()
    except_in: tuple[str, ...] = ()

    @cached_property
    def starters(self) -> frozenset[str]:
        """Every kind of event without which no clock of this rule can start."""
        return frozenset((*self.trigger.kinds, *self.trigger.stand_ins))

    @cached_property
    def stirring(self) -> frozenset[str]:
        """Every kind of event that says anything of this rule before its clock has started."""
        return self.starters | {*self.trigger.together_with, *self.satisfied_events}


@dataclass(frozen=True, slots=True)
class Implied:
    """A fact that the law itself settles for a plan type, with its citation; in one place only, where one is named.

    One that is `presumed` is what holds as a rule there. It gives way to what the case states.
    """

    plan_type: str
    fact: str
    value: FactValue
    citation: str
    jurisdiction: str | None = None
    presumed: bool = False


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every rule, in the order of the files, and the facts that plan types imply. Itself alone is equal to it."""

    rules: tuple[Rule, ...]
    implied: tuple[Implied, ...]

    def for_line(self, line: str, jurisdiction: str) -> tuple[Rule, ...]:
        """The rules of one line of business in one place, whatever the plan type: its own law and what binds there."""
        return self._by_place.get((jurisdiction, line), ())

    def facts_of(self, line: str, jurisdiction: str) -> frozenset[str]:
        """The names of the facts that any rule of one line of business in one place hangs on."""
        rules = self.for_line(line, jurisdiction)
        conditions = [rule.when for rule in rules]
        conditions += [span.when for rule in rules for span in rule.tolling]
        conditions += [remedy.when for rule in rules for remedy in rule.remedy]
        return frozenset(fact for when in conditions for fact, _ in when)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """Every version of a rule, oldest first; empty if there is none of that id."""
        return self._by_id.get(rule_id, ())

    @cached_property
    def _by_id(self) -> Mapping[str, tuple[Rule, ...]]:
        grouped: dict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            grouped[rule.id].append(rule)
        return {name: tuple(sorted(rules, key=lambda rule: rule.version)) for name, rules in grouped.items()}

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], tuple[Rule, ...]]:
        grouped: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        for rule in self.rules:
            places = UNITED_STATES if rule.jurisdiction == "US" else (rule.jurisdiction,)
            for place in set(places) - set(rule.except_in):
                for line in rule.lines:
                    grouped[place, line].append(rule)
        return {key: tuple(rules) for key, rules in grouped.items()}

    def implied_facts(
        self, plan_type: str, jurisdiction: str, stated: Container[str] = ()
    ) -> Mapping[str, Implied]:
        """The facts that the law settles for `plan_type` there, by name; no presumption where the fact is `stated`."""
        return {
            item.fact: item
            for item in self._implied_for.get(plan_type, ())
            if item.jurisdiction in (None, jurisdiction) and not (item.presumed and item.fact in stated)
        }

    @cached_property
    def _implied_for(self) -> Mapping[str, tuple[Implied, ...]]:
        grouped: dict[str, list[Implied]] = defaultdict(list)
        for item in self.implied:
            grouped[item.plan_type].append(item)
        return {plan_type: tuple(items) for plan_type, items in grouped.items()}
