"""What a fee agreement makes the fee of a recovery, with its working. Pure.

How much the law allows at most is no matter of this: that is data of `deadlines/law/fees`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from moneyed import Money

from claimback.kernel.money import money, part_of, rounded, total, wire

CONTINGENCY, PERCENTAGE, HOURLY, FLAT = "contingency", "percentage", "hourly", "flat"
KINDS: Final = {
    CONTINGENCY: "Contingency, by the stage that the case reached",
    PERCENTAGE: "Percentage of what is recovered",
    HOURLY: "By the hour",
    FLAT: "A fixed sum",
}
OF_THE_RECOVERY: Final = (CONTINGENCY, PERCENTAGE)
"""Kinds that are a part of what is recovered."""

STAGES: Final = {"before_suit": "Before suit", "suit": "In suit", "trial": "At trial", "appeal": "On appeal"}
STAGE_EVENTS: Final = {"suit_filed": "suit", "trial_begun": "trial", "judgment_appealed": "appeal"}
"""The events by which a case reaches a stage."""

BASES: Final = {
    "recovered": "All that is recovered",
    "increase": "What is recovered beyond the insurer's earlier offer",
}
_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """What was agreed. A stage without a percentage of its own has that of the one before it.

    `offered` is the insurer's offer from before the agreement, as far as it is not used up; `costs_first` says that
    the percentage is taken of what is left after costs.
    """

    kind: str
    percents: Mapping[str, Decimal] = field(default_factory=dict)
    flat: Money | None = None
    base: str = "recovered"
    offered: Money | None = None
    costs_first: bool = False


@dataclass(frozen=True, slots=True)
class TimeWorked:
    """Time at an hourly rate."""

    minutes: int
    rate: Money


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a working: what was done, what came of it, and why."""

    step: str
    result: str
    why: str


@dataclass(frozen=True, slots=True)
class FeeDue:
    """A fee: of what it is taken and at which percentage (None where it is no part of a recovery), with its steps."""

    amount: Money
    base: Money | None
    percent: Decimal | None
    steps: tuple[Step, ...]

    @property
    def working(self) -> list[dict[str, str]]:
        """The steps as JSON."""
        return [{"step": s.step, "result": s.result, "why": s.why} for s in self.steps]


def fee_due(
    terms: FeeTerms,
    recovered: Money,
    *,
    stage: str = "before_suit",
    costs: Money | None = None,
    time: Sequence[TimeWorked] = (),
) -> FeeDue:
    """The fee that the agreement gives for one recovery, or for the time worked since the last invoice.

    `stage` is the case's on the day of the recovery, `costs` are those laid out for it. Raises ValueError for terms
    that lack what their kind needs, Invalid where two currencies meet.
    """
    match terms.kind:
        case "hourly":
            return _by_the_hour(time, recovered.currency.code)
        case "flat":
            if terms.flat is None:
                raise ValueError("a flat fee without its amount")
            return FeeDue(terms.flat, None, None, (Step("Fixed sum", shown(terms.flat), "As agreed."),))
    percent = percent_at(terms.percents, stage)
    base, steps = _base(terms, recovered, costs)
    fee = part_of(base, percent)
    why = (
        f"{percent:f}% as agreed for {STAGES[stage].lower()}." if terms.kind == CONTINGENCY else "As agreed."
    )
    return FeeDue(fee, base, percent, (*steps, Step(f"{percent:f}% of {shown(base)}", shown(fee), why)))


def percent_at(percents: Mapping[str, Decimal], stage: str) -> Decimal:
    """The percentage of a stage: its own, or that of the last stage before it that has one. Raises ValueError."""
    found: Decimal | None = None
    for name in STAGES:
        found = percents.get(name, found)
        if name == stage and found is not None:
            return found
    raise ValueError(f"no percentage is agreed for {stage!r}")


def stage_at(reached: Sequence[tuple[str, date]], on: date) -> str:
    """The furthest stage that the case had reached on a day, by its events as (kind, day)."""
    gone = {STAGE_EVENTS[kind] for kind, day in reached if kind in STAGE_EVENTS and day <= on}
    return next((stage for stage in reversed(STAGES) if stage in gone), "before_suit")


def shown(amount: Money) -> str:
    """Such as "1,234.50 USD"."""
    return f"{amount.amount:,.2f} {wire(amount)['currency']}"


def _base(terms: FeeTerms, recovered: Money, costs: Money | None) -> tuple[Money, list[Step]]:
    nought = money(0, recovered.currency.code)
    base, steps = recovered, [Step("Recovered", shown(recovered), "What the insurer paid.")]
    for taken, what, why in (
        (
            terms.offered if terms.base == "increase" else None,
            "Earlier offer",
            "The fee is of the increase alone.",
        ),
        (
            costs if terms.costs_first else None,
            "Costs",
            "The agreement takes them off before the percentage.",
        ),
    ):
        if taken is not None:
            total([base, taken], base.currency.code)
            base = max(base - taken, nought)
            steps.append(Step(f"Less {what.lower()}", f"{shown(taken)}: {shown(base)} is left", why))
    return base, steps


def _by_the_hour(time: Sequence[TimeWorked], currency: str) -> FeeDue:
    """Each entry to the cent, then summed: so the lines of an invoice add up to it."""
    lines = [rounded(Money(each.rate.amount * each.minutes / _MINUTES, each.rate.currency)) for each in time]
    fee = total(lines, currency)
    steps = [
        Step(f"{each.minutes} minutes at {shown(each.rate)} an hour", shown(line), "Time worked.")
        for each, line in zip(time, lines, strict=True)
    ]
    return FeeDue(
        fee, None, None, (*steps, Step("Sum", shown(fee), "Of the time that was not billed before."))
    )
