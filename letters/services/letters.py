"""Letters from the first draft to the review: drafting, editing, taking up facts anew, submitting, returning.

Approval is in `approval`, sending in `dispatches`, an earlier text put back in `edits`. A letter is drafted once from
its template; what a person then edits stays as it was typed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from cases.selectors import (
    case_list,
    correspondence_list,
    denial_list,
    locked,
    party_list,
    promise_list,
    referred,
)
from cases.services.checks import check_fields
from claimback.kernel.clock import today
from claimback.kernel.errors import FieldProblem, IllegalTransition, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import member_list
from letters.models import Letter
from letters.selectors import firm_template_list, letter_list
from letters.services import claim_file
from letters.services.choices import (
    Choices,
    addressee_said,
    choices_kept,
    choices_of,
    evidence_enclosed,
    particulars_given,
)
from letters.services.facts import facts_gather
from letters.services.facts_json import facts_to_json
from letters.services.firm_templates import template_behind
from letters.services.offer_particulars import offer_particulars
from letters.services.versions import version_append
from letters.states import LETTER_EDGES
from letters.writing.catalogue import templates
from letters.writing.check import check_letter
from letters.writing.draft import (
    Draft,
    DraftError,
    draft_from,
    draft_from_json,
    draft_to_json,
    with_holes,
)
from letters.writing.facts import LetterFacts
from letters.writing.findings import CheckReport, report_to_json
from letters.writing.particulars import (
    particulars_to_json,
)
from letters.writing.template import Template

REASON_LIMIT: Final = 300

NOT_APPROVED: Final[dict[str, Any]] = {
    "approved_sha256": "",
    "approved_by": None,
    "approved_at": None,
    "approved_facts": "",
    "letterhead": None,
    "licence": None,
    "document": None,
    "shared_at": None,
}
"""What a letter's approval leaves when it dies. The bytes that were approved stay in the case's documents."""


def letter_draft(
    *,
    actor: Member,
    case_id: UUID,
    template: str,
    denial_id: UUID | None = None,
    signer_id: UUID | None = None,
    letter_date: date | None = None,
    outcome_asked: str = "",
    items_requested: Sequence[str] = (),
    sent_by: str = "",
    recipient: Mapping[str, Any] | None = None,
    recipient_party_id: UUID | None = None,
    correspondence_id: UUID | None = None,
    promise_id: UUID | None = None,
    firm_template_id: UUID | None = None,
    particulars: Mapping[str, object] | None = None,
    evidence_ids: Sequence[UUID] = (),
) -> Letter:
    """A letter drafted from the facts of its case; what they lack is a hole in `draft["holes"]`, with its remedy.

    Without a date the letter bears today's in the firm's zone; without a signer the case's lead signs; a request for
    the claim file without items asks for all of it that is not here yet. `recipient` says of the recipient what no row
    of the case does (`name`, `address_lines`, `salutation`), `particulars` answers what the template asks
    for. `firm_template_id` names a variant of the firm's own. `evidence_ids` are enclosed besides the evidence against
    the grounds of the denial. Raises
    Invalid that names the field: an unknown template, a case, denial, party, entry, promise or member that is not
    there, a plan, a line of business or a state that the template holds no law for, a particular that can't be read,
    evidence that is not the case's.
    """
    actor.require("letter.write")
    if template not in templates():
        raise invalid("template", f"A template is one of {', '.join(sorted(templates()))}.")
    case = referred(case_list(), case_id, "case_id")
    denial = referred(denial_list().filter(case_id=case_id), denial_id, "denial_id")
    choices = Choices(
        letter_date=letter_date or today(actor.time_zone),
        outcome_asked=outcome_asked,
        items_requested=tuple(items_requested) or _items_to_ask(template, case_id),
        sent_by=sent_by,
        addressee=addressee_said(recipient or {}),
        evidence_ids=evidence_enclosed(case_id, evidence_ids),
    )
    own = referred(
        firm_template_list().filter(template=template, retired_at=None), firm_template_id, "firm_template_id"
    )
    signer = referred(member_list(), signer_id or case.lead_id, "signer_id")
    letter = Letter(
        case=case,
        denial=denial,
        template=template,
        firm_template=own,
        author_id=actor.member_id,
        signer=signer,
    )
    plan = template_behind(letter)
    known = offer_particulars(case, template, plan.particulars)
    choices = replace(
        choices, particulars=particulars_given(plan.particulars, known | dict(particulars or {}))
    )
    _relate(
        letter,
        recipient_party_id=recipient_party_id,
        correspondence_id=correspondence_id,
        promise_id=promise_id,
    )
    facts, deadline = facts_gather(letter, choices)
    draft = _drafted(plan, facts)
    letter.template_version = draft.version
    letter.letter_date = choices.letter_date
    letter.deadline, letter.choices = deadline, choices_kept(choices)
    letter.subject, letter.draft, letter.facts = draft.subject, draft_to_json(draft), facts_to_json(facts)
    letter.text_version = 1
    letter.save(force_insert=True)
    version_append(letter, actor=actor, origin="drafted")
    return letter


def _items_to_ask(template: str, case_id: UUID) -> tuple[str, ...]:
    return claim_file.labels_to_ask(case_id) if template == claim_file.TEMPLATE else ()


def letter_edit(
    *,
    actor: Member,
    letter_id: UUID,
    version: int | None,
    blocks: Sequence[dict[str, Any]] | None = None,
    subject: str | None = None,
    reason: str = "",
) -> Letter:
    """Put other text in place of a letter's, as its next version, with the reason if there is one to give.

    Its check is dropped and an approval dies: it is a draft again.

    Raises Invalid that names the block and field, NotFound, PreconditionFailed, and IllegalTransition for a letter
    that is on its way or superseded.
    """
    actor.require("letter.write")
    letter = letter_locked(letter_id, version)
    reason = short_reason(reason)
    letter.draft = draft_to_json(draft_edited(letter, blocks=blocks, subject=subject))
    letter.subject = letter.draft["subject"]
    check_fields(letter, ["subject"])
    letter.change(draft=letter.draft, subject=letter.subject, **drafted_anew(letter))
    version_append(letter, actor=actor, origin="edited", reason=reason)
    return letter


def draft_edited(
    letter: Letter, *, blocks: Sequence[dict[str, Any]] | None = None, subject: str | None = None
) -> Draft:
    """The letter's text with other blocks or another subject. Stores nothing. Raises Invalid that names the field."""
    stored: dict[str, Any] = letter.draft
    text = {"paragraphs": list(blocks)} if blocks is not None else {}
    try:
        return draft_from_json(stored | text | ({"subject": subject} if subject is not None else {}))
    except DraftError as error:
        raise _of_blocks(error) from None


