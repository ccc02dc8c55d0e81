"""A letter's text out to Word and back: the document for editing, and the edited one as the next version."""

from uuid import UUID

from cases.selectors import document_list, referred
from cases.services.checks import check_fields
from claimback.audit.services import read_record
from claimback.kernel.errors import Conflict, invalid
from claimback.storage.inspect import DOCX
from claimback.storage.selectors import file_rows
from claimback.storage.services import file_bytes
from claimback.tenancy.member import Member
from letters.models import Letter
from letters.selectors import letter_one, version_list
from letters.services.choices import choices_of
from letters.services.comments import TEXT_LIMIT, comment_add, threads_of
from letters.services.facts import facts_gather
from letters.services.letters import draft_edited, drafted_anew, letter_locked, short_reason
from letters.services.versions import version_append, version_draft
from letters.writing.draft import Draft, draft_from_json, draft_to_json
from letters.writing.word.inward import Edited, read_docx
from letters.writing.word.marks import WordComment, WordError
from letters.writing.word.outward import letter_docx


def letter_to_word(*, actor: Member, letter_id: UUID) -> tuple[str, bytes]:
    """The letter's text as a Word document with its open comments, and the file's name. That it was read is kept.

    Raises NotFound, Conflict for a letter from before versions were kept, Forbidden.
    """
    actor.require("letter.read")
    letter = letter_one(letter_id)
    if not letter.text_version:
        raise Conflict(
            "This letter has no version yet. Take up its facts, which makes one, and export it then."
        )
    read_record(table="letters_letter", row_id=letter.id, case_id=letter.case_id, purpose="word")
    facts, _ = facts_gather(letter, choices_of(letter))
    data = letter_docx(
        draft_from_json(letter.draft),
        letter_id=str(letter.id),
        version=letter.text_version,
        exhibits=facts.exhibits,
        comments=[_outward(place, row) for place, row in _open_comments(letter)],
    )
    return f"{letter.case.number} {letter.template} version {letter.text_version}.docx", data


def letter_from_word(
    *, actor: Member, letter_id: UUID, version: int | None, file_id: UUID, reason: str = ""
) -> Letter:
    """Take an edited Word document as the letter's next text. The letter is a draft again, and an approval dies.

    Tracked changes are read as accepted; what was left out is in the version's notes; comments that are new come along.
    Raises Invalid with the code of a `WordError` for a file that can't be taken in, FileNotKept while it is inspected,
    NotFound, PreconditionFailed, IllegalTransition, Forbidden.
    """
    actor.require("letter.write")
    letter = letter_locked(letter_id, version)
    reason = short_reason(reason)
    file = referred(file_rows(), file_id, "file_id")
    if document_list().filter(file_id=file.id).exclude(case_id=letter.case_id).exists():
        raise invalid(
            "file_id", "This file is a document of another case. Send the edited letter as its own file."
        )
    data = file_bytes(file)
    if file.media_type != DOCX:
        raise invalid(
            "file_id", "This is no Word document. Save the edited letter as .docx.", code="docx_damaged"
        )
    try:
        edited = read_docx(data, letter_id=str(letter.id), text_of=lambda number: _text(letter, number))
    except WordError as error:
        raise invalid("file_id", str(error), code=error.code) from None
    blocks = draft_to_json(edited.draft)["paragraphs"]
    letter.draft = draft_to_json(draft_edited(letter, blocks=blocks, subject=edited.draft.subject))
    letter.subject = letter.draft["subject"]
    check_fields(letter, ["subject"])
    notes = [*edited.notes, *_overtaken(letter, edited)]
    letter.change(draft=letter.draft, subject=letter.subject, **drafted_anew(letter))
    version_append(
        letter, actor=actor, origin="docx", reason=reason, based_on=edited.based_on, file=file, notes=notes
    )
    _take_comments(letter, actor, edited)
    return letter


def _text(letter: Letter, number: int) -> Draft | None:
    """The text of a version, or None where there is none."""
    found = version_list(letter.id).filter(number=number).first()
    return version_draft(found) if found else None


def _overtaken(letter: Letter, edited: Edited) -> list[str]:
    """That others changed the text while it was edited in Word: theirs is replaced, and can be compared."""
    if edited.based_on == letter.text_version:
        return []
    return [
        f"It was edited from version {edited.based_on}, and version {letter.text_version} was made meanwhile: compare "
        "the two, and restore what is missing."
    ]


def _open_comments(letter: Letter) -> list[tuple[int | None, WordComment]]:
    found = []
    for thread in threads_of(letter):
        if thread.comment.resolved_at is None:
            found += [
                (thread.block_now, WordComment(thread.block_now, row.speaker, row.text))
                for row in (thread.comment, *thread.replies)
            ]
    return found


def _outward(place: int | None, comment: WordComment) -> WordComment:
    """A comment on the whole letter, or on a block that is gone, stands at its beginning."""
    return comment if place is not None else WordComment(0, comment.author, comment.text)


def _take_comments(letter: Letter, actor: Member, edited: Edited) -> None:
    """The comments that were made in Word, each once, however often the document goes out and comes back."""
    known = {
        (row.speaker, row.text) for thread in threads_of(letter) for row in (thread.comment, *thread.replies)
    }
    for comment in edited.comments:
        said = (comment.author or "Word", comment.text[:TEXT_LIMIT])
        if said not in known:
            known.add(said)
            comment_add(
                actor=actor,
                letter_id=letter.id,
                text=said[1],
                block=comment.block,
                said_by=said[0],
            )
