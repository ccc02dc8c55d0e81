"""Estimates of either side: entered whole with their lines, replaced by newer versions, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Max
from moneyed import Money

from cases.models import Case, Estimate, EstimateLine
from cases.models.estimates import SIDES
from cases.selectors import case_list, document_list, for_change, locked, one, party_list, referred
from cases.selectors.money import estimate_line_list, estimate_list
from cases.services.checks import LAST_DAY, check_day, check_fields
from cases.settlement.estimate_lines import Told, line_values
from cases.states import ESTIMATE_EDGES
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.money import money
from claimback.tenancy.member import Member

LINES_LIMIT: Final = 2000
_VALUES: Final = tuple(field.name for field in fields(Told) if field.name != "description")
_LENGTHS: Final = {
    "room": 120,
    "coverage": 60,
    "category": 20,
    "code": 40,
    "description": 400,
    "unit": 20,
}
"""The words of a line, with the characters that their columns take."""


def estimate_add(
    *,
    actor: Member,
    case_id: UUID,
    side: str,
    title: str,
    dated_on: date,
    lines: Sequence[Mapping[str, Any]],
    price_list: str = "",
    party_id: UUID | None = None,
    document_id: UUID | None = None,
    stated_rcv: Money | None = None,
    stated_acv: Money | None = None,
    former_id: UUID | None = None,
    reason: str = "",
) -> Estimate:
    """Enter an estimate with its lines. One that it replaces stays, and can still be compared.

    A total on the paper that its lines miss is no error: comparisons say so. Raises Invalid that names the field, lines
    by their place, Conflict for one that is replaced already, Forbidden.
    """
    actor.require("money.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    if side not in SIDES:
        raise invalid("side", f"Give one of {', '.join(SIDES)}.")
    check_day(dated_on, LAST_DAY, "dated_on")
    referred(party_list().filter(case_id=case_id), party_id, "party_id")
    referred(document_list().filter(case_id=case_id), document_id, "document_id")
    for name, stated in (("stated_rcv", stated_rcv), ("stated_acv", stated_acv)):
        if stated is not None and stated.currency.code != case.currency:
            raise invalid(name, f"This case is kept in {case.currency}.", code="another_currency")
        if stated is not None and stated.amount < 0:
            raise invalid(name, "A total is not negative.")
    former = _former(case, side, former_id, reason)
    made = lines_made(case, lines)
    money(sum(line.rcv for line in made), case.currency, field="lines")
    of_side = estimate_list().filter(case_id=case_id, side=side)
    last: int = of_side.aggregate(last=Max("number"))["last"] or 0
    estimate = Estimate(
        case=case,
        side=side,
        number=last + 1,
        title=title,
        dated_on=dated_on,
        price_list=price_list,
        party_id=party_id,
        document_id=document_id,
        replaces=former,
        lines_count=len(made),
        rcv=sum(line.rcv for line in made),
        depreciation=sum(line.depreciation for line in made),
        acv=sum(line.acv for line in made),
        stated_rcv=None if stated_rcv is None else stated_rcv.amount,
        stated_acv=None if stated_acv is None else stated_acv.amount,
        currency=case.currency,
    )
    check_fields(estimate)
    estimate.save(force_insert=True)
    for line in made:
        line.estimate = estimate
    estimate_line_list().bulk_create(made)
    if former is not None:
        former.change(state=ESTIMATE_EDGES.advance(former.state, "replaced"), reason=reason.strip())
    return estimate


def estimate_withdraw(*, actor: Member, estimate_id: UUID, version: int | None, reason: str) -> Estimate:
    """Withdraw an estimate that was entered in error, with the reason. It stays on the record.

    Raises NotFound, PreconditionFailed, Invalid, IllegalTransition, Forbidden.
    """
    actor.require("money.write")
    locked(case_list(), one(estimate_list(), estimate_id).case_id)
    estimate = locked(estimate_list(), estimate_id)
    check_version(estimate.version, version)
    if not reason.strip():
        raise invalid("reason", "Say why it is withdrawn.", code="required")
    estimate.reason = reason.strip()
    check_fields(estimate, ["reason"])
    estimate.change(state=ESTIMATE_EDGES.advance(estimate.state, "withdrawn"), reason=estimate.reason)
    return estimate


def lines_made(case: Case, lines: Sequence[Mapping[str, Any]]) -> list[EstimateLine]:
    """The lines as rows that are not saved yet. Raises Invalid that points to the line and its field."""
    if not lines:
        raise invalid("lines", "An estimate has at least one line.", code="required")
    if len(lines) > LINES_LIMIT:
        raise invalid("lines", f"One estimate takes at most {LINES_LIMIT:,} lines.")
    made = []
    for place, said in enumerate(lines):
        under = f"lines/{place}/"
        told = Told(
            said.get("description", ""),
            **{name: said[name] for name in _VALUES if said.get(name) is not None},
        )
        values = line_values(told, case.currency, under)
        words = {name: " ".join(str(said.get(name) or "").split()) for name in _LENGTHS}
        for name, text in words.items():
            longest = _LENGTHS[name]
            if len(text) > longest:
                raise invalid(
                    f"{under}{name}", f"It has {len(text)} characters; at most {longest} are taken."
                )
        columns = {name: getattr(values, name) for name in values.__slots__}
        made.append(
            EstimateLine(case_id=case.id, position=place + 1, currency=case.currency, **words, **columns)
        )
    return made


def _former(case: Case, side: str, former_id: UUID | None, reason: str) -> Estimate | None:
    of_side = estimate_list().filter(case_id=case.id, side=side)
    former = referred(for_change(of_side), former_id, "former_id")
    if former is None:
        return None
    if former.state != "current":
        raise Conflict(f"The estimate that it would replace is {former.state} already.")
    if not reason.strip():
        raise invalid("reason", "Say why another takes its place.", code="required")
    return former
