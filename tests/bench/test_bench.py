"""`manage.py bench`: the report's form, and answers that are right. How fast they are is not this suite's business."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claimback.bench.comparisons import COMPARISONS
from claimback.bench.meter import cpu_seconds, spent
from tests.embedded.conftest import processes_mentioning, scratch_folder

ROOT = Path(__file__).resolve().parent.parent.parent
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


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing in its environment but the path."""
    return subprocess.run(
        [sys.executable, "manage.py", "bench", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# Slow: it starts PostgreSQL, migrates, and serves three applications. One row of the three stands for the form.
@pytest.mark.slow
def test_measures_a_row_and_every_answer_is_right() -> None:
    with scratch_folder() as folder:
        done = bench(
            "post", "--rows", "300", "--rounds", "1", "--seconds", "0.3", "--json", "--data", str(folder)
        )
        assert processes_mentioning(folder) == []
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
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
        (["lust"], "There is no benchmark lust. Known: list, detail, post, search, import, sweep, clock."),
        (["list", "--rows", "3"], "at least 200 rows"),
    ],
)
def test_an_unknown_name_or_number_is_exit_2(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("bench", *arguments)
    assert refusal.value.returncode == 2


def test_the_meter_sees_work_and_forgets_the_dead() -> None:
    before = cpu_seconds([os.getpid()])
    assert sum(range(5_000_000)) > 0
    assert 0.0 < spent(before, cpu_seconds([os.getpid()])) < 10.0
    assert cpu_seconds([2**22 + 1]) == {}
