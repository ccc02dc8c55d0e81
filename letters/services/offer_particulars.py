"""What a letter of the negotiation asks of its author and rows of the case know: numbers, days, terms, what it answers.

Proposed where a letter is drafted; what the author gives stands in its place. What no row says is left to the author.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Sum

from cases.catalogue.heads import load_damages
from cases.models import Case, DamageItem, Lien, Offer
from cases.selectors import event_list, lien_list
from cases.selectors.money import damage_list
from cases.selectors.negotiation import client_authority_list, offer_list, offer_step_list
from cases.settlement.negotiation import (
    CLAIM_PARTS,
    COUNTER,
    DEMAND,
    INSURER,
    OURS,
    REJECTION_REASONS,
    RELEASE_SCOPES,
    last_day,
)
from cases.states import LIENS_OPEN
from cases.vocabulary import PAYMENTS
from claimback.kernel.said import in_english
from letters.services.property_particulars import by_coverage, estimates_apart
from letters.writing.particulars import Particular

Known = dict[str, object]


def offer_particulars(case: Case, template: str, asked: Iterable[Particular]) -> Known:
    """What the case's rows say of the particulars that a template asks for, as an author would give them."""
    known = _KNOWN.get(template)
    if known is None:
        return {}
    names = {particular.name for particular in asked}
    return {
        name: value for name, value in known(case).items() if name in names and value not in (None, [], "")
    }


def _demand(case: Case) -> Known:
    """Of a demand for an injury: what is claimed, by the damages; the liens; until when an answer is awaited."""
    mine, reached = _latest(case, OURS, DEMAND), _mmi(case)
    return {
        "mmi": "reached" if reached else None,
        "mmi_on": reached and reached.isoformat(),
        "medical": [_row(item, "provider", "dates") for item in _of_shape(case, "bill")],
        "wages": [_row(item, "employer", "time") for item in _of_shape(case, "wages")],
        "expenses": [_row(item, "expense", "date") for item in _of_shape(case, "expense")],
        "future_medical": _claimed(case, ["future_medical"]),
        "general_damages": _claimed(
            case, [head.code for head in load_damages().heads.values() if head.class_ == "general"]
        ),
        "liens": _liens(case),
        "answer_by": _last_day(mine),
    }


def _property_demand(case: Case) -> Known:
    """Of a demand for damaged property: what each coverage owes, what was paid, until when the rest is demanded."""
    return {
        **by_coverage(case),
        "paid_so_far": _paid(case),
        "pay_by": _last_day(_latest(case, OURS, DEMAND)),
    }


def _time_limit(case: Case) -> Known:
    """Of a demand with an end: its sum, its last day and hour, when it is to be paid, the liens."""
    mine = _latest(case, OURS, DEMAND)
    if mine is None:
        return {}
    ends = mine.expires_at and mine.expires_at.astimezone(ZoneInfo(case.time_zone))
    return {
        "amount": _sum(mine),
        "accept_by": _last_day(mine),
        "accept_time": ends and f"{ends:%H:%M}",
        "pay_by": _pay_by(mine, _day(mine)),
        "liens": _liens(case),
    }


def _counter(case: Case) -> Known:
    """Of a counter-offer: the offer that it answers beside it part by part, its terms, its last day."""
    mine = _latest(case, OURS, COUNTER)
    if mine is None or mine.answers is None:
        return {}
    theirs = {each["part"]: each["amount"] for each in mine.answers.parts}
    ours = {each["part"]: each["amount"] for each in mine.parts}
    return {
        "offered_on": mine.answers.made_on.isoformat(),
        "items": [
            {
                "item": CLAIM_PARTS[part],
                "offered": {"amount": theirs.get(part, "0.00"), "currency": mine.currency},
                "ours": {"amount": ours.get(part, "0.00"), "currency": mine.currency},
            }
            for part in dict.fromkeys([*ours, *theirs])
        ],
        "terms": _terms(mine),
        "open_until": _last_day(mine),
    }


def _rejection(case: Case) -> Known:
    """Of a rejection: the offer, the reasons that are on record, and what is held to be owed by our latest number."""
    theirs, mine = _latest(case, INSURER), _latest(case, OURS)
    if theirs is None:
        return {}
    step = offer_step_list().filter(offer_id=theirs.id, kind="rejected").first()
    reasons = [REJECTION_REASONS[code] for code in step.reasons if code != "other"] if step else []
    return {
        "offered_on": theirs.made_on.isoformat(),
        "offered": _sum(theirs),
        "owed": _sum(mine) if mine else _money(case.amount_claimed, case.currency),
        "reasons": [*reasons, *((step.words,) if step and step.words else ())],
    }


def _acceptance(case: Case) -> Known:
    """Of an acceptance: the offer, what it settles, when the client accepted in writing, when it is to be paid."""
    theirs = _latest(case, INSURER, accepted=True)
    if theirs is None:
        return {}
    agreed = offer_step_list().filter(offer_id=theirs.id, kind="accepted").first()
    allowed = (
        client_authority_list()
        .filter(case_id=case.id, part__in=[each["part"] for each in theirs.parts])
        .order_by("-given_on")
        .first()
    )
    settled = [CLAIM_PARTS[each["part"]] for each in theirs.parts]
    return {
        "offered_on": theirs.made_on.isoformat(),
        "amount": _sum(theirs),
        "paid_so_far": _paid(case),
        "client_accepted_on": allowed and allowed.given_on.isoformat(),
        "settles": f"{', '.join(settled)}. {_released(theirs)}.",
        "settled": settled,
        "pay_by": agreed and _pay_by(theirs, agreed.on),
        "conditions": list(theirs.other_terms),
    }


