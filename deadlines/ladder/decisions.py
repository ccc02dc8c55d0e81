"""What a licensed person has decided about a rung: it is futile, it is not to be taken, the client consents. Pure.

The law does not say these; the engine takes them as given and says whose they are. The rows are kept elsewhere.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

What = Literal["futile", "declined", "consented"]

DECIDED: Final[dict[What, str]] = {
    "futile": "Futile: it counts as climbed",
    "declined": "Not to be taken",
    "consented": "The client consents in writing",
}
"""What a person may decide about a rung."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about the rung of that id.

    what    futile: climbing it would be useless, so it counts as climbed
            declined: we will not take it; the law's state of it stands
            consented: the client consented in writing to what needs that
    reason  why, in the person's own words; `by` who decided, on the day `on`
    part    the part of the claim that it is about, None for all of it
    """

    what: What
    rung: str
    by: str
    reason: str
    on: date | None = None
    part: str | None = None


Decisions = tuple[Decision, ...]


def decided(decisions: Decisions, what: What, rung: str, part: str | None) -> Decision | None:
    """The last decision of that sort about a rung, for this part of the claim or for all of it."""
    return next(
        (
            each
            for each in reversed(decisions)
            if (each.what, each.rung) == (what, rung) and each.part in (None, part)
        ),
        None,
    )
