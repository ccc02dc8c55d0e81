"""The ground matrix: every ground of the denials of a case against what the insurer relies on and what answers it.

Reading only, in a fixed number of statements whatever the number of denials and grounds.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from cases.models import Denial, Ground, Provision, Rebuttal, RebuttalEvidence
from cases.reasons import Shift, shifts
from cases.selectors import (
    case_list,
    denial_list,
    evidence_in_use,
    one,
    provision_list,
    rebuttal_list,
)
from cases.services.quotes import VERIFIED, quote_check
from claimback.storage.selectors import page_rows

MISSING: Final = (
    "argument",
    "evidence",
    "authority",
    "quote",
    "clause",
    "reviewer_specialty",
    "waiver_reason",
)
"""What a ground and its answer can lack: our argument, evidence and authority; a quote that was found in the letter's
text; the clauses cited among the policy's recorded provisions; the reviewer's specialty; the reason of a waiver.
"""

ANSWER: Final = MISSING[:3]
"""What the answer itself lacks. A waived ground has none and lacks nothing of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One ground as rows: its answer, what is put against it, the passages its clauses name, and what is missing."""

    ground: Ground
    rebuttal: Rebuttal
    uses: list[RebuttalEvidence]
    provisions: list[Provision]
    quote_check: str
    shift: str
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """One denial with its grounds in order, and the reasons of the letter before that it no longer gives."""

    denial: Denial
    grounds: list[Line]
    dropped: list[str]


@dataclass(frozen=True, slots=True)
class MatrixEvidence:
    """One exhibit that is put against a ground."""

    evidence_id: UUID
    exhibit_number: int
    proves: str
    document_id: UUID
    document_title: str


@dataclass(frozen=True, slots=True)
class MatrixProvision:
    """A passage of the policy that a clause of the ground names."""

    provision_id: UUID
    label: str
    kind: str
    quote: str
    page: int | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One ground: where its words stand, what it rests on, our answer, and what is missing."""

    ground_id: UUID
    ground_version: int
    number: int
    code: str
    quote: str
    page: int | None
    start: int | None
    end: int | None
    quote_check: str
    shift: str
    clauses: list[str]
    provisions: list[MatrixProvision]
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
    """A denial with its grounds in order, and how many of them lack each thing."""

    denial_id: UUID
    case_id: UUID
    decision: str
    level: int
    is_final: bool
    decided_by: str
    part: str
    letter_date: date
    received_on: date | None
    document_id: UUID | None
    document_title: str
    grounds: list[MatrixRow]
    dropped: list[str]
    missing: dict[str, int]


@dataclass(frozen=True, slots=True)
class CaseMatrix:
    """Every denial of a case, the latest letter first, and how many grounds of them lack each thing."""

    case_id: UUID
    denials: list[GroundMatrix]
    missing: dict[str, int]


def ground_matrix(denial_id: UUID) -> GroundMatrix:
    """The matrix of a denial, seen beside the other denials of its case. Raises NotFound."""
    case_id = one(denial_list(), denial_id).case_id
    return next(_matrix(found) for found in matrix_lines(case_id) if found.denial.id == denial_id)


def case_matrix(case_id: UUID) -> CaseMatrix:
    """The matrix of a case. Raises NotFound."""
    one(case_list(), case_id)
    denials = [_matrix(found) for found in matrix_lines(case_id)]
    rows = [row for denial in denials for row in denial.grounds]
    return CaseMatrix(case_id, denials, _total(rows))


def matrix_lines(case_id: UUID) -> list[Lines]:
    """The denials of a case, the latest letter first, with their grounds as rows."""
    denials = list(_denials(case_id))
    answers: dict[UUID, list[Rebuttal]] = defaultdict(list)
    rebuttals = rebuttal_list().filter(case_id=case_id).select_related("ground", "waived_by__user")
    for rebuttal in rebuttals.order_by("ground__number"):
        answers[rebuttal.ground.denial_id].append(rebuttal)
    uses: dict[UUID, list[RebuttalEvidence]] = defaultdict(list)
    put = evidence_in_use().filter(case_id=case_id).select_related("evidence__document")
    for use in put.order_by("evidence__exhibit_number"):
        uses[use.rebuttal_id].append(use)
    provisions = list(provision_list().filter(policy__cases=case_id).order_by("label", "id"))
    pages = _pages(denials, answers)
    moved = shifts([(d.id, d.part, [r.ground.code for r in answers[d.id]]) for d in reversed(denials)])
    return [
        Lines(
            denial,
            [
                _line(
                    rebuttal, uses[rebuttal.id], provisions, _text(denial, rebuttal, pages), moved[denial.id]
                )
                for rebuttal in answers[denial.id]
            ],
            moved[denial.id].dropped,
        )
        for denial in denials
    ]


