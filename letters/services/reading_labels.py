"""What members confirmed of letters, as labelled letters: what the rules are measured against. One firm's at a time."""

from collections.abc import Iterator
from typing import Any, Final

from claimback.audit.services import read_record
from letters.reading.corrections import labelled_letter
from letters.selectors import reading_list

AT_ONCE: Final = 100
"""Letters that are held in memory at a time."""


def labelled_readings() -> Iterator[dict[str, Any]]:
    """Each confirmed reading of the open scope's firm in the form of `letters.reading.labelled`, the oldest first.

    They hold letters of clients: that each was taken out is kept in the history of its case.
    """
    confirmed = reading_list().filter(state="confirmed").select_related("document").order_by("id")
    for reading in confirmed.iterator(chunk_size=AT_ONCE):
        case_id = reading.document.case_id
        read_record(table="letters_reading", row_id=reading.id, case_id=case_id, purpose="labels")
        yield labelled_letter(str(reading.id), reading.pages or [], reading.confirmed or {})
