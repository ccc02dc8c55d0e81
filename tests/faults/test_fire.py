"""The fires as tests: `pytest -m faults -n 0`, with `--fire-share 1` for the whole. `-s` prints the reports."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.acts import ACTS, impossible
from tests.faults.report import page
from tests.servers import ROOT

pytestmark = pytest.mark.faults


def burn(*arguments: str) -> Any:
    """Run one fire, in a process and a folder of its own; its report."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.faults.everything_under_fire"),
            *("--directory", "/tmp/claimback-everything", *arguments),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    sys.stdout.write(done.stdout)
    assert done.stdout, f"the fire made no report and ended with {done.returncode}: what it said stands above"
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def fires(request: pytest.FixtureRequest) -> list[Any]:
    """The reports of the fires that were asked for, one after the other, each of its own seed."""
    option = request.config.getoption
    runs: list[Any] = []
    for number in range(option("--fire-times")):
        arguments = ["--share", option("--fire-share")] if option("--fire-share") else []
        if option("--fire-seed"):
            arguments += ["--seed", str(int(option("--fire-seed")) + number)]
        runs.append(burn(*arguments))
        if option("--fire-report"):
            Path(option("--fire-report")).write_text(page(runs))
        if not runs[-1]["held"]:
            break
    return runs


def test_nothing_is_lost_and_nothing_done_twice_while_everything_is_killed(fires: list[Any]) -> None:
    assert [report for report in fires if not report["held"]] == []


@pytest.mark.parametrize("act", ACTS)
def test_every_act_struck_in_every_fire(fires: list[Any], act: str) -> None:
    if why := impossible(act):
        pytest.skip(why)
    assert all(report["strikes"][act] for report in fires)


def test_two_of_everything_do_nothing_twice() -> None:
    """Two webs, two workers and two beats, and nothing fails: no cause is left for a second copy of anything."""
    report = burn("--acts", "", "--alerts", "400", "--uploads", "20", "--letters", "20", "--writes", "200")
    assert report["held"], report
    assert report["alerts"]["copies_more_than_one"] == {}
    assert report["alerts"]["arrived"] == 400
    assert {word for word in report["answers"] if word.startswith("answered")} <= {
        "answered 200",
        "answered 201",
    }
