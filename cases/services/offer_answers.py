"""What becomes of a demand or offer after it was put: it arrives, the client is told, it is rejected or withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.events import OfferEnded, OfferPut
from cases.models import Case, Offer
from cases.selectors import case_list, locked, one
from cases.selectors.negotiation import offer_list
from cases.services.offer_events import events_of_answer, events_of_arrival
from cases.services.offer_steps import Carried, check_carried, check_dates, refuse_unless_open, said, step_add
from cases.services.tasks import TaskSource, tasks_resolve
from cases.settlement.negotiation import OURS, REJECTION_REASONS, acted_at, lapses_at
from cases.states import OFFER_EDGES
from cases.vocabulary import CHANNELS
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member


def offer_arrive(
    *,
    actor: Member,
    offer_id: UUID,
    version: int | None,
    on: date,
    proof_grade: str = "",
    correspondence_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Offer:
    """The insurer received a number of ours: from then its time to answer may run by law. Publishes OfferPut.

    Raises Conflict where that is known already, Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.write")
    case, offer = offer_locked(offer_id, version)
    if offer.side != OURS or offer.state == "draft":
        raise Conflict("Only what we put is received by them.", code="offer_not_ours")
    if offer.received_on is not None:
        raise Conflict(f"It was received on {offer.received_on}. Correct the event instead.")
    carried = Carried(correspondence_id=correspondence_id, document_id=document_id, proof_grade=proof_grade)
    check_carried(case, carried)
    check_dates(case, offer.made_on, on, "on")
    events_of_arrival(actor, case, offer, on, carried.proof_grade, carried.document_id)
    offer.change(received_on=on, proof_grade=proof_grade)
    step_add(actor, offer, "arrived", on=on, correspondence_id=correspondence_id, document_id=document_id)
    publish(OfferPut(case.id, offer.id))
    return offer


