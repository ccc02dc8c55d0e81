"""What a worker does with an import: reads the table, checks every row, brings them in batch by batch, or undoes that.

Each batch is one transaction with the count of what is done. A run that is killed goes on from there, and its rows are
known by their keys: nothing is made twice, nothing is left out.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F, Q

from cases.importing.mapping import DAYS, proposed
from cases.importing.rows import Problem, Reader
from cases.importing.tables import Table, TableRefused, read_table
from cases.importing.values import form_of_column
from cases.models import Case, Client, ImportJob
from cases.models.import_job import AT_WORK
from cases.selectors import case_list, client_list, import_list, known_name_list, locked
from cases.services.import_rows import Prepared, cases_prepare, cases_write, clients_write, rows_problems
from cases.services.imports import SAMPLE_ROWS, described, reader_of, sample_read
from cases.services.known_names import NameKeys, name_read, names_read
from cases.states import IMPORT_EDGES
from claimback.kernel.clock import now
from claimback.storage.models import KEPT, RECEIVED, StoredFile
from claimback.storage.services import file_bytes
from claimback.tenancy.scope import firm_scope, whole_firm

WORK: Final = "cases.import_table"
BATCH: Final = 2500
"""Rows of one transaction."""
LEASE: Final = timedelta(minutes=3)
ATTEMPTS_LIMIT: Final = 5
ERRORS_KEPT: Final = 2000
"""Problems of one table that are kept. They are counted all."""

_AFTER_DEATHS: Final = {
    "waiting": "refused",
    "checking": "previewed",
    "running": "failed",
    "undoing": "done",
}
_TOO_OFTEN: Final = "Workers died at this table several times over. Split it into smaller ones."


def import_go_on(
    firm_id: UUID, import_id: UUID, *, fetch: Callable[[StoredFile], bytes] = file_bytes
) -> None:
    """Take the import from the state it is in to the next. Opens its own scopes; safe to run twice and to be killed.

    `fetch` is where the table's bytes come from.
    """
    job = _claim(firm_id, import_id)
    if job is None:
        return
    scope = partial(firm_scope, firm_id, member_id=job.made_by_id, act="import.run")
    if job.state == "undoing":
        with scope():
            _undo(import_id)
        return
    try:
        table = read_table(fetch(job.file), encoding=job.encoding)
        with scope():
            if job.state == "waiting":
                _preview(import_id, table)
                return
            reader, problems = _reader(job, table)
        parts = [Part(problems=problems)] if problems else _staged(scope, job, _parts(reader, table, job))
        with _short_turns():
            for part in parts:
                with _of_a_run(scope):
                    _take(import_id, part)
    except TableRefused as refusal:
        with scope():
            _end(import_id, _AFTER_DEATHS[job.state], refusal.detail)
        return
    with scope():
        _finish(import_id)


@dataclass
class Part:
    """Some rows in their order, read, with what is wrong with the others; of `count` rows of the table.

    `names` are those of its clients, read; `prepared` is what is there for its cases once `_prepared` has seen to it.
    """

    rows: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    names: dict[str, NameKeys] = field(default_factory=dict)
    prepared: Prepared | None = None


def _claim(firm_id: UUID, import_id: UUID) -> ImportJob | None:
    """The import with a lease on it; None where nothing is to be done, its file is not here, or another is at it."""
    with firm_scope(firm_id, act=WORK):
        free = Q(leased_until=None) | Q(leased_until__lt=now())
        waiting = import_list().filter(free, id=import_id, state__in=AT_WORK)
        if not waiting.update(leased_until=now() + LEASE, attempts=F("attempts") + 1):
            return None
        job = import_list().select_related("file").get(id=import_id)
        if job.attempts > ATTEMPTS_LIMIT:
            _end(import_id, _AFTER_DEATHS[job.state], _TOO_OFTEN)
            return None
        if job.file.state == KEPT:
            return job
        if job.file.state == RECEIVED:  # inspected within moments
            import_list().filter(id=import_id).update(
                attempts=F("attempts") - 1, leased_until=now() + timedelta(seconds=5)
            )
        else:
            _end(import_id, "refused", job.file.refusal)
        return None


def _preview(import_id: UUID, table: Table) -> None:
    job = locked(import_list(), import_id)
    if job.state != "waiting":
        return
    total, first = 0, []
    for number, cells in table.rows():
        total += 1
        if total <= SAMPLE_ROWS:
            first.append((number, cells))
    if not total:
        raise TableRefused("The table has a header and no row. Export it again with its rows.")
    job.columns, job.mapping = table.columns, proposed(table.columns, kind=job.kind, source=job.source)
    job.change(
        state=IMPORT_EDGES.advance(job.state, "previewed"),
        encoding=table.encoding,
        separator=table.separator,
        columns=job.columns,
        mapping=job.mapping,
        sample=sample_read(job, first),
        rows_total=total,
        leased_until=None,
        attempts=0,
    )


def _reader(job: ImportJob, table: Table) -> tuple[Reader, list[Problem]]:
    """What reads the rows, each column of days in the form that the whole of it tells; or which column tells none."""
    said = reader_of(job).days
    problems = []
    for name in DAYS:
        column = job.mapping.get(name)
        if column is None or column in said:
            continue
        place = job.columns.index(column)
        cells = (cells[place] for _, cells in table.rows() if len(cells) > place and cells[place])
        try:
            if form := form_of_column(cells):
                job.days[column] = form
        except ValueError as problem:
            problems.append(Problem(1, column, "ambiguous_days", str(problem)))
    import_list().filter(id=job.id).update(days=job.days)
    return reader_of(job), problems


def _parts(reader: Reader, table: Table, job: ImportJob) -> Iterator[Part]:
    """The rows that are not done yet, part by part. Those done are read too: a later row may be the second of one."""
    rows = table.rows()
    passed = 0
    while batch := list(islice(rows, BATCH)):
        part = Part(count=len(batch))
        for number, cells in batch:
            made, wrong = reader.read(number, cells)
            part.problems += wrong
            if made is not None:
                part.rows.append(made)
        passed += len(batch)
        if passed > job.rows_done:
            if job.state == "running":
                clients = part.rows if job.kind == "clients" else [row.client for row in part.rows]
                part.names = {client.name: name_read(client.name) for client in clients}
            yield part


def _staged(scope: Callable[[], Any], job: ImportJob, parts: Iterator[Part]) -> Iterator[Part]:
    """The parts, one being read while the clients of the one before it are written, and of that before it the cases.

    The clients have a connection of their own for it, so that both processors are used; not in a transaction of the
    caller's, of which it would see nothing.
    """
    parts = _ahead(parts)
    if job.state == "running" and job.kind == "cases":
        parts = _prepared(scope, job, parts)
        return parts if connection.in_atomic_block else _ahead(parts)
    return parts


def _prepared(scope: Callable[[], Any], job: ImportJob, parts: Iterator[Part]) -> Iterator[Part]:
    for part in parts:
        with _of_a_run(scope):
            part.prepared = cases_prepare(job, part.rows, part.names)
        yield part


@contextmanager
def _of_a_run(scope: Callable[[], Any]) -> Iterator[None]:
    """A transaction of a run, which doesn't wait for the disk: the one that ends the run does, and for all of them.

    Should PostgreSQL's machine go down meanwhile, the last of them are gone together with their count, and the run goes
    on from before them.
    """
    with scope():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        yield


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let a thread that PostgreSQL has answered go on at once, while another reads rows.

    By Python's usual turns of 5 ms each answer would wait for one, and the connection with it: a tenth of a run.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts, each made in a thread of its own while what came before is being worked on."""
    with ThreadPoolExecutor(1, thread_name_prefix="import") as making:
        try:
            following = making.submit(next, parts, None)
            while (part := following.result()) is not None:
                following = making.submit(next, parts, None)
                yield part
        finally:
            making.submit(connections.close_all)


