"""Bringing in cases from CSV, in rows a second: to COPY of the same rows into tables with the same keys and indexes.

Ours is all that a worker does with a table once somebody let it be run, up to the moment when it is done: it is parsed,
each row checked and held against what the firm has, then written with its client, behind row security, with names to be
found by conflict checks, with its history and its seals. A process of its own does it, as the application's role.
`raw` is COPY of the clients and cases that came of it, ready as PostgreSQL's own text, into the same two tables with
all their indexes and foreign keys, in one transaction, by a superuser: past row security, without names or history,
with nothing checked. An import makes no policies and no parties, and of insurers only those that are new: here none.

    python -m claimback.bench.importing ROWS < job.json > result.json
"""

import json
import os
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg

from claimback.bench import dataset
from claimback.bench.installation import Installation
from claimback.embedded.processes import Progress

TITLE: Final = "Import of cases from CSV: parsed, checked, audited, sealed; to COPY of the same rows"
ROWS: Final = 20_000
FLOOR: Final = {"raw": 0.5}
GOAL: Final = {"raw": 0.75}
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_TABLES: Final = ("cases_client", "cases_case")


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:
    """The row of the report."""
    with installation.connection() as connection:
        sample = dataset.sample(connection)
    ours: list[float] = []
    raw: list[float] = []
    for number in range(rounds):
        progress(f"import: round {number + 1} of {rounds}")
        done = _imported(installation, {"firm_id": str(sample.firm_id), "member_id": str(sample.member_id)})
        ours.append(ROWS / done["seconds"])
        with installation.connection() as connection:
            raw.append(ROWS / _copied(connection, UUID(done["job_id"])))
            _take_away(connection, UUID(done["job_id"]))
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, raw, strict=True))
    return {
        "name": "import",
        "title": TITLE,
        "measured": {"rows_per_second": round(statistics.median(ours))},
        "baselines": {"raw": {"rows_per_second": round(statistics.median(raw))}},
        "rows": ROWS,
        "ratio": {"raw": round(ratio, 3)},
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": ratio >= FLOOR["raw"],
        "goal_reached": ratio >= GOAL["raw"],
    }


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  {row['rows']:,} cases, each with its client: {row['measured']['rows_per_second']:,} a second; "
        f"raw {row['baselines']['raw']['rows_per_second']:,} a second",
        f"  to raw: {row['ratio']['raw']:.2f}× (floor {FLOOR['raw']:g}×, goal {GOAL['raw']:g}×): {verdict}",
    ]


def _imported(installation: Installation, job: dict[str, str]) -> dict[str, Any]:
    """What a worker's process did."""
    done = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-m", "claimback.bench.importing", str(ROWS)],
        env={**os.environ, **installation.environment, "PYTHONPATH": str(_ROOT)},
        input=json.dumps(job),
        capture_output=True,
        text=True,
        cwd=_ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the import broke off: {done.stderr[-500:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _copied(connection: psycopg.Connection[Any], job_id: UUID) -> float:
    """The seconds that COPY takes for the rows of the import, which are taken away first, and again afterwards."""
    rows: dict[str, list[bytes]] = {}
    for table in _TABLES:
        question = f"COPY (SELECT * FROM {table} WHERE import_job_id = '{job_id}' ORDER BY id) TO STDOUT"  # noqa: S608
        with connection.cursor().copy(question.encode()) as out:
            rows[table] = [bytes(piece) for piece in out]
    _take_away(connection, job_id)
    _set_triggers(connection, "DISABLE")
    try:
        began = time.perf_counter()
        with connection.transaction():
            for table, pieces in rows.items():
                with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as into:
                    for piece in pieces:
                        into.write(piece)
        return time.perf_counter() - began
    finally:
        _set_triggers(connection, "ENABLE")


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


def _work(rows: int, job: dict[str, str]) -> dict[str, Any]:
    """Bring in the table as a worker does, but for fetching it from S3."""
    import django

    django.setup()
    from cases.models import ImportJob
    from cases.selectors import import_list
    from cases.services.import_work import import_go_on
    from claimback.storage.models import KEPT, StoredFile
    from claimback.tenancy.scope import firm_scope

    firm_id, member_id, data = UUID(job["firm_id"]), UUID(job["member_id"]), _table(rows)
    scope = partial(firm_scope, firm_id, member_id=member_id, act="import.run")
    with scope():
        file = StoredFile(
            name="cases.csv", announced_size=len(data), state=KEPT, key="none", sha256=os.urandom(32).hex()
        )
        file.save(force_insert=True)
        made = ImportJob(
            file=file,
            made_by_id=member_id,
            kind="cases",
            source="clio",
            constants={
                "insurer_name": "Insurance Company No. 1",
                "line_of_business": "property",
                "jurisdiction": "TX",
            },
        )
        made.save(force_insert=True)

    def go_on() -> ImportJob:
        import_go_on(firm_id, made.id, fetch=lambda _: data)
        with scope():
            return import_list().get(id=made.id)

    go_on()
    with scope():
        import_list().filter(id=made.id).update(state="running")
    began = time.perf_counter()
    done = go_on()
    seconds = time.perf_counter() - began
    if (done.state, done.rows_made) != ("done", rows):
        raise RuntimeError(f"{done.rows_made} of {rows} rows came in: {done.errors[:2]}")
    return {"job_id": str(made.id), "seconds": seconds}


if __name__ == "__main__":
    json.dump(_work(int(sys.argv[1]), json.load(sys.stdin)), sys.stdout)
