"""The ledger of a case: receipts and payments that a person posts, reversals, and the one way to post."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum
from moneyed import Money

from cases.models import Case, LedgerEntry, LedgerTransaction, Lien
from cases.selectors import (
    case_list,
    cost_list,
    document_list,
    event_list,
    for_change,
    lien_list,
    locked,
    one,
    referred,
)
from cases.selectors.ledger import ledger_entry_list, ledger_transaction_list
from cases.services.amounts import amount_of
from cases.services.checks import check_day, check_fields
from cases.services.liens import lien_settled
from cases.settlement.ledger import ACCOUNTS, HELD, PAYMENTS, RECEIPTS, Balances, Posting, postings
from cases.states import COST_EDGES
from cases.vocabulary import PAYMENTS as PAYMENT_EVENTS
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.money import money
from claimback.tenancy.member import Member


def ledger_receive(
    *,
    actor: Member,
    case_id: UUID,
    kind: str,
    on: date,
    amount: Decimal,
    currency: str = "",
    counterpart: str,
    reference: str = "",
    memo: str = "",
    event_id: UUID | None = None,
    document_id: UUID | None = None,
    working: Sequence[dict[str, str]] = (),
) -> LedgerTransaction:
    """Post money that came into the trust account: a payment of the insurer, interest, a deposit of the client.

    `event_id` names the payment as the clocks know it, which is posted once; `working` says how interest was reckoned.
    The case is locked. Raises Conflict (`posted_already`), Invalid that names the field, for another currency or a day
    to come; Forbidden.
    """
    actor.require("ledger.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    if kind not in RECEIPTS:
        raise invalid("kind", f"Give one of {', '.join(RECEIPTS)}.")
    paid = event_list().filter(case_id=case_id, kind__in=PAYMENT_EVENTS, withdrawn=False)
    posted = ledger_transaction_list().filter(case_id=case_id, reversed_by=None)
    if event_id is not None and posted.filter(event_id=event_id).exists():
        raise Conflict(
            "This payment is in the ledger already. Reverse that, or name another.", code="posted_already"
        )
    return post(
        actor=actor,
        case=case,
        kind=kind,
        on=on,
        amount=amount_of(case, amount, currency),
        counterpart=_named(counterpart),
        reference=reference,
        memo=memo,
        working=list(working),
        event=referred(paid, event_id, "event_id"),
        document=referred(document_list().filter(case_id=case_id), document_id, "document_id"),
    )


def ledger_pay(
    *,
    actor: Member,
    case_id: UUID,
    kind: str,
    on: date,
    amount: Decimal | None = None,
    currency: str = "",
    counterpart: str = "",
    reference: str = "",
    memo: str = "",
    lien_id: UUID | None = None,
    document_id: UUID | None = None,
) -> LedgerTransaction:
    """Post a payment out of trust that no statement made: to the client, of a lien that is resolved, back to whoever
    paid; or release to the client what was held back for a lien and is not needed.

    A lien is paid as it was resolved, once, first from what was held back for it. The case is locked, so that two
    payments at once follow each other. Raises Conflict (`overdrawn`) for more than there is, IllegalTransition for a
    lien that is paid or open, Invalid that names the field, Forbidden.
    """
    actor.require("ledger.write", "statement.approve")
    case = referred(for_change(case_list()), case_id, "case_id")
    if kind not in PAYMENTS:
        raise invalid("kind", f"Give one of {', '.join(PAYMENTS)}.")
    document = referred(document_list().filter(case_id=case_id), document_id, "document_id")
    liens = for_change(lien_list().filter(case_id=case_id))
    lien = referred(liens, lien_id, "lien_id") if lien_id else None
    if (lien is None) == (kind in ("lien_payment", "release")):
        raise invalid("lien_id", "Name the lien that is paid or released, and none for another payment.")
    what: dict[str, Any] = {"on": on, "reference": reference, "memo": memo, "document": document}
    if lien is not None and kind == "lien_payment":
        if amount not in (None, lien.final_amount) and lien.state == "resolved":
            raise invalid(
                "amount", f"The lien was resolved at {lien.final_amount}. Pay that, or resolve it anew."
            )
        return lien_pay(actor=actor, case=case, lien=lien, **what)
    if amount is None:
        raise invalid("amount", "Say how much.", code="required")
    return post(
        actor=actor,
        case=case,
        kind=kind,
        amount=amount_of(case, amount, currency),
        counterpart=holder_of(lien) if lien else _named(counterpart),
        lien=lien,
        **what,
    )


def lien_pay(*, actor: Member, case: Case, lien: Lien, on: date, **what: Any) -> LedgerTransaction:
    """Pay a lien that is resolved, whole. The caller holds the locks of both. Raises as `ledger_pay`."""
    lien_settled(actor=actor, lien=lien, to="paid", on=on, note="Paid out of trust.")
    assert lien.final_amount is not None
    return post(
        actor=actor,
        case=case,
        kind="lien_payment",
        on=on,
        amount=money(lien.final_amount, case.currency),
        counterpart=holder_of(lien),
        lien=lien,
        **what,
    )


def ledger_reverse(
    *, actor: Member, transaction_id: UUID, version: int | None, on: date, reason: str
) -> LedgerTransaction:
    """Post the contrary of a transaction, which stays as it was: a check that came back, an entry in error.

    A cost that it repaid is advanced again, a lien that it paid is resolved again. Raises NotFound, Invalid without a
    reason or for a day before the transaction's; Conflict for a reversal, for what was reversed already, and where
    what came in has gone out since; Forbidden.
    """
    actor.require("ledger.write")
    original = one(ledger_transaction_list(), transaction_id)
    case = locked(case_list(), original.case_id)
    check_version(original.version, version)
    if original.kind == "reversal":
        raise Conflict("A reversal is not reversed. Post the transaction anew.", code="reversal_of_reversal")
    if ledger_transaction_list().filter(reverses_id=original.id).exists():
        raise Conflict(f"Transaction {original.number} was reversed already.", code="reversed_already")
    if not reason.strip():
        raise invalid("reason", "Say why, such as a check that came back.", code="required")
    if on < original.on:
        raise invalid("on", f"The transaction is of {original.on}. Give that day or a later one.")
    if original.kind in ("cost", "cost_borne", "write_off"):
        raise Conflict("Withdraw the cost: its transactions are reversed with it.", code="of_a_cost")
    made = reverse(actor=actor, case=case, original=original, on=on, reason=reason)
    if original.kind == "cost_repayment" and original.cost_id:
        cost = locked(cost_list(), original.cost_id)
        cost.change(state=COST_EDGES.advance(cost.state, "advanced"))
    if original.kind == "lien_payment" and original.lien_id:
        lien = locked(lien_list(), original.lien_id)
        lien_settled(
            actor=actor, lien=lien, to="resolved", on=on, note=f"Its payment was reversed: {reason}"[:300]
        )
    return made


def reverse(
    *, actor: Member, case: Case, original: LedgerTransaction, on: date, reason: str
) -> LedgerTransaction:
    """Post the contrary of what `original` posted. The caller holds the case's lock and has checked that it may."""
    lines = [
        Posting(account, money(-amount, case.currency))
        for account, amount in ledger_entry_list()
        .filter(transaction_id=original.id)
        .order_by("position")
        .values_list("account", "amount")
    ]
    return post(
        actor=actor,
        case=case,
        kind="reversal",
        on=on,
        amount=money(original.amount, case.currency),
        counterpart=original.counterpart,
        memo=reason,
        lines=lines,
        reverses=original,
        lien_id=original.lien_id,
        cost_id=original.cost_id,
    )


