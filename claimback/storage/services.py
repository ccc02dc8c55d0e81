"""Taking files in and giving them out. What a worker does between the two is in `inspection`.

An upload goes from the browser straight to S3, into quarantine, under a signed form.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256 as new_sha256
from io import BytesIO
from typing import Final
from uuid import UUID

from django.conf import settings

from claimback.audit.services import read_record
from claimback.kernel.errors import Conflict, IllegalTransition, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.ids import new_id
from claimback.pages.page_pictures import MEDIA_TYPE
from claimback.storage import multipart, s3
from claimback.storage.inspect import SIZE_LIMIT, FileRefused, inspect, kind_of_name
from claimback.storage.links import Grant, link_sign
from claimback.storage.models import (
    ABANDONED,
    DISPOSED,
    FILE_EDGES,
    KEPT,
    NOT_SEARCHABLE,
    QUARANTINED,
    RECEIVED,
    REFUSED,
    TEXT_EDGES,
    UNREAD,
    Access,
    StoredFile,
)
from claimback.storage.selectors import file_get, file_lock, file_rows, page_rows, thumbnail_rows
from claimback.storage.tasks import inspect_file, read_text, remove_disposed
from claimback.tenancy.member import Member
from claimback.tenancy.scope import current_firm_id
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
    """A file that is awaited, with the signed form that takes it, or over 64 MiB the addresses of its parts.

    `same` are files of the firm that have the announced hash: what is sent may be there already.
    """

    file: StoredFile
    form: s3.Form | None
    parts: multipart.Parts | None = None
    same: Sequence[StoredFile] = ()


def upload_request(*, actor: Member, name: str, size: int, sha256: str = "") -> Upload:
    """Await a file of exactly `size` bytes and sign the form that takes it, or the addresses of its parts.

    `sha256` is the hash in hex where the sender computed it. Raises Invalid for a name or kind that is not taken,
    for nothing and for more than the installation's limit; Forbidden.
    """
    actor.require("document.write")
    return upload_await(actor=actor, name=name, size=size, sha256=sha256, limit=settings.UPLOAD_LIMIT)


def upload_await(*, actor: Member, name: str, size: int, sha256: str = "", limit: int = SIZE_LIMIT) -> Upload:
    """As `upload_request`, for a service that has asked for a capability of its own."""
    name = checked_name(name)
    sha256 = sha256.lower()
    if size <= 0:
        raise invalid("size", "The file is empty. Choose the file that was meant.", code="file_empty")
    if size > limit:
        raise invalid(
            "size",
            f"One upload takes at most {limit // 2**20:,} MiB. Split the file and send the pieces, scan it at 200 dpi, "
            "or cut the recording.",
            code="file_too_large",
        )
    if sha256 and (len(sha256) != 64 or set(sha256) - set("0123456789abcdef")):
        raise invalid("sha256", "Give the SHA-256 as 64 hexadecimal digits, or leave it out.")
    id = new_id()
    file = StoredFile(
        id=id,
        name=name,
        announced_size=size,
        announced_sha256=sha256,
        key=s3.quarantine_key(actor.firm_id, id),
        uploaded_by_id=actor.member_id,
    )
    same = list(file_rows().filter(sha256=sha256, state=KEPT)[:10]) if sha256 else []
    if size <= SIZE_LIMIT:
        file.save(force_insert=True)
        return Upload(file, s3.sign_form(file.key, size=size), same=same)
    multipart.parts_begin(file)
    file.save(force_insert=True)
    return Upload(file, None, multipart.missing_parts(file), same)


def upload_confirm(*, actor: Member, file_id: UUID, version: int | None = None) -> StoredFile:
    """Say that the file was sent; it then waits to be inspected.

    Raises NothingReceived if S3 has nothing, PartsMissing if it lacks some, NotFound, PreconditionFailed,
    IllegalTransition, Forbidden.
    """
    actor.require("document.write")
    return upload_arrived(actor=actor, file_id=file_id, version=version)


def upload_arrived(*, actor: Member, file_id: UUID, version: int | None = None) -> StoredFile:
    """As `upload_confirm`, for a service that has asked for a capability of its own."""
    file = file_lock(file_id)
    check_version(file.version, version)
    state = FILE_EDGES.advance(file.state, RECEIVED)
    if file.upload_id:
        multipart.check_parts(file)
    elif s3.find(file.key) is None:
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
    return file_keep(actor=actor, name=name, data=data, media_type=media_type)


def file_keep(
    *, actor: Member, name: str, data: bytes, media_type: str, searchable: bool = True
) -> StoredFile:
    """As `file_store`, for a service that has asked for a capability of its own.

    The text of one that is not `searchable` is never read: it is set from rows that are found by themselves.
    """
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
        text_state=UNREAD if searchable else NOT_SEARCHABLE,
        key=key,
        uploaded_by_id=actor.member_id,
    )


def file_rescan(*, actor: Member, file_id: UUID, version: int | None) -> StoredFile:
    """Have a file that the scanner objected to inspected once more, as when its signatures were corrected.

    Raises IllegalTransition, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.write")
    file = file_lock(file_id)
    check_version(file.version, version)
    file.change(
        state=FILE_EDGES.advance(file.state, RECEIVED),
        refusal="",
        refusal_code="",
        attempts=0,
        leased_until=None,
    )
    nudge(inspect_file, actor.firm_id, file_id)
    return file


