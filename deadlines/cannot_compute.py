"""The refusal of a case's facts that no clock can run on, in the caller's words."""

from uuid import UUID

from cases.models import Event
from claimback.kernel.errors import FieldProblem, Invalid
from deadlines.clock.events import FactsError


class CannotCompute(Invalid):
    """The case's facts are such that no clock can run on them; `about_event` says whether an event is at fault."""

    about_event: bool = False


def as_invalid(error: FactsError, events: list[Event], recorded: UUID | None) -> CannotCompute:
    """The clock's pointer in the caller's words: a field of the event just recorded, of another, or of the case."""
    parts = error.pointer.strip("/").split("/")
    pointer = f"/{parts[-1]}"
    if parts[0] == "events" and len(parts) > 1:
        event = events[int(parts[1])]
        rest = "/".join(parts[2:]) or "on"
        pointer = f"/{rest}" if event.id == recorded else f"/events/{event.id}/{rest}"
    detail = f"{error.message[:1].upper()}{error.message[1:]}."
    refusal = CannotCompute(detail, errors=[FieldProblem(pointer, error.code, detail)])
    refusal.about_event = parts[0] == "events" and len(parts) > 1
    return refusal
