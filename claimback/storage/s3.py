"""The S3 server: keys, signed forms and links, and moving bytes. Knows no rows and no firm's scope.

Signed forms and links name the address that browsers reach; everything else goes to the address inside.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.http import content_disposition_header

from claimback.kernel.errors import Refusal

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

FORM_SECONDS: Final = 15 * 60
LINK_SECONDS: Final = 60
CHUNK: Final = 1024 * 1024
"""Bytes that are held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Form:
    """A signed form: POST the fields as multipart/form-data to the address, with the file as the last field."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """An object as it stood when it was asked for: its size in bytes and the tag of these very bytes."""

    size: int
    etag: str


class StoreUnavailable(Refusal):
    """The store does not answer, or not as it should."""

    status, code = 503, "store_unavailable"
    title = "The document store does not answer. Try again in a minute."


class Changed(Exception):
    """The object is gone, or is no longer the one whose tag was given: it was sent again meanwhile."""


def quarantine_key(firm_id: UUID, file_id: UUID) -> str:
    """Where an upload arrives."""
    return f"firms/{firm_id}/quarantine/{file_id}"


def kept_key(firm_id: UUID, file_id: UUID) -> str:
    """Where a file is kept once it was inspected."""
    return f"firms/{firm_id}/files/{file_id}"


def sign_form(key: str, *, size: int) -> Form:
    """A form that takes exactly `size` bytes under exactly `key`, for a quarter of an hour."""
    signed = _client(_public_url()).generate_presigned_post(
        _bucket(), key, Conditions=[["content-length-range", size, size]], ExpiresIn=FORM_SECONDS
    )
    return Form(signed["url"], signed["fields"])


def sign_link(key: str, *, name: str, media_type: str) -> str:
    """A link of 60 seconds that saves the object under `name`: a browser never shows it as a page of this site."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return _client(_public_url()).generate_presigned_url(
        "get_object",
        {
            "Bucket": _bucket(),
            "Key": key,
            "ResponseContentType": media_type,
            "ResponseContentDisposition": disposition or "attachment",
        },
        ExpiresIn=LINK_SECONDS,
    )


def find(key: str) -> Found | None:
    """What stands under `key`, or None."""
    try:
        with _store() as store:
            head = store.head_object(Bucket=_bucket(), Key=key)
    except Changed:
        return None
    return Found(head["ContentLength"], head["ETag"])


def stream(key: str, etag: str) -> Iterator[bytes]:
    """The bytes under `key` in pieces of a mebibyte. Raises Changed if they are not those of `etag`."""
    with _store() as store:
        answer = store.get_object(Bucket=_bucket(), Key=key, IfMatch=etag)
        with closing(answer["Body"]) as body:
            yield from body.iter_chunks(CHUNK)


def copy(source: str, target: str, *, etag: str, media_type: str) -> None:
    """Copy inside the server the bytes that `etag` names. Raises Changed if they are no longer there."""
    with _store() as store:
        store.copy_object(
            Bucket=_bucket(),
            Key=target,
            CopySource={"Bucket": _bucket(), "Key": source},
            CopySourceIfMatch=etag,
            MetadataDirective="REPLACE",
            ContentType=media_type,
        )


def put(key: str, data: bytes, *, media_type: str) -> str:
    """Put bytes under a new key; the server checks them against their hash, which is returned in hex."""
    digest = sha256(data)
    with _store() as store:
        store.put_object(
            Bucket=_bucket(),
            Key=key,
            Body=data,
            ContentType=media_type,
            ChecksumSHA256=b64encode(digest.digest()).decode(),
            IfNoneMatch="*",
        )
    return digest.hexdigest()


def remove(key: str) -> None:
    """Remove what stands under `key`, if anything does."""
    with _store() as store:
        store.delete_object(Bucket=_bucket(), Key=key)


@contextmanager
def _store() -> Iterator["S3Client"]:
    """The client inside. What it raises becomes Changed or StoreUnavailable, with the cause in the log."""
    try:
        yield _client(_inner_url())
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 412):
            raise Changed from None
        raise StoreUnavailable from error
    except BotoCoreError as error:
        raise StoreUnavailable from error


def _options() -> dict[str, Any]:
    storages: dict[str, Any] = settings.STORAGES
    options: dict[str, Any] = storages["default"]["OPTIONS"]
    return options


def _bucket() -> str:
    return str(_options()["bucket_name"])


def _inner_url() -> str | None:
    url: str | None = _options()["endpoint_url"]
    return url


def _public_url() -> str | None:
    return settings.S3_PUBLIC_URL or _inner_url()


@cache
def _client(url: str | None) -> "S3Client":
    """One client per address and process: making one takes a tenth of a second, and threads may share it."""
    options = _options()
    client: S3Client = boto3.client(
        "s3",
        endpoint_url=url,
        aws_access_key_id=options["access_key"],
        aws_secret_access_key=options["secret_key"],
        region_name=options["region_name"],
        config=Config(
            signature_version=options["signature_version"],
            s3={"addressing_style": options["addressing_style"]},
            retries={"total_max_attempts": 3},
            connect_timeout=3,
            read_timeout=20,
        ),
    )
    return client
