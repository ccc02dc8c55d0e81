"""Readings: asked for, confirmed or corrected by a member, set aside, asked for again.

A reading proposes; nothing is believed until a member confirms it. What was first found is kept as it was found.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cases.selectors import document_list, locked, referred
from cases.services.checks import check_fields
from cases.services.denials import denial_record
from cases.services.tasks import TaskSource, tasks_resolve
from claimback.kernel import json
from claimback.kernel.errors import Conflict, FieldProblem, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.storage.models import KEPT
from claimback.tenancy.member import Member
from letters.events import ReadingRequested
from letters.models import Reading
from letters.selectors import reading_list
from letters.states import READING_EDGES


def reading_request(*, actor: Member, document_id: UUID) -> Reading:
    """Ask for a document to be read. It is done by a worker, soon after the commit.

    Raises Invalid for a document that is not there, Conflict where its file was not accepted or another reading of it
    waits or awaits its confirmation, Forbidden.
    """
    actor.require("denial.record")
    document = referred(document_list().select_related("file"), document_id, "document_id")
    if document.file.state != KEPT:
        raise Conflict(f"The document's file is {document.file.state}. It can be read once it is kept.")
    if reading_list().filter(document=document, state__in=["requested", "read"]).exists():
        raise Conflict("A reading of this document is under way, or waits to be confirmed or set aside.")
    reading = Reading.objects.create(document=document, requested_by_id=actor.member_id)
    publish(ReadingRequested(reading.id))
    return reading


def reading_confirm(
    *, actor: Member, reading_id: UUID, version: int | None, confirmed: Mapping[str, Any]
) -> Reading:
    """Record the denial that a letter tells of, as the member confirmed or corrected it.

    `confirmed` holds the fields of `denial_record`: decision, letter_date, received_on, received_proof, level,
    is_final, reference, reviewer, and the grounds, each with its code, its quote and the page, start and end where it
    stands in the stored text of the letter. The first findings stay as they were.

    Raises Invalid at `/grounds/0/quote` for words that do not stand there, IllegalTransition for a reading that is not
    read or confirmed already, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("denial.record")
    reading = _locked(reading_id, version)
    state = READING_EDGES.advance(reading.state, "confirmed")
    _check_quotes(reading.pages or [], confirmed.get("grounds", []))
    denial = denial_record(
        actor=actor, case_id=reading.document.case_id, document_id=reading.document_id, **confirmed
    )
    reading.change(
        state=state,
        confirmed=json.loads(json.dumps(dict(confirmed))),
        confirmed_by_id=actor.member_id,
        denial=denial,
    )
    return reading


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
    """Ask once more for a reading that failed."""
    actor.require("denial.record")
    reading = _locked(reading_id, version)
    reading.change(state=READING_EDGES.advance(reading.state, "requested"), refusal="", attempts=0)
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
