"""The tools that read the whole project find nothing: ruff, import-linter, mypy. Each as its own process."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        pytest.param(["lint-imports"], marks=pytest.mark.slow),  # reads the whole graph of imports
        pytest.param(
            ["mypy"], marks=pytest.mark.slow
        ),  # checks every module; its cache makes the next run short
    ],
    ids=" ".join,
)
def test_the_tool_is_content(command):
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