def letter_refresh_facts(
    *,
    actor: Member,
    letter_id: UUID,
    version: int | None,
    redraft: bool = False,
    signer_id: UUID | None = None,
    recipient: Mapping[str, Any] | None = None,
    particulars: Mapping[str, object] | None = None,
    **choices: Any,
) -> Letter:
    """Take up the facts of the case as they stand now, with another signer and other `Choices` where given.

    What is given of the recipient, or for a particular, takes the place of what was given before; null takes it back.
    `recipient_party_id`, `correspondence_id` and `promise_id` name other rows of the case. The letter is a draft again.

    Its text stays as it is, edits and holes included, and is held against the new facts at the next check. With
    `redraft` it is written anew from the template, and edits are lost. Raises as `letter_edit` does.
    """
    actor.require("letter.write")
    letter = letter_locked(letter_id, version)
    related = {name: choices.pop(name) for name in _RELATED if name in choices}
    _relate(letter, **related)
    chosen = _chosen(letter, choices, recipient, particulars)
    letter.signer = referred(member_list(), signer_id, "signer_id") or letter.signer
    facts, deadline = facts_gather(letter, chosen)
    draft = (
        _drafted(template_behind(letter), facts)
        if redraft
        else with_holes(draft_from_json(letter.draft), facts)
    )
    letter.change(
        draft=draft_to_json(draft),
        subject=draft.subject,
        template_version=draft.version,
        facts=facts_to_json(facts),
        letter_date=chosen.letter_date,
        choices=choices_kept(chosen),
        signer=letter.signer,
        deadline=deadline,
        **drafted_anew(letter),
        **{name.removesuffix("_id"): getattr(letter, name.removesuffix("_id")) for name in related},
    )
    version_append(letter, actor=actor, origin="redrafted" if redraft else "facts")
    return letter


def letter_submit(*, actor: Member, letter_id: UUID, version: int | None) -> Letter:
    """Hand a draft to review, checked against the facts of its case as they stand now.

    What the check finds is stored for the reviewer; it stops the approval, not the review.
    """
    actor.require("letter.write")
    letter = letter_locked(letter_id, version)
    state = LETTER_EDGES.advance(letter.state, "in_review")
    _, _, columns = checked_anew(letter, actor=actor, purpose="to check letter")
    letter.change(state=state, **columns)
    return letter


def letter_return(*, actor: Member, letter_id: UUID, version: int | None, reason: str) -> Letter:
    """Give a letter in review back to its author with the reason. The check's report stays, to be worked through."""
    actor.require("letter.write")
    letter = letter_locked(letter_id, version)
    if letter.state != "in_review":
        raise IllegalTransition(
            f"A letter that is {letter.state} is not in review: only that can be returned."
        )
    _move(letter, "draft", reason)
    return letter


