"""How much hangs on a deadline: what its rule makes of it, and what a member may raise it to. Pure."""

from typing import Final

from deadlines.law.model import Importance, Rule

IMPORTANCE: Final[dict[Importance, str]] = {
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


def importance_of(rule: Rule) -> Importance:
    """What a rule says of itself, else by whose duty it is.

    Our own duty is critical, for its lapse loses a right (an appeal, a review, a suit, a proof of loss), unless all
    that meets it is an act that can be made up for: that, like what others owe us, is important.
    """
    if rule.importance is not None:
        return rule.importance
    if rule.duty_of != "ours":
        return "important"
    mild = bool(rule.satisfied_events) and _MILD.issuperset(rule.satisfied_events)
    return "important" if mild else "critical"


def rank(importance: str) -> int:
    """Its place in the order, the least first. Raises ValueError for another word."""
    return list[str](IMPORTANCE).index(importance)


def higher(one: str, other: str) -> str:
    """The greater of two."""
    return max(one, other, key=rank)
