"""Fees held to the law: agreements that a state bars, what the paper must say, and invoices above a cap.

A cap blocks whatever it was checked against, for a fee that is too high is the client's money. One that nobody read in
the law itself may be wrong: it gives way to the written reason of a licensed member, and the invoice keeps both. One
that was read there gives way to nothing. So it is with a cap that hangs on a fact not given: the fact is named, and
the fee waits for it only where it would be above that cap.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Sum
from moneyed import Money

from cases.models import Case, FeeAgreement, FeeInvoice
from cases.selectors import one
from cases.selectors.fees import fee_agreement_list, fee_invoice_list
from cases.services.fee_invoices import fee_invoice_cap_note
from cases.settlement.fees import shown
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.money import money, wire
from deadlines.fee_caps import LOSS, CapAnswer, CapFound, FeeFacts, Moment, Verdict, bars_on, fee_caps, judge
from deadlines.law.fees import FeeLaw, fee_law
from deadlines.selectors import events_that_hold, facts_stated
from deadlines.services.facts import fact_note

PRIMARY: Final = "primary"


class FeeAboveCap(Conflict):
    """The fee is more than the law allows."""

    code = "fee_above_cap"


class FeeCapUnsettled(Conflict):
    """Whether the law allows the fee hangs on a fact that is not known."""

    code = "fee_cap_unsettled"


class AgreementBarred(Conflict):
    """The law allows no such agreement."""

    code = "agreement_barred"


def sign_agreement(*, agreement_id: UUID) -> None:
    """Refuse an agreement that the state bars, and state what it tells of the case: who represents the client.

    Raises AgreementBarred with the citation, for one too where only a time that is not given would tell.
    """
    agreement = one(fee_agreement_list().select_related("case"), agreement_id)
    law = fee_law(agreement.represented_by, agreement.case.jurisdiction)
    found = bars_on(law, agreement.kind, _signed(agreement), _moments(agreement.case).get(LOSS))
    for each in found:
        if each.bar.effect == "refused":
            need = f" To tell, give {' and '.join(each.needs)}." if each.needs else ""
            raise AgreementBarred(f"{each.bar.says} {each.bar.citation}.{need}")
    facts: dict[str, str | bool] = {"represented_by": agreement.represented_by}
    for bar in law.bars if law else ():
        here = [each for each in found if each.bar.id == bar.id]
        if bar.fact and agreement.kind in bar.kinds and not any(each.needs for each in here):
            facts[bar.fact] = bool(here)
    for name, value in facts.items():
        fact_note(
            case_id=agreement.case_id,
            name=name,
            value=value,
            source="The fee agreement",
            stated_by_id=agreement.recorded_by_id,
        )


def look_through(*, agreement_id: UUID) -> None:
    """Refuse a point that the state's law does not ask of the paper. Raises Invalid."""
    agreement = one(fee_agreement_list().select_related("case"), agreement_id)
    law = fee_law(agreement.represented_by, agreement.case.jurisdiction)
    known = [item.id for item in law.contents] if law else []
    strangers = [name for name in agreement.contents if name not in known]
    if strangers:
        listed = ", ".join(known) or "none"
        raise invalid("contents", f"{strangers[0]!r} is no point that this law asks for. It has: {listed}.")


def hold_to_caps(*, invoice_id: UUID) -> None:
    """Hold an invoice to the caps of the case's state, and keep what they come to with it.

    Raises FeeAboveCap and FeeCapUnsettled, which name the cap, its base, its percentage and what it allows.
    """
    invoice = one(fee_invoice_list().select_related("agreement__case"), invoice_id)
    facts = fee_facts(
        invoice.agreement,
        recovered=money(invoice.recovered, invoice.currency),
        recovered_on=invoice.recovered_on,
        marked=None if invoice.marked is None else money(invoice.marked, invoice.currency),
        before=invoice.id,
    )
    answer = fee_caps(facts)
    fee = money(invoice.amount, invoice.currency)
    verdict = judge(answer, fee)
    overridden = verdict.says != "allowed" and _gives_way(invoice, verdict)
    if verdict.says != "allowed" and not overridden:
        raise _refusal(invoice, verdict, fee)
    says = "overridden" if overridden else _says(answer)
    fee_invoice_cap_note(invoice_id=invoice.id, cap={"says": says, **caps_to_json(answer)})


