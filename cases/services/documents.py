"""Documents: putting files on cases, filing them, and putting a newer file in an older one's place."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, QuerySet

from cases.models import Document, FormerVersion
from cases.selectors import case_list, document_list, former_version_list, locked, one, referred
from cases.services.checks import LAST_DAY, change_fields, check_day, check_fields
from claimback.kernel.errors import Conflict, Invalid, NotFound, invalid
from claimback.kernel.etag import check_version
from claimback.pages.page_pictures import SMALL
from claimback.storage.models import KEPT, RECEIVED, StoredFile
from claimback.storage.pictures import Picture, thumbnail_link
from claimback.storage.selectors import file_rows
from claimback.storage.services import file_link
from claimback.tenancy.member import Member

TAGS_LIMIT: Final = 30


def document_add(
    *,
    actor: Member,
    case_id: UUID,
    file_id: UUID,
    title: str,
    kind: str,
    dated_on: date | None = None,
    source: str = "",
    folder: str = "",
    tags: Sequence[str] = (),
) -> Document:
    """Put a file on a case. It may still wait to be inspected; its state is shown with the document.

    Raises Invalid for a file that was not sent yet or was refused, or for another field; Forbidden.
    """
    actor.require("document.write")
    return file_place(
        case_id=case_id,
        file=referred(file_rows(), file_id, "file_id"),
        title=title,
        kind=kind,
        dated_on=dated_on,
        source=source,
        folder=folder,
        tags=tags,
    )


def file_place(
    *,
    case_id: UUID,
    file: StoredFile,
    title: str,
    kind: str,
    dated_on: date | None = None,
    source: str = "",
    folder: str = "",
    tags: Sequence[str] = (),
) -> Document:
    """As `document_add`, for a service that has asked for a capability of its own."""
    case = referred(case_list(), case_id, "case_id")
    _check_arrived(file)
    if dated_on is not None:
        check_day(dated_on, LAST_DAY, "dated_on")
    document = Document(
        case=case,
        file=file,
        title=title,
        kind=kind,
        dated_on=dated_on,
        source=source,
        folder=_plain_folder(folder),
        tags=_plain_tags(tags),
    )
    check_fields(document)
    document.save(force_insert=True)
    return document


def document_change(*, actor: Member, document_id: UUID, version: int | None, **changes: Any) -> Document:
    """File a document anew: `title`, `kind`, `dated_on`, `source`, `folder`, `tags`. Its bytes stay what they are.

    Raises Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.write")
    document = locked(document_list(), document_id)
    check_version(document.version, version)
    if changes.get("dated_on") is not None:
        check_day(changes["dated_on"], LAST_DAY, "dated_on")
    if "folder" in changes:
        changes["folder"] = _plain_folder(changes["folder"])
    if "tags" in changes:
        changes["tags"] = _plain_tags(changes["tags"])
    change_fields(document, changes)
    return document


def document_tag(*, actor: Member, document_id: UUID, version: int | None, tags: Sequence[str]) -> Document:
    """Add tags to those that a document has. Raises what `document_change` does."""
    actor.require("document.write")
    held = one(document_list(), document_id).tags
    return document_change(actor=actor, document_id=document_id, version=version, tags=[*held, *tags])


def document_replace(
    *, actor: Member, document_id: UUID, version: int | None, file_id: UUID, reason: str
) -> Document:
    """Put a newer file in the place of a document's file, which stays as a former version, with the reason.

    Raises Invalid for a file that has not arrived or is on a case already, or no reason; Conflict for the same bytes;
    NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.write")
    document = locked(document_list().select_related("file"), document_id)
    check_version(document.version, version)
    file = referred(file_rows(), file_id, "file_id")
    _check_arrived(file)
    if not reason.strip():
        raise invalid("reason", "Say why another file takes its place, in a sentence.", code="required")
    if (
        document_list().filter(file_id=file.id).exists()
        or former_version_list().filter(file_id=file.id).exists()
    ):
        raise invalid(
            "file_id", "This file is a document already. Upload the new version as a file of its own."
        )
    if file.sha256 and file.sha256 == document.file.sha256:
        raise Conflict("The new file has the same bytes as the document has now.", code="same_bytes")
    former = FormerVersion(
        document=document,
        number=latest_number(document),
        file=document.file,
        replaced_by_id=actor.member_id,
        reason=reason.strip(),
    )
    check_fields(former, ["reason"])
    former.save(force_insert=True)
    document.change(file=file)
    return document


def latest_number(document: Document) -> int:
    """The number of the version that the document has now, from 1."""
    last: int | None = former_version_list().filter(document=document).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def same_bytes(document: Document) -> QuerySet[Document]:
    """Other documents whose file has the same bytes, of those that the asker may see.

    By the hash that was computed here; while the file waits to be inspected, by the one that its sender announced.
    """
    file = document.file
    digest = file.sha256 or file.announced_sha256
    rows = document_list().exclude(id=document.id)
    return rows.filter(file__sha256=digest) if digest else rows.none()


def document_link(
    *, actor: Member, document_id: UUID, purpose: str = "read", number: int | None = None
) -> str:
    """A link of ours to the document's file, for 60 seconds, with a trace of who asked and what for.

    `number` asks for a former version. Raises NotFound, FileNotKept while it waits or when it was refused, Forbidden.
    """
    actor.require("document.read")
    document = one(document_list(), document_id)
    file_id = document.file_id
    if number is not None and number != latest_number(document):
        former = former_version_list().filter(document=document, number=number).first()
        if former is None:
            raise NotFound
        file_id = former.file_id
    return file_link(actor=actor, file_id=file_id, purpose=purpose, case_id=document.case_id)


def document_thumbnail(
    *, actor: Member, document_id: UUID, number: int, size: str = SMALL, again: bool = False
) -> Picture:
    """As `thumbnail_link` of `claimback.storage`, for the file that the document has now."""
    actor.require("document.read")
    document = one(document_list(), document_id)
    return thumbnail_link(
        actor=actor,
        file_id=document.file_id,
        number=number,
        size=size,
        case_id=document.case_id,
        again=again,
    )


def _check_arrived(file: StoredFile) -> None:
    if file.state not in (KEPT, RECEIVED):
        raise invalid(
            "file_id",
            file.refusal or "The file has not arrived. Send it by its form and confirm, then add it.",
        )


def _plain_folder(folder: str) -> str:
    """A path without blanks around its parts. Raises Invalid for parts that are none."""
    parts = [part.strip() for part in folder.strip().strip("/").split("/")] if folder.strip() else []
    if any(part in ("", ".", "..") for part in parts):
        raise invalid("folder", "Name each folder on the way, such as Medical/2026.")
    return "/".join(parts)


def _plain_tags(tags: Sequence[str]) -> list[str]:
    """Each tag once, without blanks around it. Raises Invalid for too many or too long ones."""
    plain = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    if len(plain) > TAGS_LIMIT:
        raise Invalid(f"A document takes at most {TAGS_LIMIT} tags.")
    if any(len(tag) > 40 for tag in plain):
        raise invalid("tags", "A tag has at most 40 characters.")
    return plain
