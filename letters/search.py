"""Searching the letters that we wrote: title, recipient and text, the newest first."""

from typing import Any, Final
from uuid import UUID

from django.db.models import F, Func, TextField

from cases.highlights import pieces_of_marked
from cases.search import LAST_ID, Hit, Kind, headline, in_rank
from claimback.tenancy.scanner import found_rows
from letters.selectors import letter_list

_TEXT: Final = Func(
    F("subject"), F("facts"), F("draft"), function="letters_search_text", output_field=TextField()
)
"""What is searched of a letter, as its index has it (migration 0014)."""


def _letters(said: str, after: list[Any] | None, shown: int) -> tuple[list[Hit], list[Any] | None]:
    ids = found_rows("search_letters", said, UUID(after[0]) if after else LAST_ID, shown + 1)
    rows = letter_list().filter(id__in=ids).annotate(marked=headline(said, _TEXT))
    columns = ("id", "subject", "state", "case_id", "case__number", "created_at", "marked")
    hits = {
        id: Hit(
            "letter",
            id,
            subject,
            [pieces_of_marked(marked)],
            f"Letter, {state.replace('_', ' ')}",
            case_id,
            number,
            created_at,
        )
        for id, subject, state, case_id, number, created_at, marked in rows.values_list(*columns)
    }
    beyond = [ids[shown - 1]] if len(ids) > shown else None
    return in_rank(ids[:shown], hits), beyond


KINDS: Final = {"letters": Kind(("letter.read",), _letters)}
