"""A letter looked at and checked before anything is stored: its pages, and what the check would find."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from claimback.kernel.clock import today
from claimback.kernel.errors import invalid
from claimback.tenancy.member import Member
from letters.models import Letter
from letters.selectors import letter_one
from letters.services.choices import choices_of
from letters.services.facts import facts_gather
from letters.services.letterheads import look_now
from letters.services.letters import draft_edited
from letters.writing.check import check_letter
from letters.writing.draft import Draft, with_holes
from letters.writing.facts import LetterFacts
from letters.writing.findings import CheckReport
from letters.writing.render import render_pages, render_pdf

Blocks = Sequence[dict[str, Any]]


def letter_check(
    *, actor: Member, letter_id: UUID, blocks: Blocks | None = None, subject: str | None = None
) -> CheckReport:
    """What the check finds in the letter's text, or in another that is given, on the facts of now. Stores nothing.

    The sealed numbers are masked, so that what is said of them is found at the review. Raises Invalid that names the
    block and field, NotFound, Forbidden.
    """
    actor.require("letter.read")
    draft, facts = _of_now(letter_one(letter_id), blocks, subject)
    return check_letter(draft, facts, on=today(actor.time_zone))


def letter_preview(
    *, actor: Member, letter_id: UUID, blocks: Blocks | None = None, subject: str | None = None
) -> bytes:
    """The PDF as it would be made now, the sealed numbers masked. Stores nothing. Raises as `letter_check`."""
    actor.require("letter.read")
    draft, facts = _of_now(letter_one(letter_id), blocks, subject)
    return render_pdf(draft, facts, look=look_now()[1])


def letter_page(
    *, actor: Member, letter_id: UUID, page: int, blocks: Blocks | None = None, subject: str | None = None
) -> tuple[bytes, int]:
    """One page of the preview as PNG, by its number from 1 or else the last, and how many there are.

    Raises as `letter_check`, and Invalid for a number below 1.
    """
    actor.require("letter.read")
    if page < 1:
        raise invalid("page", "Pages count from 1.")
    draft, facts = _of_now(letter_one(letter_id), blocks, subject)
    pages = render_pages(draft, facts, look=look_now()[1])
    return pages[min(page, len(pages)) - 1], len(pages)


def _of_now(letter: Letter, blocks: Blocks | None, subject: str | None) -> tuple[Draft, LetterFacts]:
    facts, _ = facts_gather(letter, choices_of(letter))
    return with_holes(draft_edited(letter, blocks=blocks, subject=subject), facts), facts
