"""Interest that came for a missed date: posted to the case's ledger with the working of what the law gives."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from cases.models import LedgerTransaction
from cases.selectors import one
from cases.services.ledger import ledger_receive
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict
from claimback.tenancy.member import Member
from deadlines.breach_money import breach_money
from deadlines.clock.money import Reckoned
from deadlines.selectors import breach_list


def interest_receive(
    *,
    actor: Member,
    breach_id: UUID,
    on: date,
    amount: Decimal | None = None,
    currency: str = "",
    counterpart: str = "",
    reference: str = "",
    document_id: UUID | None = None,
) -> LedgerTransaction:
    """Post what was paid for being late, by default all that the law gives as reckoned now and paid by the insurer.

    What a court may give less of, and what hangs on a fact that is not stated, is no part of it. Raises NotFound,
    Conflict (`nothing_reckoned`) where the rule gives no money or something is needed first, Invalid, Forbidden.
    """
    actor.require("deadline.read", "ledger.write")
    breach = one(breach_list(today(actor.time_zone)).select_related("case__insurer"), breach_id)
    case = breach.case
    owed = [item for item in breach_money(breach).reckoned if _given(item, case.currency)]
    if not owed:
        raise Conflict(
            "The law gives no sum for this date as it stands. See what it asks for under its money, or post the "
            "interest to the ledger by hand.",
            code="nothing_reckoned",
        )
    sum_ = sum((item.amount for item in owed if item.amount is not None), Decimal(0))
    paid = sum_ if amount is None else amount
    working = [
        {"step": step.step, "result": step.result, "why": _cited(step.why, item.citation)}
        for item in owed
        for step in item.working
    ]
    return ledger_receive(
        actor=actor,
        case_id=case.id,
        kind="interest",
        on=on,
        amount=paid,
        currency=currency,
        counterpart=counterpart.strip() or case.insurer.name,
        reference=reference,
        memo=f"For: {breach.act}, due {breach.due_on}"[:300],
        document_id=document_id,
        working=[*working, _compared(paid, sum_, case.currency)],
    )


def _cited(why: str, citation: str) -> str:
    """A step's reason with its law, once: some steps name it themselves."""
    return why if citation in why else f"{why} {citation}".strip()


def _given(item: Reckoned, currency: str) -> bool:
    """Whether the law gives this sum as things stand, in the case's currency."""
    known = item.amount is not None and not item.needs and not item.condition
    return known and not item.up_to and item.currency == currency


def _compared(paid: Decimal, owed: Decimal, currency: str) -> dict[str, Any]:
    apart = "as reckoned"
    if paid != owed:
        apart = f"{abs(owed - paid)} {currency} {'less' if paid < owed else 'more'} than the {owed} reckoned"
    return {"step": "received", "result": f"{paid} {currency}", "why": f"{apart[:1].upper()}{apart[1:]}."}
