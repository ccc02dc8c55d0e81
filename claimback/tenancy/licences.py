"""Licences as plain facts: whether one of them lets a member act in a state on a day. No database.

States are the fifty, the District of Columbia and the territories, by their postal codes.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, Protocol, TypeVar

BAR, ADJUSTER = "bar", "adjuster"

STATES: Final = (
    *("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN"),
    *("IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH"),
    *("NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT"),
    *("VT", "VA", "WA", "WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI"),
)


class LicenceFacts(Protocol):
    """What is asked of a licence. `expires_on` is the last day on which it holds, `ended_on` the first on which not."""

    kind: str
    state: str
    issued_on: date
    expires_on: date | None
    ended_on: date | None


Held = TypeVar("Held", bound=LicenceFacts)


def licence_holds(licences: Iterable[Held], kind: str, state: str, on: date) -> Held | None:
    """The first of `licences` of this kind that is in force in `state` on that day; any state's if `state` is empty."""
    return next(
        (
            licence
            for licence in licences
            if licence.kind == kind
            and state in ("", licence.state)
            and licence.issued_on <= on
            and (licence.expires_on is None or on <= licence.expires_on)
            and (licence.ended_on is None or on < licence.ended_on)
        ),
        None,
    )
