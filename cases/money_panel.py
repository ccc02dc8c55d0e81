"""The money of a case at a glance: what came, what is spoken for, what is in trust, what is left for the client."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from moneyed import Money

from cases.models import Case
from cases.selectors import lien_list
from cases.selectors.fees import fee_invoice_list
from cases.selectors.ledger import ledger_entry_list, statement_line_list, statement_list
from cases.settlement.ledger import ADVANCED, CLIENT, FEES, HELD, RECEIPTS, TRUST
from cases.states import STATEMENTS_OPEN
from claimback.kernel.money import money


@dataclass(frozen=True, slots=True)
class MoneyPanel:
    """`received`: all that came into trust and stayed. `fees`: paid to the firm. `costs`: advanced and not repaid.
    `liens`: not settled, at what is asked, held back or agreed. `held`: kept back for them in trust. `trust`: what is
    there. `client`: what is left for the client as things stand, by the open statement if there is one; None where
    more is spoken for than there is.
    """

    received: Money
    fees: Money
    costs: Money
    liens: Money
    held: Money
    trust: Money
    client: Money | None

    @property
    def named(self) -> list[tuple[str, Money | None]]:
        """Each with its name, for a page."""
        return [
            (gettext("Received"), self.received),
            (gettext("Fees paid"), self.fees),
            (gettext("Costs advanced"), self.costs),
            (gettext("Liens open"), self.liens),
            (gettext("Held back for liens"), self.held),
            (gettext("In trust"), self.trust),
            (gettext("Left for the client"), self.client),
        ]


def money_panel(case: Case) -> MoneyPanel:
    """The panel of a case that may be seen. Four statements."""
    sums = list(
        ledger_entry_list()
        .filter(case_id=case.id)
        .values_list("account", Coalesce("transaction__reverses__kind", "transaction__kind"))
        .annotate(sum=Sum("amount"))
    )

    def balance(account: str, kinds: Iterable[str] = ()) -> Money:
        found = [total for of, kind, total in sums if of == account and (not kinds or kind in kinds)]
        return money(sum(found, Decimal(0)), case.currency)

    settled = statement_line_list().filter(case_id=case.id, statement__state="disbursed")
    liens = lien_list().filter(case_id=case.id).exclude(state__in=("paid", "released"))
    asked = Coalesce("final_amount", "held_amount", "asserted_amount")
    waiting = dict(liens.values_list("id").annotate(sum=Sum(asked)))
    stated = (
        set(settled.filter(lien__in=list(waiting)).values_list("lien_id", flat=True)) if waiting else set()
    )
    spoken_for = sum((total for id, total in waiting.items() if id not in stated), Decimal(0))
    invoices = fee_invoice_list().filter(case_id=case.id, state="issued")
    due = invoices.exclude(id__in=settled.exclude(invoice=None).values("invoice_id"))
    fees: Decimal | None = due.aggregate(sum=Sum(F("amount")))["sum"]
    still_open = statement_list().filter(case_id=case.id, state__in=STATEMENTS_OPEN)
    said = still_open.values_list("client", flat=True).first()
    left = -balance(CLIENT) - balance(ADVANCED) - money(spoken_for + (fees or 0), case.currency)
    client = money(said, case.currency) if said is not None else left
    return MoneyPanel(
        received=-balance(CLIENT, RECEIPTS),
        fees=-balance(FEES),
        costs=balance(ADVANCED),
        liens=money(sum(waiting.values(), Decimal(0)), case.currency),
        held=-balance(HELD),
        trust=balance(TRUST),
        client=client if client.amount >= 0 else None,
    )
