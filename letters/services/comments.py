"""Comments on a letter: made on a block of a version, answered, settled, reopened. None is ever deleted.

A comment keeps the place where it was made; where that block stands in the text of now is worked out anew each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cases.selectors import locked, referred
from claimback.kernel.clock import now
from claimback.kernel.errors import IllegalTransition, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from letters.models import Letter, LetterComment
from letters.selectors import comment_list, letter_list, version_list
from letters.services.versions import version_draft
from letters.writing.differences import align
from letters.writing.draft import draft_from_json

TEXT_LIMIT: Final = 4000


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its replies in order, and where its block stands in the text of now: None where it is gone."""

    comment: LetterComment
    replies: tuple[LetterComment, ...]
    block_now: int | None


def comment_add(
    *,
    actor: Member,
    letter_id: UUID,
    text: str,
    block: int | None = None,
    on_version: int | None = None,
    replies_to_id: UUID | None = None,
    said_by: str = "",
) -> LetterComment:
    """Say something of a block of a version, by default of the latest, or without a block of the whole letter.

    A reply stands where the comment stands that it answers; one to a reply answers the same comment. `said_by` is the
    author whom a Word document names. Raises Invalid that names the field, Forbidden.
    """
    actor.require("letter.write")
    letter: Letter = referred(letter_list(), letter_id, "letter_id")
    text = text.strip()
    if not text or len(text) > TEXT_LIMIT:
        raise invalid("text", f"Write the comment, in at most {TEXT_LIMIT:,} characters.")
    answered = referred(comment_list().filter(letter_id=letter_id), replies_to_id, "replies_to_id")
    if answered is not None:
        root_id = answered.replies_to_id or answered.id
        on_version, block = answered.on_version, answered.block
    else:
        root_id = None
        on_version = letter.text_version if on_version is None else on_version
        _check_place(letter, on_version, block)
    return LetterComment.objects.create(
        letter=letter,
        on_version=on_version,
        block=block,
        replies_to_id=root_id,
        text=text,
        author_id=actor.member_id,
        said_by=said_by[:200],
    )


def comment_resolve(*, actor: Member, comment_id: UUID, version: int | None) -> LetterComment:
    """Settle a comment with its replies. Raises IllegalTransition for a reply or one that is settled, NotFound,
    PreconditionFailed, Forbidden.
    """
    comment = _open_root(actor, comment_id, version, settled=False)
    comment.change(resolved_at=now(), resolved_by_id=actor.member_id)
    return comment


def comment_reopen(*, actor: Member, comment_id: UUID, version: int | None) -> LetterComment:
    """Take up a settled comment again. Raises as `comment_resolve`."""
    comment = _open_root(actor, comment_id, version, settled=True)
    comment.change(resolved_at=None, resolved_by_id=None)
    return comment


def threads_of(letter: Letter) -> list[Thread]:
    """The comments on a letter in the order in which they were made, each with its replies and its place of now."""
    rows = list(
        comment_list()
        .filter(letter_id=letter.pk)
        .select_related("author__user", "resolved_by__user")
        .order_by("created_at", "id")
    )
    places = _places(letter, {row.on_version for row in rows})
    replies: dict[UUID, list[LetterComment]] = {}
    for row in rows:
        if row.replies_to_id:
            replies.setdefault(row.replies_to_id, []).append(row)
    return [
        Thread(
            row,
            tuple(replies.get(row.id, ())),
            None if row.block is None else places.get(row.on_version, {}).get(row.block),
        )
        for row in rows
        if row.replies_to_id is None
    ]


def _places(letter: Letter, numbers: Iterable[int]) -> dict[int, dict[int, int | None]]:
    """For each version, where each of its blocks stands in the text of now."""
    text = draft_from_json(letter.draft).paragraphs
    found = version_list(letter.pk).filter(number__in=set(numbers))
    return {
        version.number: {
            old: new for old, new in align(version_draft(version).paragraphs, text) if old is not None
        }
        for version in found
    }


def _check_place(letter: Letter, number: int, block: int | None) -> None:
    version = version_list(letter.pk).filter(number=number).first()
    if version is None:
        raise invalid("on_version", f"There is no version {number} of this letter.")
    count = len(version.draft["paragraphs"])
    if block is not None and not 0 <= block < count:
        raise invalid("block", f"Version {number} has the blocks 0 to {count - 1}.")


def _open_root(actor: Member, comment_id: UUID, version: int | None, *, settled: bool) -> LetterComment:
    actor.require("letter.write")
    comment = locked(comment_list(), comment_id)
    check_version(comment.version, version)
    if comment.replies_to_id is not None:
        raise IllegalTransition("This is a reply: settle the comment that it answers.")
    if (comment.resolved_at is not None) != settled:
        raise IllegalTransition(f"The comment is {'not settled yet' if settled else 'settled already'}.")
    return comment
