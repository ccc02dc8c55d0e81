"""What a damage item comes to, with its working. Pure: amounts in, amounts out, each line rounded to the cent.

Nothing is multiplied but what a person typed. What coverages and deductibles make of all items is in
`cases.settlement.summary`.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from moneyed import Money

from cases.settlement import shapes
from cases.settlement.codes import diagnosis_problem, procedure_problem
from cases.settlement.wages import lost_wages
from cases.settlement.working import Loss, Reckoned, Step
from claimback.kernel.errors import invalid
from claimback.kernel.money import money, part_of, rounded, total

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
"""No loss was before, and no benefit is reckoned beyond."""
DAYS_OF_A_MONTH: Final = 30
"""Of a benefit by the month, a part of a month counts by its days over thirty, as disability policies write it."""


def reckon(shape: shapes.Shape, currency: str, *, under: str, loss_on: date | None = None) -> Reckoned:
    """What a shape comes to in the case's `currency`.

    `under` is the field that refusals point into; on `loss_on` the loss occurred, before which nobody is treated for
    it or spends on it. Raises Invalid for amounts that are negative, in another currency or at odds with each other.
    """
    for pointer, day in _leaves(shape, under, date):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise invalid(pointer, f"Give a day from {FIRST_DAY} to {LAST_DAY}.")
    for pointer, amount in _leaves(shape, under, Money):
        if amount.currency.code != currency:
            raise invalid(
                pointer,
                f"This case is kept in {currency}. Convert the amount, and say at which rate in a note.",
                code="another_currency",
            )
        if amount.amount < 0:
            raise invalid(pointer, "An amount is not negative. Give what it comes to, or leave it out.")
    made: Reckoned
    match shape:
        case shapes.Bill():
            made = _bill(shape, currency, under, loss_on)
        case shapes.Wages():
            made = lost_wages(shape, currency, under)
        case shapes.Expense():
            made = _expense(shape, currency, under, loss_on)
        case shapes.Stated():
            made = _stated(shape, under)
        case shapes.Benefit():
            made = _benefit(shape, currency, under)
        case shapes.LumpSum():
            made = _lump_sum(shape, currency, under)
        case shapes.Property():
            made = _property(shape, currency, under)
        case shapes.Contents():
            made = _contents(shape, under)
        case shapes.Living():
            made = _living(shape, currency, under)
    money(made.claimed.amount, currency, field=under)
    return made


Leaf = TypeVar("Leaf")


def _leaves(value: Any, pointer: str, kind: type[Leaf]) -> Iterator[tuple[str, Leaf]]:
    """Every amount or day in a shape, with where it stands."""
    if isinstance(value, kind):
        yield pointer, value
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from _leaves(each, f"{pointer}/{at}", kind)
    else:
        for name in getattr(value, "__dataclass_fields__", ()):
            yield from _leaves(getattr(value, name), f"{pointer}/{name}", kind)


def _bill(bill: shapes.Bill, currency: str, under: str, loss_on: date | None) -> Reckoned:
    _check_bill(bill, under, loss_on)
    paid = total((payment.amount for payment in bill.payments), currency)
    due = bill.billed if bill.allowed is None else bill.allowed
    nought = money(0, currency)
    steps = [Step("Billed", bill.billed)]
    if bill.allowed is not None:
        steps.append(Step("Allowed", bill.allowed))
    steps += [Step(f"Paid by: {shapes.PAYERS[payment.by]}", payment.amount) for payment in bill.payments]
    owed = max(due - paid, nought)
    if bill.basis == "billed":
        claimed = bill.billed
    elif bill.basis == "allowed":
        if bill.allowed is None:
            raise invalid(f"{under}/allowed", "Say what is allowed, or claim what was billed.")
        claimed = bill.allowed
    else:
        steps.append(Step("Still owed", owed))
        claimed = owed if bill.basis == "unpaid" else paid + owed
    return Reckoned(claimed, (*steps, Step(f"Claimed: {shapes.BASES[bill.basis].lower()}", claimed)))


def _check_bill(bill: shapes.Bill, under: str, loss_on: date | None) -> None:
    if bill.basis not in shapes.BASES:
        raise invalid(f"{under}/basis", f"Give one of {', '.join(shapes.BASES)}.")
    if loss_on is not None and bill.served_from < loss_on:
        raise invalid(
            f"{under}/served_from",
            f"The bill is for {bill.served_from}, before the loss on {loss_on}. Check both dates: what was treated "
            "before is no damage of this loss.",
        )
    if (bill.served_to or date.max) < bill.served_from:
        raise invalid(f"{under}/served_to", "The last day comes before the first. Correct one of the two.")
    for at, code in enumerate(bill.procedures):
        if problem := procedure_problem(code):
            raise invalid(f"{under}/procedures/{at}", problem)
    for at, code in enumerate(bill.diagnoses):
        if problem := diagnosis_problem(code):
            raise invalid(f"{under}/diagnoses/{at}", problem)
    if bill.allowed is not None and bill.allowed > bill.billed:
        raise invalid(f"{under}/allowed", "More is allowed than was billed. Correct one of the two.")
    for at, payment in enumerate(bill.payments):
        if payment.by not in shapes.PAYERS:
            raise invalid(f"{under}/payments/{at}/by", f"Give one of {', '.join(shapes.PAYERS)}.")
    if sum(payment.amount.amount for payment in bill.payments) > bill.billed.amount:
        raise invalid(f"{under}/payments", "More was paid than was billed. Correct one of the two.")


def _expense(expense: shapes.Expense, currency: str, under: str, loss_on: date | None) -> Reckoned:
    if loss_on is not None and expense.on < loss_on:
        raise invalid(f"{under}/on", f"It was spent before the loss on {loss_on}. Check both dates.")
    if (expense.amount is None) == (expense.miles is None):
        raise invalid(f"{under}/amount", "Give what was spent, or the miles and their rate: one of the two.")
    if expense.amount is not None:
        return Reckoned(expense.amount, (Step(f"Spent on {expense.on}", expense.amount),))
    assert expense.miles is not None
    if expense.miles <= 0:
        raise invalid(f"{under}/miles", "Give the miles that were driven, more than none.")
    if not expense.rate or expense.rate < 0 or expense.rate_on is None:
        raise invalid(f"{under}/rate", "Give the rate for a mile, and the day on which it held.")
    claimed = rounded(Money(expense.miles * expense.rate, currency))
    source = f", by {expense.rate_source}" if expense.rate_source else ""
    said = f"{expense.miles} miles at {expense.rate} a mile, the rate of {expense.rate_on}{source}"
    return Reckoned(claimed, (Step(said, claimed),))


def _stated(stated: shapes.Stated, under: str) -> Reckoned:
    if not stated.why.strip():
        raise invalid(f"{under}/why", "Say what the amount rests on: nothing is claimed for no reason.")
    if stated.amount is not None and stated.times is None and stated.of is None:
        return Reckoned(stated.amount, (Step("As claimed", stated.amount),))
    if stated.amount is not None or stated.times is None or stated.of is None:
        raise invalid(
            f"{under}/amount",
            "Give the amount, or how many times which other one: nothing is multiplied by itself.",
        )
    if stated.times <= 0:
        raise invalid(f"{under}/times", "Give how many times, more than nought.")
    claimed = rounded(stated.of * stated.times)
    said = f"{stated.times} times {stated.of.amount:,.2f}, as a person typed it"
    return Reckoned(claimed, (Step(said, claimed),))


def _benefit(benefit: shapes.Benefit, currency: str, under: str) -> Reckoned:
    if benefit.end < benefit.start:
        raise invalid(f"{under}/end", "The last day comes before the first. Correct one of the two.")
    _check_offsets(benefit.offsets, under)
    months, days = _months(benefit.start, benefit.end)
    offsets = total((offset.amount for offset in benefit.offsets), currency)
    least = benefit.least or money(0, currency)
    monthly = max(benefit.monthly - offsets, least)
    steps = [Step("Benefit by the month", benefit.monthly)]
    steps += [Step(f"Less {_named(offset)}, by the month", -offset.amount) for offset in benefit.offsets]
    if benefit.monthly - offsets < least and benefit.least is not None:
        steps.append(Step("Not less than the least benefit", least))
    steps += [
        Step("Payable by the month", monthly),
        Step(f"{months} whole months from {benefit.start} to {benefit.end}", monthly * months),
    ]
    part = rounded(Money(monthly.amount * days / DAYS_OF_A_MONTH, currency))
    if days:
        steps.append(Step(f"{days} days more, each the thirtieth part of a month", part))
    whole = monthly * months + part
    return Reckoned(whole, (*steps, Step("Benefits of the period", whole)))


def _months(start: date, end: date) -> tuple[int, int]:
    """Whole months from `start` to `end`, both included, and the days left over."""
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if after < _later(start, months):
        months -= 1
    return months, (after - _later(start, months)).days


def _later(start: date, months: int) -> date:
    """The same day `months` later, or the last of a month that does not have it."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _lump_sum(lump: shapes.LumpSum, currency: str, under: str) -> Reckoned:
    _check_offsets(lump.offsets, under)
    if not 0 < lump.percent <= 100:
        raise invalid(f"{under}/percent", "Give our share in percent, more than 0 and at most 100.")
    steps = [Step("Face amount", lump.face)]
    if lump.additions is not None:
        steps.append(Step("Paid-up additions, riders and the like", lump.additions))
    steps += [Step(f"Less {_named(offset)}", -offset.amount) for offset in lump.offsets]
    whole = max(total((step.amount for step in steps), currency), money(0, currency))
    if lump.percent != 100:
        share = part_of(whole, lump.percent)
        return Reckoned(share, (*steps, Step("Benefit", whole), Step(f"{lump.percent}% of it", share)))
    return Reckoned(whole, (*steps, Step("Benefit", whole)))


