"""Readings: asked for, confirmed or corrected by a member, set aside, asked for again.

A reading proposes; nothing is believed until a member confirms it. What was first found is kept as it was found.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cases.models import Case, Denial
from cases.selectors import document_list, ground_list, locked, referred
from cases.services.cases import case_change
from cases.services.checks import check_fields
from cases.services.denials import denial_record
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from claimback.kernel import json
from claimback.kernel.errors import Conflict, FieldProblem, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.storage.models import KEPT, NOT_SEARCHABLE
from claimback.storage.selectors import file_lock
from claimback.storage.services import text_forget
from claimback.tenancy.member import Member
from letters.events import ReadingRequested
from letters.models import Reading
from letters.reading.corrections import corrections
from letters.selectors import reading_list
from letters.states import READING_EDGES, UNDER_WAY


def reading_request(*, actor: Member, document_id: UUID) -> Reading:
    """Ask for a document to be read. It is done by a worker, soon after the commit.

    Raises Invalid for a document that is not there, Conflict where its file was not accepted or another reading of it
    waits or awaits its confirmation, Forbidden.
    """
    actor.require("denial.record")
    document = referred(document_list().select_related("file"), document_id, "document_id")
    if document.file.state != KEPT:
        raise Conflict(f"The document's file is {document.file.state}. It can be read once it is kept.")
    if reading_list().filter(document=document, state__in=[*UNDER_WAY, "read"]).exists():
        raise Conflict("A reading of this document is under way, or waits to be confirmed or set aside.")
    reading = Reading.objects.create(document=document, file=document.file, requested_by_id=actor.member_id)
    publish(ReadingRequested(reading.id))
    return reading


def reading_confirm(
    *, actor: Member, reading_id: UUID, version: int | None, confirmed: Mapping[str, Any]
) -> Reading:
    """Record the denial that a letter tells of, as the member confirmed or corrected it.

    `confirmed` holds the fields of `denial_record`: decision, letter_date, received_on, received_proof, level,
    is_final, reference, reviewer, and the grounds, each with its code, its quote and the page, start and end where it
    stands in the stored text of the letter. What a ground names under `evidence_missing` becomes a task. A `plan_type`
    becomes the case's, if the case has none. The first findings stay as they were; what became of each is kept as
    `corrections`.

    Raises Invalid at `/grounds/0/quote` for words that do not stand there and at `/plan_type` where the case has one,
    IllegalTransition for a reading that is not read or confirmed already, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("denial.record")
    reading = _locked(reading_id, version)
    state = READING_EDGES.advance(reading.state, "confirmed")
    grounds = confirmed.get("grounds", [])
    _check_quotes(reading.pages or [], grounds)
    case = reading.document.case
    if confirmed.get("plan_type"):
        _learn_plan_type(actor, case, confirmed["plan_type"])
    denial = denial_record(
        actor=actor,
        case_id=case.id,
        document_id=reading.document_id,
        **{name: value for name, value in confirmed.items() if name != "plan_type"},
    )
    _ask_for_missing(actor, denial, grounds)
    kept = json.loads(json.dumps(dict(confirmed)))
    reading.change(
        state=state,
        confirmed=kept,
        corrections=corrections(reading.findings or {}, kept, reading.proposed),
        confirmed_by_id=actor.member_id,
        denial=denial,
    )
    return reading


def _learn_plan_type(actor: Member, case: Case, plan_type: str) -> None:
    """Before the denial is recorded: its clocks depend on it."""
    if case.plan_type and case.plan_type != plan_type:
        raise invalid(
            "plan_type",
            f"The case is of another type of plan: {case.get_plan_type_display()}. Change that on the case first, "
            "or leave it out here.",
        )
    if not case.plan_type:
        case_change(actor=actor, case_id=case.id, version=None, plan_type=plan_type)


def _ask_for_missing(actor: Member, denial: Denial, grounds: Sequence[Mapping[str, Any]]) -> None:
    """A task for each ground that says what evidence the insurer lacks."""
    for ground, said in zip(
        ground_list().filter(denial_id=denial.id).order_by("number"), grounds, strict=True
    ):
        lacking = list(dict.fromkeys(said.get("evidence_missing", ())))
        if lacking:
            task_open(
                actor=actor,
                case_id=denial.case_id,
                kind="missing_evidence",
                title=f"Get what the insurer says it lacks: {lacking[0]}"[:200],
                detail="\n".join(
                    [f"Ground {ground.number} of the letter of {denial.letter_date}:", *lacking]
                ),
                source=TaskSource("ground", ground.id, "missing"),
            )


def reading_set_aside(*, actor: Member, reading_id: UUID, version: int | None, reason: str) -> Reading:
    """Put a reading aside that no denial comes of, with the reason: the wrong file, or one read by a person."""
    actor.require("denial.record")
    reading = _locked(reading_id, version)
    state = READING_EDGES.advance(reading.state, "set_aside")
    if not reason.strip():
        raise invalid("reason", "Say why nothing is recorded from this letter.")
    reading.set_aside_reason = reason.strip()
    check_fields(reading, ["set_aside_reason"])
    reading.change(state=state, set_aside_reason=reading.set_aside_reason)
    tasks_resolve(source=TaskSource("reading", reading.id), note="The reading was set aside.")
    return reading


def reading_retry(*, actor: Member, reading_id: UUID, version: int | None) -> Reading:
    """Ask once more for a reading that failed, of the file that the document has now.

    Where no text was found in it, it is looked for anew, as after text recognition was installed.
    """
    actor.require("denial.record")
    reading = _locked(reading_id, version)
    state = READING_EDGES.advance(reading.state, "requested")
    file = file_lock(reading.document.file_id)
    if file.state == KEPT and file.text_state == NOT_SEARCHABLE:
        text_forget(file)
    reading.change(state=state, file=file, refusal="", attempts=0)
    publish(ReadingRequested(reading.id))
    return reading


def _locked(reading_id: UUID, version: int | None) -> Reading:
    reading = locked(reading_list(), reading_id)
    check_version(reading.version, version)
    return reading


def _check_quotes(pages: Sequence[str], grounds: Sequence[Mapping[str, Any]]) -> None:
    """Raise Invalid for every quote that is not, character by character, what the letter says at its place."""
    problems = [
        FieldProblem(f"/grounds/{index}/quote", "not_verbatim", problem)
        for index, ground in enumerate(grounds)
        if (problem := _misquoted(pages, ground))
    ]
    if problems:
        raise Invalid(problems[0].detail, errors=problems)


def _misquoted(pages: Sequence[str], ground: Mapping[str, Any]) -> str:
    """What is wrong with a ground's quote; nothing where the letter says just that at the place given."""
    page, start, end = ground.get("page"), ground.get("start"), ground.get("end")
    if page is None or start is None or end is None:
        return "Give the page, start and end where this stands in the letter."
    if not 1 <= page <= len(pages) or not 0 <= start < end:
        return (
            f"There is no such place: the letter has {len(pages)} pages, and a passage ends after it starts."
        )
    if pages[page - 1][start:end] != ground["quote"]:
        return f"The letter says something else on page {page} from {start} to {end}. Quote it as it stands."
    return ""
