"""Commands that need no server and no environment."""

import json
import subprocess
import sys

import pytest

from claimback.config import VARIABLES, read
from tests.servers import ROOT


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """manage.py with an empty environment, but for where the suite keeps what was compiled."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPYCACHEPREFIX": sys.pycache_prefix or ""},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_config_lists_every_variable_and_shows_no_secret():
    ran = run("config", "--json")
    listed = json.loads(ran.stdout)["variables"]
    assert [row["name"] for row in listed] == [v.name for v in VARIABLES]
    assert all(row["meaning"] for row in listed)
    assert {row["name"] for row in listed if row["state"] == "missing"} == {
        v.name for v in VARIABLES if v.default is None
    }


@pytest.mark.slow  # each starts a Python with Django
def test_a_command_that_needs_the_environment_names_all_that_is_missing():
    ran = run("check")
    assert ran.returncode == 1
    for variable in VARIABLES:
        assert (f"{variable.name} is not set" in ran.stderr) == (variable.default is None)
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("text", "complaint"), [("eight", "DATABASE_CONNECTION_SECONDS must be a whole number")]
)
def test_a_number_that_is_none_is_named(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        read({"DATABASE_CONNECTION_SECONDS": text}).number("DATABASE_CONNECTION_SECONDS")


@pytest.mark.slow  # starts a Python with Django
def test_roles_prints_every_capability():
    from claimback.tenancy.roles import CAPABILITIES

    table = json.loads(run("roles", "--json").stdout)
    assert list(table["capabilities"]) == list(CAPABILITIES)
