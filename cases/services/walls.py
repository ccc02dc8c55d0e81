"""Walls: keeping a member from a case, and letting them back.

What a wall hides is hidden by PostgreSQL (`claimback.tenancy.walls`), from the member's next request on. A request
that was let in before the wall was committed ends as it began: it answers what the member could see a moment ago.
"""

from uuid import UUID

from django.db import IntegrityError, transaction

from cases.events import WallLifted, WallPlaced
from cases.models import Case, Wall
from cases.selectors import behind_wall, case_list, for_change, locked, may_look, one, referred, wall_list
from cases.services.cases import case_change
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, FieldProblem, IllegalTransition, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member
from claimback.tenancy.models import IdempotencyKey, Membership
from claimback.tenancy.roles import OWNER
from claimback.tenancy.selectors import member_list

REASON_LIMIT = 1000


def wall_place(
    *, actor: Member, case_id: UUID, member_id: UUID, reason: str, new_lead_id: UUID | None = None
) -> Wall:
    """Keep a member from a case, with the reason. Whoever leads it is kept from it only with a new lead.

    Answers that are kept for a repetition by the member are forgotten: they may hold what is hidden now. Publishes
    WallPlaced. Raises Conflict for a wall that stands already, for the lead without a successor and for the last
    owner who could lift it; Invalid that names the field; Forbidden.
    """
    actor.require("wall.manage")
    reason = _checked_reason(reason)
    case = referred(for_change(case_list()), case_id, "case_id")
    member = referred(member_list().filter(ended_at=None), member_id, "member_id")
    if behind_wall(case_id).filter(member_id=member_id).exists():
        raise Conflict("This member is kept from the case already.")
    _check_owner_remains(case_id, member)
    _hand_over(actor, case, member_id, new_lead_id)
    try:
        with transaction.atomic():
            wall = Wall.objects.create(
                case_id=case_id, member_id=member_id, reason=reason, placed_by_id=actor.member_id
            )
    except IntegrityError:
        raise Conflict("This member is kept from the case already.") from None
    IdempotencyKey.objects.filter(member_id=member_id, status__isnull=False).delete()
    publish(WallPlaced(case_id, member_id))
    return wall


def wall_lift(*, actor: Member, wall_id: UUID, version: int | None, reason: str) -> Wall:
    """Let a member see a case again, with the reason. Publishes WallLifted.

    Nobody lifts a wall that they are behind: it is absent for them. Raises IllegalTransition for one that was lifted
    already, Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("wall.manage")
    reason = _checked_reason(reason)
    case_id = one(wall_list(), wall_id).case_id
    locked(case_list(), case_id)
    wall = locked(wall_list(), wall_id)
    check_version(wall.version, version)
    if wall.lifted_at is not None:
        raise IllegalTransition("This wall was lifted already.")
    wall.change(lifted_at=now(), lifted_by_id=actor.member_id, lifted_reason=reason)
    publish(WallLifted(case_id, wall.member_id))
    return wall


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise invalid("reason", "Say why, in a sentence.", code="required")
    if len(reason) > REASON_LIMIT:
        raise invalid("reason", f"A reason has at most {REASON_LIMIT} characters.")
    return reason


def _check_owner_remains(case_id: UUID, member: Membership) -> None:
    """Somebody must be able to lift the wall: an owner with an owner's whole role, who is behind none here."""
    owners = member_list().filter(
        role=OWNER, own_role=None, ended_at=None, until=None, support=False, user__is_active=True
    )
    if not may_look(owners, case_id).exclude(id=member.id).exists():
        raise Conflict("No other owner could lift this wall. Make another member an owner first.")


def _hand_over(actor: Member, case: Case, member_id: UUID, new_lead_id: UUID | None) -> None:
    """Give the case to its new lead, if the member leads it; the docket re-addresses what was planned for them."""
    if case.lead_id != member_id:
        if new_lead_id is not None:
            raise invalid("new_lead_id", "This member does not lead the case. Leave it out.")
        return
    if new_lead_id is None:
        detail = "This member leads the case. Name the new lead."
        raise Conflict(
            detail, code="leads_the_case", errors=[FieldProblem("/new_lead_id", "leads_the_case", detail)]
        )
    if new_lead_id == member_id:
        raise invalid("new_lead_id", "Name another member than the one who is kept out.")
    case_change(actor=actor, case_id=case.id, version=None, lead_id=new_lead_id)
