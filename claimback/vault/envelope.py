"""Sealing and opening one value, and the shape of what is stored. No Django, no database, no environment.

AES-256-GCM with a random nonce. The associated data are the place (firm, table, column, row) and all that stands in
the clear before the ciphertext, so that a ciphertext that was moved or whose mask or index was changed does not open.

    format (1) · key version (4) · [blind index (16)] · length of the mask (1) · mask · nonce (12) · ciphertext and tag
"""

import hmac
import os
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
INDEX_BYTES: Final = 16
_PLAIN, _INDEXED = 1, 2
_VERSION_END: Final = 5
_INDEX_END: Final = _VERSION_END + INDEX_BYTES


class Unopenable(Exception):
    """A stored value does not open: it was changed, moved, or sealed by a key that is no more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands. It opens nowhere else."""

    firm_id: UUID
    table: str
    column: str
    row_id: UUID

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of row {self.row_id}"

    @property
    def associated(self) -> bytes:
        """The place as associated data. Names of tables and columns hold no separator."""
        return b"\x1f".join(
            (self.firm_id.bytes, self.table.encode(), self.column.encode(), self.row_id.bytes)
        )


@dataclass(frozen=True)
class DataKey:
    """One version of a firm's key. What it is used for has keys of their own, derived from it."""

    version: int
    secret: bytes

    def __repr__(self) -> str:
        return f"DataKey(version={self.version})"

    @cached_property
    def sealing(self) -> AESGCM:
        """The cipher that seals."""
        return AESGCM(_derived(self.secret, b"claimback.vault sealing"))

    @cached_property
    def _indexing(self) -> bytes:
        return _derived(self.secret, b"claimback.vault blind index")

    def index(self, table: str, column: str, normalised: bytes) -> bytes:
        """The blind index of a value: equal for equal values of one firm's one column, and of no use elsewhere."""
        of_column = hmac.digest(self._indexing, f"{table}.{column}".encode(), sha256)
        return hmac.digest(of_column, normalised, sha256)[:INDEX_BYTES]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A stored value taken apart: what stands in the clear (`head`), and the ciphertext."""

    version: int
    index: bytes
    mask: str
    head: bytes
    nonce: bytes
    ciphertext: bytes


def new_secret() -> bytes:
    """The bytes of a new key."""
    return os.urandom(KEY_BYTES)


def seal(key: DataKey, place: Place, plain: bytes, *, mask: str, normalised: bytes | None = None) -> bytes:
    """The value as it is stored. With `normalised` it carries the blind index of that."""
    version = key.version.to_bytes(4)
    if normalised is None:
        head = bytes([_PLAIN]) + version
    else:
        head = bytes([_INDEXED]) + version + key.index(place.table, place.column, normalised)
    shown = mask.encode()
    head += bytes([len(shown)]) + shown
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + key.sealing.encrypt(nonce, plain, place.associated + head)


def take_apart(stored: bytes) -> Envelope:
    """The parts of a stored value. Raises Unopenable for bytes that are none."""
    start = {_PLAIN: _VERSION_END, _INDEXED: _INDEX_END}.get(stored[0] if stored else 0)
    if start is None or len(stored) <= start:
        raise Unopenable("This is not a sealed value.")
    end = start + 1 + stored[start]
    if len(stored) <= end + NONCE_BYTES:
        raise Unopenable("This sealed value is cut short.")
    return Envelope(
        version=int.from_bytes(stored[1:_VERSION_END]),
        index=stored[_VERSION_END:start],
        mask=stored[start + 1 : end].decode(errors="replace"),
        head=stored[:end],
        nonce=stored[end : end + NONCE_BYTES],
        ciphertext=stored[end + NONCE_BYTES :],
    )


def mask_of(stored: bytes) -> str:
    """The masked form that a stored value carries. Raises Unopenable."""
    return take_apart(stored).mask


def open_envelope(key: DataKey, place: Place, envelope: Envelope) -> bytes:
    """What was sealed. Raises Unopenable that names the place, never the value."""
    try:
        return key.sealing.decrypt(envelope.nonce, envelope.ciphertext, place.associated + envelope.head)
    except InvalidTag:
        raise Unopenable(
            f"{place} does not open under key {key.version}: its bytes were changed, or belong to another row. "
            "Restore the row from a backup."
        ) from None


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)
