"""Demands and offers: recorded as they are put, or drafted and put later. What was put never changes.

Each thing done with one is a step that stays. Answers are in `offer_answers`, accepting in `acceptance`, what must be
sure before in `gates`, what the client allows in `authority`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from cases.events import OfferPut
from cases.models import Case, Offer
from cases.selectors import case_list, for_change, locked, referred
from cases.selectors.negotiation import offer_list
from cases.services.checks import check_fields
from cases.services.gates import final_demand_clear
from cases.services.offer_answers import offer_end, offer_locked
from cases.services.offer_events import events_of_answer, events_of_putting
from cases.services.offer_steps import (
    Carried,
    check_carried,
    check_dates,
    given_money,
    refuse_unless_open,
    step_add,
)
from cases.services.tasks import TaskSource, task_open
from cases.settlement.negotiation import (
    COUNTER,
    DEMAND,
    INSURER,
    acted_at,
    lapses_at,
    parts_of,
    payments_of,
    refuse_terms,
)
from cases.states import OFFER_EDGES
from claimback.kernel.clock import now, today
from claimback.kernel.errors import invalid
from claimback.kernel.events import publish
from claimback.kernel.said import in_english
from claimback.tenancy.member import Member


def offer_record(
    *,
    actor: Member,
    case_id: UUID,
    side: str,
    kind: str,
    amount: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]] = (),
    answers_id: UUID | None = None,
    final: bool = False,
    draft: bool = False,
    release_scope: str = "this_claim",
    release_words: str = "",
    confidential: bool = False,
    payment_days: int | None = None,
    payments: Sequence[Mapping[str, Any]] = (),
    other_terms: Sequence[str] = (),
    made_on: date | None = None,
    received_on: date | None = None,
    proof_grade: str = "",
    correspondence_id: UUID | None = None,
    document_id: UUID | None = None,
    expires_on: date | None = None,
    expires_at: datetime | None = None,
) -> Offer:
    """Record a demand, an offer or a counter-offer of either side; `draft` keeps one of ours until it is put.

    Amounts are `{"amount", "currency"}`, in the case's currency. It is made today unless `made_on` says otherwise, and
    an insurer's is received on the same day unless `received_on` does. A counter-offer rejects what it answers; an
    offer leaves it standing. Where an insurer's came, a task asks to tell the client. Publishes OfferPut unless it is
    a draft.

    Raises Invalid that names the field; Conflict for what it answers when that is not open, and for a final demand
    before which a gate is open; Forbidden.
    """
    actor.require("offer.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    _check_words(side, kind, final=final, draft=draft, answers_id=answers_id)
    whole = given_money(amount, "amount")
    split = parts_of(
        whole,
        [(each["part"], given_money(each["amount"], f"parts/{at}/amount")) for at, each in enumerate(parts)],
        case.currency,
    )
    refuse_terms(other_terms)
    offer = Offer(
        case=case,
        number=_next_number(case_id),
        side=side,
        kind=kind,
        final=final,
        answers=referred(offer_list().filter(case_id=case_id), answers_id, "answers_id"),
        amount=whole.amount,
        currency=case.currency,
        parts=[{"part": each.part, "amount": f"{each.amount.amount:.2f}"} for each in split],
        release_scope=release_scope,
        release_words=release_words,
        confidential=confidential,
        payment_days=payment_days,
        payments=payments_of(payments, whole),
        other_terms=list(other_terms),
        expires_on=expires_on,
        expires_at=expires_at,
        lapses_at=lapses_at(expires_on, expires_at, case.time_zone),
        state="draft" if draft else "open",
        recorded_by_id=actor.member_id,
    )
    check_fields(offer)
    _check_answers(offer, acted_at(made_on, None, case.time_zone, now(), field="made_on")[0])
    if draft:
        if made_on or received_on:
            raise invalid("made_on", "A draft was not made yet. Give its day when it is put.")
        offer.save(force_insert=True)
        step_add(actor, offer, "drafted", on=today(case.time_zone))
        return offer
    carried = Carried(correspondence_id=correspondence_id, document_id=document_id, proof_grade=proof_grade)
    return _put(actor, case, offer, made_on, received_on, carried, fresh=True)


def offer_put(
    *,
    actor: Member,
    offer_id: UUID,
    version: int | None,
    made_on: date | None = None,
    received_on: date | None = None,
    proof_grade: str = "",
    correspondence_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Offer:
    """A draft of ours went out. Publishes OfferPut.

    Raises Conflict for a final demand before which a gate is open, and where what it answers is open no more;
    IllegalTransition, Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.write")
    case, offer = offer_locked(offer_id, version)
    offer.state = OFFER_EDGES.advance(offer.state, "open")
    _check_answers(offer, acted_at(made_on, None, case.time_zone, now(), field="made_on")[0])
    carried = Carried(correspondence_id=correspondence_id, document_id=document_id, proof_grade=proof_grade)
    return _put(actor, case, offer, made_on, received_on, carried, fresh=False)


