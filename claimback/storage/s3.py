"""The S3 server: keys, signed forms and links, and moving bytes. Knows no rows and no firm's scope.

Signed forms and links name the address that browsers reach; everything else goes to the address inside.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import IO, TYPE_CHECKING, Any, Final
from uuid import UUID

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.http import content_disposition_header

from claimback.kernel.errors import Refusal

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_s3.type_defs import ObjectIdentifierTypeDef

FORM_SECONDS: Final = 15 * 60
PART_SECONDS: Final = 60 * 60
LINK_SECONDS: Final = 10
"""The store asks nobody whether a link still holds: it lives just long enough to be followed."""
CHUNK: Final = 1024 * 1024
"""Bytes that are held in memory at a time."""
COPIED_AT_ONCE: Final = 256 * 1024 * 1024
"""Bytes that the server copies while it is waited for."""


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


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an upload that has arrived: its size in bytes and its tag."""

    size: int
    etag: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a list shows it: its size in bytes."""

    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Opened:
    """An object that is being read: its size in bytes, and its bytes."""

    size: int
    media_type: str
    chunks: Iterator[bytes]


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


def thumbnail_key(firm_id: UUID, file_id: UUID, number: int, size: str) -> str:
    """Where the picture of a page is."""
    return f"{thumbnails_prefix(firm_id, file_id)}{number}-{size}"


def thumbnails_prefix(firm_id: UUID, file_id: UUID) -> str:
    """Under which the pictures of a file's pages are."""
    return f"firms/{firm_id}/thumbnails/{file_id}/"


def sign_form(key: str, *, size: int) -> Form:
    """A form that takes exactly `size` bytes under exactly `key`, for a quarter of an hour."""
    signed = _client(_public_url()).generate_presigned_post(
        _bucket(), key, Conditions=[["content-length-range", size, size]], ExpiresIn=FORM_SECONDS
    )
    return Form(signed["url"], signed["fields"])


def sign_part(key: str, upload_id: str, *, number: int, size: int) -> str:
    """The address to which to PUT exactly `size` bytes as a part of an upload, for an hour."""
    return _client(_public_url()).generate_presigned_url(
        "upload_part",
        {
            "Bucket": _bucket(),
            "Key": key,
            "UploadId": upload_id,
            "PartNumber": number,
            "ContentLength": size,
        },
        ExpiresIn=PART_SECONDS,
    )


def sign_link(key: str, *, name: str, media_type: str) -> str:
    """A link of a few seconds that saves the object under `name`: a browser never shows it as a page of this site."""
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


def begin_parts(key: str, *, media_type: str = "application/octet-stream") -> str:
    """Begin an upload in parts under `key`. Returns the store's name for it."""
    with _store() as store:
        begun = store.create_multipart_upload(Bucket=_bucket(), Key=key, ContentType=media_type)
    return begun["UploadId"]


def parts(key: str, upload_id: str) -> dict[int, Part]:
    """The parts that have arrived, by number. Raises Changed for an upload that was joined or dropped."""
    with _store() as store:
        pages = store.get_paginator("list_parts").paginate(Bucket=_bucket(), Key=key, UploadId=upload_id)
        return {
            part["PartNumber"]: Part(part["Size"], part["ETag"])
            for page in pages
            for part in page.get("Parts", [])
        }


def join_parts(key: str, upload_id: str, found: Mapping[int, Part]) -> None:
    """Make these parts the object under `key`. Raises Changed for an upload that was joined or dropped."""
    with _store() as store:
        store.complete_multipart_upload(
            Bucket=_bucket(),
            Key=key,
            UploadId=upload_id,
            MultipartUpload={
                "Parts": [{"PartNumber": number, "ETag": found[number].etag} for number in sorted(found)]
            },
        )


def drop_parts(key: str, upload_id: str) -> None:
    """Forget an upload in parts with all that arrived, if it is there."""
    with suppress(Changed), _store() as store:
        store.abort_multipart_upload(Bucket=_bucket(), Key=key, UploadId=upload_id)


def copy_parts(
    source: str, target: str, *, size: int, etag: str, media_type: str
) -> tuple[str, dict[int, Part]]:
    """Copy inside the server, piece by piece, what is too large to be copied at once.

    Returns the upload and its parts, which nobody sees until `join_parts`. Raises Changed as `copy` does.
    """
    upload_id = begin_parts(target, media_type=media_type)
    made = {}
    for number, start in enumerate(range(0, size, COPIED_AT_ONCE), start=1):
        last = min(start + COPIED_AT_ONCE, size) - 1
        with _store() as store:
            answer = store.upload_part_copy(
                Bucket=_bucket(),
                Key=target,
                UploadId=upload_id,
                PartNumber=number,
                CopySource={"Bucket": _bucket(), "Key": source},
                CopySourceRange=f"bytes={start}-{last}",
                CopySourceIfMatch=etag,
            )
        made[number] = Part(last + 1 - start, answer["CopyPartResult"]["ETag"])
    return upload_id, made


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
def opened(key: str) -> Iterator[Opened]:
    """What stands under `key`, to be read in pieces of a mebibyte. Raises Changed if nothing does."""
    with _store() as store:
        answer = store.get_object(Bucket=_bucket(), Key=key)
        with closing(answer["Body"]) as body:
            yield Opened(answer["ContentLength"], answer["ContentType"], body.iter_chunks(CHUNK))


def put_file(key: str, file: IO[bytes], *, sha256_hex: str, media_type: str) -> None:
    """Put a file under a new key; the server checks it against its hash. Raises Changed if the key is taken."""
    with _store() as store:
        store.put_object(
            Bucket=_bucket(),
            Key=key,
            Body=file,
            ContentType=media_type,
            ChecksumSHA256=b64encode(bytes.fromhex(sha256_hex)).decode(),
            IfNoneMatch="*",
        )


def listed(prefix: str) -> Iterator[Listed]:
    """Every object whose key begins with `prefix`, by key."""
    with _store() as store:
        for page in store.get_paginator("list_objects_v2").paginate(Bucket=_bucket(), Prefix=prefix):
            for found in page.get("Contents", []):
                yield Listed(found["Key"], found["Size"])


def remove_all(prefix: str) -> None:
    """Remove every object under `prefix`: all versions where the bucket keeps them, and uploads left unfinished.

    Raises StoreUnavailable that names the first key that the store did not let go, such as a locked one.
    """
    with _store() as store:
        bucket = _bucket()
        for uploads in store.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=prefix):
            for upload in uploads.get("Uploads", []):
                store.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        for page in store.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if not found:
                continue
            names: list[ObjectIdentifierTypeDef] = [
                {"Key": one["Key"], "VersionId": one["VersionId"]} for one in found
            ]
            answer = store.delete_objects(Bucket=bucket, Delete={"Objects": names, "Quiet": True})
            for error in answer.get("Errors", []):
                raise StoreUnavailable(f"The store did not remove {error['Key']}: {error['Code']}.")


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
