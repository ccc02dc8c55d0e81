"""The work of letters that nobody waits for in a request: reading documents, chronologies, packets, sending."""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from celery import shared_task

from claimback.storage.s3 import StoreUnavailable
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.tasks import firm_task, sweep
from letters.services.assistance import assistance_ask, assistance_begin, assistance_settle
from letters.services.chronology_work import (
    chronology_begin,
    chronology_make,
    chronology_progress,
    chronology_settle,
)
from letters.services.handing_over import dispatch_hand_over
from letters.services.packet_work import (
    packet_begin,
    packet_make,
    packet_progress,
    packet_release,
    packet_settle,
)
from letters.services.reading_work import read, reading_begin, reading_settle
from letters.services.unproven import proof_look_for

READ = "letters.read_document"
ASK = "letters.ask_assistant"
MAKE = "letters.make_chronology"
BUILD = "letters.build_packet"


@firm_task(READ, one_transaction=False)
def read_document(firm_id: UUID, reading_id: UUID) -> None:
    """Read one document, then ask the assistant about it where the firm has one.

    Run twice, or killed at any line and run again, it ends with one result, and the assistant was asked once.
    """
    with firm_scope(firm_id, act=READ):
        begun = reading_begin(reading_id=reading_id)
    if begun is not None:
        outcome = read(begun)
        with firm_scope(firm_id, act=READ):
            reading_settle(reading_id=reading_id, outcome=outcome)
    with firm_scope(firm_id, act=ASK):
        asked = assistance_begin(reading_id=reading_id)
    if asked is None:
        return
    answer = assistance_ask(asked)
    with firm_scope(firm_id, act=ASK):
        assistance_settle(reading_id=reading_id, answer=answer)


@shared_task(name="letters.sweep_readings")
def sweep_readings() -> int:
    """Hand out every reading that is not made and waits for no text, or about which the assistant is to be asked.

    Returns how many.
    """
    return sweep("waiting_readings", read_document)


@firm_task(MAKE, one_transaction=False)
def make_chronology(firm_id: UUID, chronology_id: UUID) -> None:
    """Make one chronology. Run twice, or killed at any line and run again, it ends with one document."""
    with firm_scope(firm_id, act=MAKE):
        begun = chronology_begin(chronology_id=chronology_id)
    if begun is None:
        return

    def progress(percent: int) -> None:
        with firm_scope(firm_id, act=MAKE):
            chronology_progress(chronology_id=chronology_id, percent=percent)

    outcome = chronology_make(begun, progress)
    with firm_scope(firm_id, member_id=begun.actor.member_id, act=MAKE):
        chronology_settle(chronology_id=chronology_id, actor=begun.actor, outcome=outcome)


@shared_task(name="letters.sweep_chronologies")
def sweep_chronologies() -> int:
    """Hand out every chronology that was asked for and not made. Returns how many."""
    return sweep("waiting_chronologies", make_chronology)


@firm_task("letters.hand_over_dispatch", one_transaction=False)
def hand_over_dispatch(firm_id: UUID, dispatch_id: UUID) -> None:
    """Hand over one letter that is due, or find out what became of it."""
    dispatch_hand_over(firm_id=firm_id, dispatch_id=dispatch_id)


@firm_task("letters.look_for_proof")
def look_for_proof(firm_id: UUID, dispatch_id: UUID) -> None:  # noqa: ARG001 - the scope is open
    """Ask a person about a letter that is not proven in time for its deadline."""
    proof_look_for(dispatch_id=dispatch_id)


@shared_task(name="letters.sweep_dispatches")
def sweep_dispatches() -> int:
    """Hand out the letters that are to be handed over, whose worker died, or about which a vendor is to be asked;
    and, once a day, those under way that are not proven. Returns how many.
    """
    return sweep("due_dispatches", hand_over_dispatch) + sweep("unproven_dispatches", look_for_proof)


@firm_task(BUILD, one_transaction=False)
def build_packet(firm_id: UUID, packet_id: UUID) -> None:
    """Build one packet. Run twice, or killed at any line and run again, it ends with one set of files."""
    with firm_scope(firm_id, act=BUILD):
        begun = packet_begin(packet_id=packet_id)
    if begun is None:
        return

    def progress(done: int, of: int) -> None:
        with firm_scope(firm_id, act=BUILD):
            packet_progress(begun=begun, done=done, of=of)

    with TemporaryDirectory(prefix="claimback-packet-") as folder:
        try:
            outcome = packet_make(begun, Path(folder), progress)
        except StoreUnavailable:
            with firm_scope(firm_id, act=BUILD):
                packet_release(begun=begun)
            raise
    with firm_scope(firm_id, member_id=begun.actor.member_id, act=BUILD):
        kept = packet_settle(begun=begun, outcome=outcome)
    if not kept:
        outcome.forget()


@shared_task(name="letters.sweep_packets")
def sweep_packets() -> int:
    """Hand out every packet that waits to be built, or whose worker gave no sign for long. Returns how many."""
    return sweep("waiting_packets", build_packet)
