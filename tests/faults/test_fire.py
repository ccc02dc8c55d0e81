"""The fires as tests: `pytest -m faults -n 0`, with `--fire-share 1` for the whole. The report is printed with `-s`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.installation import FAKETIME
from tests.faults.small_disk import why_no_small_disk
from tests.servers import ROOT

pytestmark = pytest.mark.faults


@pytest.fixture
def burn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Runs one fire, in a process and a folder of its own; its report."""
    directory = Path("/tmp/claimback-everything")

    def run(*arguments: str) -> Any:
        options = [
            part
            for name in ("share", "seed")
            if (value := request.config.getoption(f"--fire-{name}"))
            for part in (f"--{name}", value)
        ]
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.faults.everything_under_fire", "--directory", str(directory)),
                *(*options, *arguments),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        sys.stdout.write(done.stdout)
        return json.loads(done.stdout)

    return run


def test_nothing_is_lost_and_nothing_done_twice_while_everything_is_killed(burn: Any) -> None:
    report = burn()
    assert report["held"], report


@pytest.mark.skipif(why_no_small_disk() != "", reason=why_no_small_disk() or "-")
def test_nothing_is_lost_when_the_database_s_disk_is_full(burn: Any) -> None:
    report = burn("--acts", "disk,postgresql", "--alerts", "100", "--uploads", "10", "--letters", "5")
    assert report["held"], report
    assert report["faults"]["disk full"]


@pytest.mark.skipif(not FAKETIME.exists(), reason=f"there is no {FAKETIME}: `apt-get install libfaketime`")
def test_nothing_is_lost_when_clocks_jump(burn: Any) -> None:
    report = burn("--acts", "clock,worker", "--alerts", "100", "--uploads", "10", "--letters", "5")
    assert report["held"], report
    assert report["faults"]["clock"]