def _check_offsets(offsets: tuple[shapes.Offset, ...], under: str) -> None:
    for at, offset in enumerate(offsets):
        if offset.kind not in shapes.OFFSETS:
            raise invalid(f"{under}/offsets/{at}/kind", f"Give one of {', '.join(shapes.OFFSETS)}.")


def _named(offset: shapes.Offset) -> str:
    name = shapes.OFFSETS[offset.kind].lower()
    return f"{name} ({offset.note})" if offset.note else name


def _property(thing: shapes.Property, currency: str, under: str) -> Reckoned:
    aged = thing.depreciation or money(0, currency)
    if aged > thing.rcv:
        raise invalid(
            f"{under}/depreciation", "A thing loses no more than it costs new. Correct one of the two."
        )
    return _aged(thing.rcv, aged, thing.recoverable, thing.actual_cost, [Step("Replacement cost", thing.rcv)])


def _contents(thing: shapes.Contents, under: str) -> Reckoned:
    if thing.quantity <= 0:
        raise invalid(f"{under}/quantity", "Give how many there are, more than none.")
    if thing.percent is None and (thing.age is None) != (thing.life is None):
        raise invalid(f"{under}/life", "Give both the age and the life in years, or the percentage alone.")
    if thing.percent is not None and (thing.age is not None and thing.life is not None):
        raise invalid(f"{under}/percent", "Give the percentage, or age and life: one of the two.")
    rcv = rounded(thing.unit_rcv * thing.quantity)
    steps = [Step(f"{thing.quantity} at {thing.unit_rcv.amount:,.2f} new", rcv)]
    percent = thing.percent
    if percent is None and thing.age is not None and thing.life is not None:
        if thing.life <= 0 or thing.age < 0:
            raise invalid(f"{under}/life", "An age is not negative, and a life is more than nought.")
        aged = rounded(rcv * min(thing.age / thing.life, Decimal(1)))
        how = f"{thing.age} of {thing.life} years"
    else:
        percent = percent or Decimal(0)
        if not 0 <= percent <= 100:
            raise invalid(f"{under}/percent", "Give a percentage from 0 to 100.")
        aged, how = part_of(rcv, percent), f"{percent}%"
    if aged.amount:
        steps.append(Step(f"Depreciation by {how}", aged))
    return _aged(rcv, aged, thing.recoverable, thing.actual_cost, steps)


