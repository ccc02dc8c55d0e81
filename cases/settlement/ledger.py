"""The chart of accounts, and what each kind of transaction posts to it. Pure.

Every case has these accounts for itself. What is held for the client and for holders of liens is owed by the firm, and
lies in the trust account, the two always alike; what the firm has earned or is repaid leaves it for its own account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from moneyed import Money

from claimback.kernel.money import money

TRUST, OPERATING, ADVANCED = "trust_bank", "operating_bank", "costs_advanced"
CLIENT, HELD, FEES, BORNE = "client_funds", "held_for_liens", "fees_earned", "costs_borne"


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its number in the books, its name, and on which side it stands."""

    number: str
    name: str
    side: str


ACCOUNTS: Final[Mapping[str, Account]] = {
    TRUST: Account("1000", "Client trust account", "asset"),
    OPERATING: Account("1010", "Operating account", "asset"),
    ADVANCED: Account("1200", "Costs advanced for clients", "asset"),
    CLIENT: Account("2000", "Held for clients", "liability"),
    HELD: Account("2100", "Held back for liens", "liability"),
    FEES: Account("4000", "Fees earned", "income"),
    BORNE: Account("5000", "Costs borne by the firm", "expense"),
}

ACCOUNT_NAMES: Final = {code: account.name for code, account in ACCOUNTS.items()}

KINDS: Final[Mapping[str, str]] = {
    "receipt": "Payment of the insurer",
    "interest": "Interest on late payment",
    "deposit": "Deposit of the client",
    "cost": "Cost advanced",
    "cost_borne": "Cost that the firm bears",
    "write_off": "Cost written off",
    "cost_repayment": "Cost repaid to the firm",
    "fee": "Fee",
    "hold_back": "Held back for a lien",
    "release": "Released to the client from what was held back",
    "lien_payment": "Payment of a lien",
    "client_payment": "Payment to the client",
    "refund": "Payment given back",
    "reversal": "Reversal",
}

RECEIPTS: Final = ("receipt", "interest", "deposit")
PAYMENTS: Final = ("release", "lien_payment", "client_payment", "refund")
"""What a person posts by hand; the others are posted by costs and by statements."""

_OUT: Final = (CLIENT, TRUST)
_POSTED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "receipt": ((TRUST, CLIENT),),
    "interest": ((TRUST, CLIENT),),
    "deposit": ((TRUST, CLIENT),),
    "cost": ((ADVANCED, OPERATING),),
    "cost_borne": ((BORNE, OPERATING),),
    "write_off": ((BORNE, ADVANCED),),
    "cost_repayment": (_OUT, (OPERATING, ADVANCED)),
    "fee": (_OUT, (OPERATING, FEES)),
    "hold_back": ((CLIENT, HELD),),
    "release": ((HELD, CLIENT),),
    "lien_payment": (_OUT,),
    "client_payment": (_OUT,),
    "refund": (_OUT,),
}
"""Kind → pairs of the account that is debited and the one that is credited with the whole amount."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a transaction: a debit above nought, a credit below."""

    account: str
    amount: Money


def postings(kind: str, amount: Money, *, held: Money | None = None) -> tuple[Posting, ...]:
    """What a transaction of `amount`, above nought, posts; the lines add up to nought.

    A lien is paid first from what is `held` back for it, then from what is held for the client. Raises KeyError for a
    reversal, which posts the contrary of what it reverses.
    """
    parts = [(pair, amount) for pair in _POSTED[kind]]
    if kind == "lien_payment" and held is not None:
        kept = min(held, amount)
        parts = [((HELD, TRUST), kept), (_OUT, amount - kept)]
    return tuple(
        Posting(account, part)
        for (debit, credit), whole in parts
        if whole.amount
        for account, part in ((debit, whole), (credit, -whole))
    )


@dataclass(frozen=True, slots=True)
class Balances:
    """How the accounts of one case stand, debits above nought."""

    currency: str
    by_account: Mapping[str, Money]

    def of(self, account: str) -> Money:
        """The balance on the account's own side: what a liability is owed is above nought."""
        found = self.by_account.get(account, money(0, self.currency))
        return found if ACCOUNTS[account].side in ("asset", "expense") else -found

    def short(self, lines: tuple[Posting, ...]) -> tuple[str, Money] | None:
        """The account that these lines would overdraw, and by how much; None where all have enough.

        Money in trust is never another case's, and neither the client nor a lien is owed less than nothing.
        """
        for account in (CLIENT, HELD, TRUST):
            moved = sum((line.amount for line in lines if line.account == account), money(0, self.currency))
            after = self.of(account) + (moved if account == TRUST else -moved)
            if after.amount < 0 and moved.amount:
                return account, -after
        return None
