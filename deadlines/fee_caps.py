"""What the law lets a representative charge in a case: each cap that holds, with its working. Pure.

The caps themselves are data of `law.fees`. A cap that hangs on a fact not given is neither left out nor taken for
certain: it is named with the fact, and a fee that it would forbid waits for the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from moneyed import Money

from cases.settlement.fees import shown
from claimback.kernel.money import CENT, money, part_of, total
from deadlines.clock.calendars import calendar_of
from deadlines.clock.counting import add_business_days, add_days, add_years
from deadlines.law.fees import AGREEMENT, Bar, FeeCap, FeeLaw, Timing, Within, fee_law
from deadlines.law.model import FactValue

LOSS: Final = "loss_occurred"
MARKED: Final = "marked_coverages"
_HOURS_OF_A_DAY: Final = 24


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: its legal date, and the instant where that is known."""

    on: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What is known of a fee and of the recovery that it is taken of.

    `facts` are the case's (`law.facts`), `moments` the first event of each kind. `recovered` is this recovery and
    `recovered_before` what fees of this agreement were taken of earlier, which came to `billed_before`. `offered` is
    the insurer's offer from before the agreement; `marked` what of the recovery came for coverages that it marks.
    """

    who: str
    jurisdiction: str
    line: str
    plan_type: str
    kind: str
    claim_type: str
    signed: Moment
    recovered: Money
    recovered_before: Money
    billed_before: Money
    recovered_on: date
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    moments: Mapping[str, Moment] = field(default_factory=dict)
    offered: Money | None = None
    marked: Money | None = None

    def fact(self, name: str) -> FactValue | None:
        """What answers a condition of a cap; None where it is not known."""
        match name:
            case "claim_type":
                return self.claim_type
            case "made_after_offer":
                return self.offered is not None
            case "paid_before_agreement":
                return self.recovered_on < self.signed.on
            case "nothing_recovered":
                return not (self.recovered + self.recovered_before).amount
        return self.facts.get(name)


@dataclass(frozen=True, slots=True)
class CapFound:
    """A cap with what it allows this fee to be at most; `needs` are the facts that it hangs on, none if it holds."""

    cap: FeeCap
    base: Money
    allowed: Money
    needs: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CapAnswer:
    """The caps that hold, those that may, and those that do not, with why; `law` is None where none is known."""

    law: FeeLaw | None
    holding: tuple[CapFound, ...]
    unsettled: tuple[CapFound, ...]
    left_out: tuple[tuple[FeeCap, str], ...]

    @property
    def lowest(self) -> CapFound | None:
        """The cap that governs."""
        return min(self.holding, key=lambda found: found.allowed.amount, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a fee is within the caps. `above` and `needs` name the caps in its way, the lowest first."""

    says: Literal["allowed", "above", "needs"]
    caps: tuple[CapFound, ...] = ()


def fee_caps(facts: FeeFacts) -> CapAnswer:
    """Every cap of the place on such a fee."""
    law = fee_law(facts.who, facts.jurisdiction)
    holding: list[CapFound] = []
    unsettled: list[CapFound] = []
    left_out: list[tuple[FeeCap, str]] = []
    for cap in law.caps if law else ():
        if not cap.governs(facts.line, facts.plan_type, facts.kind, facts.signed.on):
            left_out.append((cap, "It limits other insurance, other fees, or agreements of another time."))
            continue
        why, needs = _conditions(cap, facts)
        if why:
            left_out.append((cap, why))
            continue
        found = _allowed(cap, facts, needs)
        (unsettled if found.needs else holding).append(found)
    return CapAnswer(law, tuple(holding), tuple(unsettled), tuple(left_out))


def judge(answer: CapAnswer, fee: Money) -> Verdict:
    """Hold a fee to the caps: first to those that hold, then to those that may."""
    for says, found in (("above", answer.holding), ("needs", answer.unsettled)):
        over = sorted((each for each in found if fee > each.allowed), key=lambda each: each.allowed.amount)
        if over:
            return Verdict(says, tuple(over))  # type: ignore[arg-type]
    return Verdict("allowed")


@dataclass(frozen=True, slots=True)
class BarFound:
    """A rule against an agreement, or on it; `needs` are the facts that it hangs on, none if it holds."""

    bar: Bar
    needs: tuple[str, ...] = ()


def bars_on(law: FeeLaw | None, kind: str, signed: Moment, loss: Moment | None) -> tuple[BarFound, ...]:
    """The rules of the place on such an agreement that hold or may."""
    found = []
    for bar in law.bars if law else ():
        if kind not in bar.kinds:
            continue
        if bar.since_loss is None:
            found.append(BarFound(bar))
        elif loss is None:
            found.append(BarFound(bar, ("loss_date",)))
        else:
            soon = _came_within(signed, loss, bar.since_loss, law.jurisdiction if law else "")
            if soon is None:
                found.append(BarFound(bar, ("signed_at", "loss_occurred with its hour")))
            elif soon:
                found.append(BarFound(bar))
    return tuple(found)