def fee_facts(
    agreement: FeeAgreement,
    *,
    recovered: Money,
    recovered_on: date,
    marked: Money | None = None,
    before: UUID | None = None,
) -> FeeFacts:
    """What is known of a fee of the agreement. What was billed before the invoice `before` counts over the case."""
    case = agreement.case
    issued = fee_invoice_list().filter(
        case_id=case.id, agreement__represented_by=agreement.represented_by, state="issued"
    )
    others = issued if before is None else issued.exclude(id=before)
    sums = others.aggregate(recovered=Sum("recovered"), billed=Sum("amount"))
    return FeeFacts(
        who=agreement.represented_by,
        jurisdiction=case.jurisdiction,
        line=case.line_of_business,
        plan_type=case.plan_type,
        kind=agreement.kind,
        claim_type=agreement.claim_type,
        signed=_signed(agreement),
        recovered=recovered,
        recovered_before=money(sums["recovered"] or Decimal(0), case.currency),
        billed_before=money(sums["billed"] or Decimal(0), case.currency),
        recovered_on=recovered_on,
        facts=facts_stated(case),
        moments=_moments(case),
        offered=None if agreement.offered is None else money(agreement.offered, agreement.currency),
        marked=marked,
    )


def caps_to_json(answer: CapAnswer) -> dict[str, Any]:
    """The caps that hold, those that may, the one that governs, and a warning for each that was not checked."""
    found = [*answer.holding, *answer.unsettled]
    governs = answer.lowest
    return {
        "caps": [_cap(each, governs=each is governs) for each in found],
        "warnings": [
            f"{each.cap.citation} was not read: {each.cap.checked.source}."
            for each in found
            if each.cap.checked.grade == "unchecked"
        ],
    }


def _cap(found: CapFound, *, governs: bool) -> dict[str, Any]:
    return {
        "id": found.cap.id,
        "citation": found.cap.citation,
        "paraphrase": found.cap.paraphrase,
        "checked": found.cap.checked.grade,
        "base": wire(found.base),
        "allowed": wire(found.allowed),
        "governs": governs,
        "needs": list(found.needs),
        "working": [{"step": step, "result": result} for step, result in found.steps],
    }


def _says(answer: CapAnswer) -> str:
    if answer.holding or answer.unsettled:
        return "within"
    return "none_set" if answer.law and answer.law.no_cap else "none_known"


def _gives_way(invoice: FeeInvoice, verdict: Verdict) -> bool:
    return bool(invoice.override_reason) and all(found.cap.checked.grade != PRIMARY for found in verdict.caps)


def _refusal(invoice: FeeInvoice, verdict: Verdict, fee: Money) -> Conflict:
    """In words, about the cap that stands most in the way: a primary one before others."""
    found = next((each for each in verdict.caps if each.cap.checked.grade == PRIMARY), verdict.caps[0])
    cap = found.cap
    percents = " and ".join(f"{tier.percent:f}%" for tier in cap.tiers)
    allows = f"allows {percents} of {shown(found.base)}, which leaves {shown(found.allowed)} for this fee"
    how = "" if cap.checked.grade == PRIMARY else f" ({cap.checked.grade}: {cap.checked.source})"
    if cap.checked.grade == PRIMARY:
        way = " It was read in the law, and no reason overrides it." if invoice.override_reason else ""
    else:
        way = " A licensed member who has read the law may override it in override_reason."
    if verdict.says == "above":
        return FeeAboveCap(
            f"A fee of {shown(fee)} is above the cap {cap.id}: {cap.citation}{how} {allows}. {cap.paraphrase}{way}"
        )
    return FeeCapUnsettled(
        f"Whether a fee of {shown(fee)} is allowed hangs on {', '.join(found.needs)}: by {cap.citation}{how} the cap "
        f"{cap.id} {allows}, if it holds. State it as a fact of the case, or record the event.{way}"
    )


def _signed(agreement: FeeAgreement) -> Moment:
    return Moment(agreement.signed_on, agreement.signed_at)


def _moments(case: Case) -> dict[str, Moment]:
    """The first event of each kind; the case's own date of loss where no event tells it."""
    found: dict[str, Moment] = {}
    for event in events_that_hold(case.id):
        found.setdefault(event.kind, Moment(event.on, event.at))
    if case.loss_date is not None:
        found.setdefault(LOSS, Moment(case.loss_date))
    return found


def agreement_law(agreement_id: UUID, recovered: Decimal) -> tuple[FeeAgreement, FeeLaw | None, CapAnswer]:
    """An agreement with what its state's law says of it and allows of a recovery of today. Raises NotFound, Invalid."""
    agreement = one(fee_agreement_list().select_related("case"), agreement_id)
    sum_ = money(recovered, agreement.currency, field="recovered")
    facts = fee_facts(agreement, recovered=sum_, recovered_on=today(agreement.case.time_zone))
    return agreement, fee_law(agreement.represented_by, agreement.case.jurisdiction), fee_caps(facts)
