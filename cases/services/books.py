"""Handing ledgers and statements to other books: what the member may see, in full, and noted in the history."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final
from uuid import UUID

from cases.models import LedgerTransaction
from cases.selectors import case_list, one
from cases.selectors.ledger import (
    ledger_entry_list,
    ledger_transaction_list,
    statement_line_list,
    statement_list,
)
from cases.settlement.books import BOOKS, BookEntry, BookTransaction, iif, journal_table, ledger_table
from cases.settlement.statement import GROUPS
from claimback.audit.services import read_record
from claimback.kernel.cells import as_csv
from claimback.kernel.errors import Conflict, invalid
from claimback.tenancy.member import Member

TRANSACTIONS_LIMIT: Final = 5000
"""Read and written in about a second. Of more, fewer days are asked for at a time."""

_WRITTEN: Final[dict[str, Callable[[Iterable[BookTransaction]], str]]] = {
    "ledger": ledger_table,
    "journal": journal_table,
    "iif": iif,
}


def ledger_export(
    *,
    actor: Member,
    book: str,
    case_id: UUID | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> str:
    """The ledger of a case, or of all cases that the member may see, as the text of a `book`.

    That it was read is noted. Raises Invalid that names the field, Forbidden for the whole firm's without
    `ledger.write`; Conflict for more transactions than one text holds.
    """
    actor.require("money.read", *([] if case_id else ["ledger.write"]))
    if book not in BOOKS:
        raise invalid("book", f"Give one of {', '.join(BOOKS)}.")
    rows = ledger_transaction_list().select_related("case", "reverses")
    if case_id is not None:
        rows = rows.filter(case_id=one(case_list(), case_id).id)
    if from_on is not None:
        if book == "ledger":
            raise invalid("from", "A ledger begins at its beginning. Ask for a journal of these days.")
        rows = rows.filter(on__gte=from_on)
    if to_on is not None:
        rows = rows.filter(on__lte=to_on)
    found = list(rows.order_by("case__number", "case_id", "number")[: TRANSACTIONS_LIMIT + 1])
    if len(found) > TRANSACTIONS_LIMIT:
        raise Conflict(
            f"These are more than {TRANSACTIONS_LIMIT:,} transactions. Export the list ledger-entries instead, with "
            "the same case_id, from and to: a journal of any length, made by a worker. Or ask for fewer days.",
            code="too_many",
        )
    read_record(
        table="cases_case" if case_id else "tenancy_firm",
        row_id=case_id or actor.firm_id,
        case_id=case_id,
        purpose=f"ledger exported as {book}",
    )
    return _WRITTEN[book](_transactions(found))


def statement_export(*, actor: Member, statement_id: UUID) -> str:
    """A statement as a table: its lines in order, each with the sum of its group. Raises NotFound, Forbidden."""
    actor.require("money.read")
    row = one(statement_list().select_related("case"), statement_id)
    lines = statement_line_list().filter(statement_id=row.id).order_by("position")
    read_record(table="cases_statement", row_id=row.id, case_id=row.case_id, purpose="exported")
    return as_csv(
        ["case", "statement", "group", "what", "who", "amount", "sum_of_group", "currency"],
        (
            [
                row.case.number,
                row.number,
                GROUPS[line.group],
                line.label,
                line.payee,
                line.amount,
                getattr(row, line.group),
                row.currency,
            ]
            for line in lines
        ),
    )


def _transactions(found: list[LedgerTransaction]) -> list[BookTransaction]:
    entries: dict[UUID, list[BookEntry]] = {row.id: [] for row in found}
    rows = ledger_entry_list().filter(transaction_id__in=list(entries)).order_by("transaction_id", "position")
    for transaction_id, account, amount in rows.values_list("transaction_id", "account", "amount"):
        entries[transaction_id].append(BookEntry(account, amount))
    return [
        BookTransaction(
            case=row.case.number,
            number=row.number,
            kind=row.kind,
            on=row.on,
            currency=row.currency,
            counterpart=row.counterpart,
            reference=row.reference,
            memo=row.memo,
            reverses=row.reverses.number if row.reverses else None,
            entries=entries[row.id],
        )
        for row in found
    ]
