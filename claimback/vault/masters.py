"""Master keys: what firms' keys are wrapped under. From the environment, or kept by AWS KMS, which never gives it out.

A wrapped key says which master key opens it, so that old ones go on opening while `manage.py vault rewrap` runs.
"""

from base64 import b64decode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from os import urandom
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from claimback.vault.envelope import KEY_BYTES, NONCE_BYTES


class MasterKeyUnusable(RuntimeError):
    """A key cannot be wrapped or unwrapped: the message names the remedy, for who runs the installation."""


class Master(Protocol):
    """One master key."""

    name: str

    def wrap(self, secret: bytes, *, firm_id: UUID, number: int) -> bytes:
        """The key `number` of a firm as it is stored."""
        ...

    def unwrap(self, wrapped: bytes, *, firm_id: UUID, number: int) -> bytes:
        """The key again. Raises MasterKeyUnusable."""
        ...


class EnvironmentMaster:
    """A master key that the environment gives: 32 bytes in base64."""

    def __init__(self, text: str) -> None:
        try:
            key = b64decode(text, validate=True)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise MasterKeyUnusable(
                "A master key is 32 random bytes in base64. Make one: "
                "python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())'"
            )
        self.name = f"environment:{sha256(b'claimback.vault master key' + key).hexdigest()[:16]}"
        self._cipher = AESGCM(key)

    def wrap(self, secret: bytes, *, firm_id: UUID, number: int) -> bytes:
        """AES-256-GCM, bound to the firm and the number."""
        nonce = urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, _bound(firm_id, number))

    def unwrap(self, wrapped: bytes, *, firm_id: UUID, number: int) -> bytes:
        """Raises MasterKeyUnusable for a key of another firm or number, or one that was changed."""
        try:
            return self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _bound(firm_id, number))
        except (InvalidTag, ValueError):
            raise MasterKeyUnusable(
                f"Key {number} of firm {firm_id} does not open under the master key {self.name}: its row was changed. "
                "Restore it from a backup."
            ) from None


class KmsMaster:
    """A master key in AWS KMS. Each key is bound to its firm by the encryption context, which KMS's own log shows."""

    def __init__(self, key_id: str, *, url: str = "", region: str = "") -> None:
        self.name = f"kms:{key_id}"
        self._key_id = key_id
        import boto3  # loaded where KMS is used alone

        self._client: Any = boto3.session.Session().client(
            "kms",
            region_name=region or _region_of(key_id),
            endpoint_url=url or None,
        )

    def wrap(self, secret: bytes, *, firm_id: UUID, number: int) -> bytes:
        """What KMS made of it. Raises MasterKeyUnusable where KMS refuses or does not answer."""
        answer = self._call("encrypt", Plaintext=secret, EncryptionContext=_context(firm_id, number))
        return bytes(answer["CiphertextBlob"])

    def unwrap(self, wrapped: bytes, *, firm_id: UUID, number: int) -> bytes:
        """The key again. Raises MasterKeyUnusable where KMS refuses or does not answer."""
        answer = self._call("decrypt", CiphertextBlob=wrapped, EncryptionContext=_context(firm_id, number))
        return bytes(answer["Plaintext"])

    def _call(self, operation: str, **arguments: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError  # as boto3

        try:
            return getattr(self._client, operation)(KeyId=self._key_id, **arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise MasterKeyUnusable(f"AWS KMS refused to {operation} with {self._key_id}: {code}.") from None
        except BotoCoreError as error:
            raise MasterKeyUnusable(f"AWS KMS does not answer: {type(error).__name__}.") from None


def current_master() -> Master:
    """The master key that keys are wrapped under now. Raises MasterKeyUnusable."""
    if settings.MASTER_KEY_KMS_ID:
        return _kms(settings.MASTER_KEY_KMS_ID, settings.MASTER_KEY_KMS_URL, settings.MASTER_KEY_KMS_REGION)
    return _environment(settings.MASTER_KEY)


def master_named(name: str) -> Master:
    """The master key of that name, current or old. Raises MasterKeyUnusable for one that the environment lacks."""
    if name.startswith("kms:"):
        key_id = name.removeprefix("kms:")
        return _kms(key_id, settings.MASTER_KEY_KMS_URL, settings.MASTER_KEY_KMS_REGION)
    for text in [settings.MASTER_KEY, *settings.MASTER_KEYS_OLD]:
        if text and _environment(text).name == name:
            return _environment(text)
    raise MasterKeyUnusable(
        f"The master key {name} is not in the environment. Put it into MASTER_KEYS_OLD and run "
        "`manage.py vault rewrap`."
    )


@register()
def the_master_keys_are_keys(**_: object) -> list[CheckMessage]:
    """A system check that reads every master key of the environment. A missing one is claimback.config's to say."""
    problems: list[CheckMessage] = []
    given: Mapping[str, list[str]] = {
        "MASTER_KEY": [settings.MASTER_KEY],
        "MASTER_KEYS_OLD": list(settings.MASTER_KEYS_OLD),
    }
    for name, texts in given.items():
        for text in filter(None, texts):
            try:
                _environment(text)
            except MasterKeyUnusable as error:
                problems.append(Error(f"{name}: {error}", id="claimback.vault.E001"))
    return problems


@cache
def _environment(text: str) -> EnvironmentMaster:
    return EnvironmentMaster(text)


@cache
def _kms(key_id: str, url: str, region: str) -> KmsMaster:
    return KmsMaster(key_id, url=url, region=region)


def _bound(firm_id: UUID, number: int) -> bytes:
    return b"claimback.vault firm key\x1f" + firm_id.bytes + number.to_bytes(4)


def _context(firm_id: UUID, number: int) -> dict[str, str]:
    return {"claimback:firm": str(firm_id), "claimback:key": str(number)}


def _region_of(key_id: str) -> str | None:
    """The region that an ARN names (`arn:aws:kms:eu-central-1:…`); else the machine's own."""
    parts = key_id.split(":")
    return parts[3] if len(parts) > 3 and parts[0] == "arn" else None