def letter_supersede(*, actor: Member, letter_id: UUID, version: int | None, reason: str) -> Letter:
    """Put a letter aside that will not go out, with the reason. It is kept, and this is final.

    A client with whom it was shared sees it no more.
    """
    actor.require("letter.write")
    letter = letter_locked(letter_id, version)
    _move(letter, "superseded", reason, shared_at=None)
    return letter


def checked_anew(
    letter: Letter, *, actor: Member, purpose: str
) -> tuple[CheckReport, LetterFacts, dict[str, Any]]:
    """The letter's text checked against facts gathered now; the report, the facts, and the columns that hold both.

    The facts have the sealed numbers in full, opened for the actor and `purpose`; the columns have them masked.
    """
    on = today(actor.time_zone)
    facts, deadline = facts_gather(letter, choices_of(letter), opened_by=actor, purpose=purpose)
    draft = with_holes(draft_from_json(letter.draft), facts)
    report = check_letter(draft, facts, on=on)
    columns = {
        "draft": draft_to_json(draft),
        "facts": facts_to_json(facts),
        "deadline": deadline,
        "check_report": report_to_json(report),
    }
    return report, facts, columns


def letter_locked(letter_id: UUID, version: int | None) -> Letter:
    """The letter, its row locked until the end of the transaction. Raises NotFound, PreconditionFailed."""
    letter = locked(letter_list(), letter_id)
    check_version(letter.version, version)
    return letter


_RELATED: Final[dict[str, Callable[[], QuerySet[Any]]]] = {
    "recipient_party_id": party_list,
    "correspondence_id": correspondence_list,
    "promise_id": promise_list,
}
"""The rows of the case that a letter may name, each with its door."""


def _relate(letter: Letter, **ids: UUID | None) -> None:
    """Set the rows that a letter names. Raises Invalid for one that is not the case's."""
    for name, row_id in ids.items():
        rows = _RELATED[name]().filter(case_id=letter.case_id)
        setattr(letter, name.removesuffix("_id"), referred(rows, row_id, name))


def _chosen(
    letter: Letter,
    choices: Mapping[str, Any],
    recipient: Mapping[str, Any] | None,
    particulars: Mapping[str, object] | None,
) -> Choices:
    """The letter's choices with what is given now in the place of what was given before."""
    before = choices_of(letter)
    changed = dict(choices)
    if "evidence_ids" in changed:
        changed["evidence_ids"] = evidence_enclosed(letter.case_id, changed["evidence_ids"])
    if recipient is not None:
        changed["addressee"] = addressee_said({**choices_kept(before)["recipient"], **recipient})
    if particulars is not None:
        asked = {item.name: item for item in draft_from_json(letter.draft).particulars}
        asked |= {item.name: item for item in template_behind(letter).particulars}
        given = {**particulars_to_json(before.particulars), **particulars}
        changed["particulars"] = particulars_given(asked.values(), given)
    return replace(before, **changed)


def _drafted(template: Template, facts: LetterFacts) -> Draft:
    try:
        return draft_from(template, facts)
    except DraftError as error:
        raise invalid("template", str(error).partition(": ")[2]) from None


def drafted_anew(letter: Letter) -> dict[str, Any]:
    """The columns of a letter whose text or facts are others now: its next version is to be appended.

    Raises IllegalTransition where they may not be.
    """
    state = letter.state if letter.state == "draft" else LETTER_EDGES.advance(letter.state, "draft")
    return {
        "state": state,
        "check_report": None,
        "text_version": letter.text_version + 1,
        **NOT_APPROVED,
    }


def short_reason(reason: str) -> str:
    """A reason without blanks around it, which may be empty. Raises Invalid for a long one."""
    if len(reason.strip()) > REASON_LIMIT:
        raise invalid("reason", f"Give the reason in at most {REASON_LIMIT} characters.")
    return reason.strip()


def _of_blocks(error: DraftError) -> Invalid:
    """The refusal of an edited text, pointing at `/blocks/3/kind` where the draft says `paragraphs[3].kind`."""
    place, _, detail = str(error).partition(": ")
    path = place.replace("paragraphs", "blocks").replace("[", "/").replace("].", "/").rstrip("]")
    return Invalid(detail, errors=[FieldProblem(f"/{path}", "invalid", detail)])


def _move(letter: Letter, state: str, reason: str, **more: Any) -> None:
    """Move a letter where a reason is owed. Raises IllegalTransition, or Invalid without one or for a long one."""
    state = LETTER_EDGES.advance(letter.state, state)
    if not reason.strip():
        raise invalid("reason", "Give the reason: it stays with the letter.")
    letter.change(state=state, state_reason=short_reason(reason), **more)