def _to_the_client(case: Case) -> Known:
    """Of the letter to the client: the offer, what its release gives up, and by when to decide."""
    theirs = _latest(case, INSURER)
    if theirs is None:
        return {}
    read = offer_step_list().filter(offer_id=theirs.id, kind="release_read").order_by("-created_at").first()
    return {
        "amount": _sum(theirs),
        "offered_on": theirs.made_on.isoformat(),
        "gives_up": read.words if read else None,
        "decide_by": _last_day(theirs),
    }


_KNOWN: Final[Mapping[str, Callable[[Case], Known]]] = {
    "demand_injury": _demand,
    "demand_property": _property_demand,
    "estimate_rebuttal": estimates_apart,
    "time_limit_demand": _time_limit,
    "time_limit_demand_georgia": _time_limit,
    "counter_offer": _counter,
    "offer_rejection": _rejection,
    "settlement_acceptance": _acceptance,
    "settlement_acceptance_to_insurer": _acceptance,
    "client_settlement": _to_the_client,
    "client_settlement_es": _to_the_client,
}


def _latest(case: Case, side: str, kind: str = "", *, accepted: bool = False) -> Offer | None:
    """The last number of a side that was not withdrawn; of the insurer's an accepted one first, where that is asked."""
    rows = (
        offer_list().filter(case_id=case.id, side=side).exclude(state="withdrawn").select_related("answers")
    )
    if kind:
        rows = rows.filter(kind=kind)
    done = rows.filter(state="accepted").order_by("-number").first() if accepted else None
    return done or rows.order_by("-number").first()


def _sum(offer: Offer) -> Known:
    return {"amount": f"{offer.amount:.2f}", "currency": offer.currency}


def _money(amount: Decimal | None, currency: str) -> Known | None:
    return None if amount is None else {"amount": f"{amount:.2f}", "currency": currency}


def _day(offer: Offer) -> date | None:
    return last_day(offer.expires_on, offer.expires_at, offer.case.time_zone)


def _last_day(offer: Offer | None) -> str | None:
    day = _day(offer) if offer else None
    return day.isoformat() if day else None


def _pay_by(offer: Offer, agreed: date | None) -> str | None:
    """The day by which it is to be paid when it is agreed on that day, where its terms say within how many days."""
    if agreed is None or offer.payment_days is None:
        return None
    return (agreed + timedelta(days=offer.payment_days)).isoformat()


def _terms(offer: Offer) -> list[str]:
    pay = f"Payment within {offer.payment_days} days of the agreement" if offer.payment_days else ""
    kept = "The terms are kept secret" if offer.confidential else ""
    return [term for term in (_released(offer), pay, kept, *offer.other_terms) if term]


def _released(offer: Offer) -> str:
    """What is given up, in words that stand alone."""
    scope = RELEASE_SCOPES[offer.release_scope]
    return scope if offer.release_scope == "none" else f"Released: {scope[:1].lower()}{scope[1:]}"


def _liens(case: Case) -> list[str]:
    """Each lien that stands, with what is asked or was agreed."""
    standing = lien_list().filter(case_id=case.id).exclude(state__in=("released", "paid"))
    rows = standing.select_related("party").order_by("asserted_on", "id")
    return [f"{in_english(row)}, {_lien(row)} {row.currency}" for row in rows]


def _lien(row: Lien) -> Decimal | None:
    """What it comes to, as far as that is known."""
    return row.asserted_amount if row.state in LIENS_OPEN else row.final_amount or row.held_amount


def _paid(case: Case) -> Known | None:
    """What was paid so far, by the events that have an amount."""
    paid = event_list().filter(case_id=case.id, kind__in=PAYMENTS, withdrawn=False)
    return _money(paid.aggregate(sum=Sum("amount"))["sum"] or Decimal(0), case.currency)


def _mmi(case: Case) -> date | None:
    reached = event_list().filter(
        case_id=case.id, kind="maximum_medical_improvement_reached", withdrawn=False
    )
    return reached.order_by("-on").values_list("on", flat=True).first()


def _of_shape(case: Case, shape: str) -> list[DamageItem]:
    heads = [head.code for head in load_damages().heads.values() if head.shape == shape]
    rows = damage_list().filter(case_id=case.id, head__in=heads).exclude(state="withdrawn")
    return list(rows.select_related("provider").order_by("number"))


_SPANS: Final = (("served_from", "served_to"), ("start", "end"), ("on", "on"))


def _row(item: DamageItem, who: str, when: str) -> Known:
    """A damage item as a row of the demand's table: from whom or for what, when, how much."""
    details: Mapping[str, Any] = item.details
    first, last = next(((details.get(a), details.get(b)) for a, b in _SPANS if details.get(a)), (None, None))
    span = f"{first} to {last}" if first and last and first != last else str(first or "")
    return {
        who: item.provider.name if item.provider else item.title,
        when: span,
        "amount": {"amount": f"{item.claimed:.2f}", "currency": item.currency},
    }


def _claimed(case: Case, heads: list[str]) -> Known | None:
    rows = damage_list().filter(case_id=case.id, head__in=heads).exclude(state="withdrawn")
    return _money(rows.aggregate(sum=Sum("claimed"))["sum"], case.currency)
