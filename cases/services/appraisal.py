"""Appraisals: demanded with proof, an umpire agreed or asked of the court, awarded by any two of three, paid.

The dates are the docket's: each step records its event, from which the clause's or the law's clocks run. Who may sit is
`cases.services.appraisers`' to say.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from cases.models import Appraisal, AppraisalItem, Event
from cases.selectors import (
    case_list,
    document_list,
    event_list,
    for_change,
    locked,
    one,
    provision_list,
    referred,
)
from cases.selectors.appraisal import appraisal_item_list, appraisal_list, appraiser_list
from cases.services.amounts import amount_of
from cases.services.checks import change_fields, check_day, check_fields
from cases.services.events import event_record
from cases.settlement.appraisal import SEATS, Awarded, enough_sign, flaw_of, sums_of
from cases.states import APPRAISAL_EDGES
from cases.vocabulary import PAYMENTS
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.money import money
from claimback.tenancy.member import Member

MOVES: Final = ("refused", "withdrawn", "umpire_requested", "set_aside")
"""What a person says of an appraisal; the rest follows from who is named, from the award and from its payment."""

_EVENT_OF: Final = {"umpire_requested": "umpire_requested"}
_WHY: Final = {
    "refused": "Say with which words the other side refused.",
    "withdrawn": "Say why it is withdrawn.",
    "set_aside": "Say which court set the award aside, and why.",
}
_FIGURES: Final = ("rcv", "depreciation", "acv")


def appraisal_demand(
    *,
    actor: Member,
    case_id: UUID,
    demanded_by: str,
    demanded_on: date,
    proof_grade: str,
    provision_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Appraisal:
    """Record a written demand as served, with its proof: the event appraisal_demanded starts the time to name.

    `provision_id` is the policy's appraisal clause. Raises Invalid that names the field, Conflict beside an appraisal
    that is under way, Forbidden.
    """
    actor.require("appraisal.write")
    case = locked(case_list(), referred(case_list(), case_id, "case_id").id)
    if case.policy_id is None and provision_id is not None:
        raise invalid("provision_id", "The case has no policy. Set it on the case first.")
    if (
        appraisal_list()
        .filter(case_id=case.id)
        .exclude(state__in=["paid", "set_aside", "withdrawn"])
        .exists()
    ):
        raise Conflict(
            "An appraisal of this case is under way. Withdraw it, or go on with it.", code="under_way"
        )
    clauses = provision_list().filter(policy__cases=case, kind="appraisal")
    appraisal = Appraisal(
        case=case,
        demanded_by=demanded_by,
        demanded_on=demanded_on,
        proof_grade=proof_grade,
        provision=referred(clauses, provision_id, "provision_id"),
        document=referred(document_list().filter(case_id=case.id), document_id, "document_id"),
        state_on=demanded_on,
        currency=case.currency,
        recorded_by_id=actor.member_id,
    )
    check_fields(appraisal)
    event = event_record(
        actor=actor,
        case_id=case.id,
        kind="appraisal_demanded",
        on=demanded_on,
        proof_grade=proof_grade,
        source="The demand for appraisal",
        document_id=document_id,
    )
    appraisal.demand_event = event
    appraisal.save(force_insert=True)
    return appraisal


def appraisal_move(
    *, actor: Member, appraisal_id: UUID, version: int | None, to: str, on: date, note: str = ""
) -> Appraisal:
    """Say that the other side refused, that a court was asked for an umpire or set the award aside, or that it is
    withdrawn. Asking a court records the event umpire_requested.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid that names the field, Forbidden.
    """
    actor.require("appraisal.write")
    appraisal = in_hand(appraisal_id, version)
    if to not in MOVES:
        raise invalid(
            "to", f"Give one of {', '.join(MOVES)}. The rest follows from who is named and from the award."
        )
    state = APPRAISAL_EDGES.advance(appraisal.state, to)
    check_step_day(appraisal, on, "on")
    if to in _WHY and not note.strip():
        raise invalid("note", _WHY[to], code="required")
    change_fields(appraisal, {"state": state, "state_on": on, "state_note": note})
    if to in _EVENT_OF:
        step_event(actor, appraisal, _EVENT_OF[to], on)
    return appraisal


def appraisal_award(
    *,
    actor: Member,
    appraisal_id: UUID,
    version: int | None,
    on: date,
    signed_by: Sequence[str],
    items: Sequence[Mapping[str, Any]],
    rcv: Decimal,
    acv: Decimal,
    currency: str = "",
    deductible: Decimal | None = None,
    limit: Decimal | None = None,
    document_id: UUID | None = None,
) -> Appraisal:
    """Record the award as it was signed: every item in dispute, each with its figures, and the totals of the paper.

    The event appraisal_award_signed starts the insurer's time to pay. Raises NotFound, PreconditionFailed,
    IllegalTransition; Conflict for one that fewer than two of the three signed; Invalid, which names the field, for
    somebody who does not sit, an item that is missing or strange, and figures that do not add up; Forbidden.
    """
    actor.require("appraisal.write")
    appraisal = in_hand(appraisal_id, version)
    state = APPRAISAL_EDGES.advance(appraisal.state, "awarded")
    check_step_day(appraisal, on, "on")
    _check_signatures(appraisal, signed_by)
    rows = list(for_change(appraisal_item_list().filter(appraisal_id=appraisal.id)).order_by("number"))
    awarded = _awarded(appraisal, rows, items)
    sums = sums_of(list(awarded.values()), appraisal.currency)
    for name, said in (("rcv", rcv), ("acv", acv)):
        if getattr(sums, name).amount != said:
            raise invalid(
                name, f"The items add up to {getattr(sums, name)}, and the award says {said}. Check both."
            )
    for row in rows:
        found = awarded[row.id]
        row.change(**{name: getattr(found, name).amount for name in _FIGURES})
    event = step_event(actor, appraisal, "appraisal_award_signed", on, document_id)
    change_fields(
        appraisal,
        {
            "state": state,
            "state_on": on,
            "state_note": "",
            "awarded_on": on,
            "signed_by": sorted({*signed_by}, key=list(SEATS).index),
            "award_document_id": document_id,
            "award_event_id": event.id,
            **{name: getattr(sums, name).amount for name in _FIGURES},
            "deductible": None
            if deductible is None
            else figure_of(appraisal, deductible, currency, "deductible"),
            "limit": None
            if limit is None
            else amount_of(appraisal.case, limit, currency, field="limit").amount,
        },
    )
    return appraisal


def appraisal_pay(*, actor: Member, appraisal_id: UUID, version: int | None, payment_id: UUID) -> Appraisal:
    """Say which payment of the case paid the award. Raises NotFound, PreconditionFailed, IllegalTransition, Invalid
    for a payment from before the award, Forbidden.
    """
    actor.require("appraisal.write")
    appraisal = in_hand(appraisal_id, version)
    state = APPRAISAL_EDGES.advance(appraisal.state, "paid")
    rows = event_list().filter(case_id=appraisal.case_id, kind__in=PAYMENTS, withdrawn=False)
    payment = referred(rows, payment_id, "payment_id")
    if appraisal.awarded_on is not None and payment.on < appraisal.awarded_on:
        raise invalid("payment_id", f"It came on {payment.on}, before the award of {appraisal.awarded_on}.")
    appraisal.change(state=state, state_on=payment.on, payment_id=payment.id)
    return appraisal


def in_hand(appraisal_id: UUID, version: int | None) -> Appraisal:
    """The appraisal under its lock, after the case's. Raises NotFound, PreconditionFailed if a version is asked for."""
    case = locked(case_list(), one(appraisal_list(), appraisal_id).case_id)
    appraisal = locked(appraisal_list(), appraisal_id)
    appraisal.case = case
    if version is not None:
        check_version(appraisal.version, version)
    return appraisal


