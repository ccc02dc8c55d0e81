"""What a settlement statement says: all that came, and to whom each cent of it goes. Pure.

received = fee + costs + liens + client, to the cent. A statement accounts for every movement of the client's money
since the one before it, so that after it is disbursed nothing is left unaccounted for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from moneyed import Money

from claimback.kernel.money import total

RECEIVED, FEE, COSTS, LIENS, CLIENT = "received", "fee", "costs", "liens", "client"
GROUPS: Final = {
    RECEIVED: "Received",
    FEE: "Fee",
    COSTS: "Costs",
    LIENS: "Liens",
    CLIENT: "Client",
}
LANGUAGES: Final = {"en": "English", "es": "Spanish"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `transaction` is what was posted already; without one it is posted when the statement is disbursed.

    `held`: kept back for the lien, and not paid yet.
    """

    group: str
    label: str
    amount: Money
    payee: str = ""
    held: bool = False
    lien: UUID | None = None
    cost: UUID | None = None
    invoice: UUID | None = None
    transaction: UUID | None = None

    @property
    def kind(self) -> str:
        """The kind of transaction that pays it."""
        paid = {FEE: "fee", COSTS: "cost_repayment", CLIENT: "client_payment"}
        return paid.get(self.group) or ("hold_back" if self.held else "lien_payment")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A statement's lines, and what each group comes to."""

    lines: tuple[Line, ...]
    sums: dict[str, Money]
    left: Money

    @property
    def short(self) -> Money | None:
        """By how much fee, costs, liens and what the client has exceed what came; None where they do not."""
        return -self.left if self.left.amount < 0 else None


def draft(lines: Iterable[Line], *, currency: str, client: str, label: str = "") -> Drafted:
    """The lines with what is left for the client at the end, less what the client was paid already.

    `lines` are all but that one. What is left may be less than nothing: see `short`. Raises Invalid where a line is
    in another currency.
    """
    given = tuple(lines)
    sums = {group: _sum(given, group, currency) for group in GROUPS}
    left = sums[RECEIVED] - sums[FEE] - sums[COSTS] - sums[LIENS] - sums[CLIENT]
    if left.amount > 0:
        given += (Line(CLIENT, label or "Balance due", left, client),)
    return Drafted(given, {**sums, CLIENT: sums[CLIENT] + left}, left)


def difference(drafted: Drafted, stated: Money) -> Money | None:
    """By how much what the client is due differs from what somebody reckons; None where they agree to the cent."""
    apart = stated - drafted.sums[CLIENT]
    return apart if apart.amount else None


def same(one: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether two drafts say the same, in whatever order."""
    return sorted(map(repr, one)) == sorted(map(repr, other))


def _sum(lines: Iterable[Line], group: str, currency: str) -> Money:
    return total([line.amount for line in lines if line.group == group], currency)
