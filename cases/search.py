"""Searching a firm: cases, people, documents and the words in them, and the log; each kind by its own index.

Names and numbers are ranked by likeness, texts come the newest first. `claimback.search` asks these kinds, and those
that other applications have.

Functions of the scanner answer with ids (migration 0003). The rows are read here through their own doors, so that
row security has the last word on what is shown, and on what a highlight shows of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.search import SearchHeadline, SearchQueryField
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from cases.highlights import START, STOP, Piece, pieces_of_marked, pieces_of_name
from cases.models import Case, Document, Party
from cases.models.case import PARTY_ROLES
from cases.models.client import CLIENT_KINDS
from cases.models.evidence import DOCUMENT_KINDS
from cases.models.insurer import INSURER_KINDS
from cases.selectors import (
    cases_kept,
    client_list,
    correspondence_list,
    document_list,
    insurer_list,
    party_list,
)
from cases.vocabulary import CHANNELS
from claimback.kernel.errors import NotFound
from claimback.storage.selectors import page_rows
from claimback.tenancy.scanner import found_rows

SAID_LIMIT: Final = 200
"""Characters of what is looked for."""
FOUND_LIMIT: Final = 1000
"""Rows among which a list's `search` chooses: the most alike, or the newest."""
RANKED_LIMIT: Final = 200
"""Hits of a kind that is ranked by likeness. Who must look further says more of what they look for."""

LAST_ID: Final = UUID(int=2**128 - 1)
"""After every id: where a search of what is the newest begins."""

_END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that was found. `highlights` are its texts with what was looked for, the most telling first."""

    kind: str
    id: UUID
    title: str
    highlights: list[list[Piece]]
    detail: str = ""
    case_id: UUID | None = None
    case_number: str = ""
    at: datetime | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what is looked for: what a member needs, and where it is found.

    `find` takes what was said, where the page begins (None: at the beginning) and how many to show. It answers the
    hits, and where the next page begins or None.
    """

    capabilities: Sequence[str]
    find: Callable[[str, list[Any] | None, int], tuple[list[Hit], list[Any] | None]]


def _ranked(
    function: str, said: str, after: list[Any] | None, shown: int
) -> tuple[list[UUID], list[Any] | None]:
    """Ids in their rank from `scanner.<function>`, and how many to pass over for the next page."""
    skip = after[0] if after else 0
    ids = found_rows(function, said, skip, min(shown + 1, RANKED_LIMIT - skip))
    return ids[:shown], [skip + shown] if len(ids) > shown else None


def _cases(said: str, after: list[Any] | None, shown: int) -> tuple[list[Hit], list[Any] | None]:
    ids, beyond = _ranked("search_cases", said, after, shown)
    rows: QuerySet[Case] = cases_kept().select_related("client").defer("diagnosis")
    hits = {
        row.id: Hit(
            "case",
            row.id,
            f"{row.number} {row.title}",
            _names(said, f"{row.number} {row.title}", row.claim_number),
            detail=f"{row.client.name}, {row.status.replace('_', ' ')}",
            case_id=row.id,
            case_number=row.number,
        )
        for row in rows.filter(id__in=ids)
    }
    return in_rank(ids, hits), beyond


def _people(said: str, after: list[Any] | None, shown: int) -> tuple[list[Hit], list[Any] | None]:
    ids, beyond = _ranked("search_people", said, after, shown)
    hits: dict[UUID, Hit] = {}
    for id, name, email, kind in client_list().filter(id__in=ids).values_list("id", "name", "email", "kind"):
        hits[id] = Hit("client", id, name, _names(said, name, email), f"Client, {CLIENT_KINDS[kind].lower()}")
    parties: QuerySet[Party] = party_list().select_related("case").filter(id__in=ids)
    for row in parties.defer("case__diagnosis"):
        shown_as = _names(said, row.name, row.organisation, row.email)
        hits[row.id] = Hit(
            "party", row.id, row.name, shown_as, PARTY_ROLES[row.role], row.case_id, row.case.number
        )
    insurers = insurer_list().filter(id__in=ids).values_list("id", "name", "group_name", "kind")
    for id, name, group, kind in insurers:
        hits[id] = Hit("insurer", id, name, _names(said, name, group), INSURER_KINDS[kind])
    return in_rank(ids, hits), beyond


def _documents(said: str, after: list[Any] | None, shown: int) -> tuple[list[Hit], list[Any] | None]:
    ids, beyond = _ranked("search_documents", said, after, shown)
    rows: QuerySet[Document] = document_list().select_related("case").defer("case__diagnosis")
    hits = {row.id: _document(row, _names(said, row.title)) for row in rows.filter(id__in=ids)}
    return in_rank(ids, hits), beyond


