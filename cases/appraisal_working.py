"""What an award comes to: against both sides' numbers, the offers before it, and what was paid. Reading only."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from moneyed import Money

from cases.models import Appraisal
from cases.selectors import event_list, one
from cases.selectors.appraisal import appraisal_item_list, appraisal_list, appraiser_list
from cases.selectors.negotiation import offer_list
from cases.settlement.appraisal import Awarded, Owed, cost_split, owed_on
from cases.settlement.negotiation import INSURER
from cases.vocabulary import PAYMENTS
from claimback.kernel.money import money, total


@dataclass(frozen=True, slots=True)
class AppraisalWorking:
    """The numbers of an appraisal. `owed` is None before the award."""

    appraisal: Appraisal
    ours: Money
    theirs: Money
    best_offer: Money | None
    paid_before: Money
    owed: Owed | None
    our_costs: Money
    their_costs: Money


def appraisal_working(appraisal_id: UUID) -> AppraisalWorking:
    """Both sides' totals, the insurer's best offer from before the award, what was paid by then, what is owed.

    Raises NotFound.
    """
    appraisal = one(appraisal_list(), appraisal_id)
    code = appraisal.currency

    def amount(value: Decimal | None) -> Money:
        return money(value or Decimal(0), code)

    items = list(appraisal_item_list().filter(appraisal_id=appraisal.id).order_by("number"))
    payments = event_list().filter(case_id=appraisal.case_id, kind__in=PAYMENTS, withdrawn=False)
    offers = offer_list().filter(case_id=appraisal.case_id, side=INSURER).exclude(state="draft")
    if appraisal.awarded_on is not None:
        payments = payments.filter(on__lt=appraisal.awarded_on)
        offers = offers.filter(made_on__lt=appraisal.awarded_on)
    paid = total((amount(event.amount) for event in payments), code)
    best = offers.order_by("-amount").values_list("amount", flat=True).first()
    best_offer = None if best is None else amount(best)
    owed = None
    if appraisal.awarded_on is not None:
        owed = owed_on(
            Awarded(amount(appraisal.rcv), amount(appraisal.depreciation), amount(appraisal.acv)),
            deductible=amount(appraisal.deductible),
            limit=None if appraisal.limit is None else amount(appraisal.limit),
            paid_before=paid,
            best_offer=best_offer,
        )
    charged: dict[str, Money] = {}
    for row in appraiser_list().filter(appraisal_id=appraisal.id, cost__isnull=False):
        charged[row.seat] = charged.get(row.seat, amount(None)) + amount(row.cost)
    ours, theirs = cost_split(charged, code)
    return AppraisalWorking(
        appraisal=appraisal,
        ours=total((amount(item.ours) for item in items), code),
        theirs=total((amount(item.theirs) for item in items), code),
        best_offer=best_offer,
        paid_before=paid,
        owed=owed,
        our_costs=ours,
        their_costs=theirs,
    )
