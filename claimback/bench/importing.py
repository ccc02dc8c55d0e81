"""Bringing in cases from CSV, in rows a second: to COPY of the same rows into tables with the same keys and indexes.

Ours is all that a worker does with a table once somebody let it be run, up to the moment when it is done: it is parsed,
each row checked and held against what the firm has, then written with its client, behind row security, with names to be
found by conflict checks, with its history and its seals. A process of its own does it, as the application's role.
`raw` is COPY of the clients and cases that came of it, ready as PostgreSQL's own text, into the same two tables with
all their indexes and foreign keys, in one transaction, by a superuser: past row security, without names or history,
with nothing checked. An import makes no policies and no parties, and of insurers only those that are new: here none.
`bulk_create` and `save` are the same clients and cases by Django's own means, in one transaction, as free of all else
as `raw` is: in batches of a thousand, and one by one.

    python -m claimback.bench.importing ROWS
    python -m claimback.bench.importing ROWS bulk_create|save

Each reads one line, whose rows they are. The first answers with an empty line once all is checked, and with what it
took at the end of what the next line begins; the second with what it took.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

import psycopg

from claimback.bench import dataset
from claimback.bench.dataset import Sample
from claimback.bench.installation import Installation
from claimback.bench.meter import spent
from claimback.embedded.processes import Progress

TITLE: Final = (
    "Import of cases from CSV: parsed, checked, audited, sealed; to COPY, bulk_create and save() of them"
)
ROWS: Final = 100_000
FLOOR: Final = {"raw": 0.5, "bulk_create": 2.0, "save": 10.0}
GOAL: Final = {"raw": 0.75, "bulk_create": 3.5, "save": 18.0}
_SAVED: Final = 2_000
"""Rows for `save`: it is slow, and each costs what the one before did."""
_BATCH: Final = 1_000
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_TABLES: Final = ("cases_client", "cases_case")
_ALIKE: Final = {
    "insurer_name": "Insurance Company No. 1",
    "line_of_business": "property",
    "jurisdiction": "TX",
}


class Spent(NamedTuple):
    """Seconds by the wall, and of processors, for so many rows."""

    seconds: float
    cpu: float
    rows: int = ROWS


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:
    """The row of the report."""
    with installation.connection() as connection:
        sample = dataset.sample(connection)
    ours: list[Spent] = []
    theirs: dict[str, list[Spent]] = {name: [] for name in FLOOR}
    for number in range(rounds):
        progress(f"import: round {number + 1} of {rounds}")
        job_id, took = _imported(installation, sample)
        ours.append(took)
        theirs["raw"].append(_copied(installation, job_id))
        theirs["bulk_create"].append(_by_django(installation, sample, "bulk_create", ROWS))
        theirs["save"].append(_by_django(installation, sample, "save", _SAVED))
    ratio = {name: round(_ratio(ours, each, "seconds"), 3) for name, each in theirs.items()}
    return {
        "name": "import",
        "title": TITLE,
        "measured": _figures(ours),
        "baselines": {name: _figures(each) for name, each in theirs.items()},
        "rows": ROWS,
        "ratio": ratio,
        "ratio_by_cpu": {name: round(_ratio(ours, each, "cpu"), 3) for name, each in theirs.items()},
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": all(ratio[name] >= least for name, least in FLOOR.items()),
        "goal_reached": all(ratio[name] >= least for name, least in GOAL.items()),
    }


def _ratio(ours: list[Spent], theirs: list[Spent], of: str) -> float:
    """How many rows here in the `seconds` or `cpu` of one there, the median over the rounds."""
    turns = zip(ours, theirs, strict=True)
    return statistics.median(
        float(getattr(their, of) / their.rows / (getattr(mine, of) / mine.rows)) for mine, their in turns
    )


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    measured = row["measured"]
    lines = [
        f"{row['name']}: {row['title']}",
        f"  {row['rows']:,} cases, each with its client: {measured['rows_per_second']:,} a second, "
        f"{measured['cpu_ms']} ms of processor time a case",
    ]
    for name, each in row["baselines"].items():
        lines.append(
            f"  to {name} ({each['rows_per_second']:,} a second, {each['cpu_ms']} ms): {row['ratio'][name]:.2f}×"
            f" (floor {FLOOR[name]:g}×, goal {GOAL[name]:g}×); by CPU time {row['ratio_by_cpu'][name]:.2f}×"
        )
    return [*lines, f"  {verdict}"]


def _figures(rounds: list[Spent]) -> dict[str, Any]:
    return {
        "rows_per_second": round(statistics.median(each.rows / each.seconds for each in rounds)),
        "cpu_ms": round(statistics.median(each.cpu * 1000 / each.rows for each in rounds), 3),
    }


def _imported(installation: Installation, sample: Sample) -> tuple[UUID, Spent]:
    """The import that a worker's process made, and what it took there and in PostgreSQL."""
    asked = {"firm_id": str(sample.firm_id), "member_id": str(sample.member_id)}
    with subprocess.Popen(  # noqa: S603 - a program of ours
        [sys.executable, "-m", "claimback.bench.importing", str(ROWS)],
        env={**os.environ, **installation.environment, "PYTHONPATH": str(_ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stderr is not None
        print(json.dumps(asked), file=worker.stdin, flush=True)
        said, in_postgres = "", 0.0
        if worker.stdout.readline():  # all is checked
            before = installation.postgres_cpu()
            print(file=worker.stdin, flush=True)
            said = worker.stdout.readline()
            in_postgres = spent(before, installation.postgres_cpu())
        worker.stdin.close()
        if not said:
            raise RuntimeError(f"the import broke off: {worker.stderr.read()[-500:]}")
    done = json.loads(said)
    return UUID(done["job_id"]), Spent(done["seconds"], done["cpu_seconds"] + in_postgres)


def _copied(installation: Installation, job_id: UUID) -> Spent:
    """What COPY takes for the rows of the import, which are taken away first, and again afterwards."""
    rows: dict[str, list[bytes]] = {}
    with installation.connection() as connection:
        for table in _TABLES:
            question = f"COPY (SELECT * FROM {table} WHERE import_job_id = '{job_id}' ORDER BY id) TO STDOUT"  # noqa: S608
            with connection.cursor().copy(question.encode()) as out:
                rows[table] = [bytes(piece) for piece in out]
        _take_away(connection, job_id)
        _set_triggers(connection, "DISABLE")
        try:
            before, used, began = installation.postgres_cpu(), time.process_time(), time.perf_counter()
            with connection.transaction():
                for table, pieces in rows.items():
                    with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as into:
                        for piece in pieces:
                            into.write(piece)
            seconds, cpu = time.perf_counter() - began, time.process_time() - used
            return Spent(seconds, cpu + spent(before, installation.postgres_cpu()))
        finally:
            _set_triggers(connection, "ENABLE")
            _take_away(connection, job_id)


def _by_django(installation: Installation, sample: Sample, means: str, rows: int) -> Spent:
    """What Django takes for so many clients and cases, which are taken away afterwards."""
    asked = {"firm_id": str(sample.firm_id), "member_id": str(sample.member_id)}
    with installation.connection() as connection:
        _set_triggers(connection, "DISABLE")
        try:
            before = installation.postgres_cpu()
            done = subprocess.run(  # noqa: S603 - a program of ours
                [sys.executable, "-m", "claimback.bench.importing", str(rows), means],
                env={
                    **os.environ,
                    **installation.environment,
                    "DATABASE_URL": installation.urls["superuser"],
                    "PYTHONPATH": str(_ROOT),
                },
                input=json.dumps(asked),
                capture_output=True,
                text=True,
                cwd=_ROOT,
                check=False,
            )
            in_postgres = spent(before, installation.postgres_cpu())
            if done.returncode != 0:
                raise RuntimeError(f"{means} broke off: {done.stderr[-500:]}")
        finally:
            _set_triggers(connection, "ENABLE")
            _take_away_marked(connection)
    took = json.loads(done.stdout)
    return Spent(took["seconds"], took["cpu_seconds"] + in_postgres, rows)


def _take_away_marked(connection: psycopg.Connection[Any]) -> None:
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("DELETE FROM cases_case WHERE number LIKE 'Django-%'")
        connection.execute("DELETE FROM cases_client WHERE email LIKE '%@django.example'")
    connection.execute("VACUUM (ANALYZE) cases_client, cases_case")


def _set_triggers(connection: psycopg.Connection[Any], verb: str) -> None:
    """Those of names and history; foreign keys are checked by triggers of PostgreSQL's own, which stay."""
    for table in _TABLES:
        connection.execute(f"ALTER TABLE {table} {verb} TRIGGER USER".encode())


def _take_away(connection: psycopg.Connection[Any], job_id: UUID) -> None:
    """Remove the rows of an import, and what was kept of them, so that the next round finds what this one did."""
    of_clients = "SELECT id FROM cases_client WHERE import_job_id = %(job)s"
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for statement in (
            f"DELETE FROM cases_knownname WHERE client_id IN ({of_clients})",  # noqa: S608
            "DELETE FROM cases_case WHERE import_job_id = %(job)s",
            "DELETE FROM cases_client WHERE import_job_id = %(job)s",
            "TRUNCATE audit_entry, audit_seal",
        ):
            connection.execute(statement.encode(), {"job": job_id})
    connection.execute("VACUUM (ANALYZE) cases_client, cases_case, cases_knownname")


def _table(rows: int) -> bytes:
    """A table of cases as a practice exports it."""
    lines = ["client_reference,description,open_date,client_first_name,client_last_name,client_email"]
    lines += [
        f"B-{n},Water damage in building {n},{1 + n % 12:02}/{13 + n % 15}/2025,Client,No {n},client{n}@mail.example"
        for n in range(rows)
    ]
    return "\n".join(lines).encode()


def _work(rows: int, asked: dict[str, str]) -> dict[str, Any]:
    """Bring in the table as a member and a worker do, but for the way of its bytes: they do not come from S3."""
    import django

    django.setup()
    from cases.models import ImportJob
    from cases.selectors import import_list
    from cases.services.import_work import import_go_on
    from cases.services.imports import import_add, import_check, import_map, import_run
    from claimback.kernel.memory import keep_what_is_loaded
    from claimback.storage.models import KEPT, StoredFile
    from claimback.tenancy.scope import firm_scope
    from claimback.tenancy.selectors import firm_get, member_list
    from claimback.tenancy.services import member_of

    keep_what_is_loaded()  # as a worker that starts does
    firm_id, member_id, data = UUID(asked["firm_id"]), UUID(asked["member_id"]), _table(rows)
    scope = partial(firm_scope, firm_id, member_id=member_id, act="import.run")

    def go_on(job: ImportJob) -> ImportJob:
        import_go_on(firm_id, job.id, fetch=lambda _: data)
        with scope():
            return import_list().get(id=job.id)

    with scope():
        file = StoredFile(
            name="cases.csv", announced_size=len(data), state=KEPT, key="none", sha256=os.urandom(32).hex()
        )
        file.save(force_insert=True)
        member = member_of(member_list().get(id=member_id), firm_get())
        job = import_add(actor=member, file_id=file.id, kind="cases", source="clio")
    job = go_on(job)
    with scope():
        job = import_map(actor=member, import_id=job.id, version=job.version, constants=_ALIKE)
        job = import_check(actor=member, import_id=job.id, version=job.version)
    job = go_on(job)
    with scope():
        job = import_run(actor=member, import_id=job.id, version=job.version)
    print(flush=True)  # noqa: T201
    sys.stdin.readline()
    began, used = time.perf_counter(), time.process_time()
    job = go_on(job)
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    if (job.state, job.rows_made) != ("done", rows):
        raise RuntimeError(f"{job.rows_made} of {rows} rows came in: {job.errors[:2]}")
    return {"job_id": str(job.id), "seconds": seconds, "cpu_seconds": cpu}


def _work_by_django(rows: int, means: str, asked: dict[str, str]) -> dict[str, float]:
    """Write clients and cases by the models, as one does who has nothing to check."""
    import django

    django.setup()
    from cases.models import Case, Client
    from cases.selectors import insurer_list
    from claimback.kernel.memory import keep_what_is_loaded
    from claimback.tenancy.scope import firm_scope

    keep_what_is_loaded()
    began, used = time.perf_counter(), time.process_time()
    with firm_scope(UUID(asked["firm_id"]), act="bench"):
        insurer_id = insurer_list().values_list("id", flat=True)[0]
        clients = [Client(name=f"Client No {n}", email=f"client{n}@django.example") for n in range(rows)]
        cases = [
            Case(
                number=f"Django-{n}",
                title=f"Water damage in building {n}",
                client=client,
                insurer_id=insurer_id,
                line_of_business="property",
                jurisdiction="TX",
                time_zone="America/Chicago",
                opened_on=date(2025, 1 + n % 12, 13 + n % 15),
            )
            for n, client in enumerate(clients)
        ]
        if means == "save":
            for client, case in zip(clients, cases, strict=True):
                client.save(force_insert=True)
                case.save(force_insert=True)
        else:
            Client.objects.bulk_create(clients, batch_size=_BATCH)
            Case.objects.bulk_create(cases, batch_size=_BATCH)
    return {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - used}


if __name__ == "__main__":
    _rows, _asked = int(sys.argv[1]), json.loads(sys.stdin.readline())
    _done = _work_by_django(_rows, sys.argv[2], _asked) if sys.argv[2:] else _work(_rows, _asked)
    print(json.dumps(_done), flush=True)  # noqa: T201
