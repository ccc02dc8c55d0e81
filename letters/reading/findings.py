"""What a reading finds, and its stable JSON form. Whatever has a quote has the place of that quote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    """A value, the passage that says so, how sure the rules are (0 to 1), and what the passage is taken as."""

    value: str
    at: Span
    confidence: float
    why: str = ""


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
class DatedFact:
    """A day or a span of days in the letter, and what happened then; `last` is the day itself for one day."""

    kind: str
    first: date
    last: date
    at: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the letter names: `at.quote` is the passage, the rest is empty where it does not say."""

    name: str
    role: str
    at: Span
    title: str = ""
    credentials: str = ""
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """A printed code for a reason: `system` is carc, rarc or plan; `ground` what it usually stands for, if known."""

    system: str
    code: str
    at: Span
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for the decision, with what its section of the letter cites, relies on and finds missing."""

    code: str
    at: Span
    confidence: float
    clauses: tuple[Span, ...] = ()
    criteria: tuple[Span, ...] = ()
    evidence_relied_on: tuple[Span, ...] = ()
    evidence_missing: tuple[Span, ...] = ()


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
    address: Span | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two passages of one letter that cannot both hold: `kind` is period, date, reason, amount or decision."""

    kind: str
    why: str
    passages: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NoticeCheck:
    """One thing that the law makes such a letter say, held against the letter.

    `state` is present (with its passage), absent or unclear; `effect` is what the law says of a letter without it,
    empty where it says nothing; `checked` how the requirement itself was checked: primary, secondary, unchecked.
    """

    id: str
    requirement: str
    citation: str
    checked: str
    state: str
    why: str
    effect: str = ""
    at: Span | None = None


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
    administrator: Finding | None = None
    claimant: Finding | None = None
    reviewer: Finding | None = None
    people: tuple[Person, ...] = ()
    dates: tuple[DatedFact, ...] = ()
    reference_numbers: tuple[Reference, ...] = ()
    amounts: tuple[Amount, ...] = ()
    grounds: tuple[Ground, ...] = ()
    reason_codes: tuple[ReasonCode, ...] = ()
    evidence_relied_on: tuple[Span, ...] = ()
    evidence_missing: tuple[Span, ...] = ()
    review_vendors: tuple[Finding, ...] = ()
    rights: tuple[Right, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    notice_checks: tuple[NoticeCheck, ...] = ()
    needs_review: tuple[Doubt, ...] = ()

    @property
    def notice_defects(self) -> tuple[NoticeCheck, ...]:
        """What such a letter must say and nothing in this one does."""
        return tuple(check for check in self.notice_checks if check.state == "absent")


def to_json(reading: Reading) -> dict[str, Any]:
    """The reading as plain data, ready for `json.dumps`: the form that `manage.py read_denial --json` prints."""
    return {
        "pages": reading.pages,
        "line_of_business": _finding(reading.line_of_business),
        "plan_type": _finding(reading.plan_type),
        "decision": _finding(reading.decision),
        "letter_date": _finding(reading.letter_date),
        "insurer": _finding(reading.insurer),
        "administrator": _finding(reading.administrator),
        "claimant": _finding(reading.claimant),
        "people": [_person(person) for person in reading.people],
        "dates": [_dated(dated) for dated in reading.dates],
        "reference_numbers": [_reference(reference) for reference in reading.reference_numbers],
        "amounts": [
            {"kind": a.kind, "amount": str(a.value), "currency": a.currency, **_span(a.at)}
            for a in reading.amounts
        ],
        "grounds": [_ground(ground) for ground in reading.grounds],
        "reason_codes": [
            {"system": c.system, "code": c.code, "ground": c.ground, **_span(c.at)}
            for c in reading.reason_codes
        ],
        "evidence_relied_on": _spans(reading.evidence_relied_on),
        "evidence_missing": _spans(reading.evidence_missing),
        "reviewer": _finding(reading.reviewer),
        "review_vendors": [_finding(vendor) for vendor in reading.review_vendors],
        "rights": [_right(right) for right in reading.rights],
        "contradictions": [
            {"kind": c.kind, "why": c.why, "passages": _spans(c.passages)} for c in reading.contradictions
        ],
        "notice_checks": [_check(check) for check in reading.notice_checks],
        "notice_defects": [
            {
                "id": check.id,
                "requirement": check.requirement,
                "citation": check.citation,
                "checked": check.checked,
                "effect": check.effect,
                "why": check.why,
            }
            for check in reading.notice_defects
        ],
        "needs_review": [
            {"field": d.field, "why": d.why, **(_span(d.at) if d.at else {})} for d in reading.needs_review
        ],
    }


def _spans(spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [_span(span) for span in spans]


def _span(span: Span) -> dict[str, Any]:
    return {"quote": span.quote, "page": span.page, "start": span.start, "end": span.end}


def _finding(finding: Finding | None) -> Mapping[str, Any] | None:
    if finding is None:
        return None
    said = {"value": finding.value, **_span(finding.at), "confidence": finding.confidence}
    return said | {"why": finding.why} if finding.why else said


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "role": person.role,
        "title": person.title,
        "credentials": person.credentials,
        "specialty": person.specialty,
        **_span(person.at),
    }


def _dated(dated: DatedFact) -> dict[str, Any]:
    return {
        "kind": dated.kind,
        "first": dated.first.isoformat(),
        "last": dated.last.isoformat(),
        **_span(dated.at),
        "confidence": dated.confidence,
    }


def _check(check: NoticeCheck) -> dict[str, Any]:
    return {
        "id": check.id,
        "requirement": check.requirement,
        "citation": check.citation,
        "checked": check.checked,
        "state": check.state,
        "why": check.why,
        "effect": check.effect,
        "place": _span(check.at) if check.at else None,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    at = reference.at
    return {"kind": reference.kind, "value": at.quote, "page": at.page, "start": at.start, "end": at.end}


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "code": ground.code,
        **_span(ground.at),
        "confidence": ground.confidence,
        "clauses": _spans(ground.clauses),
        "criteria": _spans(ground.criteria),
        "evidence_relied_on": _spans(ground.evidence_relied_on),
        "evidence_missing": _spans(ground.evidence_missing),
    }


def _right(right: Right) -> dict[str, Any]:
    period = right.period
    return {
        "kind": right.kind,
        "period": {"n": period.n, "unit": period.unit, "from": period.since} if period else None,
        "stated_date": right.stated_date.isoformat() if right.stated_date else None,
        "address": _span(right.address) if right.address else None,
        **_span(right.at),
    }
