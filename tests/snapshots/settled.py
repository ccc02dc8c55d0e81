"""A request and its answer as an example: ids, instants, hashes and links that are the same on every run, and short.

Ids are of kinds: the first case of any example is one and the same case. Nothing here knows the API but the names of
fields.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from tests.isolation.bodies import REFERENCES
from tests.openapi import UUIDS

NOW: Final = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""The instant of every example."""

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_HERE: Final = re.compile(r"(?:127\.0\.0\.1|localhost|testserver)(?::\d+)?")
_SIGNED_AT: Final = re.compile(r"\d{8}T\d{6}Z")
_DRAWN: Final = re.compile(
    r"(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{24,}(?::[\w-]+)*|[0-9a-f]{32,}"
)
"""What was drawn by chance or signed: letters of both sizes with digits, and no words."""
_NEAR: Final = timedelta(days=40)
_LONG: Final = 160
_ROWS: Final = 2
WORDS: Final = {
    "label": "Claim notes from March to June",
    "memo": "Entered twice.",
    "name": "treating-physician-letter.pdf",
    "note": "As agreed by telephone.",
    "reason": "Entered by mistake.",
    "text": "Please confirm receipt in writing.",
    "title": "Treating physician's letter",
}
"""What a person would say, by the last word of the field's name, where tests say what follows."""
_SAID_FOR_WANT_OF_BETTER: Final = ("Walked", "walked.pdf", "x")


class Settled:
    """The values of one exchange as they are shown; `at` is the instant at which it took place."""

    def __init__(self, segment: str, at: datetime) -> None:
        self._segment, self._at = segment, at
        self._ids: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def __call__(self, value: Any, name: str = "", depth: int = 0) -> Any:
        """The value as it is shown, cut where it is long."""
        if isinstance(value, dict):
            self._name_ids(value, name)
            return {key: self(inner, key, depth + 1) for key, inner in value.items()}
        if isinstance(value, list):
            return [self(inner, name, depth + 1) for inner in value[: _ROWS if depth < 3 else 1]]
        return self._text(value, name) if isinstance(value, str) else value

    def _name_ids(self, row: dict[str, Any], name: str) -> None:
        """Number the ids of a row by what its fields say that they are of, before they are met elsewhere."""
        for key, value in row.items():
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str) and UUIDS.fullmatch(each):
                    self._id(each, self._kind(key, name))

    def _kind(self, key: str, name: str) -> str:
        if key == "id":
            return self._segment if name in ("", "results") else REFERENCES.get(f"{name}_id", name)
        return REFERENCES.get(key, "members" if key.endswith("_by_id") else key)

    def _id(self, raw: str, kind: str) -> str:
        if raw not in self._ids:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._ids[raw] = stable_id(f"{kind} {self._counts[kind]}")
        return self._ids[raw]

    def _text(self, text: str, name: str) -> str:
        """One text: an instant, a day, a hash, a link, a secret, or words."""
        if _INSTANT.fullmatch(text):
            return self._instant(text)
        if _DAY.fullmatch(text):
            return self._day(text)
        if text in _SAID_FOR_WANT_OF_BETTER:
            text = WORDS.get(name.rpartition("_")[2], text)
        text = UUIDS.sub(lambda found: self._id(found[0], name), text)
        if _HASH.fullmatch(text):
            return sha256(name.encode()).hexdigest()
        text = _SIGNED_AT.sub(f"{NOW:%Y%m%dT%H%M%SZ}", text)
        if text.startswith(("http://127.0.0.1", "http://localhost", "http://testserver")):
            text = _link(text)
        text = _HERE.sub("claimback.example", text)
        text = _DRAWN.sub(lambda found: _drawn(found[0], name), text)
        return text if len(text) <= _LONG else text[:_LONG].rpartition(" ")[0] + " …"

    def _instant(self, text: str) -> str:
        instant = datetime.fromisoformat(text)
        near = abs(instant - self._at) < timedelta(days=2) or instant.microsecond
        if not near:
            return text
        minutes = round((instant - self._at) / timedelta(minutes=1))
        return f"{NOW + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"

    def _day(self, text: str) -> str:
        day = date.fromisoformat(text)
        near = abs(day - self._at.date()) < _NEAR
        return (day + (NOW.date() - self._at.date())).isoformat() if near else text


def stable_id(what: str) -> str:
    """A UUIDv7 of `NOW`, always the same for what it is of."""
    instant = int(NOW.timestamp() * 1000).to_bytes(6, "big")
    octets = bytearray(instant + sha256(what.encode()).digest()[:10])
    octets[6], octets[8] = 0x70 | octets[6] & 0x0F, 0x80 | octets[8] & 0x3F
    return str(UUID(bytes=bytes(octets)))


def _link(text: str) -> str:
    """A link to this installation or to its store, without what it is signed with."""
    parts = urlsplit(text)
    host = (
        "claimback.example"
        if parts.path.startswith(("/api/", "/admin/", "/portal/"))
        else "files.claimback.example"
    )
    return f"https://{host}{parts.path}" + (
        "?X-Amz-Signature=shown-once" if "Signature" in parts.query else ""
    )


def _drawn(text: str, name: str) -> str:
    """Something in the place of what was drawn by chance, with the mark in front that says what it is."""
    mark, line, _ = text.partition("_")
    digest = sha256(name.encode()).hexdigest()
    return f"{mark}_{digest[:24]}" if line and len(mark) < 8 else digest[: min(len(text), 32)]


def texts(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def leaves(value: Any, counts: Callable[[Any], bool] = lambda leaf: leaf not in (None, "")) -> int:
    """How many values inside it say something."""
    if isinstance(value, dict | list):
        return sum(leaves(inner, counts) for inner in (value.values() if isinstance(value, dict) else value))
    return int(counts(value))
