"""Invitations: sending them, and the one use of each, by a person with an account or without.

Whatever is wrong with a link is said in one way (`InvitationOver`): it tells nothing of the firm, the address, or
whether the link was ever good.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from claimback.accounts.models import User
from claimback.accounts.selectors import user_by_email
from claimback.accounts.services import email_prove
from claimback.firms.invitation_secret import digest_of, secret_of
from claimback.firms.models import Invitation
from claimback.firms.models.people import INVITATION
from claimback.firms.selectors.people import invitation_list, invitation_of
from claimback.firms.services.notices import notice_owe
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Invalid, NotFound, NotSignedIn, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.models import Membership
from claimback.tenancy.rows import locked
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get, member_list
from claimback.tenancy.services.members import (
    TITLE_LIMIT,
    check_role,
    firm_lock,
    refuse_more_than_own,
    role_held,
)

LIFETIME: Final = timedelta(days=7)
NAME_LIMIT: Final = 150
ACT: Final = "invitation.accept"


class InvitationOver(NotFound):
    """The link is used, too old, taken back, or none of ours: one answer for all."""

    code = "invitation_over"
    title = "This link opens nothing any more. Ask whoever invited you for a new one."


class SignInFirst(NotSignedIn):
    """The address has an account: whoever accepts must prove that it is theirs."""

    code = "sign_in_first"
    title = "There is an account with this e-mail address. Sign in with it; then open the link again."


@dataclass(frozen=True, slots=True)
class Offer:
    """What an open invitation offers, for whoever holds its link."""

    firm_name: str
    email: str
    role: str
    title: str
    has_account: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """The firm that was joined, and as whom."""

    firm_slug: str
    firm_name: str
    member_id: UUID


def invitation_send(
    *, actor: Member, email: str, role: str, own_role_id: UUID | None = None, title: str = ""
) -> Invitation:
    """Invite an address to become a member; the mail with the link is owed at once and ends in seven days.

    Raises Conflict for a member already and where an invitation is open, Forbidden for more than the actor may do,
    Invalid that names the field.
    """
    actor.require("member.manage")
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise invalid("email", "Give an e-mail address, such as name@firm.example.") from None
    check_role(role)
    refuse_more_than_own(actor, role, role_held(role, own_role_id))
    if len(title) > TITLE_LIMIT:
        raise invalid("title", f"A title has at most {TITLE_LIMIT} characters.")
    if member_list().filter(user__email=email, ended_at=None, support=False).exists():
        raise Conflict("This person is a member of the firm already.")
    invitation = Invitation(
        email=email,
        role=role,
        own_role_id=own_role_id,
        title=title,
        invited_by_id=actor.member_id,
        expires_at=now() + LIFETIME,
    )
    invitation.digest = digest_of(secret_of(invitation))
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError:
        raise Conflict("An invitation to this address is open. Send it again, or take it back.") from None
    notice_owe(kind=INVITATION, invitation=invitation)
    return invitation


def invitation_resend(*, actor: Member, invitation_id: UUID, version: int | None) -> Invitation:
    """Send another link, good for seven days; the former one opens nothing any more.

    Raises Conflict for an invitation that was accepted or taken back, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("member.manage")
    invitation = _unused(invitation_id, version)
    refuse_more_than_own(actor, invitation.role, role_held(invitation.role, invitation.own_role_id))
    invitation.sendings += 1
    invitation.change(
        sendings=invitation.sendings,
        digest=digest_of(secret_of(invitation)),
        expires_at=now() + LIFETIME,
        invited_by_id=actor.member_id,
    )
    notice_owe(kind=INVITATION, invitation=invitation)
    return invitation


def invitation_revoke(*, actor: Member, invitation_id: UUID, version: int | None) -> Invitation:
    """Take an invitation back: its link opens nothing any more. Raises as `invitation_resend`."""
    actor.require("member.manage")
    invitation = _unused(invitation_id, version)
    invitation.change(revoked_at=now())
    return invitation


def invitation_read(*, secret: str) -> Offer:
    """What the link offers. Raises InvitationOver."""
    firm_id, id = _named(secret)
    with firm_scope(firm_id, act=ACT):
        invitation = _open(id)
        return Offer(
            firm_name=firm_get().name,
            email=invitation.email,
            role=invitation.role,
            title=invitation.title,
            has_account=user_by_email(invitation.email) is not None,
        )


def invitation_accept(*, secret: str, user: User | None, name: str = "", password: str = "") -> Joined:
    """Become a member by the link, once. Opens its own scope: call it outside any.

    An address without an account gets one, with this name and password, and its address proven: the link came by
    mail. With an account, `user` must be who is signed in with it. Whoever left takes up the membership of old.
    Raises InvitationOver, SignInFirst, Invalid for the name or the password.
    """
    firm_id, id = _named(secret)
    with firm_scope(firm_id, act=ACT):
        firm = firm_lock()
        invitation = _open(id)
        member = _join(invitation, _user_of(invitation, user, name, password))
        invitation.change(accepted_at=now(), member_id=member.id)
        return Joined(firm.slug, firm.name, member.id)


def _named(secret: str) -> tuple[UUID, UUID]:
    found = invitation_of(digest_of(secret))
    if found is None:
        raise InvitationOver
    return found


def _open(invitation_id: UUID) -> Invitation:
    """The invitation, locked and good for use. Raises InvitationOver."""
    try:
        invitation = locked(invitation_list(), invitation_id)
        role_held(invitation.role, invitation.own_role_id)
    except (NotFound, Invalid):
        raise InvitationOver from None
    if invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= now():
        raise InvitationOver
    return invitation


def _unused(invitation_id: UUID, version: int | None) -> Invitation:
    invitation = locked(invitation_list(), invitation_id)
    check_version(invitation.version, version)
    if invitation.accepted_at or invitation.revoked_at:
        raise Conflict("This invitation was accepted or taken back. Send a new one.")
    return invitation


def _user_of(invitation: Invitation, signed_in: User | None, name: str, password: str) -> User:
    """Whose the address is: who is signed in with it, or a new user."""
    user = user_by_email(invitation.email)
    if user is not None:
        if signed_in is None or signed_in.pk != user.pk:
            raise SignInFirst
        email_prove(user=user)
        return user
    name = name.strip()
    if not 0 < len(name) <= NAME_LIMIT:
        raise invalid("name", f"Give your name, of at most {NAME_LIMIT} characters.")
    try:
        validate_password(password, User(email=invitation.email, name=name))
    except ValidationError as error:
        raise invalid("password", " ".join(error.messages)) from None
    user = User.objects.create_user(invitation.email, name, password)
    email_prove(user=user)
    return user


def _join(invitation: Invitation, user: User) -> Membership:
    """The user's membership, new or taken up again. Raises InvitationOver for a member already."""
    offered = {
        "role": invitation.role,
        "own_role_id": invitation.own_role_id,
        "title": invitation.title,
    }
    former = member_list().filter(user=user).first()
    if former is None:
        return Membership.objects.create(user=user, **offered)
    member = locked(member_list(), former.id)
    if member.ended_at is None and not member.support:
        raise InvitationOver
    member.change(**offered, ended_at=None, ended_reason="", support=False, support_reason="", until=None)
    return member
