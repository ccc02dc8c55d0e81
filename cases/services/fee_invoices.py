"""Fees asked of the client, with their working and the law's cap; and the time that hourly ones are made of."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Sum
from moneyed import Money

from cases.events import FeeInvoiced
from cases.models import Case, Event, FeeAgreement, FeeInvoice, TimeEntry
from cases.selectors import case_list, cost_list, event_list, for_change, locked, one, referred
from cases.selectors.fees import fee_agreement_list, fee_invoice_list, time_entry_list
from cases.selectors.ledger import statement_line_list
from cases.services.amounts import amount_of
from cases.services.checks import check_day, check_fields
from cases.services.fees import terms_of
from cases.settlement.fees import (
    HOURLY,
    OF_THE_RECOVERY,
    STAGE_EVENTS,
    FeeDue,
    TimeWorked,
    fee_due,
    shown,
    stage_at,
)
from cases.states import FEE_INVOICE_EDGES, TIME_ENTRY_EDGES
from cases.vocabulary import PAYMENTS
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.kernel.money import money
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import colleagues

MINUTES_LIMIT: Final = 1440
_BILLABLE: Final = ("in_force", "ended")


def fee_invoice_issue(
    *,
    actor: Member,
    agreement_id: UUID,
    payment_id: UUID | None = None,
    recovered: Decimal | None = None,
    recovered_on: date | None = None,
    marked: Decimal | None = None,
    amount: Decimal | None = None,
    currency: str = "",
    override_reason: str = "",
) -> FeeInvoice:
    """Ask the fee of one recovery, or for the time worked since the last invoice.

    A recovery is the event of a payment, or an amount with its day. `amount` is for asking less than the agreement
    gives. The floor above holds it to the law's caps (`FeeInvoiced`), notes them, and refuses what is above; a cap
    that was not read in the law itself gives way to an `override_reason` of a licensed member.

    The case is locked, so that two invoices can't each have the same room under a cap. Raises Invalid that names the
    field, Conflict for an agreement that was cancelled or superseded and for a payment that a fee was asked of,
    what the law's caps refuse with, Forbidden.
    """
    actor.require("fee.write", *(["gate.waive"] if override_reason.strip() else []))
    agreement = referred(fee_agreement_list(), agreement_id, "agreement_id")
    case = locked(case_list(), agreement.case_id)
    agreement = locked(fee_agreement_list(), agreement.id)
    if agreement.state not in _BILLABLE:
        raise Conflict(
            f"This agreement was {agreement.state}: no fee is asked under it.", code="agreement_ended"
        )
    payment = _payment(case, payment_id)
    got, day = _recovery(case, agreement, payment, recovered, recovered_on, currency)
    entries = _unbilled(case, day) if agreement.kind == HOURLY else []
    stage = _stage(case, day)
    due = _due(case, agreement, got, stage, entries)
    fee = due.amount if amount is None else amount_of(case, amount, currency)
    if fee > due.amount:
        raise invalid(
            "amount", f"The agreement gives {shown(due.amount)}. Ask that or less.", code="above_agreement"
        )
    if not fee.amount:
        raise invalid("recovered", "No fee is due of this: nothing was recovered, or no time is unbilled.")
    last: int = fee_invoice_list().filter(case_id=case.id).aggregate(last=Max("number"))["last"] or 0
    invoice = FeeInvoice(
        case_id=case.id,
        agreement=agreement,
        number=last + 1,
        issued_on=today(case.time_zone),
        payment=payment,
        recovered_on=day,
        recovered=got.amount,
        marked=None if marked is None else _marked(case, marked, currency, got),
        stage=stage,
        base=None if due.base is None else due.base.amount,
        percent=due.percent,
        amount=fee.amount,
        currency=case.currency,
        working=due.working,
        override_reason=override_reason.strip(),
        issued_by_id=actor.member_id,
    )
    check_fields(invoice)
    invoice.save(force_insert=True)
    for entry in entries:
        entry.change(state=TIME_ENTRY_EDGES.advance(entry.state, "billed"), invoice_id=invoice.id)
    publish(FeeInvoiced(case.id, invoice.id))
    return one(fee_invoice_list(), invoice.id)


def fee_invoice_cap_note(*, invoice_id: UUID, cap: Mapping[str, Any]) -> None:
    """Keep what the law allows with the invoice. Called by the floor that knows the law, in the same transaction."""
    locked(fee_invoice_list(), invoice_id).change(cap=dict(cap))


def fee_invoice_void(*, actor: Member, invoice_id: UUID, version: int | None, reason: str) -> FeeInvoice:
    """Take an invoice back: its number is not used again, and its time may be billed anew.

    Raises NotFound, PreconditionFailed, IllegalTransition, Conflict for a fee that a statement has paid out, Invalid
    without a reason, Forbidden.
    """
    actor.require("fee.write")
    locked(case_list(), one(fee_invoice_list(), invoice_id).case_id)
    invoice = locked(fee_invoice_list(), invoice_id)
    check_version(invoice.version, version)
    if not reason.strip():
        raise invalid("reason", "Say why the invoice is void.")
    if statement_line_list().filter(invoice_id=invoice.id, statement__state="disbursed").exists():
        raise Conflict("A statement has paid this fee out. Give it back by the ledger.", code="paid_out")
    invoice.void_reason = reason
    check_fields(invoice, ["void_reason"])
    invoice.change(state=FEE_INVOICE_EDGES.advance(invoice.state, "void"), void_reason=reason)
    for entry in for_change(time_entry_list().filter(invoice_id=invoice.id)).order_by("id"):
        entry.change(state=TIME_ENTRY_EDGES.advance(entry.state, "unbilled"), invoice_id=None)
    return invoice


def time_entry_add(
    *,
    actor: Member,
    case_id: UUID,
    on: date,
    minutes: int,
    what: str,
    member_id: UUID | None = None,
    rate: Decimal | None = None,
    currency: str = "",
) -> TimeEntry:
    """Note time that the actor, or another member, worked. Without a rate it has the agreement's.

    Raises Invalid that names the field, Forbidden.
    """
    actor.require("money.write")
    case = referred(case_list(), case_id, "case_id")
    check_day(on, today(case.time_zone), "on")
    if not 1 <= minutes <= MINUTES_LIMIT:
        raise invalid("minutes", f"Give the minutes of one day, from 1 to {MINUTES_LIMIT}.")
    if rate is None:
        agreement = fee_agreement_list().filter(case_id=case.id, state="in_force").first()
        rate = agreement.hourly_rate if agreement else None
    if rate is None:
        raise invalid("rate", "The case has no agreement by the hour: give the rate.", code="required")
    entry = TimeEntry(
        case=case,
        member=referred(colleagues(), member_id or actor.member_id, "member_id"),
        on=on,
        minutes=minutes,
        rate=amount_of(case, rate, currency, field="rate").amount,
        currency=case.currency,
        what=what.strip(),
    )
    check_fields(entry)
    entry.save(force_insert=True)
    return entry


def time_entry_write_off(*, actor: Member, entry_id: UUID, version: int | None, reason: str) -> TimeEntry:
    """Say that time is not billed, and why.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid without a reason, Forbidden.
    """
    actor.require("money.write")
    entry = locked(time_entry_list(), entry_id)
    check_version(entry.version, version)
    if not reason.strip():
        raise invalid("reason", "Say why it is not billed.")
    entry.reason = reason
    check_fields(entry, ["reason"])
    entry.change(state=TIME_ENTRY_EDGES.advance(entry.state, "written_off"), reason=reason)
    return entry


def _payment(case: Case, payment_id: UUID | None) -> Event | None:
    rows = event_list().filter(case_id=case.id, kind__in=PAYMENTS, withdrawn=False)
    payment = referred(rows, payment_id, "payment_id")
    if payment is not None and fee_invoice_list().filter(payment_id=payment.id, state="issued").exists():
        raise Conflict("A fee was asked of this payment already. Void that invoice first.", code="invoiced")
    return payment


def _recovery(
    case: Case,
    agreement: FeeAgreement,
    payment: Event | None,
    recovered: Decimal | None,
    on: date | None,
    currency: str,
) -> tuple[Money, date]:
    """What was recovered and on which day: the payment's, or as given."""
    if payment is not None:
        if recovered is not None or on is not None:
            raise invalid("recovered", "The payment says what was recovered, and when. Leave both out.")
        if payment.amount is None:
            raise invalid(
                "payment_id", "This payment has no amount. Correct the event, or give what was recovered."
            )
        return money(payment.amount, payment.currency), payment.on
    day = on or today(case.time_zone)
    check_day(day, today(case.time_zone), "recovered_on")
    if recovered is None:
        if agreement.kind in OF_THE_RECOVERY:
            raise invalid("recovered", "Say what was recovered, or name the payment.", code="required")
        return money(0, case.currency), day
    return amount_of(case, recovered, currency, field="recovered"), day


