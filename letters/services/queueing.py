"""What a person does with dispatches by vendors: queues them, tries again, takes them back, says whether they went."""

from datetime import datetime
from uuid import UUID

from cases.selectors import document_list, referred
from cases.services.checks import check_fields
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, IllegalTransition, invalid
from claimback.kernel.events import publish
from claimback.tenancy.member import Member
from letters.dispatch.chosen import vendors
from letters.dispatch.interface import AddressUnusable, HandedOver, Refused, Vendor
from letters.events import DispatchQueued
from letters.models import Dispatch, Letter
from letters.models.dispatch import DISPATCH_CHANNELS
from letters.services.approval import refuse_dead_approval
from letters.services.dispatches import addressed_to, check_instant
from letters.services.handing_over import not_gone, taken_over
from letters.services.letters import letter_locked
from letters.services.recipients import lines_of
from letters.services.sendable import Sendable, sendable
from letters.services.sending import dispatch_locked, left, letter_follows, state_for_sending
from letters.states import DISPATCH_EDGES

CHANNELS = {name: DISPATCH_CHANNELS[name] for name in ("certified_mail", "fax", "email")}
"""Channels by which a vendor sends, where the installation has one."""


def letter_dispatch(
    *,
    actor: Member,
    letter_id: UUID,
    version: int | None,
    channel: str,
    address: str = "",
    return_receipt: bool = True,
    as_well: bool = False,
) -> Dispatch:
    """Have an approved letter sent by the channel's vendor: it is queued, and a worker hands over the approved bytes,
    with the letter's packet where one is built.

    Without an address it goes where the letter is addressed to; by fax or e-mail, to the number or address that is
    kept beside that address of the insurer. With `as_well` a letter that is on its way goes by a further channel too.
    The actor also needs `correspondence.write` and `case.write`.

    Raises Conflict (`bytes_changed`) for other bytes, IllegalTransition for a letter that is not approved or is under
    way, Invalid that names the field, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("letter.send", "correspondence.write", "case.write")
    letter = letter_locked(letter_id, version)
    state = state_for_sending(letter, channel, as_well=as_well)
    vendor = _vendor(channel)
    goes = sendable(letter)
    dispatch = Dispatch(
        letter=letter,
        packet=goes.packet,
        channel=channel,
        sha256=goes.sha256,
        address=_checked_address(vendor, address.strip() or _address(letter, channel)),
        state="queued",
        sent_by_id=actor.member_id,
        vendor=vendor.name,
        return_receipt=return_receipt and channel == "certified_mail",
        next_attempt_at=now(),
    )
    _check_size(goes, vendor)
    refuse_dead_approval(letter, actor=actor)
    check_fields(dispatch, ["address"])
    dispatch.save(force_insert=True)
    if letter.state != state:
        letter.change(state=state)
    publish(DispatchQueued(dispatch.id))
    return dispatch


def dispatch_retry(*, actor: Member, dispatch_id: UUID, version: int | None, address: str = "") -> Dispatch:
    """Have a dispatch sent that is known not to have gone, to another address where one is given.

    Raises IllegalTransition for one that is not refused, Conflict (`bytes_changed`), Invalid, NotFound,
    PreconditionFailed, Forbidden.
    """
    actor.require("letter.send", "correspondence.write", "case.write")
    letter, dispatch = dispatch_locked(dispatch_id, version)
    if dispatch.state != "refused":
        raise IllegalTransition(
            f"A dispatch that is {dispatch.state} is not tried again: only one that is known not to have gone."
        )
    vendor = _vendor(dispatch.channel)
    dispatch.address = _checked_address(vendor, address.strip() or dispatch.address)
    check_fields(dispatch, ["address"])
    refuse_dead_approval(letter, actor=actor)
    dispatch.change(
        state=DISPATCH_EDGES.advance(dispatch.state, "queued"),
        address=dispatch.address,
        vendor=vendor.name,
        round=dispatch.round + 1,
        attempts=0,
        next_attempt_at=now(),
        last_error="",
        sent_by_id=actor.member_id,
    )
    publish(DispatchQueued(dispatch.id))
    return dispatch


def dispatch_withdraw(*, actor: Member, dispatch_id: UUID, version: int | None, reason: str) -> Dispatch:
    """Take a dispatch back that has not gone: the letter may go by another channel, or be edited.

    Raises IllegalTransition once a worker has it, Invalid without a reason, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("letter.send")
    letter, dispatch = dispatch_locked(dispatch_id, version)
    state = DISPATCH_EDGES.advance(dispatch.state, "withdrawn")
    if not reason.strip():
        raise invalid("reason", "Say why it is not sent.")
    dispatch.return_reason = reason.strip()
    check_fields(dispatch, ["return_reason"])
    dispatch.change(state=state, return_reason=dispatch.return_reason, next_attempt_at=None)
    letter_follows(letter)
    return dispatch


