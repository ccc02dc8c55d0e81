"""Ways to another text of a letter beside typing it: an earlier version put back in place.

Each makes the letter a draft again, and appends a version. Typing it is in `letters`.
"""

from uuid import UUID

from claimback.tenancy.member import Member
from letters.models import Letter
from letters.services.letters import drafted_anew, letter_locked, short_reason
from letters.services.versions import version_append, version_draft, version_one
from letters.writing.draft import draft_to_json


def version_restore(
    *, actor: Member, letter_id: UUID, version: int | None, number: int, reason: str = ""
) -> Letter:
    """Put an earlier text back in place, as a new version. The letter is a draft again; its facts stay those of now.

    Raises NotFound for a number that there is not, PreconditionFailed, and IllegalTransition for a letter that is on
    its way or superseded.
    """
    actor.require("letter.write")
    letter = letter_locked(letter_id, version)
    earlier = version_one(letter_id, number)
    # The template's version and the holes go with the text: both are the draft's own.
    draft = draft_to_json(version_draft(earlier))
    reason = short_reason(reason)
    letter.change(
        draft=draft, subject=draft["subject"], template_version=draft["version"], **drafted_anew(letter)
    )
    version_append(letter, actor=actor, origin="restored", reason=reason, based_on=number)
    return letter
