"""Taking files in and giving them out. What a worker does between the two is in `inspection`.

An upload goes from the browser straight to S3, into quarantine, under a signed form.
"""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256 as new_sha256
from io import BytesIO
from typing import Final
from uuid import UUID

from claimback.audit.services import read_record
from claimback.kernel.errors import Conflict, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.ids import new_id
from claimback.storage import s3
from claimback.storage.inspect import SIZE_LIMIT, FileRefused, inspect, kind_of_name
from claimback.storage.links import Grant, link_sign
from claimback.storage.models import FILE_EDGES, KEPT, RECEIVED, REFUSED, Access, StoredFile
from claimback.storage.selectors import file_get, file_lock
from claimback.storage.tasks import inspect_file
from claimback.tenancy.member import Member
from claimback.tenancy.tasks import nudge

NAME_LIMIT: Final = 255


class NothingReceived(Conflict):
    """The upload was confirmed and nothing is in S3."""

    code = "nothing_received"


class FileNotKept(Conflict):
    """The file waits to be inspected, or was refused."""

    code = "file_not_kept"


class BytesLost(RuntimeError):
    """S3 does not hold the bytes that were kept: a fault of the installation, never of the user."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is awaited, with the signed form that takes it."""

    file: StoredFile
    form: s3.Form


def upload_request(*, actor: Member, name: str, size: int, sha256: str = "") -> Upload:
    """Await a file of exactly `size` bytes and sign the form that takes it, for a quarter of an hour.

    `sha256` is the hash in hex where the sender computed it. Raises Invalid for a name or kind that is not taken,
    for nothing and for more than 64 MiB; Forbidden.
    """
    actor.require("document.write")
    return upload_await(actor=actor, name=name, size=size, sha256=sha256)


def upload_await(*, actor: Member, name: str, size: int, sha256: str = "") -> Upload:
    """As `upload_request`, for a service that has asked for a capability of its own."""
    name = checked_name(name)
    sha256 = sha256.lower()
    if size <= 0:
        raise invalid("size", "The file is empty. Choose the file that was meant.", code="file_empty")
    if size > SIZE_LIMIT:
        raise invalid(
            "size",
            f"One upload takes at most {SIZE_LIMIT // 2**20} MiB. Split the file into parts, or scan it at 200 dpi.",
            code="file_too_large",
        )
    if sha256 and (len(sha256) != 64 or set(sha256) - set("0123456789abcdef")):
        raise invalid("sha256", "Give the SHA-256 as 64 hexadecimal digits, or leave it out.")
    id = new_id()
    file = StoredFile.objects.create(
        id=id,
        name=name,
        announced_size=size,
        announced_sha256=sha256,
        key=s3.quarantine_key(actor.firm_id, id),
        uploaded_by_id=actor.member_id,
    )
    return Upload(file, s3.sign_form(file.key, size=size))


def upload_confirm(*, actor: Member, file_id: UUID, version: int | None = None) -> StoredFile:
    """Say that the file was sent; it then waits to be inspected.

    Raises NothingReceived if S3 has nothing, NotFound, PreconditionFailed, IllegalTransition, Forbidden.
    """
    actor.require("document.write")
    return upload_arrived(actor=actor, file_id=file_id, version=version)


def upload_arrived(*, actor: Member, file_id: UUID, version: int | None = None) -> StoredFile:
    """As `upload_confirm`, for a service that has asked for a capability of its own."""
    file = file_lock(file_id)
    check_version(file.version, version)
    state = FILE_EDGES.advance(file.state, RECEIVED)
    if s3.find(file.key) is None:
        raise NothingReceived(
            "Nothing has arrived under this form. Send the file by the form, then confirm; "
            "a form holds for 15 minutes, after that ask for a new one."
        )
    file.change(state=state)
    nudge(inspect_file, actor.firm_id, file_id)
    return file


def file_store(*, actor: Member, name: str, data: bytes, media_type: str) -> StoredFile:
    """Keep a file made here, such as a rendered letter. Its bytes are put before its row: no row lacks them.

    Raises Invalid for a name that is not taken, a FileRefused for content that is not what the name says, Forbidden.
    """
    actor.require("document.write")
    name = checked_name(name)
    seen = inspect(BytesIO(data), name)
    if seen.media_type != media_type:
        raise invalid("media_type", f"The content is {seen.media_type}.")
    id = new_id()
    key = s3.kept_key(actor.firm_id, id)
    digest = s3.put(key, data, media_type=media_type)
    return StoredFile.objects.create(
        id=id,
        name=name,
        announced_size=len(data),
        announced_sha256=digest,
        size=len(data),
        sha256=digest,
        media_type=media_type,
        pages=seen.pages,
        state=KEPT,
        key=key,
        uploaded_by_id=actor.member_id,
    )


def file_link(*, actor: Member, file_id: UUID, purpose: str = "read", case_id: UUID | None = None) -> str:
    """A link of ours to a kept file, for 60 seconds. Who asked, when and what for is a row.

    `case_id` is the case for which it is asked: the opening is then part of that case's history.
    Raises NotFound, FileNotKept, Forbidden.
    """
    actor.require("document.read")
    return link_give(
        actor=actor, file_id=file_id, purpose=purpose, capability="document.read", case_id=case_id
    )


def link_give(
    *, actor: Member, file_id: UUID, purpose: str, capability: str, case_id: UUID | None = None
) -> str:
    """As `file_link`, for a service that has asked for `capability`: it is asked for again when the link is opened."""
    file = _kept(file_get(file_id))
    Access.objects.create(file=file, member_id=actor.member_id, purpose=purpose)
    return link_sign(actor.firm_slug, Grant(actor.member_id, file.id, capability, purpose, case_id))


def link_open(grant: Grant) -> str:
    """The store's own link to a file, for a few seconds, in the scope of the member to whom ours was given.

    The opening is an entry in the history. Raises NotFound for a file that is now behind a wall, FileNotKept.
    """
    file = _kept(file_get(grant.file_id))
    read_record(table="storage_storedfile", row_id=file.id, case_id=grant.case_id, purpose=grant.purpose)
    return s3.sign_link(file.key, name=file.name, media_type=file.media_type)


def file_bytes(file: StoredFile, *, limit: int = SIZE_LIMIT) -> bytes:
    """All bytes of a kept file, for work inside, checked against its hash.

    Raises FileNotKept, Invalid if it has more than `limit`, BytesLost.
    """
    _kept(file)
    if (file.size or 0) > limit:
        raise Invalid(f"“{file.name}” has more than {limit // 2**20} MiB. Split it into parts.")
    found = s3.find(file.key)
    data = b"".join(s3.stream(file.key, found.etag)) if found else b""
    if new_sha256(data).hexdigest() != file.sha256:
        raise BytesLost(f"The bytes of file {file.id} are not those that were kept.")
    return data


def _kept(file: StoredFile) -> StoredFile:
    if file.state == KEPT:
        return file
    raise FileNotKept(
        f"This file was refused. {file.refusal}"
        if file.state == REFUSED
        else "This file is not inspected yet. Wait a minute and ask again."
    )


def checked_name(name: str) -> str:
    """The name without its folders. Raises Invalid for one that hides what it is, or a kind that is not taken."""
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    if not name or len(name) > NAME_LIMIT:
        raise invalid("name", f"Give the file's name, of at most {NAME_LIMIT} characters.")
    if any(unicodedata.category(character).startswith("C") for character in name):
        raise invalid("name", "The name has characters that are not seen. Rename the file and send it again.")
    try:
        kind_of_name(name)
    except FileRefused as refusal:
        raise invalid("name", refusal.detail, code=refusal.code) from None
    return name
