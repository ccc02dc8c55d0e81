"""What letters do when something happens. `claimback/wiring.py` is the table; each runs in the same transaction."""

from claimback.firms.events import FirmBroughtIn
from claimback.kernel.clock import now
from claimback.notify.events import MailCameBack, MailTaken
from claimback.storage.events import TextFound
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import nudge
from letters.dispatch.interface import Told
from letters.events import ChronologyRequested, DispatchQueued, PacketRequested, ReadingRequested
from letters.services.carriers import vendor_told
from letters.services.handing_over import dispatches_doubt
from letters.services.reading_work import reading_wake
from letters.tasks import build_packet, hand_over_dispatch, make_chronology, read_document


def hurry_reading(event: ReadingRequested) -> None:
    """Have the document read at once after the commit, not at the next sweep."""
    nudge(read_document, current_firm_id(), event.reading_id)


def after_text_found(event: TextFound) -> None:
    """Whoever waited for the text of this file goes on."""
    for reading_id in reading_wake(file_id=event.file_id):
        nudge(read_document, current_firm_id(), reading_id)


def hurry_chronology(event: ChronologyRequested) -> None:
    """Have the chronology made at once after the commit, not at the next sweep."""
    nudge(make_chronology, current_firm_id(), event.chronology_id)


def hurry_dispatch(event: DispatchQueued) -> None:
    """Have the letter handed over at once after the commit, not at the next sweep."""
    nudge(hand_over_dispatch, current_firm_id(), event.dispatch_id)


def after_mail_taken(event: MailTaken) -> None:
    """The other side's mail server took a letter that went by e-mail."""
    taken = Told(event.event, event.mail_id, "accepted", event.at, "The other side's mail server took it")
    vendor_told(vendor="smtp", told=taken)


def after_mail_came_back(event: MailCameBack) -> None:
    """A letter that went by e-mail did not arrive. That somebody calls it unwanted shows that it did."""
    if event.why == "complained":
        return
    told = Told(
        f"{event.why} {event.mail_id}", event.mail_id, "returned", now(), f"The mail came back: {event.said}"
    )
    vendor_told(vendor="smtp", told=told)


def hurry_packet(event: PacketRequested) -> None:
    """Have the packet built at once after the commit, not at the next sweep."""
    nudge(build_packet, current_firm_id(), event.packet_id)


def after_firm_brought_in(event: FirmBroughtIn) -> None:  # noqa: ARG001 - its scope is open
    """Send nothing that the firm's former installation may have sent."""
    dispatches_doubt()
