"""Evidence: documents put to use on a case, and against grounds."""

from datetime import date
from uuid import UUID

from django.db.models import Max

from cases.models import Evidence, RebuttalEvidence
from cases.selectors import (
    case_list,
    document_list,
    evidence_list,
    for_change,
    rebuttal_evidence_list,
    rebuttal_list,
    rebuttal_of,
    referred,
)
from cases.services.checks import LAST_DAY, check_day, check_fields
from claimback.tenancy.member import Member


def evidence_add(
    *,
    actor: Member,
    case_id: UUID,
    document_id: UUID,
    proves: str,
    in_record_since: date | None = None,
) -> Evidence:
    """Put a document of the case to use. It gets the case's next exhibit number, under the case's lock.

    Raises Invalid for a document of another case, no word of what it proves, or another field; Forbidden.
    """
    actor.require("document.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    document = referred(document_list().filter(case_id=case_id), document_id, "document_id")
    if in_record_since is not None:
        check_day(in_record_since, LAST_DAY, "in_record_since")
    last: int | None = evidence_list().filter(case_id=case_id).aggregate(last=Max("exhibit_number"))["last"]
    evidence = Evidence(
        case=case,
        document=document,
        exhibit_number=(last or 0) + 1,
        proves=proves,
        in_record_since=in_record_since,
    )
    check_fields(evidence)
    evidence.save(force_insert=True)
    return evidence


def evidence_put(*, actor: Member, ground_id: UUID, evidence_id: UUID) -> RebuttalEvidence:
    """Put evidence against a ground of the same case. Put there already, it stays as it is.

    Raises NotFound for the ground, Invalid for evidence of another case, Forbidden.
    """
    actor.require("document.write")
    rebuttal = rebuttal_of(for_change(rebuttal_list().select_related("ground__denial")), ground_id)
    of_case = evidence_list().filter(case_id=rebuttal.ground.denial.case_id)
    evidence = referred(of_case, evidence_id, "evidence_id")
    there = rebuttal_evidence_list().filter(rebuttal_id=rebuttal.id, evidence_id=evidence.id).first()
    return there or RebuttalEvidence.objects.create(rebuttal=rebuttal, evidence=evidence)
