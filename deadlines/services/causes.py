"""What changed, in words from what to what, for the proposals that it makes."""

from uuid import UUID

from cases.selectors import event_list, one
from cases.vocabulary import EVENT_KINDS
from deadlines.plan import Cause


def cause_of_withdrawal(event_id: UUID) -> Cause:
    """That an event was withdrawn, or corrected to what. Raises NotFound."""
    event = one(event_list(), event_id)
    label = EVENT_KINDS.get(event.kind, event.kind)
    correction = event_list().filter(corrects_id=event_id).order_by("-id").first()
    if correction is None:
        why = f" {event.withdrawn_reason}" if event.withdrawn_reason else ""
        return Cause("event", f"{label}, {event.on}: withdrawn.{why}")
    kind = "" if correction.kind == event.kind else f"{EVENT_KINDS.get(correction.kind, correction.kind)}, "
    return Cause("event", f"{label}: {event.on} was corrected to {kind}{correction.on}.")
