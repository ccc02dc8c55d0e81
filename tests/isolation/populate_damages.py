"""Damages of the case that has everything: an item with its proof and its steps, and the deductible that it bears."""

from datetime import timedelta
from uuid import UUID

from cases.selectors import case_list, coverage_list, deductible_list, evidence_list, one, party_list
from cases.services.damage_proofs import damage_proof_put, damage_terms_set
from cases.services.damages import damage_approve, damage_claim, damage_support
from claimback.tenancy.member import Member
from tests.days import come_everywhere
from tests.isolation.populate_estimates import populate_estimates


def populate_damages(actor: Member, case_id: UUID) -> None:
    """What was billed and supported, and for what the insurer has given its word."""
    policy_id = one(case_list(), case_id).policy_id
    assert policy_id is not None
    dollars = {"amount": "900.00", "currency": "USD"}
    item = damage_claim(
        actor=actor,
        case_id=case_id,
        head="medical_bill",
        title="Infusion",
        details={"served_from": come_everywhere() - timedelta(days=3), "billed": dollars},
        coverage_id=coverage_list().filter(policy_id=policy_id)[0].id,
        provider_id=party_list().filter(case_id=case_id, role="provider")[0].id,
    )
    exhibit = evidence_list().filter(case_id=case_id).order_by("exhibit_number")[0]
    damage_proof_put(actor=actor, damage_id=item.id, evidence_id=exhibit.id)
    damage_support(actor=actor, damage_id=item.id, version=None)
    damage_approve(actor=actor, damage_id=item.id, version=None, amount=500, document_id=exhibit.document_id)
    chosen = deductible_list().filter(policy_id=policy_id)[0]
    damage_terms_set(actor=actor, case_id=case_id, deductible_id=chosen.id, reason="Its only one")
    populate_estimates(actor, case_id)
