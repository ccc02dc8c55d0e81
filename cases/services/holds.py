"""Legal holds: what must not be destroyed, and the end of that."""

from uuid import UUID

from cases.models import LegalHold
from cases.selectors import case_list, document_list, for_change, legal_hold_list, locked, referred
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, IllegalTransition, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member

REASON_LIMIT = 1000
_NAMED = 20


def hold_place(*, actor: Member, case_id: UUID, reason: str, document_id: UUID | None = None) -> LegalHold:
    """Hold a case, or one document of it: nothing of it is destroyed until the hold is lifted.

    The case is locked meanwhile, so that no disposal becomes final beside it. Raises Conflict for a hold that stands
    already, Invalid, Forbidden.
    """
    actor.require("document.hold")
    reason = checked_reason(reason)
    case = referred(for_change(case_list()), case_id, "case_id")
    if document_id is not None:
        referred(document_list().filter(case_id=case_id), document_id, "document_id")
    standing = legal_hold_list().filter(case_id=case_id, lifted_at=None)
    same = standing.filter(document_id=document_id) if document_id else standing.filter(document=None)
    if same.exists():
        raise Conflict("It is held already.")
    return LegalHold.objects.create(
        case=case, document_id=document_id, reason=reason, placed_by_id=actor.member_id
    )


def hold_lift(*, actor: Member, hold_id: UUID, version: int | None, reason: str) -> LegalHold:
    """End a hold, with the reason. It stays on the record.

    Raises IllegalTransition for one that was lifted already, Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.hold")
    hold = locked(legal_hold_list(), hold_id)
    check_version(hold.version, version)
    if hold.lifted_at is not None:
        raise IllegalTransition("This hold was lifted already.")
    hold.change(lifted_at=now(), lifted_by_id=actor.member_id, lifted_reason=checked_reason(reason))
    return hold


def holds_refuse_erasure() -> None:
    """Refuse to erase the scope's firm while a hold stands on a case of it, or on a document. Raises Conflict."""
    held = legal_hold_list().filter(lifted_at=None).values_list("case__number", flat=True)
    numbers = sorted(set(held))
    if numbers:
        named = ", ".join(numbers[:_NAMED]) + (
            f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
        )
        raise Conflict(
            f"A legal hold stands on {named}. Nothing was erased. Lift each hold on the page of its case, with the"
            " reason, or keep the firm."
        )


def checked_reason(reason: str) -> str:
    """A reason without blanks around it. Raises Invalid for none, or one that is too long."""
    reason = reason.strip()
    if not reason:
        raise invalid("reason", "Say why, in a sentence.", code="required")
    if len(reason) > REASON_LIMIT:
        raise invalid("reason", f"A reason has at most {REASON_LIMIT} characters.")
    return reason
