"""Denials: one adverse decision with its grounds, its dates, and an open answer to each ground, in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypedDict
from uuid import UUID

from cases.events import DenialRecorded
from cases.models import Denial, Ground, Rebuttal
from cases.selectors import case_list, document_list, for_change, referred
from cases.services.checks import check_fields, check_span, renamed
from cases.services.events import event_record
from claimback.kernel.errors import FieldProblem, Invalid, invalid
from claimback.kernel.events import publish
from claimback.tenancy.member import Member

ADVERSE: Final = frozenset(
    {
        "denied",
        "partially_denied",
        "terminated",
        "reduced",
        "rescinded",
        "reservation_of_rights",
        "underpaid",
        "request_for_information",
    }
)
"""The decisions that can be denials: a letter that approves, or decides nothing, is logged as correspondence."""

ADVERSE_CHOICES: Final = sorted(ADVERSE)
"""The same in the order in which they are offered."""

GROUNDS_LIMIT: Final = 100


class GroundInput(TypedDict, total=False):
    """One reason as it stands in the letter. `code` and `quote` are needed; `start` and `end` are a span of `page`."""

    code: str
    quote: str
    page: int | None
    start: int | None
    end: int | None
    clauses: Sequence[str]
    criteria: Sequence[str]
    insurer_evidence: Sequence[str]
    reviewer_specialty: str


def denial_record(
    *,
    actor: Member,
    case_id: UUID,
    decision: str,
    letter_date: date | None,
    level: int = 0,
    is_final: bool = False,
    decided_by: str = "insurer",
    part: str = "",
    received_on: date | None = None,
    received_proof: str = "",
    reference: str = "",
    reviewer: str = "",
    document_id: UUID | None = None,
    grounds: Sequence[GroundInput] = (),
) -> Denial:
    """Record a denial with its numbered grounds, an open answer to each, and its dates as events of the case.

    The events are `denial_dated` and, once `received_on` is known, `denial_received`; a denial of an appeal and the
    plan's last word make their own, and an external reviewer's decision makes `external_review_decided`. A case has as
    many denials as there are letters: each has dates of its own, about all of the claim or the `part` that it names.
    The case's row is locked. Publishes DenialRecorded.

    Raises Invalid that names the field, above all for a letter without a date; Forbidden.
    """
    actor.require("denial.record")
    case = referred(for_change(case_list()), case_id, "case_id")
    check_decision(decision)
    dated = check_dates(letter_date, received_on, received_proof)
    denial = Denial(
        case=case,
        level=level,
        is_final=is_final,
        decided_by=decided_by,
        part=part.strip(),
        decision=decision,
        letter_date=dated,
        received_on=received_on,
        received_proof=received_proof,
        reference=reference,
        reviewer=reviewer,
        document=referred(document_list().filter(case_id=case_id), document_id, "document_id"),
    )
    check_fields(denial)
    reasons = _grounds(denial, grounds)
    denial.save(force_insert=True)
    Ground.objects.bulk_create(reasons)
    Rebuttal.objects.bulk_create([Rebuttal(ground=ground) for ground in reasons])
    _record_dates(actor, denial)
    publish(DenialRecorded(case_id, denial.id))
    return denial


def check_decision(decision: str) -> None:
    """Refuse what is no adverse decision. Raises Invalid."""
    if decision not in ADVERSE:
        raise invalid(
            "decision",
            f"{decision!r} is no adverse decision. Give one of {', '.join(sorted(ADVERSE))}, "
            "or log the letter as correspondence.",
        )


def check_dates(letter_date: date | None, received_on: date | None, received_proof: str) -> date:
    """The letter's date, which a denial needs. Raises Invalid for dates and a proof that contradict each other."""
    if letter_date is None:
        raise invalid(
            "letter_date",
            "A denial needs the date of its letter: deadlines count from it. Read it off the letter; if it has "
            "none, take the postmark's and say so in the reference.",
            code="required",
        )
    if received_on is not None and received_on < letter_date:
        raise invalid(
            "received_on",
            f"It can't have been received on {received_on}, before the letter's own date {letter_date}. "
            "Check both dates.",
        )
    if received_proof and received_on is None:
        raise invalid("received_on", "Give the day of receipt that the proof shows, or leave the proof out.")
    return letter_date


def _grounds(denial: Denial, inputs: Sequence[GroundInput]) -> list[Ground]:
    if len(inputs) > GROUNDS_LIMIT:
        raise invalid("grounds", f"One denial takes at most {GROUNDS_LIMIT} grounds.")
    return [_ground(denial, index, values) for index, values in enumerate(inputs)]


def ground_of(denial: Denial, number: int, values: GroundInput) -> Ground:
    """A ground with this number, not saved yet. Raises Invalid that names the field."""
    lists: dict[str, Any] = {
        name: list(values.get(name, ()))  # type: ignore[call-overload]
        for name in ("clauses", "criteria", "insurer_evidence")
    }
    ground = Ground(
        denial=denial,
        number=number,
        code=values.get("code", ""),
        quote=values.get("quote", ""),
        page=values.get("page"),
        start=values.get("start"),
        end=values.get("end"),
        reviewer_specialty=values.get("reviewer_specialty", ""),
        **lists,
    )
    check_fields(ground)
    check_span(ground)
    return ground


def _ground(denial: Denial, index: int, values: GroundInput) -> Ground:
    try:
        return ground_of(denial, index + 1, values)
    except Invalid as error:
        raise _moved(error, f"grounds/{index}") from None


def _record_dates(actor: Member, denial: Denial) -> None:
    for fact in dated_facts(denial):
        try:
            event_record(
                actor=actor,
                case_id=denial.case_id,
                kind=fact.kind,
                on=fact.on,
                proof_grade=fact.proof,
                source=source_of(denial),
                document_id=denial.document_id,
                denial_id=denial.id,
            )
        except Invalid as error:
            raise renamed(error, "/on", f"/{fact.field}") from None


@dataclass(frozen=True, slots=True)
class DatedFact:
    """One event that a denial makes, and the field of the denial that it comes of."""

    field: str
    kind: str
    on: date
    proof: str = ""


def dated_facts(denial: Denial) -> list[DatedFact]:
    """The events that a denial makes, receipt first: clocks that count from it would otherwise open from the letter's
    date and be superseded at once.
    """
    if denial.decided_by == "external_reviewer":
        return [DatedFact("letter_date", "external_review_decided", denial.letter_date)]
    kind = "final_denial" if denial.is_final else "first_appeal_denial" if denial.level else "denial"
    facts = [DatedFact("letter_date", f"{kind}_dated", denial.letter_date)]
    if denial.received_on is not None:
        received = DatedFact("received_on", f"{kind}_received", denial.received_on, denial.received_proof)
        facts.insert(0, received)
    return facts


def source_of(denial: Denial) -> str:
    """How the denial's dates are known."""
    return f"Letter of {denial.letter_date}" + (f", {denial.reference}" if denial.reference else "")


def _moved(error: Invalid, under: str) -> Invalid:
    problems = [FieldProblem(f"/{under}{p.pointer}", p.code, p.detail) for p in error.errors]
    return Invalid(error.detail, errors=problems)
