"""Handing letters to vendors, each at most once.

A dispatch is claimed by one conditional UPDATE and the claim is committed; then it is handed over, outside any
transaction; then what became of it is settled. A vendor that has it is a fact whoever settles it. What is known not to
have gone may be tried again. Of what nobody knows, a person is asked: no machine sends it again unless the vendor
itself proves, under our own key, that nothing went.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from cases.services.tasks import TaskSource, task_open, tasks_resolve
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Refusal
from claimback.notify.obligations import ERROR_LIMIT, patiently, retry_delay
from claimback.storage import s3
from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope
from letters.dispatch.chosen import vendor_named
from letters.dispatch.interface import (
    Absent,
    HandedOver,
    Outcome,
    Parcel,
    Refused,
    Sender,
    Unknown,
    VendorSilent,
)
from letters.models import Dispatch, Letter
from letters.selectors import dispatch_list
from letters.services.approval import changed_facts
from letters.services.sending import ask_to_look, ask_to_send, dispatch_locked, how_sent, left
from letters.states import DISPATCH_EDGES, LETTER_EDGES, PENDING

ACT: Final = "letters.hand_over"

LEASE: Final = timedelta(minutes=11)
"""For how long a worker may hold a claim: longer than a task may run at all. The scanner's function knows it too."""

BEGIN_WITHIN: Final = 120.0
"""Seconds after its claim within which a worker begins to hand over; one that was held up for longer leaves it."""

ATTEMPTS: Final = 6
"""How often in a round the machine tries what is known not to have gone and may well go later."""

ASK_AFTER: Final = timedelta(minutes=6)
"""When a vendor is asked whether it has what nobody knows of: what was on its way to it has arrived by then."""

ASK_UNTIL: Final = timedelta(hours=20)

SENT_AT_ONCE: Final = ("email",)
"""Channels by which what is handed over is sent. By others it is sent when a carrier takes it, as the vendor tells."""

