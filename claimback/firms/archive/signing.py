"""Signing what is left of an erased firm: Ed25519 over the canonical JSON of the manifest. Pure.

The key is the installation's: given, or derived from its secret, so that who holds the manifest can have it checked.
"""

import json
from base64 import b64decode, b64encode
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from claimback.firms.archive.manifest import canonical

_PURPOSE: Final = b"claimback erasure manifest ed25519"
KEY_BYTES: Final = 32


class BadSignature(Exception):
    """The manifest is not what was signed, or another key signed it; the message says which."""


def signing_key(given: str, secret: str) -> Ed25519PrivateKey:
    """The key that `given` is (32 bytes in base64), else one derived from `secret`. Raises ValueError for another."""
    if not given:
        seed = HKDF(SHA256(), KEY_BYTES, salt=None, info=_PURPOSE).derive(secret.encode())
        return Ed25519PrivateKey.from_private_bytes(seed)
    seed = b64decode(given, validate=True)
    if len(seed) != KEY_BYTES:
        raise ValueError(f"a signing key has {KEY_BYTES} bytes, not {len(seed)}")
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half in base64."""
    return b64encode(key.public_key().public_bytes_raw()).decode()


def sign(manifest: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The manifest with the public key and the signature over both."""
    named = manifest | {"public_key": public_text(key)}
    return named | {"signature": b64encode(key.sign(canonical(named))).decode()}


def check(data: bytes, public_key: str) -> dict[str, Any]:
    """The manifest that these bytes are, if the holder of `public_key` (base64) signed it. Raises BadSignature."""
    try:
        told: dict[str, Any] = json.loads(data)
        signature = b64decode(told.pop("signature"), validate=True)
        named, body = told["public_key"], canonical(told)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadSignature("This is no signed manifest.") from None
    if named != public_key:
        raise BadSignature(
            f"Another key signed it: {named}, and not {public_key}. "
            "Give the public key of the installation that erased."
        )
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public_key)).verify(signature, body)
    except (InvalidSignature, ValueError):
        raise BadSignature("The signature does not hold: the manifest was changed.") from None
    return told
