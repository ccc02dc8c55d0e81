"""Rows of a table as clients and cases: who of them is known, what stands against them, and writing the rest.

A row is known again by its key: the other system's id, or the file and the row's number. So a table that is brought in
twice, or a run that is killed and goes on, makes nothing twice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models.functions import Lower

from cases.governing_law import TIME_ZONES
from cases.importing.rows import CaseRow, ClientRow, Problem
from cases.models import Case, Client, ImportJob, Insurer
from cases.selectors import insurer_list
from cases.services.bulk import rows_having, rows_insert
from cases.services.known_names import NamesRead, client_names_forget, client_names_note
from cases.services.numbers import case_numbers, keep_clear_of_all
from claimback.kernel.ids import new_ids
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
    """Cases that can be added: their clients, by `who`, and insurers, by name in small letters, are there."""

    rows: list[CaseRow]
    clients: dict[str, str]
    insurers: dict[str, UUID]
    known: int
    problems: list[Problem]


def clients_write(job: ImportJob, rows: Sequence[ClientRow], names: NamesRead) -> Written:
    """Add the clients that are not known yet. Call it in a transaction."""
    fresh = _unknown(rows, Client)
    ids = new_ids(len(fresh))
    made = len(fresh) - len(_clients_add(job, dict(zip(ids, fresh, strict=True)), names))
    return Written(made, len(rows) - made)


def cases_prepare(job: ImportJob, rows: Sequence[CaseRow], names: NamesRead) -> Prepared:
    """Add the clients and insurers that are new with the cases that are not known yet. Call it in a transaction.

    It may be one of its own: a client is known by its row again, should the case not come to be written.
    """
    fresh = _unknown(rows, Case)
    known = len(rows) - len(fresh)
    clients, problems = _clients_of(job, fresh)
    problems += _numbers_taken(fresh)
    fresh = _without(fresh, problems)
    first: dict[str, ClientRow] = {}
    for row in fresh:
        if row.client.who not in clients:
            first.setdefault(row.client.who, row.client)
    ids = new_ids(len(first))
    clients |= zip(first, ids, strict=True)
    taken = _clients_add(job, dict(zip(ids, first.values(), strict=True)), names)
    hidden = [
        Problem(row.row, "client_external_id", "client_taken", _CLIENT_TAKEN)
        for row in fresh
        if taken and clients[row.client.who] in taken
    ]
    fresh = _without(fresh, hidden)
    return Prepared(fresh, clients, _insurers_of(fresh), known, problems + hidden)


def cases_write(job: ImportJob, prepared: Prepared) -> Written:
    """Add the cases, at intake. Call it in a transaction."""
    rows = prepared.rows
    ids = new_ids(len(rows))
    taken = _cases_add(job, prepared, ids)
    hidden = [_number_taken(row) for row, id in zip(rows, ids, strict=True) if id in taken]
    return Written(len(rows) - len(taken), prepared.known, prepared.problems + hidden)


def rows_problems(job: ImportJob, rows: Sequence[Any]) -> Written:
    """What stands against the rows in the firm, and how many are known: as writing them would find it."""
    fresh = _unknown(rows, Client if job.kind == "clients" else Case)
    known = len(rows) - len(fresh)
    if job.kind == "clients":
        return Written(len(fresh), known)
    _, problems = _clients_of(job, fresh)
    problems += _numbers_taken(fresh)
    return Written(len(_without(fresh, problems)), known, problems)


def _without(rows: Sequence[CaseRow], problems: Sequence[Problem]) -> list[CaseRow]:
    wrong = {problem.row for problem in problems}
    return [row for row in rows if row.row not in wrong] if wrong else list(rows)


def _unknown(rows: Sequence[Any], model: type[Client | Case]) -> list[Any]:
    known = {
        key for (key,) in rows_having(model, "imported_key", [row.key for row in rows], ["imported_key"])
    }
    return [row for row in rows if row.key not in known] if known else list(rows)


def _client_key(job: ImportJob, client: ClientRow) -> str:
    """By what a client of a table is known again: their id, or else the row that they were first named in."""
    return client.key or f"{job.file_id}:{client.row}:client"


def _clients_of(job: ImportJob, rows: Sequence[CaseRow]) -> tuple[dict[str, str], list[Problem]]:
    """The clients of these cases that the firm has, and the cases for which it has several that it could be."""
    keys = {_client_key(job, row.client): row.client.who for row in rows}
    known = rows_having(Client, "imported_key", keys, ["imported_key", "id"])
    found = {keys[key]: str(id) for key, id in known}
    names = {row.client.name for row in rows if row.client.who not in found}
    like: dict[str, list[tuple[UUID, str]]] = {}
    for id, name, email in rows_having(Client, "name", names, ["id", "name", "email"]):
        like.setdefault(name.casefold(), []).append((id, email.lower()))
    problems = []
    for row in rows if like else ():
        who = row.client.who
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
            found[who] = str(same[0])
    return found, problems


def _clients_add(job: ImportJob, clients: Mapping[str, ClientRow], names: NamesRead) -> set[str]:
    """Add clients by their ids. Returns those that are not added, for somebody else has their key."""
    ids, rows = list(clients), list(clients.values())
    client_names_note(ids, [row.name for row in rows], names)
    taken = rows_insert(
        Client,
        {
            "id": ids,
            "kind": [row.kind for row in rows],
            "name": [row.name for row in rows],
            "email": [row.email for row in rows],
            "phone": [row.phone for row in rows],
            "address": [row.address for row in rows],
            "imported_key": [_client_key(job, row) for row in rows],
        },
        {"import_job_id": job.id, "time_zone": firm_get().time_zone},
    )
    client_names_forget(taken)
    return taken


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
    wanted = [row.number for row in rows]
    taken = {number for (number,) in rows_having(Case, "number", wanted, ["number"])}
    return [_number_taken(row) for row in rows if row.number in taken]


def _number_taken(row: CaseRow) -> Problem:
    return Problem(
        row.row, "number", "number_taken", f"There is a case {row.number} already. Give it another number."
    )


def _cases_add(job: ImportJob, prepared: Prepared, ids: Sequence[str]) -> set[str]:
    """Add the cases by these ids. Returns those that are not added, for somebody else has their number or key."""
    rows, clients, insurers = prepared.rows, prepared.clients, prepared.insurers
    zone = firm_get().time_zone
    keep_clear_of_all([row.number for row in rows if row.number])
    wanted = Counter(row.opened_on.year for row in rows if not row.number)
    counted = {year: iter(case_numbers(year, count)) for year, count in sorted(wanted.items())}
    return rows_insert(
        Case,
        {
            "id": ids,
            "number": [row.number or next(counted[row.opened_on.year]) for row in rows],
            "title": [row.title for row in rows],
            "client_id": [clients[row.client.who] for row in rows],
            "insurer_id": [insurers[row.insurer_name.casefold()] for row in rows],
            "line_of_business": [row.line_of_business for row in rows],
            "plan_type": [row.plan_type for row in rows],
            "jurisdiction": [row.jurisdiction for row in rows],
            "time_zone": [TIME_ZONES.get(row.jurisdiction, zone) for row in rows],
            "claim_number": [row.claim_number for row in rows],
            "claim_kind": [row.claim_kind for row in rows],
            "loss_date": [row.loss_date for row in rows],
            "amount_claimed": [row.amount_claimed for row in rows],
            "amount_disputed": [row.amount_disputed for row in rows],
            "opened_on": [row.opened_on for row in rows],
            "imported_key": [row.key for row in rows],
        },
        {"import_job_id": job.id},
    )
