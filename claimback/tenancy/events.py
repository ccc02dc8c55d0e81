"""What happens to a firm's members and may concern a floor above. `claimback/wiring.py` says who reacts."""

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
