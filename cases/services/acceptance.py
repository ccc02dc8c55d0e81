"""Acceptance: of an insurer's offer by us or of a number of ours by the insurer, after every gate; and its end.

There is one for each part of a claim. The case's lock makes two that come at once follow each other; a unique key of
the database stands behind it.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.models import Event, Offer, SettledPart
from cases.selectors import correspondence_list, document_list, for_change, referred
from cases.selectors.negotiation import settled_now
from cases.services.events import event_withdraw
from cases.services.gates import gates_kept, offer_gates, refuse_open_gates
from cases.services.licensed import acting_licence
from cases.services.offer_answers import offer_end, offer_locked, when_done
from cases.services.offer_events import event_once
from cases.services.offer_steps import refuse_unless_open, said, step_add
from cases.settlement.negotiation import INSURER, OURS, settled_problem
from cases.states import OFFER_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.said import in_english
from claimback.tenancy.member import Member


def offer_accept(
    *,
    actor: Member,
    offer_id: UUID,
    version: int | None,
    on: date | None = None,
    at: datetime | None = None,
    words: str = "",
    correspondence_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Offer:
    """Whoever an offer was put to accepted it, now or `on` a day or `at` an instant that has been. Of a day alone its
    beginning counts, so that one that was accepted on its last day was accepted in time.

    It passes every gate or has its waiver, a final demand of ours when it was put and all else now; how the gates stood
    is kept with it. We accept under the actor's licence. Records the event settlement_agreed, from which the time to
    pay runs. Publishes OfferEnded.

    Raises GateOpen, LicenceRequired; Conflict for an offer that is not open or was not then, and for a part of the
    claim that is settled already; Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.accept")
    case, offer = offer_locked(offer_id, version)
    referred(correspondence_list().filter(case_id=case.id), correspondence_id, "correspondence_id")
    referred(document_list().filter(case_id=case.id), document_id, "document_id")
    settled = settled_now(case.id).values_list("part", flat=True)
    when = when_done(case, offer, on, at)
    refuse_unless_open(offer, when[1])
    if problem := settled_problem([each["part"] for each in offer.parts], settled):
        raise Conflict(problem, code="part_settled")
    gates, licence_id = None, None
    if not (offer.side == OURS and offer.final):
        results = offer_gates(offer, when[1])
        refuse_open_gates(results)
        gates = gates_kept(results)
    if offer.side == INSURER:
        licence_id = acting_licence(actor=actor, case=case, on=today(actor.time_zone))[0].id
    paper_id = document_id or offer.document_id
    event = event_once(
        actor, case, "settlement_agreed", when[0], "on", f"Acceptance of {in_english(offer)}", paper_id
    )
    _settle(offer, when[0], event)
    return offer_end(
        actor,
        case,
        offer,
        "accepted",
        when,
        words=said(words),
        gates=gates,
        licence_id=licence_id,
        correspondence_id=correspondence_id,
        document_id=document_id,
    )


def offer_set_aside(*, actor: Member, offer_id: UUID, version: int | None, reason: str) -> Offer:
    """An acceptance came to nothing, or was recorded in error: its parts may be settled anew, and its event is
    withdrawn, so that the clocks are computed again.

    Raises Invalid without a reason, IllegalTransition, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.accept")
    case, offer = offer_locked(offer_id, version)
    if not reason.strip():
        raise invalid("reason", "Say what became of the settlement.", code="required")
    offer.change(state=OFFER_EDGES.advance(offer.state, "set_aside"))
    day = today(case.time_zone)
    step_add(actor, offer, "set_aside", on=day, words=said(reason))
    mine = list(for_change(settled_now(case.id).filter(offer_id=offer.id)).select_related("event"))
    for part in mine:
        part.change(set_aside_on=day)
    for event in {part.event.id: part.event for part in mine if part.event is not None}.values():
        shared = settled_now(case.id).filter(event_id=event.id).exists()
        if not event.withdrawn and not shared:
            event_withdraw(actor=actor, event_id=event.id, version=None, reason=reason.strip()[:300])
    return offer


def _settle(offer: Offer, on: date, event: Event) -> None:
    """One row for each part; the second of two for one part is refused by the database itself."""
    rows = [
        SettledPart(
            offer=offer,
            case_id=offer.case_id,
            part=each["part"],
            amount=each["amount"],
            currency=offer.currency,
            agreed_on=on,
            event=event,
        )
        for each in offer.parts
    ]
    try:
        with transaction.atomic():
            SettledPart.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict(
            "A part of it is settled already: one acceptance stands for each part of a claim.",
            code="part_settled",
        ) from None
