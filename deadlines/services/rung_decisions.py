"""What persons decide about a case's ladder: futility, a rung not taken, the client's consent; and a suit's cost."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from cases.models import Case
from cases.selectors import case_list, document_list, for_change, locked, referred
from cases.services.checks import check_day, check_fields
from cases.services.licensed import acting_licence
from cases.states import CLOSED_CASES
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.money import money
from claimback.tenancy.member import Member
from deadlines.clock.answer import Remedy
from deadlines.ladder.decisions import DECIDED
from deadlines.models import LitigationCost, RungDecision
from deadlines.models.ladder import Withdrawable
from deadlines.present import answer_now
from deadlines.selectors import case_rows, litigation_cost_list, rung_decision_list
from deadlines.services.docket import docket_recompute
from deadlines.services.reasons import reason_given


def rung_decide(
    *,
    actor: Member,
    case_id: UUID,
    what: str,
    rung: str,
    reason: str,
    decided_on: date | None = None,
    part: str = "",
    document_id: UUID | None = None,
) -> RungDecision:
    """Decide about a rung of the case's ladder, in all or against one `part` of the claim; by default today.

    futile: it counts as climbed. declined: it is not to be taken. Both are decided under the actor's licence.
    consented: the client consents in writing to what needs that, such as the press; `document_id` is the paper.
    The ladder is computed again.

    Raises Invalid that names the field, for a rung that the case's ladder has not and a consent without its paper
    among them; LicenceRequired; Conflict for a closed case and for what is decided already; Forbidden.
    """
    actor.require("remedy.decide")
    case = _open_case(case_id)
    if what not in DECIDED:
        raise invalid("what", f"Give one of {', '.join(DECIDED)}.")
    remedy = _remedy_of(case, rung, part)
    if what == "consented" and not remedy.consent:
        raise invalid("rung", f"{remedy.title} needs no consent.")
    if what == "consented" and document_id is None:
        raise invalid("document_id", "Name the document in which the client consents.", code="required")
    if what != "consented" and document_id is not None:
        raise invalid("document_id", "Only a consent is proven by a document here.")
    standing = rung_decision_list().filter(
        case_id=case_id, what=what, rung=rung, part=part, withdrawn_at=None
    )
    if standing.exists():
        raise Conflict("This is decided already. Withdraw that first.")
    present = today(case.time_zone)
    day = decided_on or present
    check_day(day, present, "decided_on")
    document = referred(document_list().filter(case_id=case_id), document_id, "document_id")
    licence = acting_licence(actor=actor, case=case, on=day)[0] if what != "consented" else None
    made = RungDecision(
        case=case,
        what=what,
        rung=rung,
        part=part,
        reason=reason_given(reason),
        decided_on=day,
        decided_by_id=actor.member_id,
        licence=licence,
        document=document,
    )
    made.save(force_insert=True)
    docket_recompute(case_id=case_id)
    return made


def rung_decision_withdraw(
    *, actor: Member, decision_id: UUID, version: int | None, reason: str
) -> RungDecision:
    """It no longer holds, for a reason. The ladder is computed again.

    Raises Conflict where it was withdrawn already, Invalid without a reason, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("remedy.decide")
    made = locked(rung_decision_list(), decision_id)
    _withdraw(made, actor, version, reason)
    docket_recompute(case_id=made.case_id)
    return made


def litigation_cost_enter(
    *, actor: Member, case_id: UUID, amount: Decimal, currency: str, basis: str, as_of: date
) -> LitigationCost:
    """Enter what a suit would cost, on what it rests and as of which day. The last one that stands counts.

    Raises Invalid that names the field, for another currency than the case's among them; Conflict for a closed case;
    Forbidden.
    """
    actor.require("remedy.decide")
    case = _open_case(case_id)
    sum_ = money(amount, currency)
    if str(sum_.currency) != case.currency:
        raise invalid("amount", f"All amounts of this case are in {case.currency}.")
    if sum_.amount <= 0:
        raise invalid("amount", "Give an amount above nought.")
    check_day(as_of, today(case.time_zone), "as_of")
    made = LitigationCost(
        case=case,
        amount=sum_.amount,
        currency=case.currency,
        basis=basis.strip(),
        as_of=as_of,
        entered_by_id=actor.member_id,
    )
    check_fields(made)
    made.save(force_insert=True)
    return made


def litigation_cost_withdraw(
    *, actor: Member, cost_id: UUID, version: int | None, reason: str
) -> LitigationCost:
    """It no longer holds, for a reason. Raises as `rung_decision_withdraw` does."""
    actor.require("remedy.decide")
    made = locked(litigation_cost_list(), cost_id)
    _withdraw(made, actor, version, reason)
    return made


def _open_case(case_id: UUID) -> Case:
    """The case, locked, so that nobody else decides meanwhile. Raises Invalid, Conflict."""
    case = referred(for_change(case_list()), case_id, "case_id")
    if case.status in CLOSED_CASES:
        raise Conflict("The case is closed. Reopen it first.")
    return case


def _remedy_of(case: Case, rung: str, part: str) -> Remedy:
    """How the rung stands in the case. Raises Invalid where its ladder has none such, or no such part."""
    whole = locked(case_rows(), case.id)
    _, answer = answer_now(whole)
    remedies = answer.remedies
    of_rung = [each for each in remedies if each.rung == rung]
    if not of_rung:
        known = ", ".join(dict.fromkeys(each.rung for each in remedies)) or "it has none yet"
        raise invalid("rung", f"This is no rung of the case's ladder. Its rungs: {known}.")
    found = [each for each in of_rung if part in ("", each.part)]
    if not found:
        raise invalid("part", "The claim has no such part.")
    return found[0]


def _withdraw(made: Withdrawable, actor: Member, version: int | None, reason: str) -> None:
    check_version(made.version, version)
    if made.withdrawn_at is not None:
        raise Conflict("It was withdrawn already.")
    made.change(withdrawn_at=now(), withdrawn_by_id=actor.member_id, withdrawn_reason=reason_given(reason))