def _conditions(cap: FeeCap, facts: FeeFacts) -> tuple[str, tuple[str, ...]]:
    """Why the cap does not hold, empty if it holds or may; and the facts that are missing."""
    needs: list[str] = []
    for name, values in cap.when:
        value = facts.fact(name)
        if value is None:
            needs.append(name)
        elif value not in values:
            return f"{name} is {str(value).lower()}.", ()
    if cap.plan_types and not facts.plan_type:
        needs.append("plan_type")
    if cap.timing is not None:
        came = _timing(cap.timing, facts)
        if came is False:
            return "It did not come within the law's time.", ()
        needs += came or ()
    return "", tuple(needs)


def _timing(timing: Timing, facts: FeeFacts) -> tuple[str, ...] | Literal[False] | None:
    """None where it came in time, False where not; else what has to be known."""
    event = _first(timing.events, facts)
    if event is None:
        stated = facts.facts.get(timing.fact) if timing.fact else None
        if stated is None:
            return (timing.fact or timing.events[0],)
        return None if stated else False
    needs: list[str] = []
    for within in timing.within:
        start = _first(within.of, facts)
        if start is None:
            needs.append(within.of[0])
            continue
        came = _came_within(event, start, within, facts.jurisdiction)
        if came:
            return None
        if came is None:
            needs.append(f"the hour of {timing.events[0]}")
    return tuple(needs) or False


def _first(kinds: Sequence[str], facts: FeeFacts) -> Moment | None:
    return next(
        (
            found
            for kind in kinds
            if (found := facts.signed if kind == AGREEMENT else facts.moments.get(kind)) is not None
        ),
        None,
    )


def _came_within(what: Moment, start: Moment, within: Within, place: str) -> bool | None:
    """Whether `what` came before so long had passed since `start`; None where only the hour would tell."""
    match within.unit:
        case "hours":
            return _within_hours(what, start, within.n)
        case "calendar_days":
            return what.on <= add_days(start.on, within.n)
        case "business_days":
            return what.on <= add_business_days(start.on, within.n, calendar_of(place))
    return what.on <= add_years(start.on, within.n, missing_day="last_day")


def _within_hours(what: Moment, start: Moment, hours: int) -> bool | None:
    if what.at is not None and start.at is not None:
        return what.at - start.at <= timedelta(hours=hours)
    days = (what.on - start.on).days
    if (days + 1) * _HOURS_OF_A_DAY <= hours or days < 0:
        return True
    return False if (days - 1) * _HOURS_OF_A_DAY >= hours else None


def _allowed(cap: FeeCap, facts: FeeFacts, needs: tuple[str, ...]) -> CapFound:
    """What the cap leaves for this fee: of all that was recovered under the agreement, less what was billed.

    A cap on money from before the agreement is of this recovery alone.
    """
    alone = any(name == "paid_before_agreement" for name, _ in cap.when)
    code = facts.recovered.currency.code
    nought = money(0, code)
    base = facts.recovered if alone else total([facts.recovered, facts.recovered_before], code)
    steps = [("Recovered", shown(base))]
    if cap.of == "increase" and facts.offered is not None:
        base = max(base - facts.offered, nought)
        steps.append(("Beyond the insurer's offer", f"{shown(base)} above {shown(facts.offered)}"))
    elif cap.of == MARKED:
        needs = needs if facts.marked is not None else (*needs, MARKED)
        base = facts.marked if facts.marked is not None else nought
        steps.append(("On the coverages that the agreement marks", shown(base)))
    most, slices = _of_tiers(cap, base)
    steps += slices
    if cap.below:
        most = max(most - Money(CENT, most.currency), nought)
        steps.append(("The fee must stay below it", shown(most)))
    if facts.billed_before.amount and not alone:
        most = max(most - facts.billed_before, nought)
        steps.append(("Less what was billed before", f"{shown(facts.billed_before)}: {shown(most)} is left"))
    return CapFound(cap, base, most, needs, tuple(steps))


def _of_tiers(cap: FeeCap, base: Money) -> tuple[Money, list[tuple[str, str]]]:
    parts, steps, floor = [], [], Decimal(0)
    for tier in cap.tiers:
        end = base.amount if tier.up_to is None else min(tier.up_to, base.amount)
        slice_of = Money(max(end - floor, Decimal(0)), base.currency)
        parts.append(part_of(slice_of, tier.percent))
        steps.append((f"{tier.percent:f}% of {shown(slice_of)}", shown(parts[-1])))
        floor = max(floor, end)
    whole = total(parts, base.currency.code)
    return whole, steps if len(steps) == 1 else [*steps, ("Together", shown(whole))]
