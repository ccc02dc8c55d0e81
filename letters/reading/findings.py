"""What a reading finds, and its stable JSON form. Whatever has a quote has the place of that quote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of a page: `quote` is `page.text[start:end]`, word for word."""

    quote: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A value, the passage that says so, and how sure the rules are (0 to 1)."""

    value: str
    at: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A number that identifies something: `at.quote` is the number itself."""

    kind: str
    at: Span


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in the letter; `kind` says what it is for, `other` when the letter does not."""

    kind: str
    value: Decimal
    currency: str
    at: Span


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for the decision, with the clauses and criteria that its section of the letter cites."""

    code: str
    at: Span
    confidence: float
    clauses: tuple[Span, ...] = ()
    criteria: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A time limit as stated: so many units, counted from an event."""

    n: int
    unit: str
    since: str


@dataclass(frozen=True, slots=True)
class Right:
    """A right the letter tells of; the period and the calendar date only when it states them."""

    kind: str
    at: Span
    period: Period | None = None
    stated_date: date | None = None


@dataclass(frozen=True, slots=True)
class Defect:
    """Something this kind of notice must say and does not."""

    requirement: str
    citation: str
    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person must look at, with the passage if there is one."""

    field: str
    why: str
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one letter. `None` and empty mean: the letter does not say, as far as the rules see."""

    pages: int
    line_of_business: Finding | None = None
    plan_type: Finding | None = None
    decision: Finding | None = None
    letter_date: Finding | None = None
    insurer: Finding | None = None
    claimant: Finding | None = None
    reviewer: Finding | None = None
    reference_numbers: tuple[Reference, ...] = ()
    amounts: tuple[Amount, ...] = ()
    grounds: tuple[Ground, ...] = ()
    evidence_relied_on: tuple[Span, ...] = ()
    rights: tuple[Right, ...] = ()
    notice_defects: tuple[Defect, ...] = ()
    needs_review: tuple[Doubt, ...] = field(default=())


def to_json(reading: Reading) -> dict[str, Any]:
    """The reading as plain data, ready for `json.dumps`: the form that `manage.py read_denial --json` prints."""
    return {
        "pages": reading.pages,
        "line_of_business": _finding(reading.line_of_business),
        "plan_type": _finding(reading.plan_type),
        "decision": _finding(reading.decision),
        "letter_date": _finding(reading.letter_date),
        "insurer": _finding(reading.insurer),
        "claimant": _finding(reading.claimant),
        "reference_numbers": [_reference(reference) for reference in reading.reference_numbers],
        "amounts": [
            {"kind": a.kind, "amount": str(a.value), "currency": a.currency, **_span(a.at)}
            for a in reading.amounts
        ],
        "grounds": [_ground(ground) for ground in reading.grounds],
        "evidence_relied_on": [_span(span) for span in reading.evidence_relied_on],
        "reviewer": _finding(reading.reviewer),
        "rights": [_right(right) for right in reading.rights],
        "notice_defects": [
            {"requirement": d.requirement, "citation": d.citation, "why": d.why}
            for d in reading.notice_defects
        ],
        "needs_review": [
            {"field": d.field, "why": d.why, **(_span(d.at) if d.at else {})} for d in reading.needs_review
        ],
    }


def _span(span: Span) -> dict[str, Any]:
    return {"quote": span.quote, "page": span.page, "start": span.start, "end": span.end}


def _finding(finding: Finding | None) -> Mapping[str, Any] | None:
    if finding is None:
        return None
    return {"value": finding.value, **_span(finding.at), "confidence": finding.confidence}


def _reference(reference: Reference) -> dict[str, Any]:
    at = reference.at
    return {"kind": reference.kind, "value": at.quote, "page": at.page, "start": at.start, "end": at.end}


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "code": ground.code,
        **_span(ground.at),
        "confidence": ground.confidence,
        "clauses": [_span(clause) for clause in ground.clauses],
        "criteria": [_span(criterion) for criterion in ground.criteria],
    }


def _right(right: Right) -> dict[str, Any]:
    period = right.period
    return {
        "kind": right.kind,
        "period": {"n": period.n, "unit": period.unit, "from": period.since} if period else None,
        "stated_date": right.stated_date.isoformat() if right.stated_date else None,
        **_span(right.at),
    }
