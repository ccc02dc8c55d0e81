"""What it means that a letter left, arrived, or came back: for its case, its log of contact, its clocks and its state.

The same for a person's sending and a vendor's. Who may do it, and whether it may be, the callers have checked.
"""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.selectors import one
from cases.services.correspondence import correspondence_log
from cases.services.events import event_record
from cases.services.evidence import exhibits_record
from cases.services.offer_events import told_already
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.rows import locked
from letters.models import Dispatch, Letter
from letters.models.dispatch import DISPATCH_CHANNELS
from letters.selectors import dispatch_list, packet_item_list
from letters.services import claim_file
from letters.services.letters import letter_locked
from letters.services.meaning import meaning_of
from letters.states import DISPATCH_EDGES, LETTER_EDGES, OVER

ANOTHER_WAY: Final = ("fax", "email", "courier", "hand_delivery", "certified_mail")
"""Channels to offer where one failed, the fastest first."""

BY_ITS_DAY: Final = "by_its_day"
"""Which task of a dispatch asks for its proof when time runs short."""

RECEIPT: Final = "receipt"
"""Which task of a dispatch asks for the return receipt that a carrier made."""

_LOGGED_AS: Final = {"fax": "fax", "email": "email"}


def dispatch_locked(dispatch_id: UUID, version: int | None) -> tuple[Letter, Dispatch]:
    """The dispatch and its letter, both locked, the letter first: sending takes them in that order too."""
    letter = letter_locked(one(dispatch_list(), dispatch_id).letter_id, None)
    dispatch = locked(dispatch_list(), dispatch_id)
    check_version(dispatch.version, version)
    return letter, dispatch


def state_for_sending(letter: Letter, channel: str, *, as_well: bool) -> str:
    """The state of a locked letter that is about to be sent. With `as_well` one that is on its way may go by a further
    channel, and stays sent.

    Raises IllegalTransition, and Conflict where it is under way by this channel already.
    """
    if not (as_well and letter.state == "sent"):
        return LETTER_EDGES.advance(letter.state, "sending")
    if dispatch_list().filter(letter_id=letter.id, channel=channel).exclude(state__in=OVER).exists():
        raise Conflict("The letter is under way by this channel. Choose another one for the second sending.")
    return letter.state


def left(*, actor: Member, letter: Letter, dispatch: Dispatch, at: datetime) -> dict[str, Any]:
    """The letter left: it is logged, and what sending means for its template becomes an event, unless it left by
    another channel before.

    Returns the columns of the dispatch that tell it; its row may not be there yet.
    """
    how = how_sent(dispatch)
    entry = correspondence_log(
        actor=actor,
        case_id=letter.case_id,
        direction="out",
        channel=_LOGGED_AS.get(dispatch.channel, "letter"),
        occurred_at=at,
        subject=letter.subject[:200],
        body=f"{how}, to:\n{dispatch.address}",
        document_id=letter.document_id,
    )
    sent, on = meaning_of(letter.template, level_of(letter)).sent, _day_there(letter, at)
    known = sent is None or told_already(letter.case_id, sent, on)
    if sent is not None and not known and not _left_before(letter) and not claim_file.asked_before(letter):
        event_record(
            actor=actor,
            case_id=letter.case_id,
            kind=sent,
            at=at,
            proof_grade="sent",
            source=how,
            document_id=letter.document_id,
            denial_id=letter.denial_id,
        )
    claim_file.note_request(actor=actor, letter=letter, on=on)
    return {"sent_at": at, "correspondence": entry, "proof_grade": dispatch.proof_grade or "sent"}


def arrived(
    *,
    actor: Member,
    letter: Letter,
    dispatch: Dispatch,
    at: datetime,
    proof_grade: str,
    time_zone: str = "",
    receipt_id: UUID | None = None,
    exhibits_in_record: bool = False,
) -> dict[str, Any]:
    """The letter arrived: what receipt means for its template becomes an event, once for all the channels that it went
    by, and the letter is delivered.

    Returns the columns of the dispatch that tell it.
    """
    received = meaning_of(letter.template, level_of(letter)).received
    event = dispatch.event
    known = received is None or told_already(letter.case_id, received, _day_there(letter, at))
    if received is not None and not known and event is None and letter.state != "delivered":
        event = event_record(
            actor=actor,
            case_id=letter.case_id,
            kind=received,
            at=at,
            time_zone=time_zone,
            proof_grade=proof_grade,
            source=how_sent(dispatch),
            document_id=receipt_id,
            denial_id=letter.denial_id,
        )
    if letter.state != "delivered":
        letter.change(state=LETTER_EDGES.advance(letter.state, "delivered"))
    if exhibits_in_record:
        exhibits_record(
            actor=actor,
            case_id=letter.case_id,
            numbers=exhibits_sent(dispatch),
            since=at.astimezone(ZoneInfo(time_zone or letter.case.time_zone)).date(),
            how=f"With “{letter.subject}”, {how_sent(dispatch)}"[:300],
        )
    for id in dispatch_list().filter(letter_id=letter.id).values_list("id", flat=True):
        tasks_resolve(source=TaskSource("dispatch", id, BY_ITS_DAY), note="It was delivered.")
    tasks_resolve(source=TaskSource("dispatch", dispatch.id), note="It was delivered.")
    return {
        "state": DISPATCH_EDGES.advance(dispatch.state, "delivered"),
        "delivered_at": at,
        "proof_grade": proof_grade,
        "event": event,
    }


