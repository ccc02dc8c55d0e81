"""What one breach has cost so far: the rule's remedies applied to the case as it stands. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.models import Case, Event
from cases.vocabulary import PAYMENTS
from claimback.kernel.clock import today
from deadlines.clock.money import Lateness, Missed, Payment, Reckoned, money_owed
from deadlines.law.catalogue import load_catalogue, rules_by_version
from deadlines.law.model import MoneyRemedy
from deadlines.models import Breach
from deadlines.selectors import breaches_before, events_that_hold, facts_stated, part_of, rates_on


@dataclass(frozen=True, slots=True)
class BreachMoney:
    """What the law gives for a breach up to `until`: the day on which it was cured, else today where its law holds."""

    until: date
    days_late: int
    reckoned: tuple[Reckoned, ...]


def breach_money(breach: Breach) -> BreachMoney:
    """The remedies of the rule that was broken, each with its working; none where it gives no money.

    What a claim has once is counted at the first breach that gives it, and the others name that one.
    """
    case = breach.case
    now = today(case.time_zone)
    until = breach.cured_on or now
    remedies = _remedies(breach)
    late = _lateness(breach, case, until, now) if remedies else None
    found = [money_owed(remedy, late) for remedy in remedies if late is not None]
    days = max((until - breach.due_on).days, 0)
    return BreachMoney(until, days, tuple(item for item in found if item is not None))


def _remedies(breach: Breach) -> tuple[MoneyRemedy, ...]:
    rule = rules_by_version().get((breach.rule, breach.rule_version))
    return rule.remedy if rule else ()


def _lateness(breach: Breach, case: Case, until: date, now: date) -> Lateness:
    events = events_that_hold(case.id)
    first = {event.kind: event.on for event in reversed(events)}
    started = next((event for event in events if event.id == breach.started_by_id), None)
    part = part_of(started) if started else None
    stated = breach.amount is not None
    amount = breach.amount if stated else case.amount_disputed
    facts = facts_stated(case)
    implied = load_catalogue().implied_facts(case.plan_type, case.jurisdiction, facts)
    return Lateness(
        due_on=breach.due_on,
        until=until,
        done=breach.cured_on is not None,
        currency=breach.currency if stated else case.currency,
        as_of=now,
        trigger_on=started.on if started else case.loss_date,
        amounts=_amounts(amount, events),
        payments=tuple(
            Payment(event.on, event.amount, event.currency)
            for event in events
            if event.kind in PAYMENTS and (part is None or part_of(event) in (None, part))
        ),
        events=first,
        facts=facts | {name: item.value for name, item in implied.items()},
        rates=rates_on(case.jurisdiction, until),
        earlier=_earlier(breach, part) if any(remedy.once for remedy in _remedies(breach)) else (),
    )


def _amounts(due: Decimal | None, events: Sequence[Event]) -> dict[str, Decimal]:
    """What is known of each base: what was due, and what the latest judgment gives."""
    judged = [event.amount for event in events if event.kind == "judgment_entered"]
    known = {"amount_due": due, "judgment": judged[-1] if judged else None}
    return {base: amount for base, amount in known.items() if amount is not None}


def _earlier(breach: Breach, part: str | None) -> tuple[Missed, ...]:
    """The breaches about the same part of the claim, or all of it, that began before this one, in order."""
    return tuple(
        Missed(str(other.id), other.act, other.due_on, _remedies(other))
        for other in breaches_before(breach)
        if (part_of(other.started_by) if other.started_by else None) in (None, part)
    )
