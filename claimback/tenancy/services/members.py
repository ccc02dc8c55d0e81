"""Members: adding them, their role and title, their leave. How they come and go is in `claimback.firms`.

Whatever could leave a firm without an owner takes the lock of the firm first (`firm_lock`), so that two of them at
once see each other.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from claimback.accounts.models import User
from claimback.kernel.clock import time_zones, today
from claimback.kernel.errors import Conflict, Forbidden, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.events import MorningMoved
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm, Membership, Role
from claimback.tenancy.roles import CLIENT, ROLES, SUPPORT, capabilities_of
from claimback.tenancy.rows import locked, referred
from claimback.tenancy.selectors import colleagues, firm_rows, full_owners, member_list, role_list

TITLE_LIMIT: Final = 100


def member_of(membership: Membership, firm: Firm) -> Member:
    """The acting value of a membership, as the front door makes it from a request."""
    return Member(
        firm.id,
        membership.id,
        membership.user_id,
        membership.role,
        capabilities_held(SUPPORT if membership.support else membership.role, membership.own_role),
        firm.name,
        firm.slug,
        firm.time_zone,
    )


def member_add(*, actor: Member, user: User, role: str, title: str = "") -> Membership:
    """Add a user to the actor's firm. Raises Invalid for an unknown role, Conflict for a member already."""
    actor.require("member.manage")
    check_role(role)
    try:
        with transaction.atomic():
            return Membership.objects.create(user=user, role=role, title=title)
    except IntegrityError:
        raise Conflict("This user is a member of the firm already.") from None


def member_change(*, actor: Member, member_id: UUID, version: int | None, **changes: Any) -> Membership:
    """Change the `role`, `own_role_id`, `title` or `supervisor_id` of a member read at `version`.

    Another role ends the own role unless a new one is given. Raises Conflict for the last owner, for who has left and
    for who is from support; Forbidden for more than the actor may do; Invalid, NotFound, PreconditionFailed.
    """
    actor.require("member.manage")
    firm_lock()
    member = locked(member_list(), member_id)
    check_version(member.version, version)
    _refuse_others(member)
    role = changes.get("role", member.role)
    if role != member.role:
        check_role(role)
        if CLIENT in (role, member.role):
            raise invalid(
                "role", "A client stays a client, and a member does not become one. Invite them anew."
            )
        changes = {"own_role_id": None} | changes
    own = role_held(role, changes.get("own_role_id", member.own_role_id))
    if (role, own and own.id) != (member.role, member.own_role_id):
        refuse_more_than_own(actor, role, own)
        refuse_without_owner(member, unless=role == "owner" and own is None)
    if len(changes.get("title", "")) > TITLE_LIMIT:
        raise invalid("title", f"A title has at most {TITLE_LIMIT} characters.")
    if referred(colleagues(), changes.get("supervisor_id"), "supervisor_id") == member:
        raise invalid("supervisor_id", "Name another member: nobody supervises themselves.")
    member.change(**changes)
    return member


def member_remind(
    *, actor: Member, member_id: UUID, version: int | None, time_zone: str, digest_hour: int
) -> Membership:
    """Say at which hour of the member's own day reminders come; an empty zone is the firm's.

    Members say it of themselves; of others it takes `member.manage`. Raises as `member_away`.
    """
    member = _own_or_managed(actor, member_id, version)
    if time_zone and time_zone not in time_zones():
        raise invalid("time_zone", "This is no time zone. Give an IANA name, such as America/Chicago.")
    if not 0 <= digest_hour <= 23:
        raise invalid("digest_hour", "Give an hour of the day from 0 to 23.")
    member.change(time_zone=time_zone, digest_hour=digest_hour)
    publish(MorningMoved(member.id))
    return member


def member_away(
    *,
    actor: Member,
    member_id: UUID,
    version: int | None,
    away_from: date,
    away_until: date,
    stand_in_id: UUID,
) -> Membership:
    """Note a member's leave, both days included, and who stands in: reminders then reach both.

    Members note their own; others' takes `member.manage`. Raises Invalid for days that are over or turned round and
    for a stand-in who is not at work here; Conflict, NotFound, PreconditionFailed, Forbidden.
    """
    member = _own_or_managed(actor, member_id, version)
    if away_until < away_from:
        raise invalid("away_until", f"The last day away is not before the first, {away_from}.")
    if away_until < today(actor.time_zone):
        raise invalid("away_until", "These days are over. Give a leave that is yet to end.")
    stand_in = referred(colleagues(), stand_in_id, "stand_in_id")
    if stand_in.id == member.id:
        raise invalid("stand_in_id", "Name another member: nobody stands in for themselves.")
    member.change(away_from=away_from, away_until=away_until, stand_in_id=stand_in.id)
    return member


def member_back(*, actor: Member, member_id: UUID, version: int | None) -> Membership:
    """End a member's leave, or strike it out before it begins. Raises as `member_away`."""
    member = _own_or_managed(actor, member_id, version)
    member.change(away_from=None, away_until=None, stand_in_id=None)
    return member


def capabilities_held(role: str, own: Role | None) -> frozenset[str]:
    """What a member with this role may do, narrowed by the firm's own role where there is one."""
    return capabilities_of(role) & frozenset(own.capabilities) if own else capabilities_of(role)


def firm_lock() -> Firm:
    """The firm's row, locked until the end of the transaction: whoever else would change its owners waits."""
    return firm_rows().select_for_update(no_key=True).get()


def check_role(role: str) -> None:
    """Raise Invalid for a role that is none."""
    if role not in ROLES:
        raise invalid("role", f"A role is one of {', '.join(ROLES)}.")


def role_held(role: str, own_role_id: UUID | None) -> Role | None:
    """The firm's own role that goes with `role`. Raises Invalid for one that ended or is made from another role."""
    own = referred(role_list().filter(ended_at=None), own_role_id, "own_role_id")
    if own is not None and own.base != role:
        raise invalid(
            "own_role_id", f"{own.name} is made from {own.base}. Give that role, or another own role."
        )
    return own


def refuse_more_than_own(actor: Member, role: str, own: Role | None = None) -> None:
    """Nobody gives a capability that they lack. The portal's are no member's of the firm, and may be given."""
    extra = sorted(capabilities_held(role, own) - actor.capabilities)
    if role != CLIENT and extra:
        raise Forbidden(f"This role has {extra[0]}, which you do not have yourself.", code="more_than_own")


def refuse_without_owner(member: Membership, *, unless: bool = False) -> None:
    """Raise Conflict if `member` is the last owner with all that an owner may do. The firm is locked."""
    owners = list(full_owners().values_list("id", flat=True))
    if owners == [member.id] and not unless:
        raise Conflict(
            "A firm keeps an owner with all that an owner may do. Make another member one first.",
            code="last_owner",
        )


def _refuse_others(member: Membership) -> None:
    if member.ended_at is not None:
        raise Conflict("This member has left. Invite them again.")
    if member.support:
        raise Conflict("This is a person from support: their access is granted and ended, not changed.")


def _own_or_managed(actor: Member, member_id: UUID, version: int | None) -> Membership:
    if member_id != actor.member_id:
        actor.require("member.manage")
    member = locked(member_list(), member_id)
    check_version(member.version, version)
    _refuse_others(member)
    return member
