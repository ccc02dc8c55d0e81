"""When a date that others missed is a breach, and when it is none any more. Pure: a deadline in, a standing out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Owed(Protocol):
    """What is asked of a deadline."""

    duty_of: str
    state: str
    due_on: date | None
    due_at: datetime | None
    met_on: date | None
    has_proposal: bool
    closed_reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a breach stands: open, cured (with the day on which the act was done), or withdrawn with the reason."""

    state: str
    cured_on: date | None = None
    reason: str = ""


def last_day(row: Owed, zone: str) -> date | None:
    """The last day on which the act is in time, in the IANA zone of the case; None without a date."""
    return row.due_on or (row.due_at.astimezone(ZoneInfo(zone)).date() if row.due_at else None)


def breach_of(row: Owed, zone: str, *, standing: bool) -> Standing | None:
    """How the breach of this deadline stands; None where there is none. `standing`: whether one was found before.

    Nobody is accused by a date that is in doubt: while another date waits for a decision, none is found.
    """
    last = last_day(row, zone)
    if row.duty_of == "ours" or last is None:
        return None
    if row.state == "met" and row.met_on is not None and row.met_on > last:
        return Standing("cured", row.met_on)
    if row.state == "missed" and not row.has_proposal:
        return Standing("open")
    if not standing or row.has_proposal:
        return None
    return Standing("withdrawn", reason=_WHY.get(row.state, "") or row.closed_reason or "Its date moved.")


_WHY = {
    "met": "It was done in time.",
    "unknown": "Whether it was owed by then hangs on what is not known.",
}
