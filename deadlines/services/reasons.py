"""Reasons that members give for what they decide: asked for, and of a length that lists can show."""

from typing import Final

from claimback.kernel.errors import invalid

REASON_LIMIT: Final = 300


def reason_given(reason: str, field: str = "reason") -> str:
    """The reason without blanks around it. Raises Invalid, at `field`, without one or for one that is too long."""
    reason = reason.strip()
    if not reason:
        raise invalid(field, "Say why, in a sentence.", code="required")
    if len(reason) > REASON_LIMIT:
        raise invalid(field, f"A reason has at most {REASON_LIMIT} characters.")
    return reason
