"""What members decide on a proposed date: accept it, or keep the deadline's own with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from cases.selectors import locked, one
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Refusal, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from deadlines.docket import sort_day
from deadlines.models import Deadline, DeadlineProposal
from deadlines.plan import Cause
from deadlines.selectors import case_rows, deadline_list, proposal_list
from deadlines.services.docket import docket_recompute, docket_settle
from deadlines.services.reasons import reason_given
from deadlines.states import PROPOSAL_EDGES
from deadlines.vocabulary import CAUSES

BULK_LIMIT: Final = 200
"""How many proposals may be decided on in one go."""


class ProposalOvertaken(Conflict):
    """The clock gives yet another answer by now."""

    code = "proposal_overtaken"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one proposal: accept it, or decline it with a reason."""

    proposal_id: UUID
    accept: bool
    version: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one row of a bulk decision: the proposal, or why it was refused."""

    proposal_id: UUID
    refusal: Refusal | None


def proposal_accept(*, actor: Member, proposal_id: UUID, version: int | None) -> DeadlineProposal:
    """Give the deadline the proposed date with its working, or let it end; a confirmation of the old date lapses.

    Raises IllegalTransition if it is decided, ProposalOvertaken if the clock gives another answer by now, NotFound,
    PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    case_id = one(proposal_list(), proposal_id).case_id
    locked(case_rows(), case_id)
    proposal = locked(proposal_list(), proposal_id)
    check_version(proposal.version, version)
    state = PROPOSAL_EDGES.advance(proposal.state, "accepted")
    proposal.change(state=state, decided_by_id=actor.member_id, decided_at=now())
    cause = Cause(proposal.cause, CAUSES[proposal.cause])
    docket_recompute(case_id=case_id, accepting=[proposal.deadline_id], cause=cause)
    if not _as_proposed(proposal, one(deadline_list(), proposal.deadline_id)):
        raise ProposalOvertaken("The clock has another answer by now. Compute the case again, then decide.")
    return proposal


def proposal_decline(
    *, actor: Member, proposal_id: UUID, version: int | None, reason: str
) -> DeadlineProposal:
    """Keep the deadline's own date, with the reason; the same answer of the clock is not proposed again.

    Raises IllegalTransition, Invalid without a reason, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    case = locked(case_rows(), one(proposal_list(), proposal_id).case_id)
    row = locked(deadline_list(), one(proposal_list(), proposal_id).deadline_id)
    proposal = locked(proposal_list(), proposal_id)
    check_version(proposal.version, version)
    state = PROPOSAL_EDGES.advance(proposal.state, "declined")
    said = reason_given(reason)
    proposal.change(state=state, decided_by_id=actor.member_id, decided_at=now(), decision_reason=said)
    row.change(
        has_proposal=False,
        set_aside=proposal.answer,
        sort_on=sort_day(row.due_on, row.due_at, row.safe_on),
    )
    docket_settle(case, list(deadline_list().filter(case_id=case.id)))
    return proposal


def proposals_decide(*, actor: Member, decisions: Sequence[Decision]) -> list[Decided]:
    """Each decision on its own, in the order given: what one is refused for leaves the others.

    Raises Invalid for none or too many, Forbidden.
    """
    actor.require("deadline.write")
    if not 0 < len(decisions) <= BULK_LIMIT:
        raise invalid("decisions", f"Give 1 to {BULK_LIMIT} decisions.")
    return [Decided(decision.proposal_id, _decide(actor, decision)) for decision in decisions]


def _decide(actor: Member, decision: Decision) -> Refusal | None:
    try:
        with transaction.atomic():
            if decision.accept:
                proposal_accept(actor=actor, proposal_id=decision.proposal_id, version=decision.version)
            else:
                proposal_decline(
                    actor=actor,
                    proposal_id=decision.proposal_id,
                    version=decision.version,
                    reason=decision.reason,
                )
    except Refusal as refusal:
        return refusal
    return None


def _as_proposed(proposal: DeadlineProposal, row: Deadline) -> bool:
    """Whether the deadline came out as the member saw it proposed."""
    if proposal.kind == "close":
        return row.state == "superseded"
    dates = (row.due_on, row.due_at, row.safe_on, row.trigger_event_id)
    return dates == (
        proposal.new_due_on,
        proposal.new_due_at,
        proposal.new_safe_on,
        proposal.new_trigger_event_id,
    )
