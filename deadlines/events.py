"""What the docket tells others."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ClosuresChanged:
    """The firm said of a day that it is closed or open, or took that back: dates that rest on it may be others now.

    `jurisdiction` is empty where it holds everywhere; `what` says it in words.
    """

    on: date
    jurisdiction: str
    what: str
