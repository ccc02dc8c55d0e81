"""What vendors tell of dispatches: each event is kept once, and proof only rises, in whatever order events come.

An event keeps the vendor's own instant. Whatever a vendor tells of a dispatch shows that it has it.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from cases.services.tasks import TaskSource, task_open
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Refusal
from claimback.tenancy.scanner import rows_named
from claimback.tenancy.scope import firm_scope
from letters.dispatch.interface import HandedOver, Told
from letters.dispatch.news import plain
from letters.models import CarrierEvent, Dispatch, Letter
from letters.selectors import carrier_event_list
from letters.services.handing_over import on_behalf, taken_over
from letters.services.sending import RECEIPT, arrived, ask_to_look, came_back, dispatch_locked, how_sent, left
from letters.states import DISPATCH_EDGES

ACT: Final = "letters.vendor_told"

_SCANS: Final = ("accepted", "in_transit", "delivery_attempted", "held_for_pickup")
"""Kinds of event that show that a carrier has it. Of a fax they show only that it is tried."""

RECEIPT_WITHIN: Final = timedelta(days=7)

log = logging.getLogger(__name__)


def vendor_told(*, vendor: str, told: Told) -> bool:
    """Keep one event that `vendor` told, and do what follows from it. Told again, it does nothing.

    Opens its own scopes. False for a dispatch that is not here, or is another vendor's.
    """
    found = False
    for firm_id, dispatch_id in rows_named("dispatch_named", told.dispatch_id):
        with firm_scope(firm_id, act=ACT):
            letter, dispatch = dispatch_locked(dispatch_id, None)
            if dispatch.vendor == vendor:
                found = True
                _keep(letter, dispatch, told)
    if not found:
        log.info(
            "A vendor told of a dispatch that is not its own.", extra={"ids": {"dispatch": told.dispatch_id}}
        )
    return found


def _keep(letter: Letter, dispatch: Dispatch, told: Told) -> None:
    told = replace(told, event=plain(told.event, 120), note=plain(told.note, 300))
    known = carrier_event_list(dispatch.id).filter(vendor=dispatch.vendor, vendor_event=told.event)
    if known.exists():  # the dispatch is locked: nobody else adds it meanwhile
        return
    CarrierEvent(
        dispatch=dispatch,
        at=told.at,
        kind=told.kind,
        note=told.note,
        vendor=dispatch.vendor,
        vendor_event=told.event,
    ).save(force_insert=True)
    try:
        with transaction.atomic():
            _follow(letter, dispatch, told)
    except Refusal as refusal:
        ask_to_look(letter, dispatch, f"{told.note}. It could not be recorded: {refusal.detail}")


def _follow(letter: Letter, dispatch: Dispatch, told: Told) -> None:
    """What the event means for a locked dispatch and its letter."""
    if dispatch.state == "withdrawn":
        ask_to_look(letter, dispatch, f"{told.note}. The letter had been taken back, and went all the same.")
        return
    at = min(told.at, now())  # the vendor's clock may be ahead of ours
    handed = HandedOver(plain(told.reference, 120), plain(told.tracking_number, 80))
    taken_over(letter, dispatch, handed, at)
    columns: dict[str, Any] = {}
    scanned = dispatch.channel != "fax" and told.kind in _SCANS
    if dispatch.sent_at is None and (scanned or told.kind == "delivered"):
        columns = left(actor=on_behalf(dispatch), letter=letter, dispatch=dispatch, at=at)
    if scanned and (columns.get("proof_grade") or dispatch.proof_grade) == "sent":
        columns["proof_grade"] = "accepted_by_carrier"
    if told.kind == "delivered" and dispatch.state != "delivered":
        _delivered(letter, dispatch, at, columns)
        return
    if told.kind in _SCANS and dispatch.state == "sent":
        columns["state"] = DISPATCH_EDGES.advance(dispatch.state, "in_transit")
    if columns:
        dispatch.change(**columns)
    if told.kind == "returned":
        _returned(letter, dispatch, told)
    elif told.kind == "exception" and dispatch.state != "delivered":
        ask_to_look(letter, dispatch, told.note)


def _delivered(letter: Letter, dispatch: Dispatch, at: datetime, columns: dict[str, Any]) -> None:
    if dispatch.state == "returned":
        ask_to_look(letter, dispatch, "It was said to have come back, and now to be delivered.")
        return
    came = arrived(
        actor=on_behalf(dispatch),
        letter=letter,
        dispatch=dispatch,
        at=at,
        proof_grade="delivered",
        exhibits_in_record=dispatch.packet_id is not None,
    )
    dispatch.change(**columns | came)
    if dispatch.return_receipt:
        _ask_for_receipt(letter, dispatch)


def _ask_for_receipt(letter: Letter, dispatch: Dispatch) -> None:
    """A person is to keep the return receipt, which its vendor gives to people alone, and to say who signed."""
    task_open(
        actor=None,
        case_id=letter.case_id,
        kind="prove_delivery",
        title=f"Keep the return receipt: {letter.subject}"[:200],
        detail=f"{how_sent(dispatch)} was delivered. Take the receipt from {dispatch.get_vendor_display()}, upload it"
        " to the case, and record on the dispatch's page who signed.",
        due_on=today(letter.case.time_zone) + RECEIPT_WITHIN,
        source=TaskSource("dispatch", dispatch.id, RECEIPT),
    )


def _returned(letter: Letter, dispatch: Dispatch, told: Told) -> None:
    if dispatch.state == "delivered":
        ask_to_look(letter, dispatch, f"{told.note}. It was said to be delivered before.")
    elif dispatch.state != "returned":
        came_back(letter, dispatch, told.note)
