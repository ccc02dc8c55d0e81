"""API tokens: issuing, rotating and revoking them. A token opens no more than its member may do when it is used."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.enter import token_digest
from claimback.tenancy.member import Member
from claimback.tenancy.models import Token
from claimback.tenancy.rows import for_change, locked
from claimback.tenancy.selectors import token_list, tokens_of

TOKEN_PREFIX: Final = "cb_"  # noqa: S105 - so that a secret scanner recognises a leaked one
TOKEN_LIFETIME_LIMIT: Final = timedelta(days=365)
OVERLAP_HOURS: Final = 24
OVERLAP_HOURS_LIMIT: Final = 7 * 24


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token with its secret, which is shown this once."""

    id: UUID
    secret: str
    expires_at: datetime


def token_issue(
    *, actor: Member, name: str, expires_at: datetime, capabilities: Iterable[str] | None = None
) -> IssuedToken:
    """A token of the actor's own, with no more than the actor may do. Its secret is not kept.

    Raises Invalid for an expiry in the past or over a year away, or a capability that the actor lacks.
    """
    actor.require("token.manage")
    if not now() < expires_at <= now() + TOKEN_LIFETIME_LIMIT:
        raise invalid("expires_at", "Give an instant from now to a year from now.")
    wanted = actor.capabilities if capabilities is None else frozenset(capabilities)
    if extra := sorted(wanted - actor.capabilities):
        raise invalid("capabilities", f"You do not have {extra[0]} yourself.")
    return _issue(actor, name, expires_at, wanted)


def token_rotate(
    *,
    actor: Member,
    token_id: UUID,
    version: int | None,
    overlap_hours: int = OVERLAP_HOURS,
    expires_at: datetime | None = None,
) -> IssuedToken:
    """A new token in place of one of the actor's own, with its name and its capabilities that the actor still has.

    The old one holds for `overlap_hours` more at the most, so that programs change over without a gap. The new one
    lives as long as the old one was meant to. Raises Conflict for a token of another member's, for one that no longer
    holds and for one that was rotated already; Invalid, NotFound, PreconditionFailed.
    """
    actor.require("token.manage")
    if not 0 <= overlap_hours <= OVERLAP_HOURS_LIMIT:
        raise invalid("overlap_hours", f"Give 0 to {OVERLAP_HOURS_LIMIT} hours.")
    old, present = locked(token_list(actor), token_id), now()
    check_version(old.version, version)
    if old.member_id != actor.member_id:
        raise Conflict("Only its own member rotates a token: the new secret is theirs. Revoke it instead.")
    if old.revoked_at is not None or old.expires_at <= present:
        raise Conflict("This token no longer holds. Make a new one.")
    if tokens_of(actor.member_id).filter(replaces=old).exists():
        raise Conflict("This token was rotated already. Rotate the one that replaces it.")
    expires_at = expires_at or present + min(old.expires_at - old.created_at, TOKEN_LIFETIME_LIMIT)
    if not present < expires_at <= present + TOKEN_LIFETIME_LIMIT:
        raise invalid("expires_at", "Give an instant from now to a year from now.")
    issued = _issue(
        actor, old.name, expires_at, actor.capabilities & frozenset(old.capabilities), replaces_id=old.id
    )
    old.change(expires_at=min(old.expires_at, present + timedelta(hours=overlap_hours)))
    return issued


def token_revoke(*, actor: Member, token_id: UUID, version: int | None = None) -> None:
    """End a token at once: one's own, or any of the firm's with `member.manage`.

    Raises NotFound, PreconditionFailed.
    """
    actor.require("token.manage")
    token = locked(token_list(actor), token_id)
    check_version(token.version, version)
    if token.revoked_at is None:
        token.change(revoked_at=now())


def tokens_end(*, member_id: UUID) -> int:
    """End every token of a member who leaves. Returns how many still held."""
    tokens = list(for_change(tokens_of(member_id).filter(revoked_at=None)).order_by("id"))
    for token in tokens:
        token.change(revoked_at=now())
    return len(tokens)


def _issue(
    actor: Member,
    name: str,
    expires_at: datetime,
    capabilities: Iterable[str],
    replaces_id: UUID | None = None,
) -> IssuedToken:
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        member_id=actor.member_id,
        name=name,
        digest=token_digest(secret),
        capabilities=sorted(capabilities),
        expires_at=expires_at,
        replaces_id=replaces_id,
    )
    return IssuedToken(token.id, secret, expires_at)
