"""Dispatches: handing over the approved bytes, following them, and proving that they arrived.

Sending here is by a person: the letter is printed and mailed or carried, and what happened is recorded.
"""

from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.models import Correspondence
from cases.selectors import document_list, locked, one, referred
from cases.services.checks import check_fields
from cases.services.correspondence import CLOCKS_DIFFER, correspondence_log
from cases.services.events import event_record
from cases.services.evidence import exhibits_record
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from cases.vocabulary import PROOF_GRADES
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from letters.models import CarrierEvent, Dispatch, Letter
from letters.models.dispatch import CARRIER_EVENT_KINDS, DISPATCH_CHANNELS
from letters.selectors import dispatch_list
from letters.services import claim_file
from letters.services.approval import refuse_other_bytes
from letters.services.letters import letter_locked
from letters.services.meaning import meaning_of
from letters.states import DISPATCH_EDGES, LETTER_EDGES

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
) -> Dispatch:
    """Record that an approved letter went out: at most once, unless the former dispatch came back.

    Without an address it went where the letter is addressed to. The kept PDF must still be the bytes that were
    approved. The letter is logged in the case's correspondence, and the event that sending is for its template is
    recorded. The actor also needs `correspondence.write` and `case.write`.

    Raises Conflict (`bytes_changed`) for other bytes, IllegalTransition for a letter that is not approved or is on
    its way already, Invalid that names the field, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("letter.send")
    letter = letter_locked(letter_id, version)
    state = LETTER_EDGES.advance(letter.state, "sending")
    _check_channel(channel, tracking_number)
    _check_instant(sent_at, "sent_at", earliest=letter.approved_at, why="the letter was approved")
    refuse_other_bytes(letter)
    letter.change(state=state)
    dispatch = Dispatch(
        letter=letter,
        channel=channel,
        sha256=letter.approved_sha256,
        address=address.strip() or _addressed_to(letter),
        tracking_number=tracking_number.strip(),
        proof_grade="sent",
        sent_at=sent_at,
        sent_by_id=actor.member_id,
    )
    check_fields(dispatch, ["address", "tracking_number"])
    dispatch.correspondence = _log(actor, letter, dispatch)
    dispatch.save(force_insert=True)
    sent = meaning_of(letter.template, level_of(letter)).sent
    if sent is not None and not claim_file.asked_before(letter):
        event_record(
            actor=actor,
            case_id=letter.case_id,
            kind=sent,
            at=sent_at,
            proof_grade="sent",
            source=_how(dispatch),
            document_id=letter.document_id,
            denial_id=letter.denial_id,
        )
    if letter.template == claim_file.TEMPLATE:
        claim_file.note_request(
            actor=actor, letter=letter, on=sent_at.astimezone(ZoneInfo(letter.case.time_zone)).date()
        )
    letter.change(state=LETTER_EDGES.advance(letter.state, "sent"))
    tasks_resolve(source=TaskSource("letter", letter.id), note="It was sent again.")
    return dispatch


def dispatch_track(
    *, actor: Member, dispatch_id: UUID, version: int | None, at: datetime, kind: str, note: str = ""
) -> CarrierEvent:
    """Record what the carrier said. Its acceptance raises the proof; the first word of it puts the letter in transit.

    Raises Invalid that names the field, Conflict for a dispatch that came back, NotFound,
    PreconditionFailed, Forbidden.
    """
    actor.require("letter.send")
    _, dispatch = _locked(dispatch_id, version)
    if dispatch.state == "returned":
        raise Conflict("This dispatch came back. Record what the carrier says of the new one there.")
    if kind not in CARRIER_EVENT_KINDS:
        raise invalid("kind", f"A carrier's event is one of {', '.join(CARRIER_EVENT_KINDS)}.")
    _check_instant(at, "at")
    event = CarrierEvent(dispatch=dispatch, at=at, kind=kind, note=note)
    check_fields(event)
    event.save(force_insert=True)
    state = DISPATCH_EDGES.advance("sent", "in_transit") if dispatch.state == "sent" else dispatch.state
    grade = "accepted_by_carrier" if kind == "accepted" else dispatch.proof_grade
    dispatch.change(state=state, proof_grade=max(dispatch.proof_grade, grade, key=PROOF_GRADES.index))
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
    letter, dispatch = _locked(dispatch_id, version)
    state = DISPATCH_EDGES.advance(dispatch.state, "delivered")
    _check_instant(delivered_at, "delivered_at", earliest=dispatch.sent_at, why="the letter was sent")
    _check_proof(dispatch, delivered_at, proof_grade, signed_for_by)
    receipt = referred(
        document_list().filter(case_id=letter.case_id), receipt_document_id, "receipt_document_id"
    )
    dispatch.signed_for_by = signed_for_by.strip() or dispatch.signed_for_by
    check_fields(dispatch, ["signed_for_by"])
    received = meaning_of(letter.template, level_of(letter)).received
    event = dispatch.event
    if received is not None and event is None:
        event = event_record(
            actor=actor,
            case_id=letter.case_id,
            kind=received,
            at=delivered_at,
            time_zone=time_zone,
            proof_grade=proof_grade,
            source=_how(dispatch),
            document_id=receipt_document_id,
            denial_id=letter.denial_id,
        )
    dispatch.change(
        state=state,
        delivered_at=delivered_at,
        proof_grade=proof_grade,
        signed_for_by=dispatch.signed_for_by,
        receipt=receipt or dispatch.receipt,
        event=event,
    )
    if letter.state != "delivered":
        letter.change(state=LETTER_EDGES.advance(letter.state, "delivered"))
    if exhibits_in_record:
        exhibits_record(
            actor=actor,
            case_id=letter.case_id,
            numbers=exhibit_numbers(letter),
            since=delivered_at.astimezone(ZoneInfo(time_zone or letter.case.time_zone)).date(),
            how=f"With “{letter.subject}”, {_how(dispatch)}"[:300],
        )
    return dispatch


def exhibit_numbers(letter: Letter) -> list[int]:
    """The exhibits that went with the letter, by what it knew when it was approved."""
    return [exhibit["number"] for exhibit in letter.facts["exhibits"]]


def dispatch_return(*, actor: Member, dispatch_id: UUID, version: int | None, reason: str) -> Dispatch:
    """Record that the letter came back undelivered. It has failed, and the same bytes may be sent again: a task asks
    for that, which sending closes.

    Raises Invalid without a reason, IllegalTransition once delivered, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("letter.send")
    letter, dispatch = _locked(dispatch_id, version)
    state = DISPATCH_EDGES.advance(dispatch.state, "returned")
    if not reason.strip():
        raise invalid("reason", "Say why it came back, as the carrier put it.")
    dispatch.return_reason = reason.strip()
    check_fields(dispatch, ["return_reason"])
    dispatch.change(state=state, return_reason=dispatch.return_reason)
    letter.change(state=LETTER_EDGES.advance(letter.state, "failed"))
    task_open(
        actor=None,
        case_id=letter.case_id,
        kind="send_again",
        title=f"Send again: {letter.subject}"[:200],
        detail=f"{_how(dispatch)}, came back: {dispatch.return_reason}",
        due_on=today(letter.case.time_zone),
        source=TaskSource("letter", letter.id),
        again=True,
    )
    return dispatch


