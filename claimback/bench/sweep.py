"""The sweep of the docket: how long PostgreSQL takes to find the open deadlines whose day is over, among all firms'.

Ours is the scanner's function, asked by the application's role. `small` is the same in a data set of ten thousand
cases: what is due is as much there, so any difference is the table's growth. `raw` is the same condition in one
statement that row security does not bind. `orm` is a loop of Django's ORM, firm by firm in its scope, a row at a time;
`naive` is what that loop sends, without what the ORM itself costs.

    python -m claimback.bench.sweep TURNS

It reads one line, the firms.

A deadline falls due because its day goes by, and not because it is written: it was written weeks before, and has been
vacuumed since. The rounds measure that. `written_ms` is the other case, in which each one that is due was written a
moment ago: then the index alone can't say that it still stands, and each is looked up in the table.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from claimback.bench.installation import ROOT, Installation
from claimback.embedded.processes import Progress

TITLE: Final = "Sweep of the open deadlines of all firms: the 500 whose day is over, in milliseconds of SQL"
SMALL: Final = 10_000
DUE: Final = 500
FLOOR: Final = {"small": 0.83, "raw": 0.6, "orm": 50.0}
GOAL: Final = {"small": 0.91, "raw": 0.8, "orm": 90.0}
_TURNS: Final = 20
_NAIVE_TURNS: Final = 2

_MAKE_DUE: Final[LiteralString] = f"""
UPDATE deadlines_deadline SET due_on = current_date - 5, safe_on = current_date - 5, sort_on = current_date - 5
WHERE id IN (SELECT id FROM deadlines_deadline WHERE state = 'open' ORDER BY md5(id::text) LIMIT {DUE})
"""  # noqa: S608 - a number of ours
_NONE_DUE: Final[LiteralString] = """
UPDATE deadlines_deadline SET due_on = current_date + 400, safe_on = current_date + 400, sort_on = current_date + 400
WHERE state = 'open' AND sort_on <= current_date + 1
"""
_OURS: Final[LiteralString] = f"SELECT firm_id, id FROM scanner.due_deadlines({DUE})"  # noqa: S608
_CONDITION: Final[LiteralString] = """
FROM deadlines_deadline t WHERE t.state = 'open' AND t.sort_on <= (now() AT TIME ZONE 'Etc/GMT-14')::date
AND (t.due_on < (now() AT TIME ZONE 'Etc/GMT+12')::date OR t.due_at < now())
"""
_RAW: Final[LiteralString] = f"SELECT t.firm_id, t.id {_CONDITION} ORDER BY t.sort_on LIMIT {DUE}"
_NAIVE: Final[LiteralString] = f"SELECT t.firm_id, t.id {_CONDITION}"


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:
    """The row of the report. In the end nothing is due, as at the beginning: days passed since the set was made."""
    with installation.connection() as large, installation.beside(SMALL) as small:
        took: dict[str, list[float]] = {name: [] for name in ("claimback", "small", "raw", "naive")}
        rows = _one(large.execute("SELECT count(*) FROM deadlines_deadline WHERE state = 'open'"))
        for connection in (large, small):
            _write(connection, _NONE_DUE)
            _vacuum(connection)
        took["empty"] = _times(large, _OURS, found=0)
        for connection in (large, small):
            _write(connection, _MAKE_DUE)
        took["written"] = _times(large, _OURS)
        for connection in (large, small):
            _vacuum(connection)
        for number in range(rounds):
            progress(f"sweep: round {number + 1} of {rounds}")
            took["claimback"] += _times(large, _OURS)
            took["raw"] += _times(large, _RAW, role="")
            took["small"] += _times(small, _OURS)
        took["naive"] += _firm_by_firm(large)
        took["orm"] = _by_orm(installation, large)
        pages = {"pages": _pages(large), "small_pages": _pages(small)}
        for connection in (large, small):
            _write(connection, _NONE_DUE)
            _vacuum(connection)
    return _row({name: statistics.median(times) for name, times in took.items()}, rows, pages)


def _write(connection: psycopg.Connection[Any], statement: LiteralString) -> None:
    """Change deadlines without triggers."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(statement)


def _vacuum(connection: psycopg.Connection[Any]) -> None:
    """What autovacuum does by itself, sooner or later: five hundred rows of millions it would put off for more."""
    connection.execute("VACUUM (INDEX_CLEANUP ON, ANALYZE) deadlines_deadline")


