"""The policy as it stood on the day of a case's loss: in force or not, coverages, limits, deductibles, forms, duties.

Reading only, in a fixed number of statements.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import UUID

from cases.models import Case, Coverage, Deductible, Endorsement, Limit, Policy, PolicyDuty
from cases.selectors import (
    coverage_list,
    deductible_list,
    endorsement_list,
    limit_list,
    policy_duty_list,
)

CENT: Final = Decimal("0.01")
IN_FORCE: Final = ("in_force", "not_in_force", "unknown")
"""What can be said of a policy or form on the day of the loss."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether something was in force on a day, and why that is said."""

    state: str
    why: str


@dataclass(frozen=True, slots=True)
class PolicySheet:
    """A case's policy with its terms. The terms are those that were not taken out."""

    policy_id: UUID | None
    loss_date: date | None
    standing: Standing
    coverages: list[Coverage]
    limits: list[Limit]
    deductibles: list[tuple[Deductible, Decimal]]
    endorsements: list[tuple[Endorsement, Standing]]
    duties: list[PolicyDuty]


def in_force(what: str, on: date | None, start: date | None, end: date | None) -> Standing:
    """Whether `what`, which holds from `start` up to and on `end`, was in force on the day `on`.

    An end that is not known does not prove that it held: where the start is known and past, it is taken to hold.
    """
    if on is None:
        return Standing("unknown", "The case gives no date of loss or service.")
    if start is None and end is None:
        return Standing("unknown", f"The dates of {what} are not recorded.")
    if start is not None and on < start:
        return Standing("not_in_force", f"The loss on {on} came before {what} began on {start}.")
    if end is not None and on > end:
        return Standing("not_in_force", f"The loss on {on} came after {what} ended on {end}.")
    since, until = f"from {start}" if start else "from an unknown day", f"to {end}" if end else "with no end"
    return Standing("in_force", f"The loss on {on} falls into {what}, {since} {until}.")


def policy_in_force(policy: Policy | None, on: date | None) -> Standing:
    """Whether a case's policy held on the day of the loss."""
    if policy is None:
        return Standing("unknown", "No policy is recorded for the case.")
    return in_force("the policy", on, policy.effective_from, policy.effective_to)


def deductible_amount(deductible: Deductible) -> Decimal:
    """What a deductible comes to, in cents: the flat amount, or its percentage of the limit that it names."""
    if deductible.amount is not None:
        return deductible.amount
    assert deductible.percent is not None
    assert deductible.percent_of is not None
    part: Decimal = deductible.percent_of.amount * deductible.percent / 100
    return part.quantize(CENT, ROUND_HALF_UP)


def policy_sheet(case: Case) -> PolicySheet:
    """The sheet of a case read with its policy; empty lists where it has none."""
    of = {"policy_id": case.policy_id, "removed_at": None}
    deductibles = deductible_list().filter(**of).select_related("percent_of").order_by("id")
    return PolicySheet(
        policy_id=case.policy_id,
        loss_date=case.loss_date,
        standing=policy_in_force(case.policy, case.loss_date),
        coverages=list(coverage_list().filter(**of).order_by("id")),
        limits=list(limit_list().filter(**of).order_by("id")),
        deductibles=[(row, deductible_amount(row)) for row in deductibles],
        endorsements=[
            (form, in_force("the endorsement", case.loss_date, form.effective_from, form.effective_to))
            for form in endorsement_list().filter(**of).order_by("form_number", "id")
        ],
        duties=list(policy_duty_list().filter(**of).select_related("provision").order_by("id")),
    )
