"""`manage.py bench`: the report's form, and answers that are right. How fast they are is not this suite's business."""

import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claimback.backup.programs import clients_for
from claimback.bench import installation
from claimback.bench.comparisons import COMPARISONS
from claimback.bench.meter import cpu_seconds, peak_bytes, spent
from tests.embedded.conftest import processes_mentioning, scratch_folder

FIGURES = {
    "requests_per_second",
    "lowest",
    "highest",
    "p50_ms",
    "application_cpu_ms",
    "postgresql_cpu_ms",
    "cpu_ms",
    "requests",
    "wrong",
    "statements",
    "round_trips",
}


def copy_tables(made: installation.Installation, database: str) -> None:
    """The tables as the suite's own database has them: to run the migrations again takes the longest."""
    with made._session(database) as new:
        programs = clients_for(new.info.server_version).folder
        url = psycopg.conninfo.make_conninfo(new.info.dsn, password=new.info.password)
    own = psycopg.conninfo.make_conninfo(
        os.environ["TEST_ADMIN_DATABASE_URL"], dbname=connection.settings_dict["NAME"]
    )
    dump = made.directory / "tables"
    take: list[str | Path] = [programs / "pg_dump", "--format=custom", "--schema-only", f"--file={dump}", own]
    put: list[str | Path] = [programs / "pg_restore", "--clean", "--if-exists", f"--dbname={url}", dump]
    subprocess.run(take, check=True)
    subprocess.run(put, check=True)


# Slow: it starts PostgreSQL, and serves three applications, each by one process and not by two. One row of the three
# stands for the form.
@pytest.mark.slow
def test_measures_a_row_and_every_answer_is_right(
    django_db_setup: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "PROCESSES", 1)
    monkeypatch.setattr(installation.Installation, "_migrate", copy_tables)
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # the suite keeps its own
    printed = StringIO()
    small = ("--rows", "300", "--rounds", "1", "--seconds", "0.3")
    with scratch_folder() as folder:
        call_command("bench", "post", *small, "--json", "--data", str(folder), stdout=printed)
        assert processes_mentioning(folder) == []
    report: dict[str, Any] = json.loads(printed.getvalue())
    assert report["machine"]["cores"] == os.cpu_count()
    assert report["method"]["cases"] == 300
    assert report["method"]["rounds"] == 1
    assert report["ceiling"]["requests_per_second"] > 0
    assert [row["name"] for row in report["rows"]] == ["post"]
    for row in report["rows"]:
        assert set(row["baselines"]) == {"plain", "raw"}
        assert isinstance(row["held"], bool)
        for figures in (row["measured"], *row["baselines"].values()):
            assert figures["wrong"] == 0, figures
            assert figures.keys() == FIGURES
            assert figures["requests"] > 0
        for baseline in ("plain", "raw"):
            assert row["ratio"][baseline] > 0
            assert row["floor"][baseline] == COMPARISONS[row["name"]].floor[baseline]
            assert row["goal"][baseline] == COMPARISONS[row["name"]].goal[baseline]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["lust"],
            "There is no benchmark lust. Known: list, security, growth, detail, post, search, sweep, dispatch, clock, "
            "import, files, letters, packet, reading, startup, home.",
        ),
        (["list", "--rows", "3"], "at least 200 rows"),
        (["growth", "--sizes", "10000"], "two sizes"),
    ],
)
def test_an_unknown_name_or_number_is_exit_2(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("bench", *arguments)
    assert refusal.value.returncode == 2


def test_the_most_memory_is_this_process_own_and_not_what_started_it() -> None:
    held = b"x" * (200 * 2**20)
    asks = "from claimback.bench.meter import peak_bytes; print(peak_bytes())"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, check=True)

    assert peak_bytes() > len(held) > int(done.stdout) > 2**20


def test_the_meter_sees_work_and_forgets_the_dead() -> None:
    before = cpu_seconds([os.getpid()])
    assert sum(range(5_000_000)) > 0
    assert 0.0 < spent(before, cpu_seconds([os.getpid()])) < 10.0
    assert cpu_seconds([2**22 + 1]) == {}