def _take(import_id: UUID, part: Part) -> None:
    """Check a part or bring it in, with its count, in one transaction."""
    job = locked(import_list(), import_id)
    if job.state == "checking":
        found = rows_problems(job, part.rows)
    elif job.state == "running" and part.prepared is not None:
        found = cases_write(job, part.prepared)
    elif job.state == "running":
        found = clients_write(job, part.rows, part.names)
    else:
        return
    problems = sorted([*part.problems, *found.problems], key=lambda problem: problem.row)
    room = max(0, ERRORS_KEPT - len(job.errors))
    import_list().filter(id=job.id).update(
        rows_done=F("rows_done") + part.count,
        rows_made=F("rows_made") + found.made,
        rows_known=F("rows_known") + found.known,
        error_count=F("error_count") + len(problems),
        errors=[*job.errors, *(described(problem) for problem in problems[:room])],
        leased_until=now() + LEASE,
        attempts=0,
    )


def _finish(import_id: UUID) -> None:
    """A check ends with what it found; one that can't tell days sends the table back to its mapping."""
    job = locked(import_list(), import_id)
    if job.state == "running":
        with whole_firm():
            names_read()
        _end(import_id, "done")
    elif job.state == "checking":
        untold = [item["detail"] for item in job.errors if item["code"] == "ambiguous_days"]
        _end(import_id, "previewed" if untold else "checked", " ".join(untold))


def _end(import_id: UUID, state: str, reason: str = "") -> None:
    job = locked(import_list(), import_id)
    if job.state in AT_WORK:
        job.change(state=IMPORT_EDGES.advance(job.state, state), reason=reason, leased_until=None, attempts=0)


def _undo(import_id: UUID) -> None:
    """Take all away that the import made, or nothing: then something was done with a row of it."""
    job = locked(import_list(), import_id)
    if job.state != "undoing":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    try:
        with transaction.atomic():
            _remove(job)
    except IntegrityError:
        reason = "Something was done with what it brought in: it stays. Close the cases that are not wanted."
        _end(import_id, "done", reason)
        return
    job.change(state=IMPORT_EDGES.advance(job.state, "undone"), rows_made=0, leased_until=None, attempts=0)


def _remove(job: ImportJob) -> None:
    """Cases first, then clients. Raises IntegrityError for one that was changed, or that another row refers to."""
    with whole_firm():
        for model, door in ((Case, case_list()), (Client, client_list())):
            made = door.filter(import_job_id=job.id)
            if made.exclude(version=1).exists():
                raise IntegrityError("A row was changed.")
            if model is Client:
                known_name_list().filter(client_id__in=list(made.values_list("id", flat=True))).delete()
            made._raw_delete(made.db)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
