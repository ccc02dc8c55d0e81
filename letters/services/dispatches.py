"""Dispatches by a person: recording that a letter was handed over, what the carrier said, and that it arrived.

The letter is printed and mailed or carried, and what happened is recorded. What goes by a vendor is in `handing_over`,
and what a vendor tells in `carriers`; a person may record delivery and return of that too.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.timezone import localtime

from cases.selectors import document_list, referred
from cases.services.checks import check_fields
from cases.services.correspondence import CLOCKS_DIFFER
from cases.services.tasks import TaskSource, tasks_resolve
from cases.vocabulary import PROOF_GRADES
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.tenancy.member import Member
from letters.models import CarrierEvent, Dispatch, Letter
from letters.models.dispatch import CARRIER_EVENT_KINDS, DISPATCH_CHANNELS
from letters.services.approval import refuse_dead_approval
from letters.services.letters import letter_locked
from letters.services.sendable import sendable
from letters.services.sending import RECEIPT, arrived, came_back, dispatch_locked, left, state_for_sending
from letters.states import DISPATCH_EDGES, LETTER_EDGES, ON_ITS_WAY

TRACKED: Final = ("certified_mail", "courier")
"""Channels whose carrier gives a tracking number."""

BY_HAND: Final = {name: DISPATCH_CHANNELS[name] for name in (*TRACKED, "hand_delivery")}
"""Channels by which a person sends a printed letter."""

PROOFS_OF_DELIVERY: Final = PROOF_GRADES[PROOF_GRADES.index("delivered") :]


def dispatch_send(
    *,
    actor: Member,
    letter_id: UUID,
    version: int | None,
    channel: str,
    sent_at: datetime,
    address: str = "",
    tracking_number: str = "",
    as_well: bool = False,
) -> Dispatch:
    """Record that an approved letter went out, with its packet where one is built: at most once, unless the former
    dispatch came back.

    With `as_well` one that is on its way went by a further channel too. Without an address it went where the letter is
    addressed to. The kept PDF must still be the bytes that were approved. The letter is logged in the case's
    correspondence, and the event that sending is for its template is recorded. The actor also needs
    `correspondence.write` and `case.write`.

    Raises Conflict (`bytes_changed`) for other bytes, IllegalTransition for a letter that is not approved or is on
    its way already, Invalid that names the field, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("letter.send")
    letter = letter_locked(letter_id, version)
    state = state_for_sending(letter, channel, as_well=as_well)
    _check_channel(channel, tracking_number)
    check_instant(sent_at, "sent_at", earliest=letter.approved_at, why="the letter was approved")
    refuse_dead_approval(letter, actor=actor)
    goes = sendable(letter)
    dispatch = Dispatch(
        letter=letter,
        packet=goes.packet,
        channel=channel,
        sha256=goes.sha256,
        address=address.strip() or addressed_to(letter),
        tracking_number=tracking_number.strip(),
        proof_grade="sent",
        sent_at=sent_at,
        sent_by_id=actor.member_id,
    )
    check_fields(dispatch, ["address", "tracking_number"])
    for name, value in left(actor=actor, letter=letter, dispatch=dispatch, at=sent_at).items():
        setattr(dispatch, name, value)
    dispatch.save(force_insert=True)
    letter.change(state=LETTER_EDGES.advance(state, "sent") if state == "sending" else state)
    tasks_resolve(source=TaskSource("letter", letter.id), note="It was sent again.")
    return dispatch


def dispatch_track(
    *, actor: Member, dispatch_id: UUID, version: int | None, at: datetime, kind: str, note: str = ""
) -> CarrierEvent:
    """Record what the carrier said. Its acceptance raises the proof; the first word of it puts the letter in transit.
    What a vendor posted has left then, for which the actor also needs `correspondence.write` and `case.write`.

    Raises Invalid that names the field, Conflict for a dispatch that came back, NotFound,
    PreconditionFailed, Forbidden.
    """
    actor.require("letter.send")
    letter, dispatch = dispatch_locked(dispatch_id, version)
    if dispatch.state not in (*ON_ITS_WAY, "delivered"):
        raise Conflict(
            f"This dispatch is {dispatch.state}: no carrier has it. Record what the carrier says of the one it has."
        )
    if kind not in CARRIER_EVENT_KINDS:
        raise invalid("kind", f"A carrier's event is one of {', '.join(CARRIER_EVENT_KINDS)}.")
    check_instant(at, "at")
    event = CarrierEvent(dispatch=dispatch, at=at, kind=kind, note=note)
    check_fields(event)
    event.save(force_insert=True)
    columns: dict[str, Any] = {}
    if dispatch.sent_at is None and dispatch.channel in TRACKED and kind != "exception":
        columns = left(actor=actor, letter=letter, dispatch=dispatch, at=at)
    if dispatch.state == "sent":
        columns["state"] = DISPATCH_EDGES.advance(dispatch.state, "in_transit")
    if kind == "accepted" and (columns.get("proof_grade") or dispatch.proof_grade) == "sent":
        columns["proof_grade"] = "accepted_by_carrier"
    dispatch.change(**columns)
    return event