def clause_names(clause: str, label: str) -> bool:
    """Whether a clause, as the letter cites it, names the passage: “Section 7.2” is not named by “Section 7.21”."""
    return re.search(rf"(?<![\w.]){re.escape(label)}(?!\w|\.\d)", clause, re.IGNORECASE) is not None


def _denials(case_id: UUID) -> QuerySet[Denial]:
    return denial_list().filter(case_id=case_id).select_related("document").order_by("-letter_date", "-id")


def _pages(denials: Iterable[Denial], answers: Mapping[UUID, list[Rebuttal]]) -> dict[tuple[UUID, int], str]:
    """The text of every page that a ground stands on, in one statement."""
    files = {d.document.file_id for d in denials if d.document is not None}
    numbers = {r.ground.page for found in answers.values() for r in found if r.ground.page is not None}
    rows = page_rows().filter(file_id__in=files, number__in=numbers)
    return {
        (file_id, number): text for file_id, number, text in rows.values_list("file_id", "number", "text")
    }


def _text(denial: Denial, rebuttal: Rebuttal, pages: Mapping[tuple[UUID, int], str]) -> str | None:
    if denial.document is None or rebuttal.ground.page is None:
        return None
    return pages.get((denial.document.file_id, rebuttal.ground.page))


def _line(
    rebuttal: Rebuttal,
    uses: list[RebuttalEvidence],
    provisions: Iterable[Provision],
    text: str | None,
    shift: Shift,
) -> Line:
    ground = rebuttal.ground
    named = [p for p in provisions if any(clause_names(clause, p.label) for clause in ground.clauses)]
    unnamed = [c for c in ground.clauses if not any(clause_names(c, p.label) for p in named)]
    check = quote_check(ground.quote, text, ground.start, ground.end)
    missing = lacking(ground, rebuttal, exhibits=len(uses), quoted=check == VERIFIED, named=not unnamed)
    return Line(ground, rebuttal, uses, named, check, shift.of(ground.code), missing)


def lacking(ground: Ground, rebuttal: Rebuttal, *, exhibits: int, quoted: bool, named: bool) -> list[str]:
    """Which of `MISSING` a ground with its answer lacks. `quoted`: its words were found in the letter's text; `named`:
    every clause that it cites is among the policy's passages.
    """
    waived = rebuttal.state == "waived"
    lacks = {
        "argument": not waived and not rebuttal.argument.strip(),
        "evidence": not waived and not exhibits,
        "authority": not waived and not rebuttal.authorities,
        "quote": not quoted,
        "clause": not named,
        "reviewer_specialty": not ground.reviewer_specialty.strip(),
        "waiver_reason": waived and not rebuttal.waived_reason.strip(),
    }
    return [name for name in MISSING if lacks[name]]


def _matrix(found: Lines) -> GroundMatrix:
    denial = found.denial
    rows = [_row(line) for line in found.grounds]
    return GroundMatrix(
        denial_id=denial.id,
        case_id=denial.case_id,
        decision=denial.decision,
        level=denial.level,
        is_final=denial.is_final,
        decided_by=denial.decided_by,
        part=denial.part,
        letter_date=denial.letter_date,
        received_on=denial.received_on,
        document_id=denial.document_id,
        document_title=denial.document.title if denial.document else "",
        grounds=rows,
        dropped=found.dropped,
        missing=_total(rows),
    )


def _row(line: Line) -> MatrixRow:
    ground, rebuttal = line.ground, line.rebuttal
    return MatrixRow(
        ground_id=ground.id,
        ground_version=ground.version,
        number=ground.number,
        code=ground.code,
        quote=ground.quote,
        page=ground.page,
        start=ground.start,
        end=ground.end,
        quote_check=line.quote_check,
        shift=line.shift,
        clauses=ground.clauses,
        provisions=[MatrixProvision(p.id, p.label, p.kind, p.quote, p.page) for p in line.provisions],
        criteria=ground.criteria,
        insurer_evidence=ground.insurer_evidence,
        reviewer_specialty=ground.reviewer_specialty,
        rebuttal_version=rebuttal.version,
        state=rebuttal.state,
        argument=rebuttal.argument,
        authorities=rebuttal.authorities,
        evidence=[_evidence(use) for use in line.uses],
        waived_reason=rebuttal.waived_reason,
        waived_by_id=rebuttal.waived_by_id,
        missing=line.missing,
    )


def _evidence(use: RebuttalEvidence) -> MatrixEvidence:
    exhibit = use.evidence
    return MatrixEvidence(
        exhibit.id, exhibit.exhibit_number, exhibit.proves, exhibit.document_id, exhibit.document.title
    )


def _total(rows: Iterable[MatrixRow]) -> dict[str, int]:
    rows = list(rows)
    return {name: sum(name in row.missing for row in rows) for name in MISSING}