def _marked(case: Case, marked: Decimal, currency: str, got: Money) -> Decimal:
    found = amount_of(case, marked, currency, field="marked")
    if found > got:
        raise invalid("marked", f"It is a part of what was recovered, which is {shown(got)}.")
    return found.amount


def _stage(case: Case, on: date) -> str:
    rows = event_list().filter(case_id=case.id, kind__in=list(STAGE_EVENTS), withdrawn=False)
    return stage_at(list(rows.values_list("kind", "on")), on)


def _unbilled(case: Case, until: date) -> list[TimeEntry]:
    rows = time_entry_list().filter(case_id=case.id, state="unbilled", on__lte=until)
    return list(for_change(rows).order_by("on", "id"))


def _due(case: Case, agreement: FeeAgreement, got: Money, stage: str, entries: list[TimeEntry]) -> FeeDue:
    """What the agreement gives. An earlier offer, and each cost that comes first, are taken off once."""
    issued = fee_invoice_list().filter(agreement_id=agreement.id, state="issued")
    sums = issued.aggregate(recovered=Sum("recovered"), base=Sum("base"))
    before = sums["recovered"] or Decimal(0)
    offered = None if agreement.offered is None else max(agreement.offered - before, Decimal(0))
    costs = None
    if agreement.costs_first:
        taken_off = before - (sums["base"] or Decimal(0))
        if agreement.base == "increase" and agreement.offered is not None:
            taken_off -= min(agreement.offered, before)
        costs = money(max(_laid_out(case) - taken_off, Decimal(0)), case.currency)
    time = [TimeWorked(entry.minutes, money(entry.rate, entry.currency)) for entry in entries]
    return fee_due(terms_of(agreement, offered=offered), got, stage=stage, costs=costs, time=time)


def _laid_out(case: Case) -> Decimal:
    """The costs that the client bears, repaid or not."""
    standing = cost_list().filter(case_id=case.id, billable=True, state__in=["advanced", "reimbursed"])
    return standing.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
