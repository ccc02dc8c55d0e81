"""Liens: asserted, disputed, negotiated, and at last resolved, held back or released. The ledger alone pays them."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from cases.models import Case, Lien, LienStep
from cases.selectors import case_list, document_list, for_change, lien_list, locked, one, party_list, referred
from cases.services.amounts import amount_of
from cases.services.checks import check_day, check_fields
from cases.states import LIEN_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member

MOVES: Final = ("disputed", "negotiated", "resolved", "held_back", "released")
"""What a person says of a lien."""

_WHY: Final = {
    "disputed": "Say what is wrong with it, such as treatment that has nothing to do with the loss.",
    "released": "Say why nothing is owed, such as the holder's letter of release.",
}


def lien_assert(
    *,
    actor: Member,
    case_id: UUID,
    kind: str,
    asserted_on: date,
    asserted_amount: Decimal,
    currency: str = "",
    party_id: UUID | None = None,
    holder: str = "",
    reference: str = "",
    note: str = "",
    document_id: UUID | None = None,
) -> Lien:
    """Note that somebody claims a part of what the insurer pays: a party of the case, or a `holder` by name.

    Raises Invalid that names the field, for both holders or none, another currency, a day to come; Forbidden.
    """
    actor.require("money.write")
    case = referred(case_list(), case_id, "case_id")
    if (party_id is None) == (not holder.strip()):
        raise invalid("holder", "Say who holds it: a party of the case in party_id, or anyone else by name.")
    check_day(asserted_on, today(case.time_zone), "asserted_on")
    asked = amount_of(case, asserted_amount, currency, field="asserted_amount")
    lien = Lien(
        case=case,
        kind=kind,
        party=referred(party_list().filter(case_id=case_id), party_id, "party_id"),
        holder=holder.strip(),
        reference=reference,
        asserted_on=asserted_on,
        asserted_amount=asked.amount,
        currency=case.currency,
        state_on=asserted_on,
    )
    check_fields(lien)
    step = _step(actor, lien, note, document_id, asked.amount)
    lien.save(force_insert=True)
    step.save(force_insert=True)
    return lien


def lien_move(
    *,
    actor: Member,
    lien_id: UUID,
    version: int | None,
    to: str,
    on: date,
    amount: Decimal | None = None,
    currency: str = "",
    note: str = "",
    document_id: UUID | None = None,
) -> Lien:
    """Say what became of a lien on a day: disputed, negotiated (`amount`: what is on the table), resolved (what it
    finally comes to), held back (what is kept for it, by default all that is asked), released.

    The case is locked first: a statement is drafted from liens that stand still. Raises NotFound, PreconditionFailed,
    IllegalTransition, Invalid that names the field, Forbidden.
    """
    actor.require("money.write")
    case = locked(case_list(), one(lien_list(), lien_id).case_id)
    lien = locked(lien_list().select_related("party"), lien_id)
    check_version(lien.version, version)
    if to not in MOVES:
        raise invalid("to", f"Give one of {', '.join(MOVES)}. That it was paid is said by the ledger.")
    state = LIEN_EDGES.advance(lien.state, to)
    check_day(on, today(case.time_zone), "on")
    if on < lien.asserted_on:
        raise invalid("on", f"The lien was asserted on {lien.asserted_on}. Give that day or a later one.")
    if to in _WHY and not note.strip():
        raise invalid("note", _WHY[to], code="required")
    figure = _figure(case, lien, to, amount, currency)
    changed = {"resolved": "final_amount", "held_back": "held_amount"}.get(to)
    lien.state, lien.state_on = state, on
    step = _step(actor, lien, note, document_id, figure)
    lien.change(state=state, state_on=on, **({changed: figure} if changed else {}))
    step.save(force_insert=True)
    return lien


def lien_settled(*, actor: Member, lien: Lien, to: str, on: date, note: str) -> None:
    """That the ledger has paid a lien, or has reversed that. The caller holds the locks of the case and the lien.

    Raises IllegalTransition: a lien is not paid twice.
    """
    state = LIEN_EDGES.advance(lien.state, to)
    lien.change(state=state, state_on=on)
    _step(actor, lien, note, None, lien.final_amount).save(force_insert=True)


def _figure(case: Case, lien: Lien, to: str, amount: Decimal | None, currency: str) -> Decimal | None:
    """The amount that the step is about. Raises Invalid where it needs one or can have none."""
    if to in ("disputed", "released"):
        if amount is not None:
            raise invalid("amount", f"A lien that is {to} has no amount. Leave it out.")
        return None
    if amount is None:
        if to == "resolved":
            raise invalid("amount", "Say what it finally comes to.", code="required")
        return lien.asserted_amount if to == "held_back" else None
    try:
        return amount_of(case, amount, currency).amount
    except Invalid:
        if to == "resolved" and amount == 0:
            raise invalid("amount", "A lien of which nothing is owed is released, with the reason.") from None
        raise


def _step(actor: Member, lien: Lien, note: str, document_id: UUID | None, amount: Decimal | None) -> LienStep:
    of_case = document_list().filter(case_id=lien.case_id)
    step = LienStep(
        case_id=lien.case_id,
        lien=lien,
        state=lien.state,
        on=lien.state_on,
        amount=amount,
        currency=lien.currency,
        note=note,
        document=referred(of_case, document_id, "document_id"),
        recorded_by_id=actor.member_id,
    )
    check_fields(step, ["note"])
    return step


def liens_for_change(case_id: UUID) -> list[Lien]:
    """The liens of a case, locked, in the order in which they were asserted."""
    rows = for_change(lien_list().filter(case_id=case_id).select_related("party"))
    return list(rows.order_by("asserted_on", "id"))