def _pages(connection: psycopg.Connection[Any]) -> int:
    """The pages that one sweep reads: a figure without noise."""
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL ROLE claimback_app")
        connection.execute(_OURS)
        explained = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {_OURS}").fetchone()
    assert explained is not None
    plan = explained[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _times(
    connection: psycopg.Connection[Any],
    statement: LiteralString,
    *,
    role: str = "claimback_app",
    found: int = DUE,
) -> list[float]:
    """Milliseconds of each turn after a first one that counts for nothing. Raises RuntimeError for another number."""
    times = []
    with connection.transaction(force_rollback=True):
        if role:
            connection.execute("SET LOCAL ROLE claimback_app")
        for _ in range(_TURNS + 1):
            began = time.perf_counter()
            rows = connection.execute(statement).fetchall()
            times.append((time.perf_counter() - began) * 1000)
            if len(rows) != found:
                raise RuntimeError(f"the sweep found {len(rows)} deadlines instead of {found}")
    return times[1:]


def _firm_by_firm(connection: psycopg.Connection[Any]) -> list[float]:
    firms = connection.execute("SELECT id FROM tenancy_firm").fetchall()
    times = []
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL ROLE claimback_app")
        for _ in range(_NAIVE_TURNS):
            began = time.perf_counter()
            found = 0
            for (firm_id,) in firms:
                connection.execute("SELECT set_config('claimback.firm_id', %s, true)", [str(firm_id)])
                found += len(connection.execute(_NAIVE).fetchall())
            times.append((time.perf_counter() - began) * 1000)
            if found != DUE:
                raise RuntimeError(f"firm by firm found {found} deadlines instead of {DUE}")
    return times


def _by_orm(installation: Installation, connection: psycopg.Connection[Any]) -> list[float]:
    """Milliseconds of each turn of a process of its own, which is told the firms. Raises CalledProcessError."""
    firms = [str(firm_id) for (firm_id,) in connection.execute("SELECT id FROM tenancy_firm")]
    done = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-m", "claimback.bench.sweep", str(_NAIVE_TURNS)],
        env={**os.environ, **installation.environment, "DJANGO_SETTINGS_MODULE": "claimback.settings"},
        cwd=ROOT,
        input=json.dumps(firms),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    times: list[float] = json.loads(done.stdout)
    return times


def _one(cursor: psycopg.Cursor[Any]) -> int:
    row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def _row(ms: dict[str, float], open_deadlines: int, pages: dict[str, int]) -> dict[str, Any]:
    ratio = {name: round(ms[name] / ms["claimback"], 2) for name in FLOOR}
    return {
        "name": "sweep",
        "title": TITLE,
        "measured": {
            "ms": round(ms["claimback"], 3),
            "empty_ms": round(ms["empty"], 3),
            "written_ms": round(ms["written"], 3),
            **pages,
            "open_deadlines": open_deadlines,
        },
        "baselines": {name: {"ms": round(ms[name], 3)} for name in (*FLOOR, "naive")},
        "ratio": ratio,
        "floor": dict(FLOOR) | {"empty_ms": 1.0},
        "goal": dict(GOAL),
        "held": all(ratio[name] >= floor for name, floor in FLOOR.items()) and ms["empty"] <= 1.0,
        "goal_reached": all(ratio[name] >= goal for name, goal in GOAL.items()) and ms["empty"] <= 1.0,
    }


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    measured, baselines, ratio = row["measured"], row["baselines"], row["ratio"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  among {measured['open_deadlines']:,} open ones {measured['ms']} ms; none due: {measured['empty_ms']} ms"
        " (at most 1 ms)",
        f"  pages read: {measured['pages']}, in the small set {measured['small_pages']}; "
        f"where each was written a moment ago: {measured['written_ms']} ms",
        *(
            f"  to {name} ({baselines[name]['ms']} ms): {ratio[name]}× (floor {row['floor'][name]:g}×,"
            f" goal {row['goal'][name]:g}×)"
            for name in FLOOR
        ),
        f"  {verdict}",
    ]


def _loop(firms: list[UUID]) -> int:
    """The deadlines whose day is over, as a project finds them that gives it no thought."""
    from datetime import timedelta

    from django.db.models import Q

    from claimback.kernel.clock import now
    from claimback.tenancy.scope import firm_scope
    from deadlines.models import Deadline

    present, found = now(), 0
    over = Q(due_on__lt=(present - timedelta(hours=12)).date()) | Q(due_at__lt=present)
    for firm_id in firms:
        with firm_scope(firm_id, act="bench"):
            for deadline in Deadline.objects.filter(over, state="open"):
                found += deadline.state == "open"
    return found


def _main(turns: int) -> None:
    import django

    django.setup()
    firms, times = [UUID(firm) for firm in json.load(sys.stdin)], []
    for _ in range(turns + 1):
        began = time.perf_counter()
        found = _loop(firms)
        times.append((time.perf_counter() - began) * 1000)
        if found != DUE:
            raise RuntimeError(f"the loop found {found} deadlines instead of {DUE}")
    json.dump(times[1:], sys.stdout)  # the first one loads


if __name__ == "__main__":
    _main(int(sys.argv[1]))