def _pages(said: str, after: list[Any] | None, shown: int) -> tuple[list[Hit], list[Any] | None]:
    ids = found_rows("search_pages", said, UUID(after[0]) if after else LAST_ID, shown + 1)
    marked = page_rows().filter(id__in=ids).annotate(marked=headline(said, F("text")))
    pages = list(marked.values_list("id", "file_id", "number", "marked"))
    documents: QuerySet[Document] = document_list().select_related("case").defer("case__diagnosis")
    # Of a file that is on two cases the one it was put on first is shown.
    on = {row.file_id: row for row in documents.filter(file__page_texts__in=ids).order_by("-id")}
    hits = {
        id: _document(on[file_id], [pieces_of_marked(text)], page=number)
        for id, file_id, number, text in pages
        if file_id in on
    }
    beyond = [ids[shown - 1]] if len(ids) > shown else None
    return in_rank(ids[:shown], hits), beyond


def named_rows(function: str) -> Callable[[str], Q]:
    """The condition of a list's `search` that `scanner.<function>` looks up."""

    def found(text: str) -> Q:
        """Words of a name or number, or how they begin, in two letters or more; the thousand most alike."""
        return Q(id__in=found_rows(function, text[:SAID_LIMIT], 0, FOUND_LIMIT))

    return found


def named_cases(text: str) -> Q:
    """Words of the number, the claim's number, the title or the client's name, or how they begin; the most alike."""
    said = text[:SAID_LIMIT]
    people = found_rows("search_people", said, 0, FOUND_LIMIT)
    return Q(id__in=found_rows("search_cases", said, 0, FOUND_LIMIT)) | Q(client_id__in=people)


def worded_correspondence(text: str) -> Q:
    """Words in the entry, "phrases", -without, or beginnings as in apprais*; among the thousand newest of them."""
    said = text[:SAID_LIMIT]
    return Q(id__in=found_rows("search_correspondence", said, _END_OF_TIME, LAST_ID, FOUND_LIMIT))


def text_marked(file_id: UUID, number: int, said: str) -> list[Piece]:
    """All of a page of a file's text, with what was looked for marked. Raises NotFound for no such page."""
    page = page_rows().filter(file_id=file_id, number=number)
    for marked in page.annotate(marked=headline(said, F("text"), whole=True)).values_list(
        "marked", flat=True
    ):
        return pieces_of_marked(marked)
    raise NotFound


def _document(row: Document, highlights: list[list[Piece]], page: int | None = None) -> Hit:
    kind = DOCUMENT_KINDS[row.kind]
    return Hit(
        "document", row.id, row.title, highlights, kind, row.case_id, row.case.number, row.created_at, page
    )


def _correspondence(said: str, after: list[Any] | None, shown: int) -> tuple[list[Hit], list[Any] | None]:
    before = (datetime.fromisoformat(after[0]), UUID(after[1])) if after else (_END_OF_TIME, LAST_ID)
    ids = found_rows("search_correspondence", said, *before, shown + 1)
    rows = correspondence_list().filter(id__in=ids).annotate(marked=headline(said, _ENTRY))
    columns = ("id", "subject", "channel", "occurred_at", "case_id", "case__number", "marked")
    hits = {
        id: Hit(
            "correspondence",
            id,
            subject or CHANNELS[channel],
            [pieces_of_marked(marked)],
            CHANNELS[channel],
            case_id,
            number,
            at,
        )
        for id, subject, channel, at, case_id, number, marked in rows.values_list(*columns)
    }
    found = in_rank(ids, hits)
    last = found[shown - 1] if len(found) > shown else None
    return found[:shown], [last.at, last.id] if last else None


_ENTRY: Final = Concat(
    *(
        part
        for name in ("subject", "body", "counterpart", "call_reference")
        for part in (F(name), Value(" "))
    ),
    output_field=TextField(),
)


def headline(said: str, text: Any, *, whole: bool = False) -> SearchHeadline:
    """The passages of a text that hold what was looked for, or the `whole` of it; each hit between START and STOP."""
    query = Func(Value(said), function="cases_search_query", output_field=SearchQueryField())
    unmarked = Func(text, Value(START + STOP), Value(""), function="translate", output_field=TextField())
    return SearchHeadline(
        unmarked,
        query,
        config="english",
        start_sel=START,
        stop_sel=STOP,
        highlight_all=whole,
        max_fragments=None if whole else 2,
        max_words=24,
        min_words=8,
        fragment_delimiter=" … ",
    )


def _names(said: str, *texts: str) -> list[list[Piece]]:
    """The first text, and those of the others in which something was found."""
    first, *others = [pieces_of_name(text, said) for text in texts]
    return [first, *(pieces for pieces in others if any(piece.hit for piece in pieces))]


def in_rank(ids: Sequence[UUID], hits: dict[UUID, Hit]) -> list[Hit]:
    """The hits in the order of their ids, without those that could not be read."""
    return [hits[id] for id in ids if id in hits]


KINDS: Final = {
    "cases": Kind(("case.read",), _cases),
    "people": Kind(("client.read", "insurer.read", "case.read"), _people),
    "documents": Kind(("document.read",), _documents),
    "pages": Kind(("document.read",), _pages),
    "correspondence": Kind(("correspondence.read",), _correspondence),
}
"""In the order in which they are shown."""
