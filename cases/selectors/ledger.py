"""Reading the ledgers of cases and their settlement statements: the one door to each kind, as in `cases.selectors`."""

from django.db.models import QuerySet

from cases.models import LedgerEntry, LedgerTransaction, Statement, StatementLine


def ledger_transaction_list() -> QuerySet[LedgerTransaction]:
    """What happened to the money of cases, what was reversed among it."""
    return LedgerTransaction.objects.all()


def ledger_entry_list() -> QuerySet[LedgerEntry]:
    """The lines of the ledgers."""
    return LedgerEntry.objects.all()


def statement_list() -> QuerySet[Statement]:
    """Settlement statements, superseded ones among them."""
    return Statement.objects.all()


def statement_line_list() -> QuerySet[StatementLine]:
    """The lines of settlement statements."""
    return StatementLine.objects.all()
