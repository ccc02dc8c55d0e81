"""Acceptance: of an insurer's offer by us, after every gate, or of a number of ours by the insurer.

There is one for each part of a claim. The case's lock makes two that come at once follow each other; a unique key of
the database stands behind it.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.models import Offer, SettledPart
from cases.selectors import correspondence_list, document_list, referred
from cases.selectors.negotiation import settled_part_list
from cases.services.gates import gates_kept, offer_gates, refuse_open_gates
from cases.services.licensed import acting_licence
from cases.services.offer_answers import offer_end, offer_locked, when_done
from cases.services.offer_events import event_once
from cases.services.offer_steps import refuse_unless_open
from cases.settlement.negotiation import INSURER, settled_problem
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict
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

    What we accept passes every gate or has its waiver, and is accepted under the actor's licence; how the gates stood
    is kept with it. Records the event settlement_agreed, from which the time to pay runs. Publishes OfferEnded.

    Raises GateOpen, LicenceRequired; Conflict for an offer that is not open or was not then, and for a part of the
    claim that is settled already; Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.accept")
    case, offer = offer_locked(offer_id, version)
    referred(correspondence_list().filter(case_id=case.id), correspondence_id, "correspondence_id")
    referred(document_list().filter(case_id=case.id), document_id, "document_id")
    settled = settled_part_list().filter(case_id=case.id).values_list("part", flat=True)
    when = when_done(case, offer, on, at)
    refuse_unless_open(offer, when[1])
    if problem := settled_problem([each["part"] for each in offer.parts], settled):
        raise Conflict(problem, code="part_settled")
    gates, licence_id = None, None
    if offer.side == INSURER:
        results = offer_gates(offer, when[1])
        refuse_open_gates(results)
        licence, _ = acting_licence(actor=actor, case=case, on=today(actor.time_zone))
        gates, licence_id = gates_kept(results), licence.id
    _settle(offer, when[0])
    offer_end(
        actor,
        case,
        offer,
        "accepted",
        when,
        words=words.strip(),
        gates=gates,
        licence_id=licence_id,
        correspondence_id=correspondence_id,
        document_id=document_id,
    )
    event_once(
        actor,
        case,
        "settlement_agreed",
        when[0],
        "on",
        f"Acceptance of {offer}",
        document_id or offer.document_id,
    )
    return offer


def _settle(offer: Offer, on: date) -> None:
    """One row for each part; the second of two for one part is refused by the database itself."""
    rows = [
        SettledPart(
            offer=offer,
            case_id=offer.case_id,
            part=each["part"],
            amount=each["amount"],
            currency=offer.currency,
            agreed_on=on,
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
