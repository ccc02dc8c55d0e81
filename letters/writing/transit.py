"""How long a letter is under way, by the way of sending that it names. Planning values from `transit.yaml`, no law."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from letters.writing.authorities import load_data


@dataclass(frozen=True, slots=True)
class Channel:
    """One way of sending: `days` under way, in calendar days, and the `margin` of days that should be left over."""

    name: str
    pattern: re.Pattern[str]
    days: int
    margin: int

    def arrival(self, sent_on: date) -> date:
        """The day on which a letter handed over on `sent_on` is likely to be there."""
        return sent_on + timedelta(days=self.days)


@cache
def channels() -> tuple[Channel, ...]:
    """Every way of sending, the fastest first. Raises CatalogueError if the file is unsound."""
    path = Path(__file__).parent / "transit.yaml"
    rows = load_data(path.read_text(encoding="utf-8"), "transit.schema.json", path.name)["channels"]
    return tuple(
        Channel(
            row["name"], re.compile(rf"\b(?:{row['pattern']})", re.IGNORECASE), row["days"], row["margin"]
        )
        for row in rows
    )


def channel_of(sent_by: str) -> Channel | None:
    """The way that a letter's own line names, the slowest where it names several; None where it names none known.

    ``By certified mail, return receipt requested`` is certified mail.
    """
    named = [channel for channel in channels() if channel.pattern.search(sent_by)]
    return max(named, key=lambda channel: channel.days, default=None)


def faster_than(channel: Channel, due_on: date, on: date) -> str:
    """The ways by which a letter sent on `on` is there by `due_on`, as a sentence names them."""
    names = [each.name for each in channels() if each.days < channel.days and each.arrival(on) <= due_on]
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "hand, on that day"
