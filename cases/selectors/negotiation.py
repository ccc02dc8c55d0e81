"""Reading demands and offers, what clients allow and what was settled: the one door to each kind."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import CharField, F, QuerySet, Sum, Value, When
from moneyed import Money

from cases.models import Case, ClientAuthority, Offer, OfferStep, SettledPart
from cases.models.case import NO_DATE
from cases.selectors import event_list
from cases.selectors.ledger import ledger_transaction_list
from cases.selectors.money import damage_list
from cases.settlement.charts import Allowed, Negotiation, Point, Recovery
from cases.settlement.negotiation import INSURER, WHOLE
from cases.states import EXPIRED
from cases.vocabulary import PAYMENTS
from claimback.kernel.clock import now
from claimback.kernel.money import money


def offer_list() -> QuerySet[Offer]:
    """Demands and offers. `standing` is the state of each now: an open one past its time is expired."""
    over = When(state="open", lapses_at__lte=now(), then=Value(EXPIRED))
    return Offer.objects.annotate(standing=Choose(over, default=F("state"), output_field=CharField()))


def offer_step_list() -> QuerySet[OfferStep]:
    """What was done with demands and offers."""
    return OfferStep.objects.all()


def client_authority_list() -> QuerySet[ClientAuthority]:
    """What clients allowed to settle for, ended ones among them."""
    return ClientAuthority.objects.all()


def settled_part_list() -> QuerySet[SettledPart]:
    """What was agreed for parts of claims, what was set aside among it."""
    return SettledPart.objects.all()


def settled_now(case_id: UUID) -> QuerySet[SettledPart]:
    """What is agreed for parts of a case's claim, and stands."""
    return settled_part_list().filter(case_id=case_id, set_aside_on=None)


def negotiation_of(case: Case) -> Negotiation:
    """The numbers of both sides in the order in which they were put, and what the client allowed for the whole."""
    put: QuerySet[Any] = offer_list().filter(case_id=case.id).exclude(state="draft").exclude(made_on=NO_DATE)
    numbers = put.order_by("made_on", "number").values_list(
        "number", "side", "kind", "made_on", "amount", "standing"
    )
    allowed = client_authority_list().filter(case_id=case.id, part=WHOLE).order_by("given_on", "created_at")
    return Negotiation(
        currency=case.currency,
        points=[
            Point(
                number=number,
                side=side,
                kind=kind,
                on=on,
                amount=money(amount, case.currency),
                state=state,
            )
            for number, side, kind, on, amount, state in numbers
        ],
        allowed=[
            Allowed(
                since=row.given_on,
                until=min((day for day in (row.until, row.ended_on) if day), default=None),
                least=money(row.least, row.currency),
                most=None if row.most is None else money(row.most, row.currency),
            )
            for row in allowed
        ],
    )


def recovery_of(case: Case) -> Recovery:
    """What is claimed by the damages, or else by the case; what the insurer last offered; what was agreed; what came.

    What came is what the ledger received and did not give back; before it has anything, what payments are known of.
    """
    claimed = damage_list().filter(case_id=case.id).exclude(state="withdrawn")
    theirs = offer_list().filter(case_id=case.id, side=INSURER).exclude(state="withdrawn")
    settled = settled_now(case.id)
    return Recovery(
        currency=case.currency,
        claimed=_money(_sum(claimed, "claimed") or case.amount_claimed, case),
        offered=_money(theirs.order_by("-number").values_list("amount", flat=True).first(), case),
        agreed=_money(_sum(settled, "amount"), case),
        received=_money(_received(case), case),
    )


def _received(case: Case) -> Decimal | None:
    moved = ledger_transaction_list().filter(case_id=case.id, reversed_by=None)
    came = _sum(moved.filter(kind__in=("receipt", "interest")), "amount")
    if came is not None:
        return came - (_sum(moved.filter(kind="refund"), "amount") or Decimal(0))
    return _sum(event_list().filter(case_id=case.id, kind__in=PAYMENTS, withdrawn=False), "amount")


def _sum(rows: QuerySet[Any], column: str) -> Decimal | None:
    total: Decimal | None = rows.aggregate(sum=Sum(column))["sum"]
    return total


def _money(amount: Decimal | None, case: Case) -> Money | None:
    return None if amount is None else money(amount, case.currency)
