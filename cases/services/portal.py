"""The client's portal: who looks at whose cases, and the documents that clients send.

A client of the firm is a member with the role `client`. What they see is held by row security; see
`claimback.tenancy.walls` and the migration `0002_walls`.
"""

from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.models import Document, PortalAccess
from cases.selectors import client_list, locked, portal_access_list, referred
from cases.services.documents import file_place
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, IllegalTransition, invalid
from claimback.kernel.etag import check_version
from claimback.storage.models import StoredFile
from claimback.storage.selectors import file_rows
from claimback.storage.services import Upload, upload_arrived, upload_await
from claimback.tenancy.member import Member
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.selectors import member_list

KINDS_FROM_CLIENTS: Final = (
    "other",
    "denial_letter",
    "policy",
    "medical_record",
    "estimate",
    "photo",
    "bill",
    "correspondence",
)
"""What a client's document may be. The firm's own letters and its proofs don't come from the portal."""


def portal_access_grant(*, actor: Member, client_id: UUID, member_id: UUID) -> PortalAccess:
    """Let a member with the role `client` look at the cases of one client.

    Raises Conflict if the member looks at a client's cases already, Invalid that names the field, Forbidden.
    """
    actor.require("portal.manage")
    client = referred(client_list(), client_id, "client_id")
    member = referred(member_list().filter(ended_at=None), member_id, "member_id")
    if member.role != CLIENT:
        raise invalid(
            "member_id", "Only a member with the role client looks through the portal. Invite them as one."
        )
    try:
        with transaction.atomic():
            return PortalAccess.objects.create(client=client, member=member, granted_by_id=actor.member_id)
    except IntegrityError:
        raise Conflict("This member looks at a client's cases already. End that first.") from None


def portal_access_end(*, actor: Member, access_id: UUID, version: int | None) -> PortalAccess:
    """Close the portal to a member from their next request on.

    Raises IllegalTransition if it was closed already, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("portal.manage")
    access = locked(portal_access_list(), access_id)
    check_version(access.version, version)
    if access.ended_at is not None:
        raise IllegalTransition("This access has ended already.")
    access.change(ended_at=now())
    return access


def portal_upload_request(*, actor: Member, name: str, size: int, sha256: str = "") -> Upload:
    """As `upload_request` of `claimback.storage`, for a client."""
    actor.require("portal.write")
    return upload_await(actor=actor, name=name, size=size, sha256=sha256)


def portal_upload_confirm(*, actor: Member, file_id: UUID, version: int | None) -> StoredFile:
    """As `upload_confirm` of `claimback.storage`, for a client."""
    actor.require("portal.write")
    return upload_arrived(actor=actor, file_id=file_id, version=version)


def portal_document_add(
    *,
    actor: Member,
    case_id: UUID,
    file_id: UUID,
    title: str,
    kind: str = "other",
    dated_on: date | None = None,
) -> Document:
    """Put a file that the client sent on one of their cases. Raises as `document_add` does."""
    actor.require("portal.write")
    if kind not in KINDS_FROM_CLIENTS:
        raise invalid("kind", f"Give one of: {', '.join(KINDS_FROM_CLIENTS)}.")
    mine = file_rows().filter(uploaded_by_id=actor.member_id)
    file = referred(mine, file_id, "file_id")
    return file_place(case_id=case_id, file=file, title=title, kind=kind, dated_on=dated_on)
