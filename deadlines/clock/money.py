"""What a missed date costs: a rule's remedy applied to an amount and to days, with its working. Pure.

Sums are rounded once, at the end, to the hundredth, half up. What is not known is asked for and never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from deadlines.clock.answer import Step
from deadlines.law.model import FactValue, MoneyRemedy

DAYS_OF_YEAR: Final = 365
DAYS_OF_MONTH: Final = 30
"""11 NYCRR 65-3.9(a) counts interest by the month pro rata, with months of 30 days."""

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    """A reference rate in force: per cent a year, and where it is published."""

    percent: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came on a day; `amount` is None where nobody said how much."""

    on: date
    amount: Decimal | None
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Missed:
    """Another date of the same claim that was missed, with its own remedies. `ref` is the caller's name for it."""

    ref: str
    act: str
    due_on: date
    remedies: tuple[MoneyRemedy, ...]


@dataclass(frozen=True, slots=True)
class Lateness:
    """A date that was missed, and what is known of the money that hung on it.

    `due_on` is the last day on which it would have been in time; `until` the day on which it was done, else the
    present, which is `as_of` (without one: `until`). `amounts` are by base, what should have been paid and was not when
    the date had passed; `payments` what came, in order; `events` the first day of each kind of event, `rates` by
    reference; `earlier` the dates missed before this one, in order.
    """

    due_on: date
    until: date
    done: bool
    currency: str
    as_of: date | None = None
    trigger_on: date | None = None
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    payments: tuple[Payment, ...] = ()
    events: Mapping[str, date] = field(default_factory=dict)
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)
    earlier: tuple[Missed, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What one remedy comes to. `amount` is None while something is needed; `condition` is what it hangs on.

    With `carried_by` it is None because a claim has the sum once: it is counted at the earlier date of that name.
    `until` is the last day that it was reckoned to; None for a share, which no day makes more.
    """

    kind: str
    amount: Decimal | None
    currency: str
    up_to: bool
    condition: str
    needs: tuple[str, ...]
    citation: str
    working: tuple[Step, ...]
    carried_by: str | None = None
    until: date | None = None


@dataclass
class _Sum:
    """A reckoning in progress."""

    remedy: MoneyRemedy
    late: Lateness
    currency: str
    steps: list[Step] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    until: date | None = None

    def say(self, step: str, result: object, why: str) -> None:
        self.steps.append(Step(step, str(result), why))

    def base(self) -> Decimal | None:
        """The amount of which a share or interest is owed."""
        name = self.remedy.base
        amount = self.late.amounts.get(name)
        if amount is None:
            self.needs.append(name)
            self.say("base", "not known", f"The {_words(name)} is needed.")
        else:
            self.say("base", f"{amount} {self.late.currency}", f"The {_words(name)}.")
        return amount

    def days(self) -> int | None:
        """How many days it runs: from the day after its first, up to the last."""
        since = self.since()
        if since is None:
            return None
        self.until = self.late.until
        days = max((self.late.until - since).days, 0)
        ended = "done" if self.late.done else "today, and it goes on"
        self.say("days", days, f"From {since}, that day not counted, to {self.late.until}: {ended}.")
        return days

    def since(self) -> date | None:
        """The day that it runs from, itself not counted."""
        name = self.remedy.from_event
        if name == "due":
            return self.late.due_on
        since = self.late.trigger_on if name == "trigger" else self.late.events.get(name)
        if since is None:
            self.needs.append(name)
            self.say("days", "not known", f"It runs from an event that is not recorded: {_words(name)}.")
        return since

    def last_day(self) -> date:
        """The last day of interest: when the act was done, but not while a part of the money is still owed."""
        late = self.late
        by_payment = any(payment.on == late.until for payment in late.payments)
        if late.done and self.remedy.until == "done" and not by_payment:
            return late.until
        return late.as_of or late.until


def money_owed(remedy: MoneyRemedy, late: Lateness) -> Reckoned | None:
    """What `remedy` comes to for this lateness; None where a fact rules it out."""
    condition, asked = _hangs_on(remedy, late.facts)
    if condition is None:
        return None
    made = _Sum(remedy, late, late.currency if remedy.kind != "per_day" else remedy.currency)
    if condition:
        made.say("condition", condition, "Whether it governs hangs on a fact that is not stated.")
    carrier = _carrier(remedy, late)
    if carrier is None:
        amount = _reckoned(made)
    else:
        amount = None
        why = f"A claim has this once. It is counted where it began: {carrier.act}, due {carrier.due_on}."
        made.say("once", "counted there", f"{why} {remedy.citation}")
    return Reckoned(
        remedy.kind,
        amount,
        made.currency,
        remedy.up_to,
        condition,
        tuple(dict.fromkeys((*asked, *made.needs))),
        remedy.citation,
        tuple(made.steps),
        carrier.ref if carrier else None,
        made.until,
    )


def _reckoned(made: _Sum) -> Decimal | None:
    """The sum between the law's least and most, to the cent; None while something is needed."""
    amount = _KINDS[made.remedy.kind](made)
    if amount is not None:
        amount = _limited(made, amount)
    if amount is None:
        return None
    amount = amount.quantize(_CENT, ROUND_HALF_UP)
    most = "At most: a court gives it, and may give less." if made.remedy.up_to else made.remedy.citation
    made.say("amount", f"{amount} {made.currency}", most)
    return amount


def _carrier(remedy: MoneyRemedy, late: Lateness) -> Missed | None:
    """The earliest missed date whose own remedy is the same sum, and governs wherever this one does."""
    if not remedy.once:
        return None
    return next(
        (
            missed
            for missed in late.earlier
            if any(each.once == remedy.once and _covers(each, remedy, late.facts) for each in missed.remedies)
        ),
        None,
    )


def _covers(one: MoneyRemedy, other: MoneyRemedy, facts: Mapping[str, FactValue]) -> bool:
    """Whether `one` governs wherever `other` does, as far as the facts are stated."""
    asked = dict(other.when)
    return all(
        facts[fact] in values if fact in facts else fact in asked and set(asked[fact]) <= set(values)
        for fact, values in one.when
    )


def _hangs_on(remedy: MoneyRemedy, facts: Mapping[str, FactValue]) -> tuple[str | None, list[str]]:
    """What it hangs on and the facts to ask for; None where a stated fact rules it out."""
    said: list[str] = []
    needs: list[str] = []
    for fact, values in remedy.when:
        if fact not in facts:
            said.append(f"{_words(fact)} is {' or '.join(_word(value) for value in values)}")
            needs.append(fact)
        elif facts[fact] not in values:
            return None, []
    return ("only if " + " and ".join(said) if said else ""), needs


def _interest(made: _Sum) -> Decimal | None:
    remedy = made.remedy
    assert remedy.rate_percent is not None
    made.say("rate", f"{remedy.rate_percent} % a {remedy.per}", remedy.citation)
    return _simple(made, remedy.rate_percent, DAYS_OF_MONTH if remedy.per == "month" else DAYS_OF_YEAR)


def _interest_over(made: _Sum) -> Decimal | None:
    remedy = made.remedy
    assert remedy.reference is not None
    rate = made.late.rates.get(remedy.reference)
    if rate is None:
        made.needs.append(f"{remedy.reference}_rate")
        made.say("rate", "not known", f"The {remedy.reference} rate on {made.late.until} is needed.")
        if remedy.floor_percent is not None:
            made.say("floor", f"{remedy.floor_percent} % a year", f"The least it can be. {remedy.citation}")
        return None
    percent = rate.percent * remedy.multiple + remedy.points
    words = f"{rate.percent} % ({rate.source})"
    if remedy.multiple != 1:
        words += f" times {remedy.multiple}"
    if remedy.points:
        words += f" and {remedy.points} points"
    if remedy.floor_percent is not None and percent < remedy.floor_percent:
        percent, words = remedy.floor_percent, f"{words}: the law's least"
    if remedy.ceiling_percent is not None and percent > remedy.ceiling_percent:
        percent, words = remedy.ceiling_percent, f"{words}: the law's most"
    made.say("rate", f"{percent} % a year", f"{words}. {remedy.citation}")
    return _simple(made, percent, DAYS_OF_YEAR)


def _simple(made: _Sum, percent: Decimal, year: int) -> Decimal | None:
    """Interest on the base until the first payment after the date was missed, then on what each payment leaves."""
    owed, at = made.base(), made.since()
    if owed is None or at is None:
        return None
    last, total = made.last_day(), Decimal(0)
    for payment in made.late.payments:
        if not owed or not made.late.due_on < payment.on <= last:
            continue  # in time, so no part of what is owed; or after the interest ended
        total += _run(made, owed, percent, year, at, payment.on)
        at = made.until = max(at, payment.on)
        if payment.amount is None or payment.currency != made.currency:
            known = "not known" if payment.amount is None else f"{payment.amount} {payment.currency}"
            made.needs.append("payment_amount")
            made.say("payment", known, f"Reckoned to {payment.on}: what was paid then is needed to go on.")
            return total
        owed = max(owed - payment.amount, Decimal(0))
        paid = f"{payment.amount} {payment.currency} came on {payment.on}"
        made.say("payment", f"{owed} {made.currency}", f"{paid}: from then on this is owed.")
    if not owed:
        return total
    made.until = last
    return total + _run(made, owed, percent, year, at, last)


def _run(made: _Sum, owed: Decimal, percent: Decimal, year: int, since: date, until: date) -> Decimal:
    """Interest on one amount from one day, itself not counted, to another."""
    days = max((until - since).days, 0)
    amount = owed * percent * days / (100 * year)
    counted = f"{owed} x {percent} % x {days} / {year} days, from {since}, that day not counted, to {until}"
    made.say("interest", amount.quantize(_CENT, ROUND_HALF_UP), f"{counted}: simple, not compounded.")
    return amount


def _per_day(made: _Sum) -> Decimal | None:
    assert made.remedy.per_day is not None
    days = made.days()
    if days is None:
        return None
    amount = made.remedy.per_day * days
    made.say("penalty", amount, f"{made.remedy.per_day} {made.currency} a day x {days} days.")
    return amount


def _percent(made: _Sum) -> Decimal | None:
    assert made.remedy.percent is not None
    base = made.base()
    if base is None:
        return None
    amount = base * made.remedy.percent / 100
    made.say("share", amount.quantize(_CENT, ROUND_HALF_UP), f"{made.remedy.percent} % of {base}.")
    return amount


_KINDS: Final = {
    "interest": _interest,
    "interest_over": _interest_over,
    "per_day": _per_day,
    "percent": _percent,
}


def _limited(made: _Sum, amount: Decimal) -> Decimal | None:
    """The amount between the law's least and most, which stand in the remedy's own currency."""
    remedy = made.remedy
    if remedy.minimum is None and remedy.cap is None:
        return amount
    if remedy.currency != made.currency:
        made.needs.append(f"amount_in_{remedy.currency.lower()}")
        made.say("limits", "not known", f"The law's limits are in {remedy.currency}.")
        return None
    if remedy.minimum is not None and amount < remedy.minimum:
        made.say("minimum", remedy.minimum, f"Whichever is greater. {remedy.citation}")
        return remedy.minimum
    if remedy.cap is not None and amount > remedy.cap:
        made.say("cap", remedy.cap, f"It comes to no more. {remedy.citation}")
        return remedy.cap
    return amount


def _words(name: str) -> str:
    return name.replace("_", " ")


def _word(value: FactValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
