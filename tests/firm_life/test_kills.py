"""kill -9 in the middle of an export, an erasure and an import: the next run finishes, and no half of a firm is seen.

Where the middle is is decided by a lock that the test holds: the process waits at that table, and is killed there.
"""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from multiprocessing import get_context
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from claimback.audit.chain import chain_links
from claimback.audit.verify import verify_chain
from claimback.firms.archive.tables import NOT_EXPORTED
from claimback.storage import s3
from claimback.tenancy.scope import firm_scope
from tests.databases import as_superuser
from tests.faults.sink import wait_until
from tests.firm_life.conftest import object_hashes, table_hashes
from tests.firm_life.test_round_trip import MORE

pytestmark = (
    pytest.mark.slow
)  # two full firms are made, and one goes out, away and in again, three steps twice

KEPT: list[Any] = []
"""The suite's connections in a process that is killed: given up, they would tell PostgreSQL that the suite left."""


def _command(*arguments: str) -> None:
    """What the process does: with connections of its own, for those of the suite stay the suite's."""
    for alias in ("default", "owner"):
        KEPT.append(connections[alias])
        connections[alias] = connections.create_connection(alias)
    s3._client.cache_clear()
    call_command("firm", *arguments, stdout=StringIO(), stderr=StringIO())


@contextmanager
def killed_at(table: str, database: str, *arguments: str) -> Iterator[None]:
    """Run `manage.py firm …` in a process of its own, kill it where it waits for `table`, and let the table go."""
    with as_superuser(database) as holder, as_superuser(database) as watching, holder.transaction():
        holder.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table)))
        process = get_context("fork").Process(target=_command, args=arguments)
        process.start()
        waits = "SELECT FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        try:
            wait_until(lambda: not process.is_alive() or watching.execute(waits, [database]).rowcount)
            assert process.is_alive(), "it ended by itself, with what stands on stderr"
        finally:
            process.kill()
            process.join()
    assert process.exitcode == -signal.SIGKILL
    yield


def test_a_firm_goes_out_away_and_in_though_each_step_is_killed_once(two_firms, firm_command, tmp_path):
    firm, played = two_firms.mine, two_firms.played.name
    theirs = table_hashes(two_firms.theirs), object_hashes(two_firms.theirs)
    before, objects = table_hashes(firm), object_hashes(firm)

    export = ("export", firm.slug, "--out", "firm.archive")
    with killed_at("letters_letter", played, *export):
        assert not (tmp_path / "firm.archive").exists()
        assert (table_hashes(firm), object_hashes(firm)) == (before, objects)
    firm_command(*export)
    assert [path.name for path in tmp_path.iterdir()] == ["firm.archive"]

    erase = ("erase", firm.slug, "--manifest", "gone.json", "--confirm", firm.slug)
    with killed_at("letters_letter", played, *erase):
        half_way = table_hashes(firm)
        assert half_way["cases_case"] == before["cases_case"]
        assert half_way["letters_letter"] == before["letters_letter"]
        assert object_hashes(firm) == {}
        assert not list(tmp_path.glob("*gone*"))
    firm_command(*erase)
    told = json.loads((tmp_path / "gone.json").read_text())
    assert (told["objects"], told["tables"]["letters_letter"]) == (len(objects), before["letters_letter"][0])
    assert "The signature holds" in firm_command("check-manifest", "gone.json")
    assert not any(number for number, _ in table_hashes(firm).values())

    with killed_at("letters_letter", played, "import", "firm.archive"):
        assert not any(number for number, _ in table_hashes(firm).values())
        assert object_hashes(firm) == objects
    assert f"({len(objects):,} were there)" in firm_command("import", "firm.archive")
    after = table_hashes(firm)
    assert {name for name in before if before[name] != after[name]} <= {*MORE, *NOT_EXPORTED}
    with firm_scope(firm.id):
        assert verify_chain(chain_links()).problems == []
    assert (table_hashes(two_firms.theirs), object_hashes(two_firms.theirs)) == theirs
