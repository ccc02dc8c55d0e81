"""The chain of custody of a document: who had its bytes in hand, what was done with them, and where they went.

Nothing is kept for it: it is read from the history, from the links that were given out, and from letters and their
dispatches. It knows nothing that whoever asks may not see.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from cases.models import Document
from cases.selectors import former_version_list
from claimback.audit.models import Entry
from claimback.audit.selectors import entries_of
from claimback.storage.selectors import access_rows
from claimback.tenancy.selectors import member_list
from letters.selectors import dispatch_list, letter_list, packet_item_list

ENTRIES_LIMIT: Final = 2000


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain. `by` is the member, or None for the installation; `ref` the row that tells of it."""

    at: datetime
    what: str
    detail: str
    by: UUID | None
    by_name: str
    ref: UUID


WHAT: Final = {
    "announced": "An upload was asked for",
    "arrived": "It was said to be sent",
    "hashed": "Its bytes were hashed, looked at and kept",
    "quarantined": "It was held back for a person",
    "refused": "It was refused",
    "disposed": "It was disposed of",
    "made": "It was made here",
    "placed": "It was put on the case",
    "filed": "What is said of it was changed",
    "replaced": "Another file took its place",
    "link_given": "A link to it was given",
    "viewed": "It was opened",
    "exhibit": "It was put to use",
    "packed": "Its pages went into a packet",
    "shared": "A letter that is this document was shared with the client",
    "sent": "It was sent",
}


def custody_of(document: Document) -> list[Link]:
    """The chain of a document and its former versions, the earliest first."""
    former = former_version_list().filter(document=document).values_list("file_id", flat=True)
    files = {document.file_id, *former}
    found = [*_history(document, files), *_given(files), *_packed(files), *_sent(document)]
    names = dict(
        member_list().filter(id__in={by for _, _, _, by, _ in found if by}).values_list("id", "user__name")
    )
    links = [
        Link(at, what, detail, by, names.get(by, "") if by else "", ref)
        for at, what, detail, by, ref in found
    ]
    return sorted(links, key=lambda link: (link.at, link.ref))


_Found = tuple[datetime, str, str, UUID | None, UUID]


def _history(document: Document, files: set[UUID]) -> Iterator[_Found]:
    rows = {document.id, *files}
    for entry in entries_of(rows)[:ENTRIES_LIMIT]:
        told = _of_file(entry) if entry.row_id in files else _of_document(entry)
        if told is not None:
            yield entry.at, told[0], told[1], entry.member_id, entry.id
    for evidence in document.uses.all():
        detail = f"Exhibit {evidence.exhibit_number}: {evidence.proves}"
        made = entries_of([evidence.id]).filter(operation="insert").first()
        yield evidence.created_at, "exhibit", detail, made.member_id if made else None, evidence.id


def _of_file(entry: Entry) -> tuple[str, str] | None:
    """What an entry on a file tells; None for one that is not about its bytes."""
    after: dict[str, Any] = entry.after or {}
    if entry.operation == "read":
        return "viewed", str(after.get("purpose", ""))
    if entry.operation == "insert":
        name, size = after.get("name", ""), after.get("announced_size", 0)
        return ("made" if after.get("state") == "kept" else "announced"), f"{name}, {size:,} bytes"
    scanned = f", scanned by {after['scanner']}" if after.get("scanner") else ""
    by_state = {
        "received": ("arrived", ""),
        "kept": ("hashed", f"SHA-256 {after.get('sha256', '')}{scanned}"),
        "quarantined": ("quarantined", str(after.get("refusal", ""))),
        "refused": ("refused", str(after.get("refusal", ""))),
        "disposed": ("disposed", ""),
    }
    return by_state.get(str(after.get("state", "")))


def _of_document(entry: Entry) -> tuple[str, str] | None:
    after: dict[str, Any] = entry.after or {}
    if entry.operation == "insert":
        return "placed", str(after.get("title", ""))
    if entry.operation == "update":
        return ("replaced", "") if "file_id" in after else ("filed", ", ".join(sorted(after)))
    return None


def _given(files: set[UUID]) -> Iterator[_Found]:
    for access in access_rows().filter(file_id__in=files).order_by("-created_at", "-id")[:ENTRIES_LIMIT]:
        yield access.created_at, "link_given", access.purpose, access.member_id, access.id


def _packed(files: set[UUID]) -> Iterator[_Found]:
    """The packets that its pages are in, with their numbers, and what was hidden there."""
    items = packet_item_list().filter(file_id__in=files, skip_reason="", packet__state="built")
    for item in items.select_related("packet__document", "evidence")[:ENTRIES_LIMIT]:
        packet, number = item.packet, item.evidence.exhibit_number
        parts = packet.manifest["parts"] if packet.manifest else []
        for part in (one for one in parts if one["exhibit"] == number and one["kind"] == "exhibit"):
            pages = f"pages {part['first_page']} to {part['last_page']}"
            numbers = f", {part['bates_first']} to {part['bates_last']}" if part["bates_first"] else ""
            hidden = f"; redacted on {len(part['redacted_pages'])} pages" if part["redacted_pages"] else ""
            detail = f"{packet.document}: {pages}{numbers}{hidden}"
            yield packet.updated_at, "packed", detail, packet.requested_by_id, packet.id


def _sent(document: Document) -> Iterator[_Found]:
    """Letters that are this document, and those that carried its bytes as an exhibit, as they were handed over."""
    carrying = Q(document=document)
    if document.file.sha256:
        carrying |= Q(facts__exhibits__contains=[{"sha256": document.file.sha256}])
    letters = letter_list().filter(carrying, case_id=document.case_id)
    for letter in letters:
        if letter.shared_at is not None and letter.document_id == document.id:
            yield letter.shared_at, "shared", letter.subject, None, letter.id
    gone = dispatch_list().exclude(state__in=("queued", "refused", "withdrawn"))
    for dispatch in gone.filter(letter__in=letters).select_related("letter"):
        tracking = f", {dispatch.tracking_number}" if dispatch.tracking_number else ""
        detail = (
            f"“{dispatch.letter.subject}” by {dispatch.get_channel_display()}{tracking}, {dispatch.state}"
        )
        yield (
            dispatch.sent_at or dispatch.claimed_at or dispatch.created_at,
            "sent",
            detail,
            dispatch.sent_by_id,
            dispatch.id,
        )
