"""Which dates are one person's word alone. Pure; what waits for the second person is in `services.second_person`."""

from datetime import date, datetime
from typing import Final, Protocol

COUNTED: Final = ("open", "missed", "unknown")
"""The states in which a date is worth confirming: its clock runs, or has run out."""


class Dated(Protocol):
    """What is asked of a deadline."""

    duty_of: str
    importance: str
    state: str
    due_on: date | None
    due_at: datetime | None
    confirmed_at: datetime | None


def unconfirmed(row: Dated) -> bool:
    """Whether a critical date of ours has no second person behind it. One without a date has nothing to confirm."""
    return (
        row.duty_of == "ours"
        and row.importance == "critical"
        and row.state in COUNTED
        and row.confirmed_at is None
        and (row.due_on is not None or row.due_at is not None)
    )
