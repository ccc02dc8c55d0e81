"""The end of a demand or offer as a deadline: ours to answer the insurer's, theirs to accept ours.

No rule gives it: its paper does. What the law says of the same demand is beside it on the docket, by rules of its own.
"""

from typing import Any, Final
from uuid import UUID

from cases.models import Case, Offer
from cases.selectors import locked, one
from cases.selectors.negotiation import offer_list, offer_step_list
from cases.settlement.negotiation import DEMAND, INSURER, OFFER_KINDS, last_day
from claimback.kernel.money import money
from claimback.tenancy.scope import current_scope
from deadlines.docket import sort_day
from deadlines.law.catalogue import rules_by_version
from deadlines.models import Deadline
from deadlines.plan import advance, state_until_decided
from deadlines.present import case_as_of
from deadlines.selectors import case_rows, deadline_list
from deadlines.services.docket import docket_settle
from deadlines.states import LIVE

IMPORTANCE: Final = "important"
"""Who lets an offer lapse may ask for it again; what the law ends for good is critical by its own rule."""


def offer_deadline_keep(*, offer_id: UUID) -> None:
    """Put the end of an open offer on the docket, or bring what is there in step with what the law says of it.

    Called again it changes nothing. An offer without an end has no deadline.
    """
    offer = one(offer_list(), offer_id)
    if offer.lapses_at is None or offer.state != "open":
        return
    case = locked(case_rows(), offer.case_id)
    row = deadline_list().filter(offer_id=offer_id).first()
    if row is None:
        row = Deadline(**_of(case, offer), **_dates(case, offer), working=[_step(offer, "set")])
        row.state = state_until_decided(row, None, case_as_of(case))
        row.save(force_insert=True)
    elif (row.due_on, row.due_at) != (offer.expires_on, offer.expires_at):
        _move(case, row, offer)
    condition = _too_short(case, offer)
    if condition != row.condition:
        row.change(condition=condition)
    docket_settle(case, list(deadline_list().filter(case_id=case.id)))


def offer_deadline_close(*, offer_id: UUID, step_id: UUID) -> None:
    """Close the deadline of an offer with the step that ended it: an answer meets it, a withdrawal takes it away."""
    step = one(offer_step_list(), step_id)
    case = locked(case_rows(), step.case_id)
    row = deadline_list().filter(offer_id=offer_id, state__in=LIVE).first()
    if row is None:
        return
    if step.kind == "withdrawn":
        row.change(state=advance(row.state, "superseded"), closed_reason="The offer was withdrawn.")
    else:
        row.change(
            state=advance(row.state, "met"),
            met_on=step.on,
            met_document_id=step.document_id,
            met_entry_id=step.correspondence_id,
            closed_reason=f"{step.get_kind_display()}.",
            closed_by_id=step.member_id,
        )
    docket_settle(case, list(deadline_list().filter(case_id=case.id)))


def _of(case: Case, offer: Offer) -> dict[str, Any]:
    """The columns of an offer's deadline that stay as they are."""
    theirs = offer.side == INSURER
    number = f"{OFFER_KINDS[offer.kind].lower()} {offer.number} of {money(offer.amount, offer.currency)}"
    return {
        "case_id": case.id,
        "offer_id": offer.id,
        "rule": "",
        "rule_version": 0,
        "duty_of": "ours" if theirs else "insurer",
        "importance": IMPORTANCE,
        "act": f"answer the insurer's {number}" if theirs else f"accept our {number}",
        "trigger": offer.event.kind if offer.event else "",
        "trigger_event_id": offer.event_id,
        "citation": f"{OFFER_KINDS[offer.kind]} {offer.number}, made on {offer.made_on}",
        "checked": "unchecked",
        "dated_by": "manual",
        "source_document_id": offer.document_id,
        "entered_by_id": current_scope().member_id,
    }


def _dates(case: Case, offer: Offer) -> dict[str, Any]:
    """The columns that follow the end of the offer."""
    last = last_day(offer.expires_on, offer.expires_at, case.time_zone)
    return {
        "due_on": offer.expires_on,
        "due_at": offer.expires_at,
        "safe_on": last,
        "sort_on": sort_day(offer.expires_on, offer.expires_at, last),
    }


def _move(case: Case, row: Deadline, offer: Offer) -> None:
    """Whoever put the offer lets it stand longer."""
    dates = _dates(case, offer)
    row.due_on, row.due_at = dates["due_on"], dates["due_at"]
    state = state_until_decided(row, None, case_as_of(case))
    working = [*row.working, _step(offer, "extended")]
    row.change(**dates, working=working, state=advance(row.state, state))


def _step(offer: Offer, step: str) -> dict[str, str]:
    until = (offer.expires_at or offer.expires_on or offer.made_on).isoformat()
    return {"step": step, "result": until, "why": "The offer itself says until when it stands."}


def _too_short(case: Case, offer: Offer) -> str:
    """That a demand of ours ends before the law lets it end, with the citation; empty where it does not.

    A rule with a floor says how long such a demand must stand at the least; its clock runs from the demand's event.
    """
    last = last_day(offer.expires_on, offer.expires_at, case.time_zone)
    if offer.kind != DEMAND or last is None:
        return ""
    whole = offer.expires_on is not None
    rules = rules_by_version()
    beside = deadline_list().filter(
        case_id=case.id, duty_of="insurer", trigger__in=("demand_sent", "demand_received"), state__in=LIVE
    )
    for row in beside.exclude(rule="").order_by("-due_on"):
        rule = rules.get((row.rule, row.rule_version))
        if rule is None or not rule.period.floor or row.due_on is None:
            continue
        if row.due_on < last or (whole and row.due_on == last):
            continue
        return f"It ends before {row.due_on}, until when such a demand must stand: {row.citation}."[:400]
    return ""
