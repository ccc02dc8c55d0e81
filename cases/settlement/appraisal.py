"""An appraisal's award: what it adds up to, who has to sign it, what the insurer owes on it, who pays what. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from moneyed import Money

from cases.settlement.working import Step
from claimback.kernel.money import money, shares, total

SEATS: Final = {
    "our_appraiser": "Our appraiser",
    "their_appraiser": "The insurer's appraiser",
    "umpire": "The umpire",
}
SIGNATURES_NEEDED: Final = 2
"""Any two of the three: the standard clause, and 2071 of California's Insurance Code and its like."""


@dataclass(frozen=True, slots=True)
class Awarded:
    """What was awarded on one item: new, its depreciation, and what it was worth."""

    rcv: Money
    depreciation: Money
    acv: Money


@dataclass(frozen=True, slots=True)
class Owed:
    """What an award makes the insurer owe now, and what once the repair is done, with the working."""

    now: Money
    later: Money
    steps: tuple[Step, ...]


def flaw_of(item: Awarded) -> str:
    """What is wrong with one item of an award; empty if nothing."""
    if min(item.rcv.amount, item.depreciation.amount, item.acv.amount) < 0:
        return "An amount is below nought."
    if item.rcv - item.depreciation != item.acv:
        return f"{item.rcv} less {item.depreciation} of depreciation is {item.rcv - item.depreciation}, not {item.acv}."
    return ""


def sums_of(items: Sequence[Awarded], currency: str) -> Awarded:
    """The items together."""
    return Awarded(
        total((item.rcv for item in items), currency),
        total((item.depreciation for item in items), currency),
        total((item.acv for item in items), currency),
    )


def enough_sign(signed: Collection[str]) -> bool:
    """Whether two of the three signed. Each has one voice, however often it is written."""
    return len({*signed} & SEATS.keys()) >= SIGNATURES_NEEDED


def owed_on(
    award: Awarded,
    *,
    deductible: Money,
    limit: Money | None,
    paid_before: Money,
    best_offer: Money | None = None,
) -> Owed:
    """What is still owed: the loss less the deductible, at most the limit, less what was paid before.

    Depreciation that is held back is owed once the repair is done. The deductible comes off the loss before the limit
    is held to it: so reads the standard policy; one that reads otherwise wants its own working.
    """
    nought = money(0, award.acv.currency.code)
    steps = [Step("Actual cash value awarded", award.acv)]

    def bounded(loss: Money, *, tell: bool) -> Money:
        left = max(loss - deductible, nought)
        if tell and deductible.amount:
            steps.append(Step(f"Less the deductible of {deductible}", left))
        if limit is not None and left > limit:
            left = limit
            if tell:
                steps.append(Step("The limit of the policy", left))
        return left

    whole = bounded(award.acv, tell=True)
    now = max(whole - paid_before, nought)
    if paid_before.amount:
        steps.append(Step(f"Less {paid_before} that was paid before", now))
    later = bounded(award.rcv, tell=False) - whole
    steps.append(Step("Owed now", now))
    if later.amount:
        steps.append(Step("Owed besides, once repaired: the depreciation held back, within the limit", later))
    if best_offer is not None:
        steps.append(
            Step(f"The award goes beyond the insurer's best offer of {best_offer} by", award.acv - best_offer)
        )
    return Owed(now, later, tuple(steps))


def cost_split(costs: Mapping[str, Money], currency: str) -> tuple[Money, Money]:
    """Ours and the insurer's share: each side pays its own appraiser, and both the umpire by halves."""
    ours, theirs = shares(costs.get("umpire", money(0, currency)), [Decimal(1), Decimal(1)])
    return (
        total([costs.get("our_appraiser", money(0, currency)), ours], currency),
        total([costs.get("their_appraiser", money(0, currency)), theirs], currency),
    )
