"""The shape of a rule of law as data: frozen, hashable, free of any case.

Reading YAML into these shapes, and refusing what is unsound, is `catalogue`'s work.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Duty = Literal["ours", "insurer", "reviewer", "regulator"]
Unit = Literal[
    "hours", "calendar_days", "business_days", "months", "years", "immediate", "reasonable", "event"
]
Grade = Literal["primary", "secondary", "unchecked"]
FactValue = str | int | bool
Importance = Literal["ordinary", "important", "critical"]

NUMBERED_UNITS: frozenset[str] = frozenset({"hours", "calendar_days", "business_days", "months", "years"})

# Facts that a rule may hang on, with the values each can have. A case may state others; no rule reads them.
FACT_VALUES: Mapping[str, tuple[FactValue, ...]] = {
    "aca_review_applies": (True, False),
    "claim_kind": ("urgent", "pre_service", "post_service", "concurrent"),
    "appeal_levels": (1, 2),
    "claims_procedure_applies": (True, False),
    "decided_by_committee": (True, False),
    "declared_emergency": (True, False),
    "exigent": (True, False),
    "extension_reason": ("missing_information", "beyond_control", "special_circumstances"),
    "external_review_of": ("first_denial", "final_denial"),
    "external_review_process": ("federal", "state"),
    "external_review_scope": ("medical_judgment", "surprise_billing", "rescission", "none"),
    "requested_24_hours_ahead": (True, False),
    "residential": (True, False),
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts the clock.

    `also` are kinds that each start a clock of their own under the same rule (a second level of appeal);
    `or_earlier` are kinds that start it instead when they come first; `stand_ins` are kinds that can't be later
    than the trigger (a letter's date and its receipt), so counting from one is safe while the trigger is unknown.
    """

    event: str
    also: tuple[str, ...] = ()
    or_earlier: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of event that can start this clock by itself."""
        return (self.event, *self.also, *self.or_earlier)


@dataclass(frozen=True, slots=True)
class Period:
    """How long: `n` is None where the law gives no number. `from_policy` names the provision that may give one."""

    n: int | None
    unit: Unit
    direction: Literal["after", "before"] = "after"
    floor: bool = False
    from_policy: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counting:
    """How days are counted. `receipt_presumption` is days added to a letter's date when receipt is unknown."""

    exclude_trigger_day: bool = True
    missing_day: Literal["first_of_next", "last_day"] = "last_day"
    roll: Literal["text", "none"] = "none"
    holidays: Literal["federal", "none"] = "federal"
    receipt_presumption: int | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for who owes the act, up to `times`, each by a notice sent before the running period ends."""

    n: int
    unit: Literal["calendar_days"]
    times: int
    notice_sent: str
    notice_received: str
    condition: str


@dataclass(frozen=True, slots=True)
class Tolling:
    """The clock stands from an extension notice until `until`, where the facts in `when` hold."""

    until: str
    when: tuple[tuple[str, tuple[FactValue, ...]], ...]
    citation: str


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
    up_to: bool = False
    when: tuple[tuple[str, tuple[FactValue, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: who owes what, counted from which event, how, and where the law says so.

    `importance` is None where it follows from whose duty it is (`deadlines.importance`). `remedy` is the money that
    a missed date costs, apart from what `consequence` says it does to the claim; several add up, and of those with
    `when` only the ones whose facts hold.
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
    tolling: Tolling | None
    later_of: str | None
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


@dataclass(frozen=True, slots=True)
class Implied:
    """A fact that the law itself settles for a plan type, with its citation."""

    plan_type: str
    fact: str
    value: FactValue
    citation: str


@dataclass(frozen=True)
class Catalogue:
    """Every rule, in the order of the files, and the facts that plan types imply."""

    rules: tuple[Rule, ...]
    implied: tuple[Implied, ...]

    def for_line(self, line: str) -> tuple[Rule, ...]:
        """The rules of one line of business, whatever the plan type."""
        return tuple(rule for rule in self.rules if line in rule.lines)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """Every version of a rule, oldest first; empty if there is none of that id."""
        return tuple(sorted((r for r in self.rules if r.id == rule_id), key=lambda rule: rule.version))

    def implied_facts(self, plan_type: str) -> Mapping[str, Implied]:
        """The facts that the law settles for `plan_type`, by name."""
        return {item.fact: item for item in self.implied if item.plan_type == plan_type}
