"""The versions of a letter's text: each edit, taking up of facts and document from Word appends one, for good.

What differs between two is in `letters.writing.differences`; to put one back is in `edits`, comments are in `comments`.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from claimback.kernel import json
from claimback.kernel.errors import NotFound
from claimback.storage.models import StoredFile
from claimback.tenancy.member import Member
from letters.models import Letter, LetterVersion
from letters.selectors import version_list
from letters.writing.differences import Differences, differences
from letters.writing.draft import Draft, draft_from_json


def version_append(
    letter: Letter,
    *,
    actor: Member,
    origin: str,
    reason: str = "",
    based_on: int | None = None,
    file: StoredFile | None = None,
    notes: Sequence[str] = (),
) -> LetterVersion:
    """Keep the text that a letter has now as its version `text_version`, which was counted up when it was put in."""
    return LetterVersion.objects.create(
        letter=letter,
        number=letter.text_version,
        origin=origin,
        reason=reason,
        based_on=based_on,
        file=file,
        notes=list(notes),
        made_by_id=actor.member_id,
        subject=letter.draft["subject"],
        draft=letter.draft,
        facts_digest=facts_digest(letter.facts),
    )


def facts_digest(facts: dict[str, Any]) -> str:
    """The SHA-256 of facts as they are stored, whatever order their names stand in."""
    return sha256(json.dumps(_sorted(facts))).hexdigest()


def version_one(letter_id: UUID, number: int) -> LetterVersion:
    """One version of a letter that the asker may see. Raises NotFound."""
    found = version_list(letter_id).filter(number=number).select_related("made_by__user").first()
    if found is None:
        raise NotFound
    return found


def version_draft(version: LetterVersion) -> Draft:
    """The text of a version."""
    return draft_from_json(version.draft)


def version_differences(letter_id: UUID, before: int, after: int) -> Differences:
    """What differs between two versions of a letter. Raises NotFound for a number that there is not."""
    return differences(
        version_draft(version_one(letter_id, before)), version_draft(version_one(letter_id, after))
    )


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(part) for part in value] if isinstance(value, list) else value
