"""Cases of a member who leaves: their open ones go to another lead, all of them or none."""

from collections.abc import Iterable
from uuid import UUID

from cases.models import Case
from cases.selectors import case_list, for_change, wall_list
from claimback.kernel.errors import Conflict, invalid


def cases_hand_over(*, member_id: UUID, heir_id: UUID | None) -> list[Case]:
    """Give the open cases that a member leads to the heir. Call it in `whole_firm`: walls of the actor are no excuse.

    Raises Conflict without an heir where there are such cases, Invalid where some are closed to the heir.
    """
    led = list(for_change(case_list().filter(lead_id=member_id).exclude(status="closed")).order_by("id"))
    if not led:
        return []
    if heir_id is None:
        raise heir_required(f"leads {len(led)} open cases")
    refuse_walled_heir(heir_id, [case.id for case in led])
    for case in led:
        case.change(lead_id=heir_id)
    return led


def heir_required(what: str) -> Conflict:
    """The refusal of an end without an heir."""
    return Conflict(f"This member {what}. Name in hand_over_to_id who takes over.", code="heir_required")


def refuse_walled_heir(heir_id: UUID, case_ids: Iterable[UUID]) -> None:
    """Raise Invalid where the heir is kept from some of the cases: it says how many, and never which."""
    closed = wall_list().filter(member_id=heir_id, lifted_at=None, case_id__in=list(case_ids))
    if count := closed.values("case_id").distinct().count():
        raise invalid(
            "hand_over_to_id",
            f"{count} of the cases are closed to this member. Name another, or give those another lead first.",
            code="heir_walled_off",
        )
