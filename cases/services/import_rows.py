"""Rows of a table as clients and cases: who of them is known, what stands against them, and writing the rest.

A row is known again by its key: the other system's id, or the file and the row's number. So a table that is brought in
twice, or a run that is killed and goes on, makes nothing twice.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from cases.governing_law import TIME_ZONES
from cases.importing.rows import CaseRow, ClientRow, Problem
from cases.models import Case, Client, ImportJob, Insurer
from cases.selectors import case_list, client_list, insurer_list
from cases.services.bulk import rows_insert
from cases.services.known_names import NamesRead, client_names_forget, client_names_note
from cases.services.numbers import case_numbers, keep_clear_of_all
from claimback.kernel import json as wire
from claimback.kernel.ids import new_id
from claimback.tenancy.selectors import firm_get

_CLIENT_TAKEN: Final = (
    "Its client is here already, and not for you to see. Ask someone who works with them to bring the row in."
)


@dataclass(slots=True)
class Written:
    """What became of some rows."""

    made: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Prepared:
    """Cases that can be added: their clients, by `_who`, and insurers, by name in small letters, are there."""

    rows: list[CaseRow]
    clients: dict[str, UUID]
    insurers: dict[str, UUID]
    known: int
    problems: list[Problem]


def clients_write(job: ImportJob, rows: Sequence[ClientRow], names: NamesRead) -> Written:
    """Add the clients that are not known yet. Call it in a transaction."""
    fresh = _unknown(rows, client_list())
    added = _clients_add(job, [(new_id(), row) for row in fresh], names)
    return Written(len(added), len(rows) - len(added))


def cases_prepare(job: ImportJob, rows: Sequence[CaseRow], names: NamesRead) -> Prepared:
    """Add the clients and insurers that are new with the cases that are not known yet. Call it in a transaction.

    It may be one of its own: a client is known by its row again, should the case not come to be written.
    """
    fresh = _unknown(rows, case_list())
    known = len(rows) - len(fresh)
    clients, problems = _clients_of(job, fresh)
    problems += _numbers_taken(fresh)
    fresh = _without(fresh, problems)
    new_clients: dict[UUID, ClientRow] = {}
    for row in fresh:
        who = _who(row.client)
        if who not in clients:
            clients[who] = new_id()
            new_clients[clients[who]] = row.client
    added = _clients_add(job, list(new_clients.items()), names)
    hidden = [
        Problem(row.row, "client_external_id", "client_taken", _CLIENT_TAKEN)
        for row in fresh
        if (id := clients[_who(row.client)]) in new_clients and id not in added
    ]
    fresh = _without(fresh, hidden)
    return Prepared(fresh, clients, _insurers_of(fresh), known, problems + hidden)


def cases_write(job: ImportJob, prepared: Prepared) -> Written:
    """Add the cases, at intake. Call it in a transaction."""
    ids = {row.row: new_id() for row in prepared.rows}
    added = _cases_add(job, prepared, ids)
    hidden = [_number_taken(row) for row in prepared.rows if ids[row.row] not in added]
    return Written(len(added), prepared.known, prepared.problems + hidden)


def rows_problems(job: ImportJob, rows: Sequence[Any]) -> Written:
    """What stands against the rows in the firm, and how many are known: as writing them would find it."""
    fresh = _unknown(rows, client_list() if job.kind == "clients" else case_list())
    known = len(rows) - len(fresh)
    if job.kind == "clients":
        return Written(len(fresh), known)
    _, problems = _clients_of(job, fresh)
    problems += _numbers_taken(fresh)
    return Written(len(_without(fresh, problems)), known, problems)


def _without(rows: Sequence[CaseRow], problems: Sequence[Problem]) -> list[CaseRow]:
    wrong = {problem.row for problem in problems}
    return [row for row in rows if row.row not in wrong]


def _unknown(rows: Sequence[Any], door: Any) -> list[Any]:
    known = set(_by_key(door, [row.key for row in rows]).values_list("imported_key", flat=True))
    return [row for row in rows if row.key not in known]


def _by_key(door: Any, keys: Collection[str]) -> Any:
    """The rows that these keys are of. The exclusion is for the index of keys, which has no empty one."""
    return door.exclude(imported_key="").filter(imported_key__in=_one_of(keys))


def _one_of(texts: Collection[str]) -> RawSQL:
    """Texts as one parameter: a batch has thousands, and each of its own would cost both sides more than the answer.

    As JSON, for the reason that `rows_insert` has.
    """
    return RawSQL("SELECT json_array_elements_text(%s::json)", [wire.dumps(list(texts)).decode()])


def _who(client: ClientRow) -> str:
    """By what a client is known within a table of cases: their id, or else their name and address."""
    return client.key or f"{client.name.casefold()}\x1f{client.email}"


def _client_key(job: ImportJob, client: ClientRow) -> str:
    """By what a client of a table is known again: their id, or else the row that they were first named in."""
    return client.key or f"{job.file_id}:{client.row}:client"


def _clients_of(job: ImportJob, rows: Sequence[CaseRow]) -> tuple[dict[str, UUID], list[Problem]]:
    """The clients of these cases that the firm has, and the cases for which it has several that it could be."""
    keys = {_client_key(job, row.client): _who(row.client) for row in rows}
    known = _by_key(client_list(), keys).values_list("imported_key", "id")
    found = {keys[key]: id for key, id in known}
    names = {row.client.name for row in rows if _who(row.client) not in found}
    like: dict[str, list[tuple[UUID, str]]] = {}
    for id, name, email in client_list().filter(name__in=_one_of(names)).values_list("id", "name", "email"):
        like.setdefault(name.casefold(), []).append((id, email.lower()))
    problems = []
    for row in rows:
        who = _who(row.client)
        if who in found or row.client.key:
            continue
        same = [
            id
            for id, email in like.get(row.client.name.casefold(), [])
            if not row.client.email or email in ("", row.client.email)
        ]
        if len(same) > 1:
            problems.append(
                Problem(
                    row.row,
                    "client_name",
                    "several_clients",
                    f"There are {len(same)} clients named “{row.client.name}”. Give the client's id or e-mail too.",
                )
            )
        elif same:
            found[who] = same[0]
    return found, problems


def _clients_add(job: ImportJob, rows: Sequence[tuple[UUID, ClientRow]], names: NamesRead) -> set[UUID]:
    client_names_note([(id, row.name) for id, row in rows], names)
    added = rows_insert(
        Client,
        [
            {
                "id": id,
                "kind": row.kind,
                "name": row.name,
                "email": row.email,
                "phone": row.phone,
                "address": row.address,
                "imported_key": _client_key(job, row),
            }
            for id, row in rows
        ],
        {"import_job_id": job.id, "time_zone": firm_get().time_zone},
    )
    client_names_forget([id for id, _ in rows if id not in added])
    return added


def _insurers_of(rows: Sequence[CaseRow]) -> dict[str, UUID]:
    """The insurers by name, whatever its case; those that are new are added."""
    names = {row.insurer_name.casefold(): row.insurer_name for row in rows}
    known = insurer_list().annotate(lower=Lower("name")).filter(lower__in=[name.lower() for name in names])
    found = {name.casefold(): id for id, name in known.order_by("-id").values_list("id", "name")}
    made = [Insurer(name=name) for key, name in names.items() if key not in found]
    Insurer.objects.bulk_create(made)
    return found | {insurer.name.casefold(): insurer.id for insurer in made}


def _numbers_taken(rows: Iterable[CaseRow]) -> list[Problem]:
    rows = [row for row in rows if row.number]
    if not rows:
        return []
    numbers = case_list().filter(number__in=_one_of([row.number for row in rows]))
    taken = set(numbers.values_list("number", flat=True))
    return [_number_taken(row) for row in rows if row.number in taken]


def _number_taken(row: CaseRow) -> Problem:
    return Problem(
        row.row, "number", "number_taken", f"There is a case {row.number} already. Give it another number."
    )


def _cases_add(job: ImportJob, prepared: Prepared, ids: dict[int, UUID]) -> set[UUID]:
    rows, clients, insurers = prepared.rows, prepared.clients, prepared.insurers
    zone = firm_get().time_zone
    keep_clear_of_all([row.number for row in rows if row.number])
    counted: dict[int, list[str]] = {}
    for year in sorted({row.opened_on.year for row in rows if not row.number}):
        wanted = sum(not row.number and row.opened_on.year == year for row in rows)
        counted[year] = case_numbers(year, wanted)[::-1]
    return rows_insert(
        Case,
        [
            {
                "id": ids[row.row],
                "number": row.number or counted[row.opened_on.year].pop(),
                "title": row.title,
                "client_id": clients[_who(row.client)],
                "insurer_id": insurers[row.insurer_name.casefold()],
                "line_of_business": row.line_of_business,
                "plan_type": row.plan_type,
                "jurisdiction": row.jurisdiction,
                "time_zone": TIME_ZONES.get(row.jurisdiction, zone),
                "claim_number": row.claim_number,
                "claim_kind": row.claim_kind,
                "loss_date": row.loss_date,
                "amount_claimed": row.amount_claimed,
                "amount_disputed": row.amount_disputed,
                "opened_on": row.opened_on,
                "imported_key": row.key,
            }
            for row in rows
        ],
        {"import_job_id": job.id},
    )