def _day_there(letter: Letter, at: datetime) -> date:
    """The day of an instant in the place whose law the case is under."""
    return at.astimezone(ZoneInfo(letter.case.time_zone)).date()


def came_back(letter: Letter, dispatch: Dispatch, reason: str) -> None:
    """A locked dispatch came back, or did not arrive. Unless the letter is under way by another channel it has failed:
    a task asks to send it again, and names other ways.
    """
    dispatch.change(state=DISPATCH_EDGES.advance(dispatch.state, "returned"), return_reason=reason[:300])
    for part in ("", BY_ITS_DAY):
        tasks_resolve(source=TaskSource("dispatch", dispatch.id, part), note="It came back.")
    letter_follows(letter)
    if letter.state == "failed":
        ask_to_send(letter, f"{how_sent(dispatch)}, came back: {reason}")


def _left_before(letter: Letter) -> bool:
    """Whether it is under way by another channel: what was sent was sent then."""
    there = dispatch_list().filter(letter_id=letter.id, sent_at__isnull=False)
    return there.exclude(state__in=OVER).exists()


def letter_follows(letter: Letter) -> None:
    """The state of a locked letter after a dispatch of it is over: unless another one lives, it did not get through."""
    if letter.state not in ("sending", "sent"):
        return
    if dispatch_list().filter(letter_id=letter.id).exclude(state__in=OVER).exists():
        return
    letter.change(
        state=LETTER_EDGES.advance(letter.state, "approved" if letter.state == "sending" else "failed")
    )


def ask_to_send(letter: Letter, why: str) -> None:
    """A task to send a letter that did not go or did not get through; sending it closes the task."""
    task_open(
        actor=None,
        case_id=letter.case_id,
        kind="send_again",
        title=f"Send again: {letter.subject}"[:200],
        detail=f"{why}\n{other_ways(letter)}",
        due_on=today(letter.case.time_zone),
        source=TaskSource("letter", letter.id),
        again=True,
    )


def ask_to_look(letter: Letter, dispatch: Dispatch, why: str) -> None:
    """A task to look into what is known of a dispatch: it does not fit, or could not be recorded."""
    task_open(
        actor=None,
        case_id=letter.case_id,
        kind="prove_delivery",
        title=f"Look into its delivery: {letter.subject}"[:200],
        detail=f"{how_sent(dispatch)}: {why}",
        due_on=today(letter.case.time_zone),
        source=TaskSource("dispatch", dispatch.id),
        again=True,
    )


def other_ways(letter: Letter) -> str:
    """A sentence that names the channels by which the letter is not under way and did not fail."""
    tried = set(dispatch_list().filter(letter_id=letter.id).values_list("channel", flat=True))
    names = [DISPATCH_CHANNELS[channel] for channel in ANOTHER_WAY if channel not in tried]
    return f"Other ways: {', '.join(names).lower()}." if names else "Every other way was tried."


def how_sent(dispatch: Dispatch) -> str:
    """Such as "Certified mail 9407 1118 9876"."""
    return f"{DISPATCH_CHANNELS[dispatch.channel]} {dispatch.tracking_number}".strip()


def exhibits_sent(dispatch: Dispatch) -> list[int]:
    """The numbers of the exhibits that went: those in its packet, else those that the letter lists."""
    if dispatch.packet_id is None:
        return [exhibit["number"] for exhibit in dispatch.letter.facts["exhibits"]]
    inside = packet_item_list().filter(packet_id=dispatch.packet_id, skip_reason="").order_by("position")
    return list(inside.values_list("evidence__exhibit_number", flat=True))


def level_of(letter: Letter) -> int:
    """At which level the denial was made that a letter answers; 0 for the first decision and without one."""
    return letter.denial.level if letter.denial else 0
