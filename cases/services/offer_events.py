"""The dated facts that demands, offers and their answers are to the clock.

A letter that carried a number may have recorded its fact already: then that one is taken, and no clock starts twice.
"""

from datetime import date
from uuid import UUID

from cases.models import Case, Event, Offer
from cases.selectors import event_list
from cases.selectors.negotiation import offer_list, settled_now
from cases.services.checks import renamed
from cases.services.events import event_record
from cases.settlement.negotiation import DEMAND, INSURER, OURS
from claimback.kernel.errors import Invalid
from claimback.kernel.said import in_english
from claimback.tenancy.member import Member


def events_of_putting(
    actor: Member,
    case: Case,
    offer: Offer,
    made_on: date,
    received_on: date | None,
    proof_grade: str,
    document_id: UUID | None,
) -> Event | None:
    """What putting this number is: an offer received, or a demand sent and, where that is known, received."""
    if offer.side == INSURER and received_on is not None:
        return event_once(
            actor, case, "offer_received", received_on, "received_on", in_english(offer), document_id
        )
    if offer.kind != DEMAND:
        return None
    grade = proof_grade if received_on is None else "sent"
    sent = event_once(
        actor, case, "demand_sent", made_on, "made_on", in_english(offer), document_id, proof_grade=grade
    )
    if received_on is not None:
        events_of_arrival(actor, case, offer, received_on, proof_grade, document_id)
    return sent


def events_of_arrival(
    actor: Member, case: Case, offer: Offer, on: date, proof_grade: str, document_id: UUID | None
) -> None:
    """That a demand of ours was received. Of our other numbers the clock knows no receipt."""
    if offer.kind == DEMAND:
        event_once(
            actor,
            case,
            "demand_received",
            on,
            "received_on",
            in_english(offer),
            document_id,
            proof_grade=proof_grade,
        )


def events_of_answer(actor: Member, case: Case, answered: Offer, on: date) -> None:
    """That a demand of ours was answered."""
    if answered.side == OURS and answered.kind == DEMAND:
        event_once(actor, case, "demand_answered", on, "on", f"Answer to {in_english(answered)}", None)


def event_once(
    actor: Member,
    case: Case,
    kind: str,
    on: date,
    field: str,
    source: str,
    document_id: UUID | None,
    *,
    proof_grade: str = "",
) -> Event:
    """The event of that kind and day which no other offer has taken, or a new one. Raises Invalid at `field`."""
    free = event_list().filter(case_id=case.id, kind=kind, on=on, withdrawn=False)
    taken = Offer.objects.filter(case_id=case.id).exclude(event=None).values("event_id")
    found = free.exclude(id__in=taken).order_by("created_at").first()
    if found is not None:
        return found
    try:
        return event_record(
            actor=actor,
            case_id=case.id,
            kind=kind,
            on=on,
            source=source[:300],
            document_id=document_id,
            proof_grade=proof_grade,
        )
    except Invalid as error:
        raise renamed(error, "/on", f"/{field}") from None


def told_already(case_id: UUID, kind: str, on: date) -> bool:
    """Whether a demand that was put on that day, or a settlement, has made this fact: the letter that carries it makes
    none beside it.
    """
    if kind == "settlement_agreed":
        return settled_now(case_id).exists()
    standing = event_list().filter(case_id=case_id, kind=kind, on=on, withdrawn=False)
    if kind == "demand_sent":
        return offer_list().filter(case_id=case_id, event__in=standing).exists()
    if kind == "demand_received":
        received = offer_list().filter(case_id=case_id, side=OURS, kind=DEMAND, received_on=on)
        return standing.exists() and received.exists()
    return False
