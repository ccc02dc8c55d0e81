"""What happens to members and may concern a floor above. `claimback/wiring.py` says who reacts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MemberEnded:
    """A member leaves, in this transaction. What they led and were to be reminded of goes to the heir.

    Without an heir a handler refuses with Conflict where there is something to hand over. Walls are open while it is
    handled (`whole_firm`): what is behind the actor's own wall is handed over too, and never told.
    """

    firm_id: UUID
    member_id: UUID
    heir_id: UUID | None


@dataclass(frozen=True, slots=True)
class MorningMoved:
    """A member's day begins at another hour or in another time zone, and reminders come by it."""

    member_id: UUID


@dataclass(frozen=True, slots=True)
class Refused:
    """A member of the scope's firm was refused. `asked` is the method and the pattern of the URL, no more of it."""

    member_id: UUID
    row_id: UUID
    asked: str
    status: int
    code: str
