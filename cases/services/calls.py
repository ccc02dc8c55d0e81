"""Calls: logged with the checklist of their line of business, and for a peer-to-peer call with both doctors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypedDict
from uuid import UUID

from cases.catalogue import checklists
from cases.catalogue.checklists import Checklist, checklist_for
from cases.models import Case, Correspondence, PeerToPeer
from cases.npi import npi_holds
from cases.selectors import case_list, referred
from cases.services.checks import check_fields
from cases.services.correspondence import PromiseInput, Question, correspondence_log
from claimback.kernel.errors import FieldProblem, Invalid, invalid
from claimback.tenancy.member import Member

CALLS: Final = ("phone", "peer_to_peer", "in_person")
"""Channels on which questions are asked and answered on the spot."""


class AskedQuestion(Question, total=False):
    """A question of a checklist, as the entry keeps it: its words, and the checklist with its version."""

    code: str
    mandatory: bool
    checklist: str


class Doctors(TypedDict, total=False):
    """Both doctors of a peer-to-peer call, and what came of it: the columns of `PeerToPeer`."""

    treating_name: str
    treating_specialty: str
    treating_npi: str
    treating_license: str
    reviewer_name: str
    reviewer_specialty: str
    reviewer_npi: str
    reviewer_license: str
    reviewer_company: str
    outcome: str
    would_change: str


def call_log(
    *,
    actor: Member,
    case_id: UUID,
    direction: str,
    channel: str,
    occurred_at: datetime,
    body: str,
    ended_at: datetime | None = None,
    subject: str = "",
    counterpart: str = "",
    counterpart_id: str = "",
    call_reference: str = "",
    answers: Mapping[str, str] | None = None,
    questions: Sequence[Question] = (),
    peer_to_peer: Doctors | None = None,
    document_id: UUID | None = None,
    corrects_id: UUID | None = None,
    promises: Sequence[PromiseInput] = (),
) -> Correspondence:
    """Log a call with every question of the checklist of its channel and of its case's line of business.

    `answers` are by the question's code; a question without one is kept with an empty answer, so that what was not
    asked shows. `questions` are asked beside it. A peer-to-peer call names both doctors.

    Raises Invalid that names the field, for an answer to no question of the checklist among them; Forbidden.
    """
    actor.require("correspondence.write")
    if channel not in CALLS:
        raise invalid("channel", f"A call goes by one of {', '.join(CALLS)}.")
    case = referred(case_list(), case_id, "case_id")
    doctors = _checked_doctors(channel, peer_to_peer)
    asked: list[Question] = [*_asked(case, channel, answers or {}, _told_by(doctors)), *questions]
    entry = correspondence_log(
        actor=actor,
        case_id=case_id,
        direction=direction,
        channel=channel,
        occurred_at=occurred_at,
        ended_at=ended_at,
        subject=subject,
        body=body,
        counterpart=counterpart or (doctors.reviewer_name if doctors else ""),
        counterpart_id=counterpart_id,
        call_reference=call_reference,
        questions=asked,
        document_id=document_id,
        corrects_id=corrects_id,
        promises=promises,
    )
    if doctors is not None:
        doctors.case_id, doctors.correspondence = case_id, entry
        doctors.save(force_insert=True)
    return entry


def _told_by(doctors: PeerToPeer | None) -> dict[str, str]:
    """The questions of the checklist that the names of the doctors answer already."""
    if doctors is None:
        return {}
    number = f"NPI {doctors.reviewer_npi}" if doctors.reviewer_npi else ""
    told = {
        "reviewer_specialty": doctors.reviewer_specialty,
        "reviewer_license": ", ".join(part for part in (doctors.reviewer_license, number) if part),
        "would_change": doctors.would_change,
    }
    return {code: said for code, said in told.items() if said}


def _asked(
    case: Case, channel: str, answers: Mapping[str, str], told: Mapping[str, str]
) -> list[AskedQuestion]:
    """The questions of the checklist in its own words, each with its answer, else with what was `told`, or empty."""
    checklist = checklist_for(case.line_of_business, channel)
    codes = {each.code for each in checklist.questions} if checklist else set()
    for code in answers:
        if code not in codes:
            raise invalid(
                f"answers/{code}",
                f"The checklist of this call has no such question. Its questions: {', '.join(sorted(codes))}."
                if codes
                else "There is no checklist for such a call. Put what was asked into questions.",
            )
    given = {**told, **answers}
    return [_kept(checklist, question, given) for question in checklist.questions] if checklist else []


def _kept(checklist: Checklist, question: checklists.Question, answers: Mapping[str, str]) -> AskedQuestion:
    return {
        "question": question.ask,
        "answer": answers.get(question.code, "").strip(),
        "code": question.code,
        "mandatory": question.mandatory,
        "checklist": f"{checklist.code}/{checklist.version}",
    }


def _checked_doctors(channel: str, given: Doctors | None) -> PeerToPeer | None:
    if channel != "peer_to_peer":
        if given is not None:
            raise invalid("peer_to_peer", "Only a peer-to-peer call has two doctors. Give that channel.")
        return None
    if given is None:
        raise invalid("peer_to_peer", "Name both doctors, and say what came of the call.")
    values: dict[str, Any] = {name: str(value).strip() for name, value in given.items()}
    row = PeerToPeer(**values)
    try:
        check_fields(row)
    except Invalid as refusal:
        problems = [
            FieldProblem(f"/peer_to_peer{each.pointer}", each.code, each.detail) for each in refusal.errors
        ]
        raise Invalid(refusal.detail, errors=problems) from None
    for side in ("treating_npi", "reviewer_npi"):
        number = getattr(row, side)
        if number and not npi_holds(number):
            raise invalid(
                f"peer_to_peer/{side}", "This is no NPI: ten digits, of which the last checks the rest."
            )
    return row