def _aged(rcv: Money, aged: Money, recoverable: bool, actual: Money | None, steps: list[Step]) -> Reckoned:
    """Property whose age is known: what is due as it was, and what is held back.

    Held back is recoverable depreciation; once the repair's cost is known, no more than makes up that cost.
    """
    acv, nought = rcv - aged, aged - aged
    holdback = aged if recoverable else nought
    steps = [*steps, Step("Actual cash value", acv)]
    if recoverable and actual is not None:
        holdback = max(min(actual, rcv) - acv, nought)
        steps.append(Step("Repaired or replaced for", actual))
    if aged.amount:
        said = "Depreciation held back until repair" if recoverable else "Depreciation that nobody gets back"
        steps.append(Step(said, holdback if recoverable else aged))
    return Reckoned(acv + holdback, (*steps, Step("Claimed", acv + holdback)), Loss(rcv, acv, holdback))


def _living(living: shapes.Living, currency: str, under: str) -> Reckoned:
    if living.end < living.start:
        raise invalid(f"{under}/end", "The last day comes before the first. Correct one of the two.")
    more = max(living.spent - living.normal, money(0, currency))
    steps = (
        Step(f"Spent from {living.start} to {living.end}", living.spent),
        Step("Less what the same would have cost at home", -living.normal),
        Step("The increase", more),
    )
    return Reckoned(more, steps)