def dispatch_resolve(
    *,
    actor: Member,
    dispatch_id: UUID,
    version: int | None,
    went: bool,
    how_known: str,
    sent_at: datetime | None = None,
    tracking_number: str = "",
    document_id: UUID | None = None,
) -> Dispatch:
    """Say of a dispatch of which nobody knew whether it went, and how that is known. The actor also needs
    `correspondence.write` and `case.write`.

    That it went is proven: by the instant and the vendor's or carrier's number, or a document of the case. What did
    not go may be tried again or withdrawn.

    Raises Conflict for one of which it is known, Invalid that names the field, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("letter.send", "correspondence.write", "case.write")
    letter, dispatch = dispatch_locked(dispatch_id, version)
    if dispatch.state != "unknown":
        raise Conflict(f"This dispatch is {dispatch.state}: there is nothing to find out.")
    if not how_known.strip():
        raise invalid("how_known", "Say how you know, such as what the vendor's own list shows.")
    if not went:
        not_gone(letter, dispatch, Refused(f"As a member found out: {how_known.strip()}"))
        return dispatch
    if sent_at is None:
        raise invalid("sent_at", "Say when it went.")
    if not tracking_number.strip() and document_id is None:
        raise invalid("tracking_number", "Give the vendor's or the carrier's number of it, or a document.")
    check_instant(sent_at, "sent_at", earliest=dispatch.created_at, why="it was to be sent")
    proof = referred(document_list().filter(case_id=letter.case_id), document_id, "document_id")
    dispatch.tracking_number = tracking_number.strip() or dispatch.tracking_number
    check_fields(dispatch, ["tracking_number"])
    columns = {} if dispatch.sent_at else left(actor=actor, letter=letter, dispatch=dispatch, at=sent_at)
    dispatch.change(receipt=proof or dispatch.receipt, **columns)
    taken_over(letter, dispatch, HandedOver("", dispatch.tracking_number), sent_at)
    return dispatch


def _vendor(channel: str) -> Vendor:
    found = vendors()
    if channel not in found:
        there = ", ".join(found) or "none"
        raise invalid(
            "channel", f"This installation sends by itself by: {there}. Send by hand and record it."
        )
    return found[channel]


def _checked_address(vendor: Vendor, address: str) -> str:
    if not address:
        raise invalid("address", "The insurer has no such address. Give the one to send to.")
    try:
        return vendor.checked(address)
    except AddressUnusable as error:
        raise invalid("address", str(error)) from None


def _address(letter: Letter, channel: str) -> str:
    """Where the letter goes by this channel: by fax or e-mail to what is kept beside the insurer's address that stands
    on the letter. Empty where the case does not know.
    """
    if channel == "certified_mail":
        return addressed_to(letter)
    kept, written = (
        {"fax": "fax", "email": "email"}[channel],
        tuple(letter.facts["recipient"]["address_lines"]),
    )
    rows = letter.case.insurer.addresses.exclude(**{kept: ""}).order_by("created_at")
    return next((getattr(row, kept) for row in rows if lines_of(row.lines) == written), "")


def _check_size(goes: Sendable, vendor: Vendor) -> None:
    if (goes.file.size or 0) > vendor.size_limit:
        limit = vendor.size_limit // 2**20
        parts = " Send its parts by hand, or build a smaller packet." if goes.packet else ""
        raise invalid("channel", f"By this channel at most {limit} MiB go, and this is larger.{parts}")
