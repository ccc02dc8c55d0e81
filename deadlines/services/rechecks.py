"""Runs over a firm's open cases since the law or a calendar changed: begun, worked off in steps, found again if killed.

Each step is one transaction: a few cases and the place that was reached. Killed at any line it is taken up there; run
twice it proposes nothing twice, for a case that was computed on the present law is passed over.
"""

from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cases.models import Case
from cases.selectors import case_list
from cases.states import CLOSED_CASES
from claimback.kernel.clock import now
from claimback.kernel.errors import invalid
from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope
from deadlines.basis import basis_of, law_digest
from deadlines.models import ImpactRun
from deadlines.models.runs import RUN_CAUSES
from deadlines.plan import Cause
from deadlines.selectors import firms_without_run, run_list
from deadlines.services.docket import docket_recompute
from deadlines.services.reasons import reason_given
from deadlines.states import RUN_EDGES

STEP: Final = 25
"""Cases of one transaction."""

ACT: Final = "deadlines.recheck"
NEW_LAW: Final = "The rules of law or the calendar of this installation changed."


def recheck_request(
    *, actor: Member, reason: str, cause: str = "rule", everything: bool = False
) -> ImpactRun:
    """Ask for a run; a worker makes it. Raises Invalid that names the field, Forbidden."""
    actor.require("deadline.recheck")
    if cause not in RUN_CAUSES:
        raise invalid("cause", f"Give one of {', '.join(RUN_CAUSES)}.")
    return recheck_begin(
        reason=reason_given(reason), cause=cause, everything=everything, requested_by=actor.member_id
    )


def recheck_begin(
    *,
    reason: str = NEW_LAW,
    cause: str = "rule",
    everything: bool = False,
    requested_by: UUID | None = None,
) -> ImpactRun:
    """A run in the firm whose scope is open."""
    run = ImpactRun(
        cause=cause, reason=reason, law=law_digest(), everything=everything, requested_by_id=requested_by
    )
    run.save(force_insert=True)
    return run


def rechecks_begin(*, limit: int) -> int:
    """Begin a run in each firm that has none for the present law. Opens scopes of its own. Returns how many."""
    firms = firms_without_run(law_digest(), limit)
    for firm_id in firms:
        with firm_scope(firm_id, act=ACT):
            recheck_begin()
    return len(firms)


def recheck_step(*, run_id: UUID) -> bool:
    """Compute the next few cases of a run, inside the firm's scope; whether there is more to do.

    Nothing where the run is over, or another worker is at it.
    """
    waiting = run_list().filter(id=run_id, state__in=("requested", "running"))
    run = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if run is None:
        return False
    if run.state == "requested":
        run.change(state=RUN_EDGES.advance(run.state, "running"), total=_concerned(run).count())
    cases = _concerned(run).order_by("id")
    if run.reached:
        cases = cases.filter(id__gt=run.reached)
    ids = list(cases.values_list("id", flat=True)[:STEP])
    counts = dict.fromkeys(("opened", "changed", "proposed", "refused"), 0)
    for case_id in ids:
        made = docket_recompute(case_id=case_id, cause=Cause(run.cause, run.reason))
        for name in ("opened", "changed", "proposed"):
            counts[name] += getattr(made, name)
        counts["refused"] += bool(made.refusal)
    progress = {name: getattr(run, name) + count for name, count in counts.items()}
    if len(ids) < STEP:
        run.change(
            **progress,
            done=run.done + len(ids),
            state=RUN_EDGES.advance(run.state, "done"),
            finished_at=now(),
        )
        return False
    run.change(**progress, done=run.done + len(ids), reached=str(ids[-1]))
    return True


def recheck_work(*, firm_id: UUID, run_id: UUID) -> None:
    """Work a run off, step by step, each in a scope of its own: call it outside any transaction."""
    more = True
    while more:
        with firm_scope(firm_id, act=ACT):
            more = recheck_step(run_id=run_id)


def _concerned(run: ImpactRun) -> QuerySet[Case]:
    """The open cases that were computed on another law or calendar than the present one."""
    cases = case_list().exclude(status__in=CLOSED_CASES)
    if run.everything:
        return cases
    stale = Q(pk__in=[])
    places = cases.values_list("line_of_business", "jurisdiction").annotate(n=Count("id")).order_by()
    for line, jurisdiction, _ in places:
        stale |= Q(line_of_business=line, jurisdiction=jurisdiction) & ~Q(
            docket_basis__digest=basis_of(line, jurisdiction)
        )
    return cases.filter(stale)
