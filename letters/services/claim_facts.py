"""What a letter may say of the claim besides its denial: a contact, a promise, the provider, the claim file, breaches,
the regulator. Each is read only for a template that names it.
"""

from decimal import Decimal
from zoneinfo import ZoneInfo

from cases.models import Case, Correspondence, Promise
from cases.selectors import claim_file_item_list, claim_file_request_list
from cases.states import OUTSTANDING
from deadlines.breach_money import BreachMoney, breaches_money
from deadlines.claim_file import claim_file_clocks
from deadlines.law.regulators import load_regulators
from deadlines.models import Breach
from deadlines.selectors import breaches_standing
from letters.services.recipients import agency_of, party_of
from letters.writing.facts import (
    Amount,
    BreachFacts,
    CallFacts,
    ClaimFileFacts,
    PromiseFacts,
    ProviderFacts,
    RegulatorFacts,
)


def call_facts(entry: Correspondence | None, case: Case) -> CallFacts:
    """An entry of the log, by the clock of the case's place."""
    if entry is None:
        return CallFacts()
    at = entry.occurred_at.astimezone(ZoneInfo(case.time_zone))
    return CallFacts(
        on=at.date(),
        at=at.time().replace(second=0, microsecond=0),
        representative=entry.counterpart or None,
        representative_id=entry.counterpart_id or None,
        reference=entry.call_reference or None,
        said=entry.body or None,
    )


def promise_facts(promise: Promise | None, case: Case) -> PromiseFacts:
    """A promise, with the day of the contact in which it was made."""
    if promise is None:
        return PromiseFacts()
    return PromiseFacts(
        text=promise.text,
        due_on=promise.due_on,
        made_on=call_facts(promise.correspondence, case).on,
    )


def provider_facts(case: Case) -> ProviderFacts:
    """The one provider or contractor of the case; nothing where there are several."""
    party = party_of(case, ("provider", "contractor"))
    if party is None:
        return ProviderFacts()
    return ProviderFacts(
        name=party.name,
        organisation=party.organisation or None,
        specialty=party.specialty or None,
        phone=party.phone or None,
    )


def claim_file_facts(case: Case) -> ClaimFileFacts:
    """The demands on file, what is still owed, and the duty that is overdue longest, if one is overdue."""
    asked = list(
        claim_file_request_list()
        .filter(case_id=case.id)
        .order_by("number")
        .values_list("requested_on", flat=True)
    )
    missing = claim_file_item_list().filter(case_id=case.id, state__in=OUTSTANDING).order_by("position")
    overdue = [clock for clock in claim_file_clocks(case) if clock.days_late]
    late = max(overdue, key=lambda clock: clock.days_late, default=None)
    return ClaimFileFacts(
        requested_on=asked[0] if asked else None,
        last_requested_on=asked[-1] if asked else None,
        times_requested=len(asked) or None,
        items_missing=tuple(missing.values_list("label", flat=True)),
        due_on=late.due_on if late else None,
        days_late=late.days_late if late else None,
        consequence=(late.consequence or None) if late else None,
    )


def breach_facts(case: Case) -> tuple[BreachFacts, ...]:
    """The breaches that stand, in the order in which they began, each with what it comes to so far."""
    rows = breaches_standing(case.id)
    money = breaches_money(case, rows) if rows else []
    return tuple(
        _breach(number, row, owed)
        for number, (row, owed) in enumerate(zip(rows, money, strict=True), start=1)
    )


def _breach(number: int, row: Breach, money: BreachMoney) -> BreachFacts:
    sums = [item for item in money.reckoned if item.carried_by is None]
    known = [item.amount for item in sums if item.amount is not None]
    return BreachFacts(
        number=number,
        rule=row.rule,
        act=row.act,
        citation=row.citation,
        due_on=row.due_on,
        days_late=money.days_late,
        consequence=row.consequence or None,
        cured_on=row.cured_on,
        owed=Amount(sum(known, Decimal()), row.currency) if known and len(known) == len(sums) else None,
    )


def regulator_facts(case: Case) -> RegulatorFacts:
    """The agency of the case's place for its line of business; where external review is asked for there, with what."""
    place, agency = load_regulators().get(case.jurisdiction), agency_of(case)
    review = place.external_review if place else None

    def enclosed(when: str) -> tuple[str, ...]:
        return tuple(each.words for each in review.enclosures if each.when == when) if review else ()

    return RegulatorFacts(
        name=agency.name if agency else None,
        website=(agency.domain or None) if agency else None,
        phone=next(iter(agency.phones), None) if agency else None,
        external_review_filed_at=review.filed_at if review else None,
        external_review_enclosures=enclosed("always"),
        external_review_expedited_enclosures=enclosed("expedited"),
        external_review_experimental_enclosures=enclosed("experimental"),
    )
