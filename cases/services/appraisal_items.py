"""What is in dispute in an appraisal: items with both sides' numbers, put and corrected until the award."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max

from cases.models import Appraisal, AppraisalItem, EstimateLine
from cases.selectors import locked, one, referred
from cases.selectors.appraisal import appraisal_item_list, appraisal_list
from cases.selectors.money import damage_list, estimate_line_list
from cases.services.appraisal import figure_of, in_hand
from cases.services.checks import change_fields, check_fields
from cases.settlement.negotiation import INSURER, OURS
from cases.states import APPRAISAL_EDGES
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def appraisal_item_add(
    *,
    actor: Member,
    appraisal_id: UUID,
    title: str = "",
    ours: Decimal | None = None,
    theirs: Decimal | None = None,
    currency: str = "",
    room: str = "",
    damage_id: UUID | None = None,
    our_line_id: UUID | None = None,
    their_line_id: UUID | None = None,
) -> AppraisalItem:
    """Put an item in dispute, with both sides' numbers; nought for a side that says nothing is owed on it.

    A line of either side's current estimate gives its number, title and room where none is given. Raises Conflict for
    an appraisal that is awarded or over, Invalid that names the field, Forbidden.
    """
    actor.require("appraisal.write")
    appraisal = in_hand(referred(appraisal_list(), appraisal_id, "appraisal_id").id, None)
    _refuse_awarded(appraisal)
    damage = referred(damage_list().filter(case_id=appraisal.case_id), damage_id, "damage_id")
    lines = estimate_line_list().filter(case_id=appraisal.case_id, estimate__state="current")
    our_line = referred(lines.filter(estimate__side=OURS), our_line_id, "our_line_id")
    their_line = referred(lines.filter(estimate__side=INSURER), their_line_id, "their_line_id")
    told = our_line or their_line
    last: int = (
        appraisal_item_list().filter(appraisal_id=appraisal.id).aggregate(last=Max("number"))["last"] or 0
    )
    item = AppraisalItem(
        case_id=appraisal.case_id,
        appraisal=appraisal,
        number=last + 1,
        title=title.strip() or (told.description[:200] if told else ""),
        room=room.strip() or (told.room if told else "") or (damage.room if damage else ""),
        coverage_id=damage.coverage_id if damage else None,
        damage=damage,
        our_line=our_line,
        their_line=their_line,
        ours=_number(appraisal, ours, our_line, currency, "ours"),
        theirs=_number(appraisal, theirs, their_line, currency, "theirs"),
        currency=appraisal.currency,
    )
    check_fields(item)
    item.save(force_insert=True)
    return item


def appraisal_item_change(
    *, actor: Member, item_id: UUID, version: int | None, **changes: Any
) -> AppraisalItem:
    """Correct an item before the award: title, room, either side's number.

    Raises NotFound, PreconditionFailed, Conflict once it is awarded, Invalid that names the field, Forbidden.
    """
    actor.require("appraisal.write")
    found = one(appraisal_item_list(), item_id)
    appraisal = in_hand(found.appraisal_id, None)
    item = locked(appraisal_item_list(), item_id)
    check_version(item.version, version)
    _refuse_awarded(appraisal)
    currency = changes.pop("currency", "")
    for name in ("ours", "theirs"):
        if name in changes:
            changes[name] = figure_of(appraisal, changes[name], currency, name)
    change_fields(item, changes)
    return item


def _refuse_awarded(appraisal: Appraisal) -> None:
    if "awarded" not in APPRAISAL_EDGES.next(appraisal.state) and appraisal.state not in (
        "demanded",
        "refused",
    ):
        raise Conflict(f"This appraisal is {appraisal.state}: what was in dispute stays as it is.")


def _number(
    appraisal: Appraisal, amount: Decimal | None, line: EstimateLine | None, currency: str, field: str
) -> Decimal:
    """A side's number: as given, or that of the line of its estimate."""
    if amount is None:
        if line is None:
            raise invalid(field, "Give the number, or the line of the estimate that has it.", code="required")
        return line.rcv
    return figure_of(appraisal, amount, currency, field)