def offer_tell(
    *,
    actor: Member,
    offer_id: UUID,
    version: int | None,
    channel: str,
    on: date | None = None,
    words: str = "",
    correspondence_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Offer:
    """The client was told of an offer: when, how, by whom and what was said. It closes the task that asks for it.

    Raises Invalid that names the field, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.write")
    case, offer = offer_locked(offer_id, version)
    if offer.state == "draft":
        raise Conflict("A draft is nothing to tell yet.", code="offer_draft")
    if channel not in CHANNELS:
        raise invalid("channel", f"Give one of {', '.join(CHANNELS)}.")
    day = on or today(case.time_zone)
    check_dates(case, offer.made_on, day, "on")
    check_carried(case, Carried(correspondence_id=correspondence_id, document_id=document_id))
    step_add(
        actor,
        offer,
        "told",
        on=day,
        channel=channel,
        words=said(words),
        correspondence_id=correspondence_id,
        document_id=document_id,
    )
    offer.change(told_on=min(offer.told_on or day, day))
    tasks_resolve(source=TaskSource("offer", offer.id), note="The client was told.")
    return offer


def offer_extend(
    *,
    actor: Member,
    offer_id: UUID,
    version: int | None,
    expires_on: date | None = None,
    expires_at: datetime | None = None,
    words: str = "",
    correspondence_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Offer:
    """Whoever put an offer lets it stand longer: until a later day, or a later instant. Publishes OfferPut.

    Raises Invalid that names the field (an end that is no later), Conflict for an offer that is not open or has
    lapsed: to renew that is to put another; NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.write")
    case, offer = offer_locked(offer_id, version)
    refuse_unless_open(offer, now())
    field = "expires_at" if expires_at is not None else "expires_on"
    ends = lapses_at(expires_on, expires_at, case.time_zone)
    if ends is None:
        raise invalid(field, "Give the day or the instant until which it stands now.", code="required")
    if offer.lapses_at is None or ends <= offer.lapses_at:
        raise invalid(field, "It stands as long already. Give a later end, or leave it.")
    check_carried(case, Carried(correspondence_id=correspondence_id, document_id=document_id))
    before = offer.expires_on or offer.expires_at
    step_add(
        actor,
        offer,
        "extended",
        on=today(case.time_zone),
        words=said(f"Until {expires_on or expires_at}, and no longer until {before}. {words}"),
        correspondence_id=correspondence_id,
        document_id=document_id,
    )
    offer.change(expires_on=expires_on, expires_at=expires_at, lapses_at=ends)
    publish(OfferPut(case.id, offer.id))
    return offer


def offer_reject(
    *,
    actor: Member,
    offer_id: UUID,
    version: int | None,
    reasons: Sequence[str],
    words: str = "",
    on: date | None = None,
    at: datetime | None = None,
    correspondence_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Offer:
    """Whoever an offer was put to rejects it, with reasons of the list and words. Publishes OfferEnded.

    Raises Conflict for one that is not open, Invalid that names the field, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.write")
    case, offer = offer_locked(offer_id, version)
    if not reasons:
        raise invalid("reasons", "Give a reason of the list at least.", code="required")
    for place, reason in enumerate(reasons):
        if reason not in REJECTION_REASONS:
            raise invalid(f"reasons/{place}", f"Give one of {', '.join(REJECTION_REASONS)}.")
    if "other" in reasons and not words.strip():
        raise invalid("words", "Say the other reason in words.", code="required")
    check_carried(case, Carried(correspondence_id=correspondence_id, document_id=document_id))
    return offer_end(
        actor,
        case,
        offer,
        "rejected",
        when_done(case, offer, on, at),
        reasons=list(dict.fromkeys(reasons)),
        words=said(words),
        correspondence_id=correspondence_id,
        document_id=document_id,
    )


def offer_withdraw(
    *,
    actor: Member,
    offer_id: UUID,
    version: int | None,
    words: str,
    on: date | None = None,
    correspondence_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Offer:
    """Whoever put an offer takes it back before it is answered; a draft is dropped. Publishes OfferEnded.

    Raises Invalid without a reason, Conflict for one that is not open, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.write")
    case, offer = offer_locked(offer_id, version)
    if not words.strip():
        raise invalid("words", "Say why it is withdrawn, and how the other side was told.", code="required")
    check_carried(case, Carried(correspondence_id=correspondence_id, document_id=document_id))
    papers: dict[str, Any] = {"correspondence_id": correspondence_id, "document_id": document_id}
    if offer.state == "draft":
        offer.change(state=OFFER_EDGES.advance(offer.state, "withdrawn"))
        step_add(actor, offer, "withdrawn", on=today(case.time_zone), words=said(words), **papers)
        return offer
    when = when_done(case, offer, on, None)
    return offer_end(actor, case, offer, "withdrawn", when, words=said(words), **papers)


def offer_locked(offer_id: UUID, version: int | None) -> tuple[Case, Offer]:
    """The offer and its case, both locked, the case first: everybody takes them in that order."""
    case = locked(case_list(), one(offer_list(), offer_id).case_id)
    offer = locked(offer_list(), offer_id)
    check_version(offer.version, version)
    return case, offer


def when_done(case: Case, offer: Offer, on: date | None, at: datetime | None) -> tuple[date, datetime, bool]:
    """The day in the case's place and the instant at which an offer was answered, and whether the instant is exact.

    Raises Invalid for the future, for a day before the offer, and for a day that the instant contradicts.
    """
    instant, exact = acted_at(on, at, case.time_zone, now())
    day = instant.astimezone(ZoneInfo(case.time_zone)).date()
    field = "at" if at else "on"
    if on is not None and day != on:
        raise invalid("on", f"{on} contradicts at, which is on {day} in {case.time_zone}. Correct one.")
    if instant > now():
        raise invalid(field, "This is in the future. Record it when it has happened.")
    check_dates(case, offer.made_on, day, field)
    return day, instant, exact


def offer_end(
    actor: Member,
    case: Case,
    offer: Offer,
    state: str,
    when: tuple[date, datetime, bool],
    **step: Any,
) -> Offer:
    """Move a locked open offer to its last state with the step that says so. Publishes OfferEnded."""
    day, instant, exact = when
    refuse_unless_open(offer, instant)
    offer.change(state=OFFER_EDGES.advance(offer.state, state))
    made = step_add(actor, offer, state, on=day, at=instant if exact else None, **step)
    if state in ("rejected", "countered"):
        events_of_answer(actor, case, offer, day)
    tasks_resolve(source=TaskSource("offer", offer.id), note=f"The offer was {state}.")
    publish(OfferEnded(case.id, offer.id, made.id))
    return offer