def _put(
    actor: Member,
    case: Case,
    offer: Offer,
    made_on: date | None,
    received_on: date | None,
    carried: Carried,
    *,
    fresh: bool,
) -> Offer:
    """Put a number on the table: its events, what it rejects, its steps, the task to tell the client."""
    day = made_on or received_on or today(case.time_zone)
    got = received_on or (day if offer.side == INSURER else None)
    check_dates(case, None, day, "made_on")
    if got is not None:
        check_dates(case, day, got, "received_on")
    check_carried(case, carried)
    when = acted_at(day, None, case.time_zone, now(), field="made_on")
    if offer.lapses_at is not None and offer.lapses_at <= when[0]:
        name = "expires_at" if offer.expires_at else "expires_on"
        raise invalid(name, f"It would end before it is made on {day}. Check the year.")
    gates = final_demand_clear(actor, case, offer, at=when[0])
    values: dict[str, Any] = {
        "made_on": day,
        "received_on": got,
        "proof_grade": carried.proof_grade,
        "correspondence_id": carried.correspondence_id,
        "document_id": carried.document_id,
        "event": events_of_putting(actor, case, offer, day, got, carried.proof_grade, carried.document_id),
    }
    if fresh:
        for name, value in values.items():
            setattr(offer, name, value)
        offer.save(force_insert=True)
    else:
        offer.change(state="open", **values)
    papers: dict[str, Any] = {
        "correspondence_id": carried.correspondence_id,
        "document_id": carried.document_id,
    }
    step_add(actor, offer, "put", on=day, gates=gates, **papers)
    if offer.answers is not None and offer.kind == COUNTER:
        answered = locked(offer_list(), offer.answers.id)
        offer_end(actor, case, answered, "countered", (got or day, *when), answer_id=offer.id)
    elif offer.answers is not None:
        events_of_answer(actor, case, offer.answers, got or day)
    if offer.side == INSURER:
        _ask_to_tell(offer)
    publish(OfferPut(case.id, offer.id))
    return offer


def _ask_to_tell(offer: Offer) -> None:
    """A client decides on each offer, so whoever leads the case tells of it at once."""
    until = f", which stands until {offer.expires_on or offer.expires_at}" if offer.lapses_at else ""
    task_open(
        actor=None,
        case_id=offer.case_id,
        kind="tell_client",
        title=f"Tell the client of the insurer's {offer.amount:,.2f} {offer.currency}",
        detail=f"{in_english(offer)}{until}. Note on the offer when and how the client was told.",
        due_on=today(offer.case.time_zone),
        source=TaskSource("offer", offer.id),
    )


def _check_words(side: str, kind: str, *, final: bool, draft: bool, answers_id: UUID | None) -> None:
    if side == INSURER and kind == DEMAND:
        raise invalid("kind", "An insurer puts an offer or a counter-offer. A demand is ours.")
    if side == INSURER and draft:
        raise invalid("draft", "Only what is ours can be a draft.")
    if side == INSURER and final:
        raise invalid("final", "Only a number of ours is a final demand.")
    if kind == COUNTER and answers_id is None:
        raise invalid("answers_id", "Say which demand or offer the counter-offer answers.", code="required")
    if kind == DEMAND and answers_id is not None:
        raise invalid("answers_id", "A demand answers no offer. To answer one, make it a counter-offer.")


def _check_answers(offer: Offer, at: datetime) -> None:
    """What is answered is the other side's and stands at that instant."""
    if offer.answers is None:
        return
    if offer.answers.side == offer.side:
        raise invalid("answers_id", "It answers the other side. Name a demand or offer of theirs.")
    refuse_unless_open(offer.answers, at, field="answers_id")


def _next_number(case_id: UUID) -> int:
    """The caller holds the case's lock."""
    last = Offer.objects.filter(case_id=case_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
