"""What the docket does when something happens to a case. `claimback/wiring.py` names these functions."""

from cases.events import CaseChanged, EventRecorded, EventWithdrawn
from deadlines.services.docket import docket_recompute


def after_event(event: EventRecorded) -> None:
    """A dated fact was recorded: clocks start, stop, or were kept."""
    docket_recompute(case_id=event.case_id, recorded=event.event_id)


def after_change(event: EventWithdrawn | CaseChanged) -> None:
    """A fact no longer holds, or what decides the case's law was changed."""
    docket_recompute(case_id=event.case_id)
