"""The damages of a case summed up: by head and class in each state, and what each coverage pays of them.

A coverage pays the loss less the deductible, at most its limit. Now it pays the loss as it was (actual cash value); the
depreciation that it holds back follows the repair. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from moneyed import Money

from cases.settlement.working import Step
from claimback.kernel.money import money, shares, total

STATES: Final = ("claimed", "supported", "approved", "paid")


@dataclass(frozen=True, slots=True)
class Item:
    """A damage item that is claimed. `now` is what of it is due before any repair."""

    head: str
    claimed: Money
    now: Money
    supported: Money | None = None
    approved: Money | None = None
    paid: Money | None = None
    coverage: UUID | None = None
    bears_deductible: bool = False


@dataclass(frozen=True, slots=True)
class CoverageTerms:
    """A coverage part of the policy: its limit, and the deductible that is its own."""

    id: UUID
    name: str
    limit: Money | None = None
    deductible: Money | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What some items come to in each state. `unproven` counts those for which there is no proof yet."""

    name: str
    items: int
    unproven: int
    claimed: Money
    supported: Money
    approved: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class CoverageSums:
    """What a coverage pays. `loss` is all that is claimed under it, `unpaid` what of `now` was not paid yet."""

    coverage_id: UUID | None
    name: str
    loss: Money
    deductible: Money
    limit: Money | None
    payable: Money
    now: Money
    held_back: Money
    over_limit: Money
    paid: Money
    unpaid: Money
    steps: tuple[Step, ...]


def sums(name: str, items: Iterable[Item], currency: str) -> Sums:
    """The items in each state. One without an amount of a state adds nothing to it."""
    those = list(items)

    def of(state: str) -> Money:
        amounts: Iterable[Money | None] = (getattr(item, state) for item in those)
        return total((amount for amount in amounts if amount is not None), currency)

    return Sums(
        name,
        len(those),
        sum(item.supported is None for item in those),
        *(of(state) for state in STATES),
    )


def by_head(items: Sequence[Item], currency: str) -> dict[str, Sums]:
    """The sums of each head that has items, in the order in which the items name them."""
    heads = dict.fromkeys(item.head for item in items)
    return {head: sums(head, (item for item in items if item.head == head), currency) for head in heads}


def by_coverage(
    items: Sequence[Item],
    coverages: Sequence[CoverageTerms],
    currency: str,
    *,
    deductible: Money | None = None,
) -> list[CoverageSums]:
    """What each coverage that has items pays; what falls under none comes last, without a limit.

    `deductible` is the policy's own. It is taken once, from the coverages that bear it by the size of their losses.
    """
    terms: dict[UUID | None, CoverageTerms | None] = {each.id: each for each in coverages}
    terms[None] = None
    grouped: Mapping[UUID | None, list[Item]] = {
        id: [item for item in items if (item.coverage if item.coverage in terms else None) == id]
        for id in terms
    }
    borne = _deductibles(grouped, terms, currency, deductible)
    return [_paid_by(terms[id], those, borne[id], currency) for id, those in grouped.items() if those]


def _deductibles(
    grouped: Mapping[UUID | None, list[Item]],
    terms: Mapping[UUID | None, CoverageTerms | None],
    currency: str,
    whole: Money | None,
) -> dict[UUID | None, Money]:
    """What of the deductibles each coverage bears: its own, or a share of the policy's."""
    nought = money(0, currency)
    losses = {
        id: total((item.claimed for item in those if item.bears_deductible), currency)
        for id, those in grouped.items()
    }
    own = {
        id: each.deductible for id, each in terms.items() if each is not None and each.deductible is not None
    }
    borne = {id: min(own.get(id, nought), loss) for id, loss in losses.items()}
    sharing = [id for id in losses if id not in own and losses[id].amount > 0]
    if whole is None or not sharing:
        return borne
    taken = min(whole, total((losses[id] for id in sharing), currency))
    weights: list[Decimal] = [losses[id].amount for id in sharing]
    return borne | dict(zip(sharing, shares(taken, weights), strict=True))


def _paid_by(
    terms: CoverageTerms | None, items: Sequence[Item], deductible: Money, currency: str
) -> CoverageSums:
    nought = money(0, currency)
    loss = total((item.claimed for item in items), currency)
    as_it_was = total((item.now for item in items), currency)
    paid = total((item.paid for item in items if item.paid is not None), currency)
    limit = terms.limit if terms else None

    def capped(amount: Money) -> Money:
        net = max(amount - deductible, nought)
        return net if limit is None else min(net, limit)

    payable, now = capped(loss), capped(as_it_was)
    over = max(loss - deductible - payable, nought)
    unpaid = max(now - paid, nought)
    steps = [Step("Loss", loss)]
    if deductible.amount:
        steps.append(Step("Less deductible", -deductible))
    if limit is not None:
        steps.append(Step("At most the limit", limit))
    steps.append(Step("Payable", payable))
    if payable != now:
        steps += [Step("Held back until repair", now - payable), Step("Payable now", now)]
    if paid.amount:
        steps += [Step("Less paid", -paid), Step("Unpaid", unpaid)]
    return CoverageSums(
        coverage_id=terms.id if terms else None,
        name=terms.name if terms else "No coverage named",
        loss=loss,
        deductible=deductible,
        limit=limit,
        payable=payable,
        now=now,
        held_back=payable - now,
        over_limit=over,
        paid=paid,
        unpaid=unpaid,
        steps=tuple(steps),
    )
