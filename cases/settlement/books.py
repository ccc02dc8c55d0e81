"""The ledger for other books: as a table, as a journal, and as QuickBooks' interchange format. Pure.

IIF is lines of fields parted by tabs, with a heading for each kind of line. A transaction is one TRNS line, its SPL
lines and ENDTRNS, and their amounts add up to nought: debits above it, credits below. A field can hold neither a
tab nor a line's end, a colon parts an account from its sub-account, a quotation mark opens a field that may never end,
and the file is read in the code page of the machine; so each of these is replaced, and letters are those of ASCII.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from anyascii import anyascii

from cases.settlement.ledger import ACCOUNTS, ADVANCED, BORNE, CLIENT, FEES, HELD, KINDS, OPERATING, TRUST
from claimback.kernel.cells import as_csv, inert

BOOKS: Final = {
    "ledger": "A table of transactions with what the case then has in trust",
    "journal": "A journal: one line for each entry",
    "iif": "QuickBooks' interchange format",
}
_IIF_TYPES: Final = {
    TRUST: "BANK",
    OPERATING: "BANK",
    ADVANCED: "OCASSET",
    CLIENT: "OCLIAB",
    HELD: "OCLIAB",
    FEES: "INC",
    BORNE: "EXP",
}
_IIF_FIELDS: Final = ("TRNSTYPE", "DATE", "ACCNT", "CLASS", "AMOUNT", "DOCNUM", "MEMO")


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One line: its account, and a debit above nought or a credit below."""

    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BookTransaction:
    """One transaction of one case, with its lines in order."""

    case: str
    number: int
    kind: str
    on: date
    currency: str
    counterpart: str
    reference: str
    memo: str
    reverses: int | None
    entries: Sequence[BookEntry]


def ledger_table(transactions: Iterable[BookTransaction]) -> str:
    """One line for each transaction, in the order of each case's ledger, with what the case then has in trust."""
    trust: dict[str, Decimal] = {}

    def rows() -> Iterator[Sequence[object]]:
        for row in transactions:
            moved = sum((each.amount for each in row.entries if each.account == TRUST), Decimal(0))
            trust[row.case] = trust.get(row.case, Decimal(0)) + moved
            total = sum((each.amount for each in row.entries if each.amount > 0), Decimal(0))
            yield [
                row.case,
                row.number,
                row.on.isoformat(),
                KINDS[row.kind],
                row.counterpart,
                row.reference,
                row.memo,
                row.reverses,
                f"{total:.2f}",
                f"{moved:.2f}" if moved > 0 else None,
                f"{-moved:.2f}" if moved < 0 else None,
                f"{trust[row.case]:.2f}",
                row.currency,
            ]

    columns = ["case", "number", "date", "kind", "who", "reference", "memo", "reverses", "amount"]
    return as_csv([*columns, "into_trust", "out_of_trust", "in_trust", "currency"], rows())


def journal_table(transactions: Iterable[BookTransaction]) -> str:
    """One line for each entry, with a column for debits and one for credits: any books take it."""
    return as_csv(
        [
            "case",
            "number",
            "date",
            "account",
            "account_name",
            "debit",
            "credit",
            "currency",
            "reference",
            "memo",
        ],
        (
            [
                row.case,
                row.number,
                row.on.isoformat(),
                ACCOUNTS[each.account].number,
                ACCOUNTS[each.account].name,
                f"{each.amount:.2f}" if each.amount > 0 else None,
                f"{-each.amount:.2f}" if each.amount < 0 else None,
                row.currency,
                row.reference,
                _memo(row),
            ]
            for row in transactions
            for each in row.entries
        ),
    )


def iif(transactions: Iterable[BookTransaction]) -> str:
    """The accounts, then each transaction as a general journal entry of the case's class. Lines end as DOS's do."""
    lines = [["!ACCNT", "NAME", "ACCNTTYPE", "ACCNUM"]]
    lines += [["ACCNT", account.name, _IIF_TYPES[code], account.number] for code, account in ACCOUNTS.items()]
    lines += [["!TRNS", *_IIF_FIELDS], ["!SPL", *_IIF_FIELDS], ["!ENDTRNS"]]
    for row in transactions:
        for place, each in enumerate(row.entries):
            line = [
                "SPL" if place else "TRNS",
                "GENERAL JOURNAL",
                f"{row.on:%m/%d/%Y}",
                ACCOUNTS[each.account].name,
                _iif_field(row.case),
                f"{each.amount:.2f}",
                _iif_field(row.reference or f"{row.case}-{row.number}"),
                _iif_field(_memo(row)),
            ]
            lines.append(line)
        lines.append(["ENDTRNS"])
    return "".join("\t".join(line) + "\r\n" for line in lines)


def _iif_field(text: str) -> str:
    return inert(" ".join(anyascii(text).replace('"', "'").replace(":", " -").split()))


def _memo(row: BookTransaction) -> str:
    return ", ".join(part for part in (KINDS[row.kind], row.counterpart, row.memo) if part)
