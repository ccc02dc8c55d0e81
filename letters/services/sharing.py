"""Showing letters to the client through the portal, and taking them back."""

from typing import Final
from uuid import UUID

from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, NotFound
from claimback.storage.services import link_give
from claimback.tenancy.member import Member
from letters.models import Letter
from letters.selectors import letter_one, shared_letters
from letters.services.letters import letter_locked

SHAREABLE: Final = ("approved", "sending", "sent", "delivered")
"""The states in which a letter's bytes are final and it is not known to have failed."""


def letter_share(*, actor: Member, letter_id: UUID, version: int | None) -> Letter:
    """Show an approved letter to the client. Once shared it stays as it was shared first.

    Raises Conflict for a letter that is not approved or sent, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("portal.manage")
    letter = letter_locked(letter_id, version)
    if letter.state not in SHAREABLE or letter.document_id is None:
        raise Conflict("Only a letter that is approved or sent is shown to the client. Approve it first.")
    if letter.shared_at is None:
        letter.change(shared_at=now())
    return letter


def letter_unshare(*, actor: Member, letter_id: UUID, version: int | None) -> Letter:
    """Take a letter back from the client's portal; that it was there is in the history.

    Raises Conflict for one that is not shared, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("portal.manage")
    letter = letter_locked(letter_id, version)
    if letter.shared_at is None:
        raise Conflict("This letter is not shared with the client.")
    letter.change(shared_at=None)
    return letter


def portal_letter_link(*, actor: Member, letter_id: UUID) -> str:
    """A link to the PDF of a letter that was shared with the client, with a trace of it. Raises NotFound, Forbidden."""
    actor.require("portal.read")
    document = letter_one(letter_id, shared_letters()).document
    if document is None:
        raise NotFound
    return link_give(
        actor=actor,
        file_id=document.file_id,
        purpose="portal",
        capability="portal.read",
        case_id=document.case_id,
    )
