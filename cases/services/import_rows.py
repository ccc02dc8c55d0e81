"""Rows of a table as clients and cases: who of them is known, what stands against them, and writing the rest.

A row is known again by its key: the other system's id, or the file and the row's number. So a table that is brought in
twice, or a run that is killed and goes on, makes nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models.functions import Lower

from cases.governing_law import TIME_ZONES
from cases.importing.rows import CaseRow, ClientRow, Problem
from cases.models import Case, Client, ImportJob, Insurer
from cases.selectors import case_list, client_list, insurer_list
from cases.services.bulk import rows_insert
from cases.services.numbers import case_numbers, keep_clear_of_all
from claimback.kernel.ids import new_id
from claimback.tenancy.selectors import firm_get


@dataclass(slots=True)
class Written:
    """What became of some rows."""

    made: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)


def clients_write(job: ImportJob, rows: Sequence[ClientRow]) -> Written:
    """Add the clients that are not known yet. Call it in a transaction."""
    fresh = _unknown(rows, client_list())
    added = _clients_add(job, [(new_id(), row) for row in fresh])
    return Written(len(added), len(rows) - len(added))


def cases_write(job: ImportJob, rows: Sequence[CaseRow]) -> Written:
    """Add the cases that are not known yet, at intake, with the clients and insurers that are new. In a transaction."""
    fresh = _unknown(rows, case_list())
    known = len(rows) - len(fresh)
    clients, problems = _clients_of(fresh)
    problems += _numbers_taken(fresh)
    wrong = {problem.row for problem in problems}
    fresh = [row for row in fresh if row.row not in wrong]
    insurers = _insurers_of(fresh)
    new_clients: dict[UUID, ClientRow] = {}
    for row in fresh:
        who = _who(row.client)
        if who not in clients:
            clients[who] = new_id()
            new_clients[clients[who]] = row.client
    _clients_add(job, list(new_clients.items()))
    ids = {row.row: new_id() for row in fresh}
    added = _cases_add(job, fresh, ids, clients, insurers)
    hidden = [row for row in fresh if ids[row.row] not in added]
    problems += [_number_taken(row) for row in hidden]
    return Written(len(added), known, problems)


def rows_problems(kind: str, rows: Sequence[Any]) -> Written:
    """What stands against the rows in the firm, and how many are known: as writing them would find it."""
    fresh = _unknown(rows, client_list() if kind == "clients" else case_list())
    known = len(rows) - len(fresh)
    if kind == "clients":
        return Written(len(fresh), known)
    _, problems = _clients_of(fresh)
    problems += _numbers_taken(fresh)
    return Written(len(fresh) - len({problem.row for problem in problems}), known, problems)


def _unknown(rows: Sequence[Any], door: Any) -> list[Any]:
    keys = door.filter(imported_key__in=[row.key for row in rows]).values_list("imported_key", flat=True)
    known = set(keys)
    return [row for row in rows if row.key not in known]


def _who(client: ClientRow) -> str:
    """By what a client is known within a table of cases: their id, or else their name and address."""
    return client.key or f"{client.name.casefold()}\x1f{client.email}"


def _clients_of(rows: Sequence[CaseRow]) -> tuple[dict[str, UUID], list[Problem]]:
    """The clients of these cases that the firm has, and the cases for which it has several that it could be."""
    keys = {row.client.key for row in rows if row.client.key}
    found = dict(client_list().filter(imported_key__in=keys).values_list("imported_key", "id"))
    names = {row.client.name for row in rows if row.client.key not in found}
    like: dict[str, list[tuple[UUID, str]]] = {}
    for id, name, email in client_list().filter(name__in=names).values_list("id", "name", "email"):
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


def _clients_add(job: ImportJob, rows: Sequence[tuple[UUID, ClientRow]]) -> set[UUID]:
    return rows_insert(
        Client,
        [
            {
                "id": id,
                "kind": row.kind,
                "name": row.name,
                "email": row.email,
                "phone": row.phone,
                "address": row.address,
                "imported_key": row.key or f"{job.file_id}:{row.row}:client",
            }
            for id, row in rows
        ],
        {"import_job_id": job.id, "time_zone": firm_get().time_zone},
    )


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
    numbers = case_list().filter(number__in=[row.number for row in rows]).values_list("number", flat=True)
    taken = set(numbers)
    return [_number_taken(row) for row in rows if row.number in taken]


def _number_taken(row: CaseRow) -> Problem:
    return Problem(
        row.row, "number", "number_taken", f"There is a case {row.number} already. Give it another number."
    )


def _cases_add(
    job: ImportJob,
    rows: Sequence[CaseRow],
    ids: dict[int, UUID],
    clients: dict[str, UUID],
    insurers: dict[str, UUID],
) -> set[UUID]:
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
                "amount_disputed": row.amount_disputed,
                "opened_on": row.opened_on,
                "imported_key": row.key,
            }
            for row in rows
        ],
        {"import_job_id": job.id},
    )
