"""The end of a membership, with a hand-over: nothing that a member kept an eye on is left without one."""

from typing import Final
from uuid import UUID

from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.events import MemberEnded
from claimback.tenancy.member import Member
from claimback.tenancy.models import Membership
from claimback.tenancy.rows import locked, referred
from claimback.tenancy.scope import whole_firm
from claimback.tenancy.selectors import colleagues, member_list
from claimback.tenancy.services.members import firm_lock, refuse_without_owner
from claimback.tenancy.services.tokens import tokens_end

REASON_LIMIT: Final = 300


def member_end(
    *,
    actor: Member,
    member_id: UUID,
    version: int | None,
    reason: str,
    hand_over_to_id: UUID | None = None,
) -> Membership:
    """End a membership at once, with its tokens; the open cases that the member led and the reminders planned for
    them go to `hand_over_to_id`. The history goes on naming them, and a new invitation lets them in again.

    Raises Conflict for the last owner, for who has left already, and without an heir where there is something to hand
    over; Invalid that names the field, where cases are closed to the heir by saying how many; NotFound,
    PreconditionFailed, Forbidden.
    """
    actor.require("member.manage")
    firm = firm_lock()
    member = locked(member_list(), member_id)
    check_version(member.version, version)
    if member.ended_at is not None:
        raise Conflict("This member has left already.")
    if member.support:
        raise Conflict("This is a person from support: end their access instead.")
    reason = reason.strip()
    if not 0 < len(reason) <= REASON_LIMIT:
        raise invalid("reason", f"Say why, in at most {REASON_LIMIT} characters.")
    refuse_without_owner(member)
    heir = referred(colleagues().exclude(id=member.id), hand_over_to_id, "hand_over_to_id")
    with whole_firm():
        publish(MemberEnded(firm.id, member.id, heir.id if heir else None))
    tokens_end(member_id=member.id)
    member.change(ended_at=now(), ended_reason=reason, away_from=None, away_until=None, stand_in_id=None)
    return member
