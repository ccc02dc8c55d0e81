"""What one breach has cost so far: the rule's remedies applied to the case as it stands. Nothing is stored."""

from dataclasses import dataclass
from datetime import date

from cases.models import Case
from claimback.kernel.clock import today
from deadlines.clock.money import Lateness, Reckoned, money_owed
from deadlines.law.catalogue import load_catalogue, rules_by_version
from deadlines.law.model import MoneyRemedy
from deadlines.models import Breach
from deadlines.selectors import events_that_hold, facts_stated, rates_on


@dataclass(frozen=True, slots=True)
class BreachMoney:
    """What the law gives for a breach up to `until`: the day on which it was cured, else today where its law holds."""

    until: date
    days_late: int
    reckoned: tuple[Reckoned, ...]


def breach_money(breach: Breach) -> BreachMoney:
    """The remedies of the rule that was broken, each with its working; none where it gives no money."""
    case = breach.case
    until = breach.cured_on or today(case.time_zone)
    rule = rules_by_version().get((breach.rule, breach.rule_version))
    remedies: tuple[MoneyRemedy, ...] = rule.remedy if rule else ()
    late = _lateness(breach, case, until) if remedies else None
    found = [money_owed(remedy, late) for remedy in remedies if late is not None]
    days = max((until - breach.due_on).days, 0)
    return BreachMoney(until, days, tuple(item for item in found if item is not None))


def _lateness(breach: Breach, case: Case, until: date) -> Lateness:
    events = events_that_hold(case.id)
    first = {event.kind: event.on for event in reversed(events)}
    started = next((event.on for event in events if event.id == breach.started_by_id), case.loss_date)
    stated = breach.amount is not None
    amount = breach.amount if stated else case.amount_disputed
    facts = facts_stated(case)
    implied = load_catalogue().implied_facts(case.plan_type, case.jurisdiction, facts)
    return Lateness(
        due_on=breach.due_on,
        until=until,
        done=breach.cured_on is not None,
        currency=breach.currency if stated else case.currency,
        trigger_on=started,
        amounts={} if amount is None else {"amount_due": amount},
        events=first,
        facts=facts | {name: item.value for name, item in implied.items()},
        rates=rates_on(case.jurisdiction, until),
    )
