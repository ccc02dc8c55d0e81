"""The ground matrix: every ground of a denial against what the insurer relies on and what answers it.

Reading only, in three statements whatever the number of grounds.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.models import Ground, Rebuttal
from cases.selectors import denial_list, one, rebuttal_evidence_list, rebuttal_list


@dataclass(frozen=True, slots=True)
class MatrixEvidence:
    """One exhibit that is put against a ground."""

    evidence_id: UUID
    exhibit_number: int
    proves: str
    document_id: UUID
    document_title: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One ground: where its words stand, what it rests on, our answer, and what the answer lacks."""

    ground_id: UUID
    number: int
    code: str
    quote: str
    page: int | None
    start: int | None
    end: int | None
    clauses: list[str]
    criteria: list[str]
    insurer_evidence: list[str]
    reviewer_specialty: str
    rebuttal_version: int
    state: str
    argument: str
    authorities: list[str]
    evidence: list[MatrixEvidence]
    waived_reason: str
    waived_by_id: UUID | None
    missing: list[str]


@dataclass(frozen=True, slots=True)
class GroundMatrix:
    """A denial with its grounds in order."""

    denial_id: UUID
    case_id: UUID
    decision: str
    letter_date: date
    document_id: UUID | None
    document_title: str
    grounds: list[MatrixRow]


MISSING = ("argument", "evidence", "authority")
"""What an answer can lack. A waived ground lacks nothing."""


def ground_matrix(denial_id: UUID) -> GroundMatrix:
    """The matrix of a denial. Raises NotFound."""
    denial = one(denial_list().select_related("document"), denial_id)
    put = _evidence_by_rebuttal(denial_id)
    rebuttals = (
        rebuttal_list()
        .filter(ground__denial_id=denial_id)
        .select_related("ground")
        .order_by("ground__number")
    )
    return GroundMatrix(
        denial_id=denial.id,
        case_id=denial.case_id,
        decision=denial.decision,
        letter_date=denial.letter_date,
        document_id=denial.document_id,
        document_title=denial.document.title if denial.document else "",
        grounds=[_row(rebuttal.ground, rebuttal, put[rebuttal.id]) for rebuttal in rebuttals],
    )


def _evidence_by_rebuttal(denial_id: UUID) -> dict[UUID, list[MatrixEvidence]]:
    uses = (
        rebuttal_evidence_list()
        .filter(rebuttal__ground__denial_id=denial_id)
        .select_related("evidence__document")
        .order_by("evidence__exhibit_number")
    )
    put: dict[UUID, list[MatrixEvidence]] = defaultdict(list)
    for use in uses:
        exhibit = use.evidence
        put[use.rebuttal_id].append(
            MatrixEvidence(
                evidence_id=exhibit.id,
                exhibit_number=exhibit.exhibit_number,
                proves=exhibit.proves,
                document_id=exhibit.document_id,
                document_title=exhibit.document.title,
            )
        )
    return put


def _row(ground: Ground, rebuttal: Rebuttal, evidence: list[MatrixEvidence]) -> MatrixRow:
    has = (bool(rebuttal.argument.strip()), bool(evidence), bool(rebuttal.authorities))
    waived = rebuttal.state == "waived"
    return MatrixRow(
        ground_id=ground.id,
        number=ground.number,
        code=ground.code,
        quote=ground.quote,
        page=ground.page,
        start=ground.start,
        end=ground.end,
        clauses=ground.clauses,
        criteria=ground.criteria,
        insurer_evidence=ground.insurer_evidence,
        reviewer_specialty=ground.reviewer_specialty,
        rebuttal_version=rebuttal.version,
        state=rebuttal.state,
        argument=rebuttal.argument,
        authorities=rebuttal.authorities,
        evidence=evidence,
        waived_reason=rebuttal.waived_reason,
        waived_by_id=rebuttal.waived_by_id,
        missing=[] if waived else [name for name, there in zip(MISSING, has, strict=True) if not there],
    )
