"""The docket of a case, kept in step with its events: compute, compare, open, change, propose, end.

What is to be done is `plan`'s answer; what members decide is in `deadlines`, `proposals` and `dates`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.models import Case
from cases.selectors import for_change, locked
from cases.services.next_deadline import case_set_next_deadline
from cases.states import CLOSED_CASES
from claimback.tenancy.scope import current_scope
from deadlines.basis import basis_of
from deadlines.cannot_compute import CannotCompute
from deadlines.clock.answer import Answer
from deadlines.docket import NO_DATE, wanted_rows
from deadlines.law.catalogue import rules_by_version
from deadlines.models import Deadline, DeadlineProposal, DocketBasis
from deadlines.plan import UNSAID, Cause, Plan, Proposed, advance, plan, state_until_decided
from deadlines.present import case_as_of
from deadlines.selectors import (
    basis_list,
    case_answer,
    case_rows,
    deadline_list,
    events_that_hold,
    happenings,
    proposal_list,
)
from deadlines.services.alerts import alerts_sync
from deadlines.services.breaches import breaches_sync
from deadlines.services.ladder import ladder_watch
from deadlines.services.uncomputed import CANNOT_COMPUTE, uncomputed_clear, uncomputed_note
from deadlines.states import LIVE, PROPOSAL_EDGES


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What became of a docket: how many deadlines were opened, changed in place, ended, and given a proposal, and
    why the clock could not run ("" where it did).
    """

    opened: int = 0
    changed: int = 0
    ended: int = 0
    proposed: int = 0
    refusal: str = ""


def docket_recompute(
    *,
    case_id: UUID,
    recorded: UUID | None = None,
    cause: Cause = UNSAID,
    accepting: Collection[UUID] = (),
) -> Recomputed:
    """Bring the deadlines of a case in step with its events; running it again changes nothing.

    Locks the case, then its deadlines, then their alerts: that is the order for everybody. `recorded` is the event
    that was recorded just now, so that an error names its fields; `cause` is what changed; `accepting` are the
    deadlines whose proposed date a member accepts.

    Raises NotFound, and Invalid for a recorded event that contradicts another. Where the clock can't run for another
    reason, the docket says so in a row of its own and keeps the dates that it has.
    """
    case = locked(case_rows(), case_id)
    stored = list(for_change(deadline_list().filter(case_id=case_id)).order_by("id"))
    events = events_that_hold(case_id)
    as_of = case_as_of(case, events)
    closed = case.status in CLOSED_CASES
    try:
        answer = Answer((), ()) if closed else case_answer(case, events, as_of, recorded=recorded)
    except CannotCompute as error:
        if recorded is not None and error.about_event:
            raise
        _note_basis(case)
        noted = uncomputed_note(case=case, stored=stored, error=error, on=as_of.date())
        docket_settle(case, [*stored, *noted])
        return Recomputed(refusal=error.detail)
    holding = happenings(case_id, events)
    _note_basis(case)
    uncomputed_clear(stored=stored)
    ruled = [row for row in stored if row.rule not in ("", CANNOT_COMPUTE)]
    pending = list(proposal_list().filter(case_id=case_id, state="proposed"))
    if closed:
        return _close(case, stored, pending)
    difference = plan(
        ruled,
        wanted_rows(answer, holding, as_of, rules_by_version()),
        holding,
        as_of,
        pending=pending,
        accepting=accepting,
        cause=cause,
    )
    for row, reason in difference.superseded:
        _end([row], reason)
    for row, changes in difference.changed:
        row.change(**changes | _state(row, changes))
    proposals_overtake(pending, [*difference.overtaken, *(row.id for row, _ in difference.superseded)])
    DeadlineProposal.objects.bulk_create([_proposal(row, item) for row, item in difference.proposed])
    entered = current_scope().member_id
    opened = [Deadline(case_id=case_id, entered_by_id=entered, **row.values()) for row in difference.opened]
    Deadline.objects.bulk_create(opened)
    _let_days_pass(stored, as_of)
    docket_settle(case, [*stored, *opened])
    ladder_watch(case=case, answer=answer, opened=opened, changed=difference.changed)
    return _became(difference, opened)