def post(
    *,
    actor: Member,
    case: Case,
    kind: str,
    on: date,
    amount: Money,
    lines: Sequence[Posting] = (),
    **columns: Any,
) -> LedgerTransaction:
    """Post one transaction with its entries. The caller holds the case's lock, and has asked for a capability.

    `amount` is that of each of its movements. Raises Conflict (`overdrawn`) where an account of the case has not
    enough, Invalid for a day to come or a text that is too long. The database holds all of it at commit as well.
    """
    check_day(on, today(case.time_zone), "on")
    lien = columns.get("lien")
    chosen = tuple(lines) or postings(kind, amount, held=held_for(lien) if lien else None)
    short = balances_of(case).short(chosen)
    if short is not None:
        account, lacking = short
        raise Conflict(
            f"{ACCOUNTS[account].name}: {lacking.amount:,.2f} {case.currency} too little on this case.",
            code="overdrawn",
        )
    row = LedgerTransaction(
        case=case,
        number=_next_number(case),
        kind=kind,
        on=on,
        amount=sum(line.amount.amount for line in chosen if line.amount.amount > 0),
        currency=case.currency,
        recorded_by_id=actor.member_id,
        **columns,
    )
    check_fields(row)
    row.save(force_insert=True)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            transaction=row, case=case, position=place, account=line.account, amount=line.amount.amount
        )
        for place, line in enumerate(chosen, start=1)
    )
    return row


def balances_of(case: Case) -> Balances:
    """How the accounts of a case stand."""
    sums = ledger_entry_list().filter(case_id=case.id).values_list("account").annotate(sum=Sum("amount"))
    return Balances(case.currency, {account: money(total, case.currency) for account, total in sums})


def held_for(lien: Lien) -> Money:
    """What is held back for a lien and was neither paid nor released."""
    rows = ledger_entry_list().filter(case_id=lien.case_id, transaction__lien_id=lien.id, account=HELD)
    total: Decimal | None = rows.aggregate(sum=Sum("amount"))["sum"]
    return money(-(total or Decimal(0)), lien.currency)


def holder_of(lien: Lien) -> str:
    """Who is paid for a lien."""
    return lien.party.name if lien.party else lien.holder


def _next_number(case: Case) -> int:
    last: int | None = ledger_transaction_list().filter(case_id=case.id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _named(counterpart: str) -> str:
    if not counterpart.strip():
        raise invalid("counterpart", "Say who paid, or who is paid.", code="required")
    return counterpart.strip()
