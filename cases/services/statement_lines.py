"""What a statement has to account for: all that moved on the client's account since the last, what is to be paid."""

from collections.abc import Collection, Iterator
from typing import Final
from uuid import UUID

from django.db.models import Q, Sum

from cases.models import Case, LedgerTransaction
from cases.selectors import cost_list, for_change, lien_list
from cases.selectors.fees import fee_invoice_list
from cases.selectors.ledger import ledger_entry_list, ledger_transaction_list, statement_line_list
from cases.services.ledger import holder_of
from cases.settlement.ledger import CLIENT as CLIENT_ACCOUNT
from cases.settlement.ledger import KINDS
from cases.settlement.statement import CLIENT, COSTS, FEE, LIENS, RECEIVED, Line
from cases.states import LIENS_OPEN
from claimback.kernel.errors import Conflict
from claimback.kernel.money import money

_GROUP: Final = {"lien_payment": LIENS, "client_payment": CLIENT}
"""What was paid by hand, and stands in the statement as paid. Whatever else moved is received, or was given back."""


def stated_lines(
    case: Case, *, invoice_ids: Collection[UUID] | None, cost_ids: Collection[UUID] | None
) -> list[Line]:
    """All lines but what is left for the client. The caller holds the case's lock.

    A fee is one that was invoiced and so held to the law's cap; of the invoices and costs that are due, all or those
    that are named.

    Raises Conflict (`liens_open`) where it is not known what a lien comes to and nothing is held back for it.
    """
    return [
        *_moved(case),
        *_fees(case, invoice_ids),
        *_costs(case, cost_ids),
        *_liens(case),
    ]


def _moved(case: Case) -> Iterator[Line]:
    """What was posted since the last statement. What was posted and reversed since then is as if it had not been."""
    stated = statement_line_list().filter(case_id=case.id, statement__state="disbursed")
    covered = Q(id__in=stated.exclude(transaction=None).values("transaction_id"))
    fresh = ledger_transaction_list().filter(case_id=case.id, statement_line=None).exclude(covered)
    rows: dict[UUID, LedgerTransaction] = {row.id: row for row in fresh.order_by("number")}
    moved = (
        ledger_entry_list()
        .filter(case_id=case.id, account=CLIENT_ACCOUNT, transaction_id__in=list(rows))
        .values_list("transaction_id")
        .annotate(sum=Sum("amount"))
    )
    amounts = {id: money(-total, case.currency) for id, total in moved}
    undone = {row.reverses_id for row in rows.values() if row.reverses_id in rows}
    for row in rows.values():
        if row.id not in amounts or row.id in undone or row.reverses_id in undone:
            continue
        group, amount = _GROUP.get(row.kind, RECEIVED), amounts[row.id]
        label = f"{KINDS[row.kind]} of {row.on:%Y-%m-%d}" + (f": {row.memo}" if row.memo else "")
        yield Line(
            group,
            label[:300],
            amount if group == RECEIVED else -amount,
            row.counterpart,
            lien=row.lien_id,
            transaction=row.id,
        )


def _fees(case: Case, invoice_ids: Collection[UUID] | None) -> Iterator[Line]:
    stated = statement_line_list().filter(case_id=case.id, statement__state="disbursed").exclude(invoice=None)
    due = for_change(fee_invoice_list().filter(case_id=case.id, state="issued"))
    for invoice in due.exclude(id__in=stated.values("invoice_id")).order_by("number"):
        if invoice_ids is None or invoice.id in invoice_ids:
            label = f"Fee, invoice {invoice.number}"
            yield Line(FEE, label, money(invoice.amount, case.currency), invoice=invoice.id)


def _costs(case: Case, cost_ids: Collection[UUID] | None) -> Iterator[Line]:
    owed = for_change(cost_list().filter(case_id=case.id, state="advanced", billable=True))
    for cost in owed.order_by("incurred_on", "id"):
        if cost_ids is None or cost.id in cost_ids:
            yield Line(
                COSTS,
                f"{cost.what}, {cost.incurred_on:%Y-%m-%d}",
                money(cost.amount, case.currency),
                cost.vendor,
                cost=cost.id,
            )


def _liens(case: Case) -> Iterator[Line]:
    settled = statement_line_list().filter(case_id=case.id, statement__state="disbursed").exclude(lien=None)
    rows = for_change(lien_list().filter(case_id=case.id).select_related("party"))
    waiting = rows.exclude(id__in=settled.values("lien_id")).exclude(state__in=("released", "paid"))
    liens = list(waiting.order_by("asserted_on", "id"))
    still_open = [str(lien) for lien in liens if lien.state in LIENS_OPEN]
    if still_open:
        raise Conflict(
            f"What these come to is not known: {'; '.join(still_open)}. Resolve them, or hold money back for them.",
            code="liens_open",
        )
    for lien in liens:
        held = lien.state == "held_back"
        amount = lien.held_amount if held else lien.final_amount
        assert amount is not None
        if amount:
            yield Line(
                LIENS,
                lien.get_kind_display() + (", held back" if held else ""),
                money(amount, case.currency),
                holder_of(lien),
                held=held,
                lien=lien.id,
            )
