"""What every vendor's webhook needs: its JSON, its instants, and whether it was signed just now. Pure."""

from datetime import UTC, datetime
from typing import Any, Final

import orjson

from letters.dispatch.interface import Unreadable

TOLERANCE_SECONDS: Final = 300
"""How far a signature's time may be from ours. What is told again is signed anew, and is known by its own name."""

_MILLISECONDS: Final = 10**11


def json_of(body: bytes) -> Any:
    """The JSON of a body. Raises Unreadable."""
    try:
        return orjson.loads(body)
    except ValueError:
        raise Unreadable from None


def instant_of(text: str) -> datetime:
    """An instant in the form of RFC 3339, in UTC. Raises Unreadable."""
    try:
        at = datetime.fromisoformat(text)
        if at.utcoffset() is None:
            raise Unreadable
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable from None


def plain(text: str, limit: int) -> str:
    """A vendor's words as they are kept: on one line, without what no database takes, and not too long."""
    return " ".join(text.replace("\0", " ").split())[:limit]


def same_moment(stamp: str, now: datetime) -> bool:
    """Whether a signature's time, in seconds or milliseconds since 1970, is about `now`."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 15):
        return False
    seconds = int(stamp) / 1000 if int(stamp) > _MILLISECONDS else int(stamp)
    return abs(now.timestamp() - seconds) <= TOLERANCE_SECONDS
