"""What letters do when something happens. `claimback/wiring.py` is the table; each runs in the same transaction."""

from claimback.storage.events import TextFound
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import nudge
from letters.events import ChronologyRequested, DispatchQueued, ReadingRequested
from letters.services.reading_work import reading_wake
from letters.tasks import hand_over_dispatch, make_chronology, read_document


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
