"""The files of the mail sink, and how it was told to behave."""

import email
import email.policy
import json
import os
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import UUID

from claimback.kernel.ids import new_id

Mode = Literal["normal", "refuse", "busy", "hang", "drop_after_data", "delay"]
_MODES: tuple[str, ...] = get_args(Mode)
_LONGEST = 3600.0  # seconds


@dataclass
class Behaviour:
    """How the sink answers mail.

    normal: it keeps the mail and says 250. refuse: 550 for the recipient. busy: 451 for the recipient.
    hang: it takes the data, keeps nothing and says nothing for `seconds` (an hour if 0). drop_after_data:
    it keeps the mail and cuts the connection without an answer, so that the sender cannot know. delay:
    normal after `seconds`.
    """

    mode: Mode = "normal"
    seconds: float = 0.0
    met: int = 0
    """How often somebody who brought a mail met it, since it was told to behave so."""

    def change(self, wish: object) -> None:
        """Take over `wish`, as parsed from JSON. Raises ValueError naming the field."""
        if not isinstance(wish, dict):
            raise ValueError('an object is expected, such as {"mode": "normal"}')
        mode, seconds = wish.get("mode"), wish.get("seconds", 0)
        if mode not in _MODES:
            raise ValueError(f"mode must be one of {', '.join(_MODES)}")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _LONGEST:
            raise ValueError(f"seconds must be a number from 0 to {_LONGEST:.0f}")
        self.mode, self.seconds, self.met = mode, float(seconds), 0


@dataclass(frozen=True)
class StoredMail:
    """One mail as it was received: the envelope and the bytes."""

    id: UUID
    envelope_from: str
    envelope_to: tuple[str, ...]
    source: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return email.message_from_bytes(self.source, policy=email.policy.default)

    @property
    def summary(self) -> dict[str, Any]:
        """What a list shows; missing headers are empty."""
        message = self.message
        return {
            "id": str(self.id),
            "message_id": header(message, "Message-ID"),
            "from": header(message, "From"),
            "to": header(message, "To"),
            "subject": header(message, "Subject"),
            "date": header(message, "Date"),
            "envelope_from": self.envelope_from,
            "envelope_to": list(self.envelope_to),
        }


class MailStore:
    """Mails in a folder, one `.eml` file each, named by a UUIDv7, and its envelope beside it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, envelope_from: str, envelope_to: list[str], source: bytes) -> UUID:
        """Write a mail so that it survives a crash, and return its id."""
        mail_id = new_id()
        envelope = json.dumps({"from": envelope_from, "to": envelope_to}).encode()
        # The mail comes last: what has no .eml file was never received.
        for suffix, content in ((".json", envelope), (".eml", source)):
            path = self._directory / f"{mail_id}{suffix}"
            partial = path.with_suffix(f"{suffix}.partial")
            with partial.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        return mail_id

    def newest_first(self) -> list[StoredMail]:
        """Every mail."""
        ids = sorted((UUID(path.stem) for path in self._directory.glob("*.eml")), reverse=True)
        return [self.get(mail_id) for mail_id in ids]

    def get(self, mail_id: UUID) -> StoredMail:
        """One mail. Raises FileNotFoundError if there is none of this id."""
        source = (self._directory / f"{mail_id}.eml").read_bytes()
        envelope = json.loads((self._directory / f"{mail_id}.json").read_bytes())
        return StoredMail(mail_id, envelope["from"], tuple(envelope["to"]), source)


def header(message: EmailMessage, name: str) -> str:
    """A header as text on one line, or "" if it is absent or beyond reading."""
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError):
        # The standard library's parser of addresses fails in these ways on some malformed headers.
        return ""
    return " ".join(str(value).split()) if value is not None else ""


def body_part(message: EmailMessage, kind: Literal["plain", "html"]) -> str | None:
    """The text of the body in the form asked for, or None if the mail has none."""
    try:
        part = message.get_body((kind,))
    except (ValueError, IndexError, AttributeError, KeyError):
        return None
    if part is None:
        return None
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return None
    charset = part.get_content_charset("utf-8")
    try:
        return payload.decode(charset, errors="replace")
    except (LookupError, ValueError):  # an unknown character set, or a name that can be none
        return payload.decode("utf-8", errors="replace")


def attachments(message: EmailMessage) -> list[tuple[str, bytes]]:
    """Name and content of each attached file; the names have plain characters only, as they go into a header."""
    files = []
    for number, part in enumerate(message.iter_attachments(), start=1):
        try:
            name = part.get_filename() or ""
        except (ValueError, IndexError, AttributeError):
            name = ""
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else part.as_bytes()
        files.append((re.sub(r"[^A-Za-z0-9._ -]", "_", name) or f"attachment-{number}", content))
    return files
