"""Breaches follow their deadlines; members may withdraw one, or say what should have been paid."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from cases.models import Case
from cases.selectors import event_list, for_change, locked, one
from cases.services.checks import check_fields
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from deadlines.breach import Standing, breach_of, last_day
from deadlines.law.catalogue import rules_by_version
from deadlines.law.contract import consequence_of
from deadlines.models import Breach, Deadline
from deadlines.selectors import breach_list, case_rows
from deadlines.services.reasons import reason_given
from deadlines.states import BREACH_EDGES

MOST = Decimal("999999999999.99")


def breaches_sync(*, case: Case, deadlines: Iterable[Deadline]) -> None:
    """Open, cure and withdraw the breaches of these deadlines of one locked case; run twice it changes nothing.

    What a member withdrew stays withdrawn. To let an offer of ours lapse is no breach: nobody owes its acceptance.
    """
    theirs = [row for row in deadlines if row.duty_of != "ours" and row.offer_id is None]
    if not theirs:
        return
    found = {row.deadline_id: row for row in for_change(breach_list().filter(case_id=case.id))}
    made = []
    for row in theirs:
        breach = found.get(row.id)
        standing = breach_of(row, case.time_zone, standing=breach is not None)
        if standing is None:
            continue
        if breach is None:
            made.append(_breach(case, row, standing))
        elif breach.withdrawn_by_id is None:
            _follow(case, breach, row, standing)
    starts = {row.started_by_id for row in made if row.started_by_id}
    grades = dict(event_list().filter(id__in=starts).values_list("id", "proof_grade")) if starts else {}
    for each in made:
        each.start_proof = grades.get(each.started_by_id, "") if each.started_by_id else ""
    Breach.objects.bulk_create(made)


def breach_withdraw(*, actor: Member, breach_id: UUID, version: int | None, reason: str) -> Breach:
    """Say that a breach is none, with the reason: it is not held against them, and not found again.

    Raises IllegalTransition, Invalid without a reason, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("deadline.waive")
    breach = _locked(breach_id, version)
    state = BREACH_EDGES.advance(breach.state, "withdrawn")
    breach.change(state=state, withdrawn_by_id=actor.member_id, withdrawn_reason=reason_given(reason))
    return breach


def breach_value(
    *, actor: Member, breach_id: UUID, version: int | None, amount: Decimal | None, currency: str = "USD"
) -> Breach:
    """Say what should have been paid by the date that was missed; None for the case's amount in dispute.

    Raises Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    breach = _locked(breach_id, version)
    if amount is not None and not 0 <= amount <= MOST:
        raise invalid("amount", f"Give an amount from 0 to {MOST}.")
    breach.currency = currency
    check_fields(breach, ["currency"])
    breach.change(amount=amount, currency=currency)
    return breach


def _locked(breach_id: UUID, version: int | None) -> Breach:
    locked(case_rows(), one(breach_list(), breach_id).case_id)
    breach = locked(breach_list(), breach_id)
    check_version(breach.version, version)
    return breach


def _breach(case: Case, row: Deadline, standing: Standing) -> Breach:
    rule = rules_by_version().get((row.rule, row.rule_version))
    due = last_day(row, case.time_zone)
    assert due is not None
    return Breach(
        deadline_id=row.id,
        rule=row.rule,
        rule_version=row.rule_version,
        duty_of=row.duty_of,
        act=row.act,
        citation=row.citation,
        checked=row.checked,
        consequence=(rule.consequence if rule else consequence_of(row.rule))[:600],
        due_on=due,
        due_at=row.due_at,
        started_by_id=row.trigger_event_id,
        state=standing.state,
        cured_on=standing.cured_on,
        currency=case.currency,
    )


def _follow(case: Case, breach: Breach, row: Deadline, standing: Standing) -> None:
    """Bring a breach in step with its deadline."""
    wanted = {
        "due_on": last_day(row, case.time_zone),
        "due_at": row.due_at,
        "rule_version": row.rule_version,
        "started_by_id": row.trigger_event_id,
        "state": standing.state,
        "cured_on": standing.cured_on,
        "withdrawn_reason": standing.reason,
    }
    changes = {name: value for name, value in wanted.items() if getattr(breach, name) != value}
    if "state" in changes:
        changes["state"] = BREACH_EDGES.advance(breach.state, standing.state)
    if changes:
        breach.change(**changes)
