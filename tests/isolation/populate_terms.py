"""What the policy of the case that has everything grants and asks."""

from decimal import Decimal
from uuid import UUID

from cases.selectors import provision_list
from cases.services.policy_terms import (
    coverage_add,
    deductible_add,
    endorsement_add,
    limit_add,
    policy_duty_add,
)
from claimback.tenancy.member import Member


def populate_terms(actor: Member, policy_id: UUID) -> None:
    """What the policy grants and asks."""
    provision = provision_list().filter(policy_id=policy_id).order_by("id")[0]
    form = endorsement_add(
        actor=actor, policy_id=policy_id, form_number="EX 01", title="Amendment", changes="The limit"
    )
    stands = {"provision_id": provision.id, "endorsement_id": form.id}
    coverage = coverage_add(actor=actor, policy_id=policy_id, part="medical", **stands)
    limit = limit_add(
        actor=actor,
        policy_id=policy_id,
        coverage_id=coverage.id,
        kind="annual",
        amount=Decimal(100000),
        **stands,
    )
    deductible_add(
        actor=actor,
        policy_id=policy_id,
        coverage_id=coverage.id,
        percent=Decimal(2),
        percent_of_id=limit.id,
        **stands,
    )
    policy_duty_add(
        actor=actor,
        policy_id=policy_id,
        provision_id=provision.id,
        kind="suit_limitation",
        n=3,
        unit="years",
        counts_from="denial_received",
    )
