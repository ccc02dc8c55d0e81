"""How much hangs on a deadline: what its rule makes of it, and what a member may raise it to. Pure."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from deadlines.law.model import Importance

IMPORTANCE: Final[dict[str, str]] = {
    "ordinary": "Ordinary",
    "important": "Important",
    "critical": "Critical",
}
"""The least first. Steps, escalation and confirmation follow it."""

# Our own acts whose lapse loses no right: they help the claim along, and another day may do.
_MILD: Final = frozenset(
    {
        "information_sent",
        "information_received",
        "claim_file_requested",
        "treatment_codes_requested",
        "plan_documents_requested",
        "violation_explanation_requested",
        "representation_agreement_signed",
    }
)


def importance_of(own: "Importance | None", duty_of: str, satisfied_events: Collection[str]) -> "Importance":
    """What a rule says of itself (`own`), else what follows from whose duty it is and what meets it.

    Our own duty is critical, for its lapse loses a right (an appeal, a review, a suit, a proof of loss), unless all
    that meets it is an act that can be made up for: that, like what others owe us, is important.
    """
    if own is not None:
        return own
    if duty_of != "ours":
        return "important"
    return "important" if satisfied_events and _MILD.issuperset(satisfied_events) else "critical"


def rank(importance: str) -> int:
    """Its place in the order, the least first. Raises ValueError for another word."""
    return list(IMPORTANCE).index(importance)


def higher(one: str, other: str) -> str:
    """The greater of two."""
    return max(one, other, key=rank)
