"""A release that rolls out: for a while old code runs on the new schema, beside new code.

The old code is a commit of this repository, from before the newest migrations. Its own tests of the API run on the
tables of today; then an old and a new web write side by side.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.management import call_command
from psycopg import sql

from claimback.embedded.files import keep_ports
from tests import databases
from tests.faults.installation import Web
from tests.firms import TestFirm
from tests.letters.matter import open_case
from tests.servers import ROOT

BACK = 6
"""Commits with new migrations that the old code does not have yet."""

TESTS = (
    "tests/cases/test_cases_api.py",
    "tests/cases/test_clients_api.py",
    "tests/cases/test_papers_api.py",
    "tests/cases/test_offers_api.py",
    "tests/cases/test_tasks.py",
    "tests/cases/test_portal.py",
    "tests/cases/test_correspondence.py",
    "tests/deadlines/test_deadlines_api.py",
    "tests/deadlines/test_facts_api.py",
    "tests/letters/test_api.py",
    "tests/letters/test_journey_api.py",
    "tests/audit/test_chain_api.py",
    "tests/tenancy",
)
WRITES = 200


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    return done.stdout.strip() if not done.returncode else ""


def _old() -> str:
    """The commit before the last so many that brought migrations; empty where there is no such history."""
    brought = _git(
        "log", f"--skip={BACK - 1}", "-1", "--format=%H", "--diff-filter=A", "--", "*/migrations/0*.py"
    )
    return _git("rev-parse", "--verify", f"{brought}^") if brought else ""


pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(_old() == "", reason="there is no history of this repository"),
]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the old code."""
    folder = tmp_path_factory.mktemp("old") / "code"
    folder.mkdir()
    archive = ["git", "-C", str(ROOT), "archive", _old()]
    with subprocess.Popen(archive, stdout=subprocess.PIPE) as packed:
        subprocess.run(["tar", "-x", "-C", str(folder)], stdin=packed.stdout, check=True)
    assert packed.returncode == 0
    return folder


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


def test_the_old_code_s_tests_hold_on_the_new_schema(
    old: Path, seeds: dict[str, Any], django_db_blocker: Any
) -> None:
    """Those that fail are asked again on their own schema: what fails there too is no matter of the release."""
    asked = "import tests.conftest; from tests.databases import template_name; print(template_name())"
    named = _python(old, "-c", asked)
    assert named.returncode == 0, named.stderr
    name = named.stdout.strip()
    assert name != databases.template_name(), "the old code has the same schema"
    with django_db_blocker.unblock():
        databases.clone_make(name)
        with databases.as_superuser() as admin:
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
            admin.execute(comment.format(sql.Identifier(name), sql.Literal(json.dumps(seeds))))
    try:
        failed = _failed(old, *[path for path in TESTS if (old / path).exists()])
    finally:
        databases.clone_drop(name)
    if failed:
        try:
            failed -= _failed(old, *failed)
        finally:
            databases.clone_drop(name)
    assert not failed, f"{_old()[:12]} on the schema of today: {sorted(failed)}"


def _failed(old: Path, *tests: str) -> set[str]:
    """Those of these tests that fail, by their names."""
    ran = _python(
        old,
        "-m",
        "pytest",
        "-n",
        "0",
        "-q",
        "-rfE",
        "-p",
        "no:cacheprovider",
        "--no-header",
        "--tb=short",
        *tests,
    )
    sys.stdout.write(ran.stdout)
    assert " passed" in ran.stdout or " failed" in ran.stdout, ran.stdout + ran.stderr
    lines = [line.split(" - ")[0].split() for line in ran.stdout.splitlines()]
    return {words[1] for words in lines if len(words) > 1 and words[0] in ("FAILED", "ERROR")}


@pytest.fixture
def webs(old: Path, committed_db: str, tmp_path: Path) -> Iterator[list[Web]]:
    """The old web and the new one, on one database with the schema of today."""
    ports = keep_ports(tmp_path / "ports.json", {"old": 21091, "new": 21092})
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    settings["DATABASE_URL"] = settings["DATABASE_URL"].rpartition("/")[0] + f"/{committed_db}"
    made = [
        Web(tmp_path, ports[name], f"web {name}", settings, code=code)
        for name, code in (("old", old), ("new", ROOT))
    ]
    try:
        for web in made:
            web.start()
        yield made
    finally:
        for web in made:
            web.stop()


def test_old_and_new_write_side_by_side_and_read_each_other(webs: list[Web], law: TestFirm) -> None:
    with law.scope():
        case = open_case(law)
    sent = {"Authorization": f"Bearer {law.tokens['attorney']}"}

    def call(web: Web, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        root = f"http://127.0.0.1:{web.port}/api/v1/firms/{law.slug}/"
        return requests.request(method, root + path, json=body, headers=sent | headers, timeout=60)

    def write(number: int) -> str:
        """One web adds a task, the other gets the same answer to the same key, and changes it."""
        first, second = webs if number % 2 else webs[::-1]
        body, key = (
            {"title": f"Task {number}", "case_id": str(case.id)},
            {"Idempotency-Key": f"rolling-{number}"},
        )
        added = call(first, "POST", "tasks", body, **key)
        assert added.status_code == 201, added.text
        again = call(second, "POST", "tasks", body, **key)
        assert (again.status_code, again.headers.get("Idempotency-Replayed")) == (201, "true"), again.text
        id = added.json()["id"]
        changed = call(
            second,
            "PATCH",
            f"tasks/{id}",
            {"title": f"Changed {number}"},
            **{"If-Match": added.headers["ETag"]},
        )
        assert changed.status_code == 200, changed.text
        stale = call(first, "PATCH", f"tasks/{id}", {"title": "Late"}, **{"If-Match": added.headers["ETag"]})
        assert stale.status_code == 412, stale.text
        return str(id)

    with ThreadPoolExecutor(4) as hands:
        ids = list(hands.map(write, range(WRITES)))
    assert len(set(ids)) == WRITES
    for id in ids[:20]:
        before, after = (call(web, "GET", f"tasks/{id}").json() for web in webs)
        common = before.keys() & after.keys()
        assert {name: before[name] for name in common} == {name: after[name] for name in common}
        assert common >= {"id", "title", "case_id"}
    for path in ("cases", "tasks", "deadlines", "letters", "clients"):
        for web in webs:
            assert call(web, "GET", path).status_code == 200, (web.name, path)
    call_command("audit", "verify")