def check_step_day(appraisal: Appraisal, on: date, field: str) -> None:
    """Refuse a step before the demand or in the future. Raises Invalid."""
    check_day(on, today(appraisal.case.time_zone), field)
    if on < appraisal.demanded_on:
        raise invalid(
            field, f"Appraisal was demanded on {appraisal.demanded_on}. Give that day or a later one."
        )


def step_event(
    actor: Member, appraisal: Appraisal, kind: str, on: date, document_id: UUID | None = None
) -> Event:
    """Record the event of a step, from which clocks run. Raises as `event_record` does."""
    return event_record(
        actor=actor,
        case_id=appraisal.case_id,
        kind=kind,
        on=on,
        source="The appraisal",
        document_id=document_id,
    )


def _check_signatures(appraisal: Appraisal, signed_by: Sequence[str]) -> None:
    rows = appraiser_list().filter(appraisal_id=appraisal.id, state="sitting")
    sitting = set(rows.values_list("seat", flat=True))
    for seat in signed_by:
        if seat not in sitting:
            raise invalid(
                "signed_by", f"Nobody sits as {SEATS.get(seat, repr(seat)).lower()}. Name them first."
            )
    if not enough_sign(signed_by):
        raise Conflict(
            "An award is valid once two of the three have signed: the two appraisers, or one of them and the umpire. "
            f"Signed: {', '.join(SEATS[seat].lower() for seat in sorted({*signed_by})) or 'nobody'}.",
            code="award_not_signed",
        )


def _awarded(
    appraisal: Appraisal, rows: Sequence[AppraisalItem], items: Sequence[Mapping[str, Any]]
) -> dict[UUID, Awarded]:
    """The award on each item in dispute. Raises Invalid where one is missing, strange, twice or does not add up."""
    known, found = {row.id: row for row in rows}, dict[UUID, Awarded]()
    for place, item in enumerate(items):
        row = known.get(item["item_id"])
        if row is None or row.id in found:
            raise invalid(f"items/{place}/item_id", "Give each item in dispute once, and no other.")
        figures = Awarded(
            *(money(item[name], appraisal.currency, field=f"items/{place}/{name}") for name in _FIGURES)
        )
        if flaw := flaw_of(figures):
            raise invalid(f"items/{place}/acv", f"{row}: {flaw}")
        found[row.id] = figures
    if missing := [str(row) for row in rows if row.id not in found]:
        raise invalid(
            "items", f"The award leaves out: {'; '.join(missing)}. Give nought where nothing was awarded."
        )
    if not found:
        raise invalid("items", "Nothing is in dispute yet. Add the items first.")
    return found


def figure_of(appraisal: Appraisal, amount: Decimal, currency: str, field: str) -> Decimal:
    """Nought or more, in the case's currency. Raises Invalid."""
    if amount == 0:
        return Decimal(0)
    return amount_of(appraisal.case, amount, currency, field=field).amount
