"""Approval: the check passes on the final text, the PDF is made and kept, and its hash is bound to who and when."""

import hmac
from collections.abc import Iterator
from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings

from cases.services.documents import document_add
from claimback.kernel import json
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, FieldProblem
from claimback.storage import s3
from claimback.storage.services import file_store
from claimback.tenancy.member import Member
from letters.models import Letter
from letters.services.choices import choices_of
from letters.services.facts import facts_gather
from letters.services.facts_json import facts_to_json
from letters.services.letterheads import look_now
from letters.services.letters import checked_anew, letter_locked
from letters.services.licensed import approval_licence
from letters.states import LETTER_EDGES
from letters.writing.draft import draft_from_json
from letters.writing.facts import DeadlineFacts, LetterFacts
from letters.writing.findings import CheckReport, report_to_json
from letters.writing.render import render_pdf

PDF = "application/pdf"


def letter_approve(*, actor: Member, letter_id: UUID, version: int | None) -> Letter:
    """Approve the exact bytes of a letter in review: its PDF is made, kept as a document of the case, and hashed.

    The text is checked once more, against the facts of the case as they stand now. Raises Conflict with an error for
    each finding that blocks, IllegalTransition for a letter that is not in review, LicenceRequired, NotFound,
    PreconditionFailed, and Forbidden for a member who may not approve. The actor also needs `document.write`, for
    the PDF.
    """
    actor.require("letter.approve")
    letter = letter_locked(letter_id, version)
    state = LETTER_EDGES.advance(letter.state, "approved")
    licence, warnings = approval_licence(actor=actor, case=letter.case, on=today(actor.time_zone))
    report, facts, columns = checked_anew(letter, actor=actor, purpose="for the approved letter")
    _refuse(report)
    columns["check_report"] = report_to_json(replace(report, findings=(*report.findings, *warnings)))
    letterhead, look = look_now()
    pdf = render_pdf(draft_from_json(columns["draft"]), facts, look=look)
    name = f"{letter.case.number} {letter.template.replace('_', ' ')} {letter.letter_date}.pdf"
    file = file_store(actor=actor, name=name, data=pdf, media_type=PDF)
    document = document_add(
        actor=actor,
        case_id=letter.case_id,
        file_id=file.id,
        title=letter.subject[:200],
        kind="our_letter",
        dated_on=letter.letter_date,
    )
    letter.change(
        state=state,
        document=document,
        approved_sha256=file.sha256,
        approved_by_id=actor.member_id,
        approved_at=now(),
        approved_facts=facts_seal(facts),
        letterhead=letterhead,
        licence=licence,
        **columns,
    )
    return letter


def _refuse(report: CheckReport) -> None:
    """Raise Conflict that lists every finding that blocks, where there is one."""
    blocking = [finding for finding in report.findings if finding.severity == "blocks"]
    if not blocking:
        return
    problems = [
        FieldProblem("/blocks" if f.block is None else f"/blocks/{f.block}", f.code, f.message)
        for f in blocking
    ]
    detail = blocking[0].message if len(blocking) == 1 else f"{len(blocking)} findings forbid the approval."
    raise Conflict(detail, code="check_failed", errors=problems)


def refuse_dead_approval(letter: Letter, *, actor: Member) -> None:
    """Raise Conflict unless the approval still holds: the kept bytes are those approved, and so is what they state.

    `approval_dead` names the facts and exhibits that are others now; of a letter that has gone out once only the bytes
    are compared. The sealed numbers are opened for the actor.
    """
    refuse_other_bytes(letter)
    if letter.state != "approved":
        return
    facts, _ = facts_gather(
        letter, choices_of(letter), opened_by=actor, purpose="to compare with the approved letter"
    )
    changed = changed_facts(letter, facts)
    if not changed and facts_seal(facts) == letter.approved_facts:
        return
    changed = changed or ("case",)
    raise Conflict(
        f"Since the approval {', '.join(changed[:5])} changed: the approval no longer holds. Take up the facts, "
        "which makes the letter a draft again, and have it approved again.",
        code="approval_dead",
        errors=[FieldProblem(f"/facts/{path}", "changed", f"{path} changed.") for path in changed],
    )


def changed_facts(letter: Letter, facts: LetterFacts | None = None) -> tuple[str, ...]:
    """The paths of the facts that are others now than the letter states, such as `exhibits[2].sha256`.

    The clock that it meets is none of them, but for a last day that the text states and that another has replaced.
    Without `facts` they are gathered with the sealed numbers masked: of those, what the mask hides is not compared.
    """
    found = facts_to_json(facts or facts_gather(letter, choices_of(letter))[0])
    stated = dict(letter.facts)
    clocks = [part.pop("deadline") for part in (stated, found)]
    days = {clock["due_on"] for clock in clocks}
    moved = "deadline.due_on" in letter.draft["required"] and None not in days and len(days) > 1
    return (*_differing(stated, found, ""), *(["deadline.due_on"] if moved else []))


def facts_seal(facts: LetterFacts) -> str:
    """A keyed hash of facts with the sealed numbers in full: a plain one of few digits is undone by trying them all.

    The clock is left out, as in `changed_facts`.
    """
    said = json.dumps(asdict(replace(facts, deadline=DeadlineFacts())))
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256").hex()


def _differing(before: Any, after: Any, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            yield from _differing(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True), start=1):
            number = one.get("number", place) if isinstance(one, dict) else place
            yield from _differing(one, other, f"{path}[{number}]")
    elif before != after:
        yield path


def refuse_other_bytes(letter: Letter) -> None:
    """Raise Conflict (`bytes_changed`) unless the kept PDF is, byte for byte, the one that was approved."""
    if letter.document is None or _stored_sha256(letter.document.file.key) != letter.approved_sha256:
        raise Conflict(
            "The stored letter is not the one that was approved. Do not send it: edit the letter, which ends the "
            "approval, and have it approved again.",
            code="bytes_changed",
        )


def _stored_sha256(key: str) -> str:
    """The hash in hex of what stands in S3 at this moment; of nothing, where nothing does."""
    digest = sha256()
    found = s3.find(key)
    if found is not None:
        for piece in s3.stream(key, found.etag):
            digest.update(piece)
    return digest.hexdigest()