def _locked(dispatch_id: UUID, version: int | None) -> tuple[Letter, Dispatch]:
    """The dispatch and its letter, both locked, the letter first: sending takes them in that order too."""
    letter = letter_locked(one(dispatch_list(), dispatch_id).letter_id, None)
    dispatch = locked(dispatch_list(), dispatch_id)
    check_version(dispatch.version, version)
    return letter, dispatch


def _check_channel(channel: str, tracking_number: str) -> None:
    if channel not in BY_HAND:
        raise invalid("channel", f"A printed letter goes by one of {', '.join(BY_HAND)}.")
    if channel in TRACKED and not tracking_number.strip():
        raise invalid("tracking_number", "Type in the tracking number from the carrier's receipt.")


def _check_instant(at: datetime, field: str, *, earliest: datetime | None = None, why: str = "") -> None:
    if at.utcoffset() is None:
        raise invalid(field, "This time has no zone. Give its offset, such as 2026-03-05T16:30:00-06:00.")
    if at > now() + CLOCKS_DIFFER:
        raise invalid(field, "This time has not come yet. Record what has happened.")
    # People write times to the minute.
    if earliest is not None and at < earliest.replace(second=0, microsecond=0):
        raise invalid(field, f"This is before {why}, at {earliest:%Y-%m-%d %H:%M} UTC. Correct the time.")


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


def _addressed_to(letter: Letter) -> str:
    facts = letter.facts["case"]
    return "\n".join([facts["insurer_name"], *facts["insurer_address_lines"]])


def level_of(letter: Letter) -> int:
    """At which level the denial was made that a letter answers; 0 for the first decision and without one."""
    return letter.denial.level if letter.denial else 0


def _how(dispatch: Dispatch) -> str:
    return f"{DISPATCH_CHANNELS[dispatch.channel]} {dispatch.tracking_number}".strip()


def _log(actor: Member, letter: Letter, dispatch: Dispatch) -> Correspondence:
    return correspondence_log(
        actor=actor,
        case_id=letter.case_id,
        direction="out",
        channel="letter",
        occurred_at=dispatch.sent_at,
        subject=letter.subject[:200],
        body=f"{_how(dispatch)}, to:\n{dispatch.address}",
        document_id=letter.document_id,
    )