_CHANGED: Final = (
    "What is stored is not what was approved. Withdraw this, and have the letter approved again."
)
_OTHERWISE: Final = (
    "Since it was queued {} changed. Withdraw this, take up the facts, and have the letter approved again."
)
_WITH: Final = frozenset({"letter.send", "correspondence.write", "case.write", "document.write"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker hands over, read under its claim: all of a parcel but its bytes, which lie under `stored_as`."""

    dispatch_id: UUID
    attempt: int
    vendor: str
    round: int
    address: str
    sender: Sender
    subject: str
    name: str
    stored_as: str
    sha256: str
    return_receipt: bool
    dead: str
    """Why its approval holds no longer; empty where it does."""


def dispatch_hand_over(*, firm_id: UUID, dispatch_id: UUID) -> None:
    """Do what is due with a dispatch: hand it over, give up a dead worker's claim, or ask whether it went.

    Opens its own scopes: call it outside any transaction. Run twice, or killed at any line, it hands over at most
    once, and what was lost with a worker becomes a person's task at the next sweep.
    """
    began = time.monotonic()
    with firm_scope(firm_id, act=ACT):
        claim = _claim(dispatch_id)
        if claim is None:
            _give_up_dead_claim(dispatch_id)
    if claim is None:
        _ask(firm_id, dispatch_id)
        return
    outcome = _hand_over(claim, began)
    patiently(partial(_settle, firm_id, claim, outcome))


def taken_over(letter: Letter, dispatch: Dispatch, handed: HandedOver, at: datetime) -> None:
    """A vendor has a locked dispatch: told by its own answer, a look-up, an event of its, or a person with proof."""
    told: dict[str, Any] = {
        "vendor_reference": handed.reference or dispatch.vendor_reference,
        "tracking_number": handed.tracking_number or dispatch.tracking_number,
    }
    if dispatch.state not in PENDING:
        if any(getattr(dispatch, name) != value for name, value in told.items()):
            dispatch.change(**told)
        return
    state = DISPATCH_EDGES.advance(dispatch.state, "sent")
    dispatch.tracking_number = told["tracking_number"]
    for source in (TaskSource("dispatch", dispatch.id), TaskSource("letter", letter.id)):
        tasks_resolve(source=source, note="It went.")
    if dispatch.channel in SENT_AT_ONCE and dispatch.sent_at is None:
        told |= _left(letter, dispatch, at)
    dispatch.change(state=state, next_attempt_at=None, last_error="", **told)
    if letter.state == "sending":
        letter.change(state=LETTER_EDGES.advance(letter.state, "sent"))


def _left(letter: Letter, dispatch: Dispatch, at: datetime) -> dict[str, Any]:
    """What `left` returns. That it went is a fact though the case may not take what follows: a person is asked then."""
    try:
        with transaction.atomic():
            return left(actor=on_behalf(dispatch), letter=letter, dispatch=dispatch, at=at)
    except Refusal as refusal:
        ask_to_look(letter, dispatch, f"It went, and the case could not take that up: {refusal.detail}")
        return {"sent_at": at, "proof_grade": "sent"}


def not_gone(letter: Letter, dispatch: Dispatch, refusal: Refused) -> None:
    """A locked dispatch is known not to have gone. The machine tries it again if that may help, and else a person."""
    tasks_resolve(source=TaskSource("dispatch", dispatch.id), note="It did not go.")
    said = {"last_error": refusal.reason[:ERROR_LIMIT]}
    if refusal.passing and dispatch.attempts < ATTEMPTS:
        again = now() + retry_delay(dispatch.attempts)
        dispatch.change(state=DISPATCH_EDGES.advance(dispatch.state, "queued"), next_attempt_at=again, **said)
        return
    dispatch.change(state=DISPATCH_EDGES.advance(dispatch.state, "refused"), next_attempt_at=None, **said)
    ask_to_send(letter, f"{how_sent(dispatch)} did not go: {refusal.reason}")


def dispatches_doubt() -> None:
    """Of nothing of this firm that was to be handed over is it known any more whether it went: another installation may
    have handed it over, from accounts of its own. A person is asked for each, and no vendor of this one.
    """
    doubtful = dispatch_list().filter(state__in=("queued", "claimed", "unknown"))
    for id in doubtful.order_by("id").values_list("id", flat=True):
        letter, dispatch = dispatch_locked(id, None)
        if dispatch.state == "unknown":
            dispatch.change(next_attempt_at=None)
        else:
            _unknown(
                letter, dispatch, "The firm came from another installation, which may have sent it.", None
            )


def on_behalf(dispatch: Dispatch) -> Member:
    """Whoever had it sent, with what was asked of them then: what follows from it is theirs, though they left since."""
    member = dispatch.sent_by
    assert dispatch.firm_id is not None
    return Member(dispatch.firm_id, member.id, member.user_id, member.role, _WITH)


def _claim(dispatch_id: UUID) -> Claim | None:
    """Take a dispatch that is due. None: somebody else has it, or it is not due."""
    rows = dispatch_list().filter(id=dispatch_id)
    taken = rows.filter(state="queued", next_attempt_at__lte=Now()).update(
        state="claimed",
        claimed_at=Now(),
        attempts=F("attempts") + 1,
        next_attempt_at=None,
        version=F("version") + 1,
        updated_at=now(),
    )
    if not taken:
        return None
    dispatch = rows.select_related("letter__case", "letter__document__file", "packet__document__file").get()
    letter = dispatch.letter
    firm, document = letter.facts["firm"], dispatch.packet.document if dispatch.packet else letter.document
    return Claim(
        dispatch_id=dispatch_id,
        attempt=dispatch.attempts,
        vendor=dispatch.vendor,
        round=dispatch.round,
        address=dispatch.address,
        sender=Sender(firm["name"] or "", tuple(firm["address_lines"]), firm["email"] or ""),
        subject=f"Letter from {firm['name']}, your claim {letter.facts['case']['claim_number'] or letter.case.number}",
        name=document.file.name if document else "",
        stored_as=document.file.key if document else "",
        sha256=dispatch.sha256,
        return_receipt=dispatch.return_receipt,
        dead=_why_dead(letter),
    )


def _why_dead(letter: Letter) -> str:
    """What is otherwise in the case than a letter that has not gone out yet states; sealed numbers stay masked."""
    if letter.state != "sending":
        return ""
    try:
        changed = ", ".join(changed_facts(letter)[:5])
    except Refusal as refusal:
        return refusal.detail
    return _OTHERWISE.format(changed) if changed else ""


def _hand_over(claim: Claim, began: float) -> Outcome:
    """Hand over exactly the approved bytes. Nothing that it does before the vendor is asked can have sent anything."""
    vendor = vendor_named(claim.vendor)
    if claim.dead:
        return Refused(claim.dead)
    if vendor is None:
        return Refused("The installation has this vendor no more. Choose another channel.")
    try:
        data = _stored(claim.stored_as)
    except (s3.StoreUnavailable, s3.Changed):
        return Refused("The store of documents could not be read.", passing=True)
    if sha256(data).hexdigest() != claim.sha256:
        return Refused(_CHANGED)
    if time.monotonic() - began > BEGIN_WITHIN:
        return Refused("The worker was held up.", passing=True)
    return vendor.hand_over(
        Parcel(
            dispatch_id=claim.dispatch_id,
            key=f"{claim.dispatch_id}-{claim.round}",
            address=claim.address,
            sender=claim.sender,
            subject=claim.subject,
            name=claim.name,
            data=data,
            return_receipt=claim.return_receipt,
        )
    )


def _stored(key: str) -> bytes:
    found = s3.find(key) if key else None
    return b"".join(s3.stream(key, found.etag)) if found else b""


def _settle(firm_id: UUID, claim: Claim, outcome: Outcome) -> None:
    """Keep what became of a claim. That a vendor has it holds whoever has the claim by now; the rest only for its own
    attempt.
    """
    with firm_scope(firm_id, act=ACT):
        letter, dispatch = dispatch_locked(claim.dispatch_id, None)
        if isinstance(outcome, HandedOver):
            taken_over(letter, dispatch, outcome, now())
            return
        if dispatch.attempts != claim.attempt or dispatch.round != claim.round:
            log.warning("A hand-over was settled late.", extra={"ids": {"dispatch": claim.dispatch_id}})
        elif isinstance(outcome, Refused) and dispatch.state in ("claimed", "unknown"):
            not_gone(letter, dispatch, outcome)
        elif isinstance(outcome, Unknown) and dispatch.state == "claimed":
            _unknown(letter, dispatch, outcome.reason, now() + ASK_AFTER)


def _give_up_dead_claim(dispatch_id: UUID) -> None:
    """Whoever claimed it has died: nobody knows whether it went."""
    dead = dispatch_list().filter(id=dispatch_id, state="claimed", claimed_at__lt=Now() - LEASE)
    if not dead.exists():
        return
    letter, dispatch = dispatch_locked(dispatch_id, None)
    if dead.exists():  # read again under the lock
        _unknown(letter, dispatch, "The machine that was sending it stopped.", now() + ASK_AFTER)


def _unknown(letter: Letter, dispatch: Dispatch, reason: str, ask_at: datetime | None) -> None:
    """A person is to find out about a locked dispatch, and the vendor is asked `ask_at`, if it can know."""
    dispatch.change(
        state=DISPATCH_EDGES.advance(dispatch.state, "unknown"),
        next_attempt_at=ask_at,
        last_error=reason[:ERROR_LIMIT],
    )
    vendor = dispatch.get_vendor_display()
    task_open(
        actor=None,
        case_id=letter.case_id,
        kind="find_out_sending",
        title=f"Find out whether it went: {letter.subject}"[:200],
        detail=f"{how_sent(dispatch)}, by {vendor}: {reason}\nLook it up there, under {dispatch.id}, and say on the"
        " dispatch's page whether it went. It is not sent again before that is known.",
        due_on=today(letter.case.time_zone),
        source=TaskSource("dispatch", dispatch.id),
        again=True,
    )


def _ask(firm_id: UUID, dispatch_id: UUID) -> None:
    """Ask the vendor whether it has what nobody knows of, where it is time to."""
    with firm_scope(firm_id, act=ACT):
        unknown = dispatch_list().filter(id=dispatch_id, state="unknown", next_attempt_at__lte=Now())
        if not unknown.update(next_attempt_at=Now() + ASK_AFTER, updated_at=now()):
            return
        dispatch = dispatch_list().get(id=dispatch_id)
    assert dispatch.claimed_at is not None
    vendor = vendor_named(dispatch.vendor)
    try:
        found = vendor.look_up(dispatch_id, dispatch.claimed_at, now()) if vendor else Absent(proven=False)
    except VendorSilent:
        if now() - dispatch.claimed_at < ASK_UNTIL:
            return
        found = Absent(proven=False)
    patiently(partial(_answered, firm_id, dispatch, found))


def _answered(firm_id: UUID, asked: Dispatch, found: HandedOver | Absent) -> None:
    with firm_scope(firm_id, act=ACT):
        letter, dispatch = dispatch_locked(asked.id, None)
        if isinstance(found, HandedOver):
            taken_over(letter, dispatch, found, dispatch.claimed_at or now())
        elif dispatch.state != "unknown" or dispatch.claimed_at != asked.claimed_at:
            return
        elif found.proven:
            not_gone(letter, dispatch, Refused("The vendor has nothing of it.", passing=True))
        else:
            dispatch.change(next_attempt_at=None)
