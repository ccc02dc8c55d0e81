"""What proves damage items: documents put with them, and taken off with a reason."""

from uuid import UUID

from django.db.models import QuerySet

from cases.models import DamageProof, DamageTerms
from cases.selectors import (
    case_list,
    deductible_list,
    document_list,
    evidence_list,
    for_change,
    locked,
    one,
    referred,
)
from cases.selectors.money import damage_list, damage_proof_list, damage_terms_list
from cases.services.checks import check_fields
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def damage_proof_put(
    *,
    actor: Member,
    damage_id: UUID,
    document_id: UUID | None = None,
    evidence_id: UUID | None = None,
    note: str = "",
) -> DamageProof:
    """Put a document of the same case with an item, or an exhibit with its document.

    Raises Invalid that names the field, Conflict for a document that is with it already, Forbidden.
    """
    actor.require("money.write")
    item = referred(for_change(damage_list()), damage_id, "damage_id")
    mine = {"case_id": item.case_id}
    evidence = referred(evidence_list().filter(**mine), evidence_id, "evidence_id")
    document = referred(document_list().filter(**mine), document_id, "document_id")
    if document is None and evidence is None:
        raise invalid("document_id", "Name the document, or the exhibit, that proves it.", code="required")
    if evidence is not None and document is not None and evidence.document_id != document.id:
        raise invalid("document_id", "The exhibit is another document. Name one of the two.")
    named = document.id if document is not None else evidence.document_id  # type: ignore[union-attr]
    if _standing(item.id).filter(document_id=named).exists():
        raise Conflict("This document is with the item already.")
    proof = DamageProof(damage=item, document_id=named, evidence=evidence, note=note)
    check_fields(proof, ["note"])
    proof.save(force_insert=True)
    return proof


def damage_proof_take_off(*, actor: Member, proof_id: UUID, version: int | None, reason: str) -> DamageProof:
    """Take a document off an item, with the reason. The last one of what counts as proven stays.

    Raises NotFound, PreconditionFailed, Invalid, Conflict, Forbidden.
    """
    actor.require("money.write")
    item = locked(damage_list(), one(damage_proof_list(), proof_id).damage_id)
    proof = locked(damage_proof_list(), proof_id)
    check_version(proof.version, version)
    if not reason.strip():
        raise invalid("reason", "Say why it proves nothing.", code="required")
    if proof.taken_off_at is not None:
        raise Conflict("It was taken off already.")
    if item.supported is not None and not _standing(item.id).exclude(id=proof.id).exists():
        raise Conflict("It is all that supports the item. Put another document first, or take the step back.")
    proof.change(taken_off_at=now(), taken_off_reason=reason.strip())
    return proof


def damage_terms_set(
    *, actor: Member, case_id: UUID, reason: str, deductible_id: UUID | None = None
) -> DamageTerms:
    """Say which deductible of its policy the loss of a case bears; without one, that it bears none.

    Raises Invalid that names the field, Forbidden.
    """
    actor.require("money.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    of_policy = deductible_list().filter(policy__cases=case, removed_at=None)
    deductible = referred(of_policy, deductible_id, "deductible_id")
    if not reason.strip():
        raise invalid("reason", "Say why, such as the cause of the loss.", code="required")
    terms = for_change(damage_terms_list().filter(case_id=case_id)).first()
    if terms is None:
        terms = DamageTerms(case=case, deductible=deductible, reason=reason.strip())
        check_fields(terms, ["reason"])
        terms.save(force_insert=True)
        return terms
    terms.reason = reason.strip()
    check_fields(terms, ["reason"])
    terms.change(deductible=deductible, reason=terms.reason)
    return terms


def _standing(damage_id: UUID) -> QuerySet[DamageProof]:
    return damage_proof_list().filter(damage_id=damage_id, taken_off_at=None)