def _became(difference: Plan, opened: Sequence[Deadline]) -> Recomputed:
    return Recomputed(
        len(opened), len(difference.changed), len(difference.superseded), len(difference.proposed)
    )


def docket_readdress(*, case_id: UUID) -> None:
    """Give the reminders of a case to whom they belong now; its deadlines stay as they are. Raises NotFound."""
    case = locked(case_rows(), case_id)
    alerts_sync(case=case, deadlines=list(for_change(deadline_list().filter(case_id=case_id)).order_by("id")))


def docket_settle(case: Case, rows: list[Deadline]) -> None:
    """After a change of `rows`, all deadlines of a locked case: its alerts, its breaches and the date it goes by.

    That date is the earliest that is certain; only where none is, the earliest that hangs on a fact not given.
    """
    alerts_sync(case=case, deadlines=rows)
    breaches_sync(case=case, deadlines=rows)
    ours = [row for row in rows if row.duty_of == "ours" and row.sort_on != NO_DATE]
    certain = [row.sort_on for row in ours if row.state == "open"]
    uncertain = [row.sort_on for row in ours if row.state == "unknown"]
    case_set_next_deadline(case_id=case.id, on=min(certain or uncertain, default=NO_DATE))


def proposals_overtake(pending: Iterable[DeadlineProposal], deadline_ids: Collection[UUID]) -> None:
    """Of these proposals, settle those of the deadlines named: the clock no longer makes them. The caller has locks."""
    for proposal in pending:
        if proposal.deadline_id in deadline_ids and proposal.state == "proposed":
            proposal.change(state=PROPOSAL_EDGES.advance(proposal.state, "overtaken"))


def _close(case: Case, stored: Collection[Deadline], pending: Collection[DeadlineProposal]) -> Recomputed:
    """Nothing is due in a case that is closed."""
    ended = [row for row in stored if row.state in LIVE]
    _end(ended, "The case is closed.")
    proposals_overtake(pending, [row.id for row in ended])
    docket_settle(case, list(stored))
    return Recomputed(ended=len(ended))


def _let_days_pass(stored: Iterable[Deadline], as_of: datetime) -> None:
    """Dates that no rule gives are missed by themselves too."""
    for row in stored:
        if row.rule == "" and row.state in ("open", "missed"):
            state = state_until_decided(row, None, as_of)
            if state != row.state:
                row.change(state=advance(row.state, state))


def _note_basis(case: Case) -> None:
    """Keep on which law and calendar the docket was computed, so that a run knows what has changed since."""
    digest = basis_of(case.line_of_business, case.jurisdiction)
    known = basis_list().filter(case_id=case.id).first()
    if known is None:
        DocketBasis(case_id=case.id, digest=digest).save(force_insert=True)
    elif known.digest != digest:
        known.change(digest=digest)
    if known is not None and known.watched_on == NO_DATE and case.status not in CLOSED_CASES:
        basis_list().filter(id=known.id).update(watched_on=None)


def _end(rows: Collection[Deadline], reason: str) -> None:
    for row in rows:
        row.change(
            state=advance(row.state, "superseded"),
            met_event_id=None,
            met_on=None,
            closed_reason=reason,
            has_proposal=False,
        )


def _proposal(row: Deadline, item: Proposed) -> DeadlineProposal:
    wish = item.wish
    return DeadlineProposal(
        deadline_id=row.id,
        kind="move" if wish else "close",
        cause=item.cause,
        reason=item.reason,
        old_due_on=row.due_on,
        old_due_at=row.due_at,
        old_safe_on=row.safe_on,
        old_rule_version=row.rule_version,
        old_working=row.working,
        new_due_on=wish.due_on if wish else None,
        new_due_at=wish.due_at if wish else None,
        new_safe_on=wish.safe_on if wish else None,
        new_rule_version=wish.rule_version if wish else None,
        new_working=wish.working if wish else [],
        new_needs=wish.needs if wish else [],
        new_trigger_event_id=wish.trigger_event_id if wish else None,
        answer=item.answer,
    )


def _state(row: Deadline, changes: Mapping[str, object]) -> dict[str, str | None]:
    """The new state if there is one, by an edge; who closed it before is then no longer who did."""
    if "state" not in changes:
        return {}
    return {"state": advance(row.state, str(changes["state"])), "closed_by_id": None}
