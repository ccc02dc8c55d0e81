"""Costs that the firm has paid for a case: noted and posted, and kept from the client where it bears them after all."""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from cases.models import Cost
from cases.selectors import case_list, cost_list, document_list, for_change, locked, one, referred
from cases.selectors.ledger import ledger_transaction_list
from cases.services.amounts import amount_of
from cases.services.checks import change_fields, check_day, check_fields
from cases.services.ledger import post, reverse
from cases.states import COST_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.money import money
from claimback.tenancy.member import Member

SETTLED: Final = ("written_off", "withdrawn")
"""What a person says of a cost; that it was reimbursed is said by the ledger."""


def cost_add(
    *,
    actor: Member,
    case_id: UUID,
    what: str,
    vendor: str,
    incurred_on: date,
    amount: Decimal,
    currency: str = "",
    billable: bool = True,
    document_id: UUID | None = None,
) -> Cost:
    """Note a cost that the firm has paid, and post it. Raises Invalid that names the field, Forbidden."""
    actor.require("money.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    check_day(incurred_on, today(case.time_zone), "incurred_on")
    cost = Cost(
        case=case,
        what=what.strip(),
        vendor=vendor.strip(),
        incurred_on=incurred_on,
        amount=amount_of(case, amount, currency).amount,
        currency=case.currency,
        billable=billable,
        document=referred(document_list().filter(case_id=case_id), document_id, "document_id"),
    )
    check_fields(cost)
    cost.save(force_insert=True)
    post(
        actor=actor,
        case=case,
        kind="cost" if billable else "cost_borne",
        on=incurred_on,
        amount=money(cost.amount, case.currency),
        counterpart=cost.vendor,
        memo=cost.what,
        cost=cost,
        document=cost.document,
    )
    return cost


def cost_change(*, actor: Member, cost_id: UUID, version: int | None, **changes: Any) -> Cost:
    """Change the words of a cost or its paper: `what`, `vendor`, `document_id`. Its amount stays what was paid.

    Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    actor.require("money.write")
    cost = locked(cost_list(), cost_id)
    check_version(cost.version, version)
    of_case = document_list().filter(case_id=cost.case_id)
    referred(of_case, changes.get("document_id"), "document_id")
    change_fields(cost, changes)
    return cost


def cost_settle(*, actor: Member, cost_id: UUID, version: int | None, to: str, reason: str) -> Cost:
    """Say that the firm bears a cost after all, `written_off`, or that it was entered in error, `withdrawn`, which
    reverses what it posted.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid without a reason, Forbidden; Conflict for what was
    never billable.
    """
    actor.require("money.write")
    case = locked(case_list(), one(cost_list(), cost_id).case_id)
    cost = locked(cost_list(), cost_id)
    check_version(cost.version, version)
    if to not in SETTLED:
        raise invalid(
            "to", f"Give one of {', '.join(SETTLED)}. That it was reimbursed is said by the ledger."
        )
    if not reason.strip():
        raise invalid("reason", "Say why, in a sentence.", code="required")
    state = COST_EDGES.advance(cost.state, to)
    if to == "written_off" and not cost.billable:
        raise Conflict("The firm bears this cost already.")
    cost.reason = reason
    check_fields(cost, ["reason"])
    cost.change(state=state, reason=reason)
    on = today(case.time_zone)
    if to == "written_off":
        post(
            actor=actor,
            case=case,
            kind="write_off",
            on=on,
            amount=money(cost.amount, case.currency),
            counterpart=cost.vendor,
            memo=reason,
            cost=cost,
        )
        return cost
    posted = ledger_transaction_list().filter(cost_id=cost.id, kind__in=("cost", "cost_borne"))
    for original in posted:
        reverse(actor=actor, case=case, original=original, on=on, reason=reason)
    return cost
