"""What one breach has cost so far: the rule's remedies applied to the case as it stands. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from cases.models import Case, Event
from cases.vocabulary import PAYMENTS
from claimback.kernel.clock import today
from deadlines.clock.money import Lateness, Missed, Payment, Reckoned, money_owed
from deadlines.law.catalogue import load_catalogue, rules_by_version
from deadlines.law.model import FactValue, MoneyRemedy
from deadlines.models import Breach, ReferenceRate
from deadlines.selectors import (
    breaches_standing,
    events_that_hold,
    facts_stated,
    part_of,
    rates_in_force,
    rates_of,
)


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
    (found,) = breaches_money(breach.case, [breach])
    return found


def breaches_money(case: Case, breaches: Sequence[Breach]) -> list[BreachMoney]:
    """The same of several breaches of one case, in their order: what the case states is read once for all of them."""
    account, now = _Account(case), today(case.time_zone)
    found = []
    for breach in breaches:
        until, remedies = breach.cured_on or now, _remedies(breach)
        late = account.lateness(breach, until, now) if remedies else None
        owed = [money_owed(remedy, late) for remedy in remedies if late is not None]
        days = max((until - breach.due_on).days, 0)
        found.append(BreachMoney(until, days, tuple(item for item in owed if item is not None)))
    return found


class _Account:
    """What a case states that money hangs on, each read once and only if it is asked for."""

    def __init__(self, case: Case) -> None:
        self._case = case

    @cached_property
    def _events(self) -> list[Event]:
        return events_that_hold(self._case.id)

    @cached_property
    def _facts(self) -> dict[str, FactValue]:
        stated = facts_stated(self._case)
        implied = load_catalogue().implied_facts(self._case.plan_type, self._case.jurisdiction, stated)
        return stated | {name: item.value for name, item in implied.items()}

    @cached_property
    def _rates(self) -> list[ReferenceRate]:
        return rates_of(self._case.jurisdiction)

    @cached_property
    def _missed(self) -> list[Breach]:
        return breaches_standing(self._case.id)

    def lateness(self, breach: Breach, until: date, now: date) -> Lateness:
        """How late it was up to the day `until`, and what was owed."""
        case, events = self._case, self._events
        started = next((event for event in events if event.id == breach.started_by_id), None)
        part = part_of(started) if started else None
        stated = breach.amount is not None
        return Lateness(
            due_on=breach.due_on,
            until=until,
            done=breach.cured_on is not None,
            currency=breach.currency if stated else case.currency,
            as_of=now,
            trigger_on=started.on if started else case.loss_date,
            amounts=_amounts(breach.amount if stated else case.amount_disputed, events),
            payments=tuple(
                Payment(event.on, event.amount, event.currency)
                for event in events
                if event.kind in PAYMENTS and (part is None or part_of(event) in (None, part))
            ),
            events={event.kind: event.on for event in reversed(events)},
            facts=self._facts,
            rates=rates_in_force(self._rates, case.jurisdiction, until),
            earlier=self._earlier(breach, part) if any(each.once for each in _remedies(breach)) else (),
        )

    def _earlier(self, breach: Breach, part: str | None) -> tuple[Missed, ...]:
        """The breaches about the same part of the claim, or all of it, that began before this one, in order."""
        return tuple(
            Missed(str(other.id), other.act, other.due_on, _remedies(other))
            for other in self._missed
            if (other.due_on, other.id) < (breach.due_on, breach.id)
            and (part_of(other.started_by) if other.started_by else None) in (None, part)
        )


def _remedies(breach: Breach) -> tuple[MoneyRemedy, ...]:
    rule = rules_by_version().get((breach.rule, breach.rule_version))
    return rule.remedy if rule else ()


def _amounts(due: Decimal | None, events: Sequence[Event]) -> dict[str, Decimal]:
    """What is known of each base: what was due, and what the latest judgment gives."""
    judged = [event.amount for event in events if event.kind == "judgment_entered"]
    known = {"amount_due": due, "judgment": judged[-1] if judged else None}
    return {base: amount for base, amount in known.items() if amount is not None}
