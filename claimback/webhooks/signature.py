"""Signatures of messages as the Standard Webhooks specification (version 1.0) has them. Pure."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Final

PREFIX: Final = "whsec_"
_BYTES: Final = 32
"""The specification asks for 24 to 64."""


def new_secret() -> str:
    """A secret as receivers' libraries take it: the prefix, then random bytes in base 64."""
    return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def signature(secret: str, message_id: str, at: int, body: str) -> str:
    """`v1,` and the HMAC-SHA256 of id, seconds since the epoch and body, joined by full stops, in base 64."""
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.digest(key, f"{message_id}.{at}.{body}".encode(), sha256)).decode()


def headers(secrets: Iterable[str], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers of a message sent at `at`, signed with each secret that holds."""
    seconds = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signature(each, message_id, seconds, body) for each in secrets),
    }
