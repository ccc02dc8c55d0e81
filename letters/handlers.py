"""What letters do when something happens. `claimback/wiring.py` is the table; each runs in the same transaction."""

from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import nudge
from letters.events import ReadingRequested
from letters.tasks import read_document


def hurry_reading(event: ReadingRequested) -> None:
    """Have the document read at once after the commit, not at the next sweep."""
    nudge(read_document, current_firm_id(), event.reading_id)
