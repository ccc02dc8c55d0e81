"""What clients allow to settle for: recorded with the paper that says so, replaced by a new one, withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from moneyed import Money

from cases.models import ClientAuthority
from cases.selectors import case_list, document_list, for_change, locked, one, referred
from cases.selectors.negotiation import client_authority_list
from cases.services.checks import check_day, check_fields
from cases.services.offer_steps import given_money
from cases.settlement.negotiation import WHOLE
from cases.states import AUTHORITY_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def authority_record(
    *,
    actor: Member,
    case_id: UUID,
    least: Mapping[str, Any],
    document_id: UUID,
    part: str = WHOLE,
    most: Mapping[str, Any] | None = None,
    given_on: date | None = None,
    until: date | None = None,
    words: str = "",
) -> ClientAuthority:
    """Record what the client allows in writing for a part of the claim; it replaces what was allowed for it before.

    Amounts are `{"amount", "currency"}`, in the case's currency. Raises Invalid that names the field, Forbidden.
    """
    actor.require("offer.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    low = _money(least, "least", case.currency)
    high = None if most is None else _money(most, "most", case.currency)
    if high is not None and high < low:
        raise invalid("most", f"The most that may be asked is not below the least, {low.amount}.")
    day = given_on or today(case.time_zone)
    check_day(day, today(case.time_zone), "given_on")
    if until is not None and until < day:
        raise invalid("until", f"It ends before it was given on {day}. Check the year.")
    row = ClientAuthority(
        case=case,
        part=part,
        least=low.amount,
        most=None if high is None else high.amount,
        currency=case.currency,
        given_on=day,
        until=until,
        document=referred(document_list().filter(case_id=case_id), document_id, "document_id"),
        words=words,
        recorded_by_id=actor.member_id,
    )
    check_fields(row)
    standing = client_authority_list().filter(case_id=case_id, part=part, state="given")
    for before in for_change(standing):
        _end(before, "replaced", day, "The client gave another.")
    row.save(force_insert=True)
    return row


def authority_withdraw(
    *, actor: Member, authority_id: UUID, version: int | None, reason: str, on: date | None = None
) -> ClientAuthority:
    """The client takes an authority back. Raises Invalid without a reason, IllegalTransition, NotFound, Forbidden."""
    actor.require("offer.write")
    case = locked(case_list(), one(client_authority_list(), authority_id).case_id)
    row = locked(client_authority_list(), authority_id)
    check_version(row.version, version)
    if not reason.strip():
        raise invalid("reason", "Say how the client took it back.", code="required")
    day = on or today(case.time_zone)
    check_day(day, today(case.time_zone), "on")
    if day < row.given_on:
        raise invalid("on", f"It was given on {row.given_on}. Correct this day.")
    return _end(row, "withdrawn", day, reason.strip())


def _end(row: ClientAuthority, state: str, on: date, reason: str) -> ClientAuthority:
    row.ended_reason = reason
    check_fields(row, ["ended_reason"])
    row.change(state=AUTHORITY_EDGES.advance(row.state, state), ended_on=on, ended_reason=reason)
    return row


def _money(given: Mapping[str, Any], field: str, currency: str) -> Money:
    made = given_money(given, field)
    if made.currency.code != currency:
        raise invalid(
            f"{field}/currency", f"The case is in {currency}. Give the amount in it.", code="currency_differs"
        )
    if made.amount <= 0:
        raise invalid(f"{field}/amount", "Give an amount above nought.")
    return made