def dispatch_deliver(
    *,
    actor: Member,
    dispatch_id: UUID,
    version: int | None,
    delivered_at: datetime,
    proof_grade: str = "delivered",
    signed_for_by: str = "",
    receipt_document_id: UUID | None = None,
    time_zone: str = "",
    exhibits_in_record: bool = False,
) -> Dispatch:
    """Record that the letter arrived, with its proof. What arrival means for its template becomes an event.

    The event bears the proof, the receipt and the zone (`time_zone`, else the case's), so that the insurer's clock
    starts from it. Once delivered, only a better proof of the same instant may be added; no second event is made.
    With `exhibits_in_record` the letter's exhibits are in the administrative record from that day, those that were not.

    Raises Invalid that names the field, IllegalTransition for a dispatch that came back, Conflict for a proof that is
    no better, NotFound, PreconditionFailed, Forbidden. The actor also needs `case.write`, and for the exhibits
    `document.write`.
    """
    actor.require("letter.send")
    letter, dispatch = dispatch_locked(dispatch_id, version)
    DISPATCH_EDGES.advance(dispatch.state, "delivered")
    check_instant(delivered_at, "delivered_at", earliest=dispatch.sent_at, why="the letter was sent")
    _check_proof(dispatch, delivered_at, proof_grade, signed_for_by)
    receipt = referred(
        document_list().filter(case_id=letter.case_id), receipt_document_id, "receipt_document_id"
    )
    dispatch.signed_for_by = signed_for_by.strip() or dispatch.signed_for_by
    check_fields(dispatch, ["signed_for_by"])
    sent = {}
    if dispatch.sent_at is None:  # a vendor has it, and never told that a carrier took it
        sent = left(actor=actor, letter=letter, dispatch=dispatch, at=delivered_at)
    came = arrived(
        actor=actor,
        letter=letter,
        dispatch=dispatch,
        at=delivered_at,
        proof_grade=proof_grade,
        time_zone=time_zone,
        receipt_id=receipt_document_id,
        exhibits_in_record=exhibits_in_record,
    )
    dispatch.change(signed_for_by=dispatch.signed_for_by, receipt=receipt or dispatch.receipt, **sent | came)
    if dispatch.signed_for_by or dispatch.receipt_id:
        tasks_resolve(source=TaskSource("dispatch", dispatch.id, RECEIPT), note="The receipt is kept.")
    return dispatch


def dispatch_return(*, actor: Member, dispatch_id: UUID, version: int | None, reason: str) -> Dispatch:
    """Record that the letter came back undelivered. It has failed, and the same bytes may be sent again: a task asks
    for that, which sending closes.

    Raises Invalid without a reason, IllegalTransition once delivered, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("letter.send")
    letter, dispatch = dispatch_locked(dispatch_id, version)
    DISPATCH_EDGES.advance(dispatch.state, "returned")
    if not reason.strip():
        raise invalid("reason", "Say why it came back, as the carrier put it.")
    dispatch.return_reason = reason.strip()
    check_fields(dispatch, ["return_reason"])
    came_back(letter, dispatch, dispatch.return_reason)
    return dispatch


def _check_channel(channel: str, tracking_number: str) -> None:
    if channel not in BY_HAND:
        raise invalid("channel", f"A printed letter goes by one of {', '.join(BY_HAND)}.")
    if channel in TRACKED and not tracking_number.strip():
        raise invalid("tracking_number", "Type in the tracking number from the carrier's receipt.")


def check_instant(at: datetime, field: str, *, earliest: datetime | None = None, why: str = "") -> None:
    """Raise Invalid for an instant without zone, one that has not come, and one before the `earliest` that can be."""
    if at.utcoffset() is None:
        raise invalid(field, "This time has no zone. Give its offset, such as 2026-03-05T16:30:00-06:00.")
    if at > now() + CLOCKS_DIFFER:
        raise invalid(field, "This time has not come yet. Record what has happened.")
    # People write times to the minute.
    if earliest is not None and at < earliest.replace(second=0, microsecond=0):
        raise invalid(
            field, f"This is before {why}, at {localtime(earliest):%Y-%m-%d %H:%M %Z}. Correct the time."
        )


def _check_proof(dispatch: Dispatch, delivered_at: datetime, grade: str, signed_for_by: str) -> None:
    if grade not in PROOFS_OF_DELIVERY:
        raise invalid("proof_grade", f"Delivery is proven by one of {', '.join(PROOFS_OF_DELIVERY)}.")
    if grade == "signed_for" and not signed_for_by.strip():
        raise invalid("signed_for_by", "Give the name of who signed, as the receipt shows it.")
    if dispatch.state != "delivered":
        return
    if delivered_at != dispatch.delivered_at:
        raise invalid("delivered_at", f"It was delivered at {dispatch.delivered_at:%Y-%m-%dT%H:%M:%SZ}.")
    if PROOF_GRADES.index(grade) <= PROOF_GRADES.index(dispatch.proof_grade):
        raise Conflict(
            f"The delivery is proven as {dispatch.proof_grade} already. Only a better proof is added."
        )


def addressed_to(letter: Letter) -> str:
    """To whom a letter is addressed, and where, as it stands on its first page."""
    recipient = letter.facts["recipient"]
    return "\n".join([recipient["name"], *recipient["address_lines"]])
