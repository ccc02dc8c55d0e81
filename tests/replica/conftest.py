"""A streaming replica of the PostgreSQL that the tests use, made by pg_basebackup and kept for these tests."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from claimback.embedded.files import keep_ports
from claimback.embedded.postgres import Postgres
from claimback.embedded.processes import EmbeddedError, Server, tied
from claimback.tenancy import replica
from tests.databases import as_superuser
from tests.servers import DIRECTORY


def written() -> str:
    """Where the primary's log ends, with all in it that was committed: tests' commits are not waited for."""
    with as_superuser() as admin:
        admin.execute("SET synchronous_commit = on")
        admin.execute("SELECT pg_logical_emit_message(true, 'tests', '')")
        [(position,)] = admin.execute("SELECT pg_current_wal_lsn()::text").fetchall()
    return str(position)


class Standby(Postgres):
    """A replica that follows the tests' PostgreSQL, with a copy of its data."""

    name = "Replica"

    def __init__(self, directory: Path, port: int) -> None:
        primary = conninfo_to_dict(os.environ["TEST_ADMIN_DATABASE_URL"])
        self.primary = {name: str(primary[name]) for name in ("host", "port", "user", "password")}
        passwords = {self.primary["user"]: self.primary["password"]}
        super().__init__(directory, port, passwords=passwords, durable=False, progress=lambda _: None)

    def prepare(self) -> None:
        """Copy the primary's data. Skips where the programs cannot, or are another version's."""
        self._programs = self._reachable_programs()
        copying = [
            str(self._programs.folder / "pg_basebackup"),
            *("--dbname", psycopg.conninfo.make_conninfo(**self.primary)),
            *("--pgdata", str(self.data), "--checkpoint=fast", "--wal-method=stream", "--no-sync"),
        ]
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        if user := self.run_as():
            os.chown(self.data, *user)
        if not Path(copying[0]).exists():
            pytest.skip("pg_basebackup is not installed")
        done = subprocess.run(
            tied(copying, signal.SIGTERM, self.run_as()),
            cwd="/",
            env=self.environment(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            pytest.skip(f"the primary gives no copy of itself: {done.stderr.strip()}")
        (self.data / "standby.signal").touch()

    def command(self) -> list[str]:
        """As a primary, but following."""
        following = psycopg.conninfo.make_conninfo(**self.primary)
        return [*super().command(), "-c", f"primary_conninfo={following}"]

    def wait_until_ready(self) -> None:
        """Roles and passwords are the primary's."""
        Server.wait_until_ready(self)

    def tell(self, statement: str, values: list[Any] | None = None) -> Any:
        """What it answers the superuser with, in one row and column."""
        with self._connect("postgres") as connection:
            row = connection.execute(statement, values).fetchone()
            return row[0] if row else None

    def catch_up(self) -> None:
        """Wait until it has replayed what the primary holds now."""
        position = written()
        ends = time.monotonic() + 20
        while not self.tell("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position]):
            assert time.monotonic() < ends, "the replica does not follow"
            time.sleep(0.02)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It replays nothing meanwhile."""
        self.tell("SELECT pg_wal_replay_pause()")
        while self.tell("SELECT pg_get_wal_replay_pause_state()") != "paused":
            time.sleep(0.01)
        try:
            yield
        finally:
            self.tell("SELECT pg_wal_replay_resume()")


@pytest.fixture(scope="session")
def standby(django_db_setup: None) -> Iterator[Standby]:
    """The running replica."""
    directory = DIRECTORY / f"replica_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o711)
    made = Standby(directory, keep_ports(directory / "ports.json", {"replica": 5433})["replica"])
    try:
        made.start()
    except EmbeddedError as error:
        pytest.skip(f"no replica runs: {error}")
    yield made
    made.stop()
    shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def replica_at(standby: Standby, port: int) -> Iterator[None]:
    """Django's alias `replica` at this port, with the database that is the default one now."""
    standby.catch_up()
    default = settings.DATABASES["default"]
    options = {**default["OPTIONS"], "connect_timeout": 2}
    settings.DATABASES[replica.REPLICA] = {**default, "PORT": port, "OPTIONS": options}
    replica._rests_until = 0.0
    try:
        yield
    finally:
        connections[replica.REPLICA].close()
        del connections[replica.REPLICA]
        del settings.DATABASES[replica.REPLICA]
