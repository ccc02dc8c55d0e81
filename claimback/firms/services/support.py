"""Persons from the installation's support inside a firm: let in by an owner, or by breaking the glass on the server.

Either way it is a membership that reads and changes nothing, ends by itself, is told to every owner by e-mail at its
beginning and its end, and stands in the history with all that was done under it.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from claimback.accounts.models import User
from claimback.accounts.selectors import user_by_email
from claimback.firms.models import SupportAccess
from claimback.firms.models.people import BREAK_GLASS, SUPPORT_ENDED, SUPPORT_GRANTED
from claimback.firms.selectors.people import support_list
from claimback.firms.services.notices import notice_owe, notices_void
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, NotFound, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import VIEWER
from claimback.tenancy.rows import locked
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import member_list
from claimback.tenancy.services.members import firm_lock

GRANT_HOURS_LIMIT: Final = 72
BREAK_GLASS_HOURS_LIMIT: Final = 4
REASON_LIMIT: Final = 300
SUPPORT_ROLE: Final = VIEWER
"""Reads, and writes nothing at all, not even filters: whoever is from support finds out, and lets the firm's own
members act."""


def operator_name(*, email: str) -> User:
    """Name a user as one of the installation's support. In no firm by that. Raises Invalid for an unknown address."""
    user = user_by_email(email)
    if user is None:
        raise invalid("email", f"There is no user {email}. Make one first: manage.py createsuperuser.")
    user.is_operator = True
    user.save(update_fields=["is_operator"])
    return user


def operator_remove(*, email: str) -> int:
    """Take a user out of support, and end their accesses in every firm. Returns how many those were."""
    user = user_by_email(email)
    if user is None or not user.is_operator:
        raise invalid("email", f"{email} is not of support.")
    user.is_operator = False
    user.save(update_fields=["is_operator"])
    ended = 0
    for firm_id in firm_ids():
        with firm_scope(firm_id, act="support.operator_remove"):
            for access in (
                support_list().filter(member__user=user, ended_at=None, until__gt=now()).order_by("id")
            ):
                _end(locked(support_list(), access.id), None)
                ended += 1
    return ended


def support_grant(*, actor: Member, email: str, reason: str, hours: int) -> SupportAccess:
    """Let a person from support in, for at most 72 hours. Every owner is told by e-mail.

    Raises Invalid that names the field (the same for an unknown address and for a person who is not of support),
    Conflict for one who is, or was, a member of the firm or who is in already; Forbidden.
    """
    actor.require("support.grant")
    return _let_in(email, reason, hours, limit=GRANT_HOURS_LIMIT, granted_by_id=actor.member_id)


def support_end(*, actor: Member, access_id: UUID, version: int | None) -> SupportAccess:
    """End an access at once. Raises Conflict for one that is over, NotFound, PreconditionFailed, Forbidden."""
    actor.require("support.grant")
    access = locked(support_list(), access_id)
    check_version(access.version, version)
    if access.ended_at is not None or access.until <= now():
        raise Conflict("This access is over already.")
    return _end(access, actor.member_id)


def break_glass(*, slug: str, email: str, reason: str, hours: int) -> SupportAccess:
    """Let a person from support in without a grant, for at most four hours: for whoever runs the server, in need.

    Every owner is owed a mail in the same transaction. Opens its own scope. Raises NotFound for an unknown firm, and
    as `support_grant`.
    """
    found = firm_ids([slug])
    if not found:
        raise NotFound(f"There is no firm {slug}.")
    with firm_scope(found[0], act="support.break_glass"):
        return _let_in(email, reason, hours, limit=BREAK_GLASS_HOURS_LIMIT, granted_by_id=None)


def _let_in(email: str, reason: str, hours: int, *, limit: int, granted_by_id: UUID | None) -> SupportAccess:
    firm_lock()
    reason = reason.strip()
    if not 0 < len(reason) <= REASON_LIMIT:
        raise invalid("reason", f"Say what for, in at most {REASON_LIMIT} characters: every owner reads it.")
    if not 1 <= hours <= limit:
        raise invalid("hours", f"Give 1 to {limit} hours.")
    user = user_by_email(email)
    if user is None or not user.is_operator:
        raise invalid(
            "email", "Nobody of the installation's support has this address. Ask them which one to name."
        )
    until = now() + timedelta(hours=hours)
    member = _member_for(user)
    member.change(role=SUPPORT_ROLE, own_role_id=None, until=until, ended_at=None, support_reason=reason)
    access = SupportAccess.objects.create(
        member=member, reason=reason, granted_by_id=granted_by_id, until=until
    )
    notice_owe(kind=SUPPORT_GRANTED if granted_by_id else BREAK_GLASS, support=access)
    notice_owe(kind=SUPPORT_ENDED, support=access, due_at=until)
    return access


def _member_for(user: User) -> Membership:
    """The operator's membership of this firm, of old or new. Raises Conflict for a member of the firm's own."""
    former = member_list().filter(user=user).first()
    if former is None:
        return Membership.objects.create(user=user, role=SUPPORT_ROLE, support=True)
    member = locked(member_list(), former.id)
    if not member.support:
        raise Conflict("This person is, or was, a member of the firm. Let in somebody else from support.")
    if member.ended_at is None and member.until is not None and member.until > now():
        raise Conflict("This person is in already. End that access first.")
    return member


def _end(access: SupportAccess, ended_by_id: UUID | None) -> SupportAccess:
    at = now()
    locked(member_list(), access.member_id).change(ended_at=at)
    access.change(ended_at=at, ended_by_id=ended_by_id)
    notices_void(kind=SUPPORT_ENDED, support=access)
    notice_owe(kind=SUPPORT_ENDED, support=access)
    return access
