"""What members do with a deadline: meet it with an event, waive it, void it."""

from datetime import date
from uuid import UUID

from cases.models import Case
from cases.selectors import correspondence_list, document_list, for_change, locked, one, referred
from cases.services.licensed import acting_licence
from cases.vocabulary import PROOF_GRADES
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from deadlines.docket import proof_suffices
from deadlines.importance import IMPORTANCE, importance_of, rank
from deadlines.law.catalogue import rules_by_version
from deadlines.models import Deadline
from deadlines.selectors import case_rows, deadline_list, event_rows, proposal_list
from deadlines.services.docket import docket_settle, proposals_overtake
from deadlines.services.reasons import reason_given
from deadlines.services.second_person import refuse_alone
from deadlines.states import DEADLINE_EDGES


class ProofTooWeak(Conflict):
    """The rule asks for receipt and the event's proof shows only sending."""

    code = "proof_too_weak"


def deadline_meet(
    *,
    actor: Member,
    deadline_id: UUID,
    version: int | None,
    event_id: UUID | None = None,
    document_id: UUID | None = None,
    on: date | None = None,
    proof_grade: str = "",
) -> Deadline:
    """Close a deadline with what met it: an event of its case, or a paper, its day and what it proves.

    Raises IllegalTransition if it is not open, ProofTooWeak if the rule asks for receipt and the proof shows only
    sending, SamePerson for whoever entered a critical date that nobody has confirmed, Invalid for an event that is
    not of this case, not of a kind that meets the rule, or before its trigger; NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    case, row, state = _to_meet(deadline_id, version)
    case_id = case.id
    if (event_id is None) == (document_id is None):
        raise invalid(
            "event_id", "Name the event that met it, or the document that proves it: one of the two."
        )
    if event_id is not None:
        event = referred(event_rows(case_id).filter(withdrawn=False), event_id, "event_id")
        if event.kind not in row.satisfied_events:
            kinds = ", ".join(row.satisfied_events) or "none: name a document"
            raise invalid(
                "event_id", f"A {event.kind} does not meet this deadline. Name an event of: {kinds}."
            )
        _check_after_start(row, event.on, "event_id")
        _check_proof(row, event.proof_grade)
        refuse_alone(actor, row)
        return _close(case, row, actor, state=state, met_event_id=event.id, met_on=event.on)
    paper = referred(document_list().filter(case_id=case_id), document_id, "document_id")
    assert paper is not None
    if on is None:
        raise invalid("on", "Say on which day it was done.", code="required")
    _check_done(case, row, actor, on, proof_grade)
    return _close(case, row, actor, state=state, met_document_id=paper.id, met_on=on, met_proof=proof_grade)


def deadline_meet_by_entry(
    *, actor: Member, deadline_id: UUID, version: int | None, entry_id: UUID, on: date, proof_grade: str
) -> Deadline:
    """Close a deadline with an entry of the case's log of contact, its day and proof: how letters name a dispatch.

    Raises what `deadline_meet` does of a document.
    """
    actor.require("deadline.write")
    case, row, state = _to_meet(deadline_id, version)
    entry = referred(correspondence_list().filter(case_id=case.id), entry_id, "entry_id")
    _check_done(case, row, actor, on, proof_grade)
    return _close(case, row, actor, state=state, met_entry_id=entry.id, met_on=on, met_proof=proof_grade)


def _to_meet(deadline_id: UUID, version: int | None) -> tuple[Case, Deadline, str]:
    """The locked case and deadline, and the state of one that is met."""
    case = locked(case_rows(), one(deadline_list(), deadline_id).case_id)
    row = locked(deadline_list(), deadline_id)
    check_version(row.version, version)
    return case, row, DEADLINE_EDGES.advance(row.state, "met")


def _check_done(case: Case, row: Deadline, actor: Member, on: date, proof_grade: str) -> None:
    """What is not an event proves itself: its day has been, and it shows what the rule asks for."""
    if on > today(case.time_zone):
        raise invalid("on", f"{on} is in the future. A deadline is met by what has been done.")
    if proof_grade and proof_grade not in PROOF_GRADES:
        raise invalid("proof_grade", f"Give one of {', '.join(PROOF_GRADES)}.")
    _check_after_start(row, on, "on")
    _check_proof(row, proof_grade)
    if row.duty_of == "ours" and row.satisfied_by and not proof_grade:
        raise ProofTooWeak("The rule asks for proof that it was sent. Say what the paper proves.")
    refuse_alone(actor, row)


def _check_after_start(row: Deadline, on: date, field: str) -> None:
    started = event_rows(row.case_id).filter(deadlines=row).values_list("on", flat=True).first()
    if started is not None and on < started:
        raise invalid(field, f"It was on {on}, before the clock started on {started}.")


def _check_proof(row: Deadline, grade: str) -> None:
    if not proof_suffices(row.duty_of, row.satisfied_by, grade):
        shown = grade.replace("_", " ") or "nothing"
        raise ProofTooWeak(
            f"The rule asks for receipt, and the proof shows {shown}. Record the event again with proof of delivery."
        )


def deadline_waive(*, actor: Member, deadline_id: UUID, version: int | None, reason: str) -> Deadline:
    """Let a deadline go, with the reason, under the actor's licence. It applies, and is not kept.

    Raises LicenceRequired, IllegalTransition, Invalid without a reason, NotFound, PreconditionFailed, Forbidden.
    """
    return _give_up(actor, deadline_id, version, reason, "waived")


def deadline_void(*, actor: Member, deadline_id: UUID, version: int | None, reason: str) -> Deadline:
    """Say that a deadline never applied, with the reason. The docket does not open it again from the same event.

    Raises IllegalTransition, Invalid without a reason, NotFound, PreconditionFailed, Forbidden.
    """
    return _give_up(actor, deadline_id, version, reason, "void")


def deadline_rank(*, actor: Member, deadline_id: UUID, version: int | None, importance: str) -> Deadline:
    """Say how much hangs on a deadline: more than its rule says, or no more than that again.

    Its reminders follow. Raises Invalid for less than the rule says, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    case = locked(case_rows(), one(deadline_list(), deadline_id).case_id)
    row = locked(deadline_list(), deadline_id)
    check_version(row.version, version)
    if importance not in IMPORTANCE:
        raise invalid("importance", f"Give one of {', '.join(IMPORTANCE)}.")
    rule = rules_by_version().get((row.rule, row.rule_version))
    least = importance_of(rule.importance if rule else None, row.duty_of, row.satisfied_events)
    if rank(importance) < rank(least):
        raise invalid("importance", f"Its rule makes it {least}. Give that, or more.")
    row.change(importance=importance)
    docket_settle(case, list(deadline_list().filter(case_id=case.id)))
    return row


def _give_up(actor: Member, deadline_id: UUID, version: int | None, reason: str, to: str) -> Deadline:
    actor.require("deadline.waive")
    said = reason_given(reason)
    case = locked(case_rows(), one(deadline_list(), deadline_id).case_id)
    row = locked(deadline_list(), deadline_id)
    check_version(row.version, version)
    state = DEADLINE_EDGES.advance(row.state, to)
    if to != "waived":
        return _close(case, row, actor, state=state, closed_reason=said)
    licence, _ = acting_licence(actor=actor, case=case, on=today(actor.time_zone))
    return _close(case, row, actor, state=state, closed_reason=said, closed_under_id=licence.id)


def _close(case: Case, row: Deadline, actor: Member, **changes: str | UUID | date) -> Deadline:
    """Write the end of a deadline; its reminders end with it, and so does what was proposed for it."""
    row.change(**changes, closed_by_id=actor.member_id, has_proposal=False)
    proposals_overtake(for_change(proposal_list().filter(deadline_id=row.id, state="proposed")), [row.id])
    docket_settle(case, list(deadline_list().filter(case_id=case.id)))
    return row
