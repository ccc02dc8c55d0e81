"""Opening firms, adding members, issuing tokens: the only writers of these rows."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from claimback.accounts.models import User
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.ids import new_id
from claimback.tenancy.enter import token_digest
from claimback.tenancy.member import Member
from claimback.tenancy.models import FIRM_KINDS, Firm, Membership, Token
from claimback.tenancy.roles import OWNER, ROLES, capabilities_of
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import token_lock

TOKEN_PREFIX = "cb_"  # noqa: S105 - so that a secret scanner recognises a leaked one
TOKEN_LIFETIME_LIMIT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token with its secret, which is shown this once."""

    id: UUID
    secret: str
    expires_at: datetime


def firm_open(
    *,
    slug: str,
    name: str,
    kind: str,
    owner: User,
    docket_email: str,
    time_zone: str = "America/New_York",
    address: str = "",
    phone: str = "",
) -> tuple[Firm, Member]:
    """A new firm with its first owner. Raises Conflict if the slug is taken, Invalid for a field."""
    if kind not in FIRM_KINDS:
        raise invalid("kind", f"A firm is one of {', '.join(FIRM_KINDS)}.")
    if time_zone not in available_timezones():
        raise invalid("time_zone", "Give an IANA time zone, such as America/Chicago.")
    firm_id = new_id()
    try:
        with firm_scope(firm_id, act="firm.open"):
            firm = Firm.objects.create(
                id=firm_id,
                slug=slug,
                name=name,
                kind=kind,
                docket_email=docket_email,
                time_zone=time_zone,
                address=address,
                phone=phone,
            )
            membership = Membership.objects.create(user=owner, role=OWNER)
            return firm, member_of(membership, firm)
    except IntegrityError:
        raise Conflict("This slug is taken. Choose another.") from None


def member_of(membership: Membership, firm: Firm) -> Member:
    """The acting value of a membership, as the front door makes it from a request."""
    return Member(
        firm.id,
        membership.id,
        membership.user_id,
        membership.role,
        capabilities_of(membership.role),
        firm.name,
        firm.slug,
        firm.time_zone,
    )


def member_add(*, actor: Member, user: User, role: str, title: str = "") -> Membership:
    """Add a user to the actor's firm. Raises Invalid for an unknown role, Conflict for a member already."""
    actor.require("member.manage")
    if role not in ROLES:
        raise invalid("role", f"A role is one of {', '.join(ROLES)}.")
    try:
        with transaction.atomic():
            return Membership.objects.create(user=user, role=role, title=title)
    except IntegrityError:
        raise Conflict("This user is a member of the firm already.") from None


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
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        member_id=actor.member_id,
        name=name,
        digest=token_digest(secret),
        capabilities=sorted(wanted),
        expires_at=expires_at,
    )
    return IssuedToken(token.id, secret, expires_at)


def token_revoke(*, actor: Member, token_id: UUID, version: int | None = None) -> None:
    """End a token of the actor's own at once. Raises NotFound, PreconditionFailed."""
    actor.require("token.manage")
    token = token_lock(actor, token_id)
    check_version(token.version, version)
    if token.revoked_at is None:
        token.change(revoked_at=now())