def file_refuse(*, actor: Member, file_id: UUID, version: int | None) -> StoredFile:
    """Agree with the scanner: the file is never opened. It stays in quarantine, for whoever must look into it.

    Raises IllegalTransition, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.write")
    file = file_lock(file_id)
    check_version(file.version, version)
    if file.state != QUARANTINED:
        raise IllegalTransition("Only a file that the scanner objected to is refused by a person.")
    file.change(state=FILE_EDGES.advance(file.state, REFUSED))
    return file


def text_read_again(*, actor: Member, file_id: UUID, version: int | None) -> StoredFile:
    """Look for the text of a kept file once more, as after text recognition was installed. What was found goes.

    Raises IllegalTransition while it is being looked for, FileNotKept, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.write")
    file = kept(file_lock(file_id))
    check_version(file.version, version)
    text_forget(file)
    return file


def text_forget(file: StoredFile) -> None:
    """As `text_read_again`, of a locked file, for a service that has asked for a capability of its own."""
    state = TEXT_EDGES.advance(file.text_state, UNREAD)
    page_rows().filter(file_id=file.id).delete()
    file.change(text_state=state, text_reason="", text_pages=0, attempts=0, leased_until=None)
    nudge(read_text, current_firm_id(), file.id)


def file_dispose(*, file_id: UUID) -> None:
    """Have the bytes of a kept file removed, with its text and thumbnails. Asked for by the service that decides.

    The rows say so at once; a worker removes the objects after the commit.
    """
    file = file_lock(file_id)
    file.change(state=FILE_EDGES.advance(file.state, DISPOSED))
    page_rows().filter(file_id=file_id).delete()
    thumbnail_rows().filter(file_id=file_id).delete()
    nudge(remove_disposed, current_firm_id(), file_id)


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
    file = kept(file_get(file_id))
    Access.objects.create(file=file, member_id=actor.member_id, purpose=purpose)
    return link_sign(actor.firm_slug, Grant(actor.member_id, file.id, capability, purpose, case_id))


def link_open(grant: Grant) -> str:
    """The store's own link to a file, for a few seconds, in the scope of the member to whom ours was given.

    The opening is an entry in the history. Raises NotFound for a file that is now behind a wall, FileNotKept.
    """
    file = kept(file_get(grant.file_id))
    read_record(table="storage_storedfile", row_id=file.id, case_id=grant.case_id, purpose=grant.purpose)
    if grant.page:
        key = s3.thumbnail_key(current_firm_id(), file.id, grant.page, grant.size)
        return s3.sign_link(key, name=f"page {grant.page}.jpg", media_type=MEDIA_TYPE)
    return s3.sign_link(file.key, name=file.name, media_type=file.media_type)


def file_bytes(file: StoredFile, *, limit: int = SIZE_LIMIT) -> bytes:
    """All bytes of a kept file, for work inside, checked against its hash.

    Raises FileNotKept, Invalid if it has more than `limit`, BytesLost.
    """
    kept(file)
    if (file.size or 0) > limit:
        raise Invalid(f"“{file.name}” has more than {limit // 2**20} MiB. Split it into parts.")
    found = s3.find(file.key)
    data = b"".join(s3.stream(file.key, found.etag)) if found else b""
    if new_sha256(data).hexdigest() != file.sha256:
        raise BytesLost(f"The bytes of file {file.id} are not those that were kept.")
    return data


def kept(file: StoredFile) -> StoredFile:
    """The file, if it may be opened. Raises FileNotKept, which says what became of it."""
    if file.state == KEPT:
        return file
    said = {
        REFUSED: f"This file was refused. {file.refusal}",
        QUARANTINED: f"This file is in quarantine. {file.refusal}",
        DISPOSED: "This file was disposed of.",
        ABANDONED: "This file was never sent.",
    }
    raise FileNotKept(said.get(file.state, "This file is not inspected yet. Wait a minute and ask again."))


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
