"""The names that a firm knows: reading those that are new, finding those that are like some, noting those in documents.

Triggers keep the names of clients, parties and insurers. Finding goes through the whole firm (`whole_firm`), walls or
not: what may be told of it to whom is the caller's to see to.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from cases.models import Document, KnownName
from cases.names import LONGEST, Match, Name, compare, index_keys, read_name
from cases.selectors import document_list, known_name_list
from cases.services.bulk import rows_insert
from claimback.kernel.ids import new_ids
from claimback.storage.selectors import page_rows
from claimback.tenancy.scanner import found_rows
from claimback.tenancy.scope import current_firm_id

NameKeys = tuple[str, list[str]]
NamesRead = Mapping[str, NameKeys]
"""By the name as it is written, what `name_read` made of it."""

_BATCH: Final = 2000
_NAME_LENGTH: Final = 200
_NEWEST: Final = UUID(int=2**128 - 1)
_PAGES_LIMIT: Final = 50
_IN_TEXT: Final = 80
"""Of 100: it is the name, and who bears it is not known."""
_KEEP: Final = (
    "UPDATE cases_knownname n SET text = said.text, keys = string_to_array(said.keys, ' ')"
    " FROM unnest(%s::uuid[], %s::text[], %s::text[]) said (id, text, keys) WHERE n.firm_id = %s AND n.id = said.id"
)


@dataclass(frozen=True, slots=True)
class Like:
    """A name that the firm knows, and how it is like the one that was asked for, which stood at `place`."""

    place: int
    known: KnownName
    match: Match


def one_check_at_a_time() -> None:
    """Let the firm's checks follow each other until this transaction ends: the later sees the names of the earlier.

    Taken last of all locks. Without it two cases that are opened at once would not see each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 20261123))", [str(current_firm_id())]
        )


def names_read() -> int:
    """Read the names that were not read yet, so that they can be found; how many there were. Call it in `whole_firm`.

    After a bulk import it is best called once by the import, and not left to the next check.
    """
    count = 0
    unread = known_name_list().filter(keys=None).values_list("id", "name")
    while batch := list(unread[:_BATCH]):
        read = [name_read(name) for _, name in batch]
        with connection.cursor() as cursor:
            cursor.execute(
                _KEEP,
                [
                    [id for id, _ in batch],
                    [text for text, _ in read],
                    [" ".join(keys) for _, keys in read],
                    current_firm_id(),
                ],
            )
        count += len(batch)
        if len(batch) < _BATCH:
            break
    return count


def name_read(raw: str) -> NameKeys:
    """What is kept of a name so that it can be found: its text, and its keys."""
    name = read_name(raw)
    return name.text, index_keys(name)


def client_names_note(clients: Sequence[str], names: Sequence[str], read: NamesRead) -> None:
    """Note the names of clients who are added next, in this transaction: by their ids, `read` as `name_read` does it.

    Triggers then note none, and nothing is left for `names_read`.
    """
    rows_insert(
        KnownName,
        {
            "id": new_ids(len(clients)),
            "client_id": clients,
            "name": names,
            "text": [read[name][0] for name in names],
            "keys": [" ".join(read[name][1]) for name in names],
        },
        {"kind": "client"},
    )


def client_names_forget(clients: Collection[str]) -> None:
    """Take away what was noted of clients who then were not added."""
    if clients:
        known_name_list().filter(client_id__in=clients).delete()


def names_like(asked: Sequence[Name]) -> list[Like]:
    """What the firm knows that is like these names, the most alike first. Call it in `whole_firm`."""
    names_read()
    texts = sorted({name.text for name in asked if name.core})
    keys = sorted({key for name in asked for key in index_keys(name)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT id FROM scanner.names_like(%s::text[], %s::text[])", [texts, keys])
        ids = [id for (id,) in cursor.fetchall()]
    known = [(row, read_name(row.name)) for row in known_name_list().filter(id__in=ids)]
    found = [
        Like(place, row, match)
        for place, name in enumerate(asked)
        for row, theirs in known
        if (match := compare(name, theirs)) is not None
    ]
    return sorted(found, key=lambda like: (like.place, -like.match.score, like.known.id))


def names_in_texts(asked: Sequence[Name], *, leave_out: Collection[UUID]) -> list[Like]:
    """The documents of other cases in whose text these names stand, word for word. Call it in `whole_firm`.

    A name of one word says too little to look for. `leave_out` are the cases whose documents do not count.
    """
    found = []
    for place, name in enumerate(asked):
        if len(name.core) < 2:
            continue
        written = " ".join(name.raw.replace('"', " ").split())
        phrase = f'"{" ".join(name.core)}" or "{written}"'
        pages = page_rows().filter(id__in=found_rows("search_pages", phrase, _NEWEST, _PAGES_LIMIT))
        numbers = dict(pages.order_by("-number").values_list("file_id", "number"))
        documents = document_list().filter(file_id__in=numbers).exclude(case_id__in=leave_out)
        found += [
            Like(
                place,
                KnownName(
                    kind="mention", name=name.raw[:_NAME_LENGTH], document=document, case_id=document.case_id
                ),
                Match(_IN_TEXT, "in_text", f"On page {numbers[document.file_id]} of “{document.title}”."),
            )
            for document in documents.order_by("created_at", "id")
        ]
    return found


def mentions_note(*, document: Document, names: Iterable[tuple[str, str]]) -> None:
    """Note the names found in a document, each with who it is there, such as `claimant`. Those noted before go."""
    known_name_list().filter(document_id=document.id, kind="mention").delete()
    said = {(" ".join(name.split())[:_NAME_LENGTH], role) for name, role in names}
    KnownName.objects.bulk_create(
        KnownName(kind="mention", name=name, role=role, document=document, case_id=document.case_id)
        for name, role in sorted(said)
        if read_name(name[:LONGEST]).core
    )


def whose(row: KnownName) -> UUID | None:
    """The row that the name is of."""
    return row.client_id or row.insurer_id or row.party_id or row.document_id
