"""What runs for a benchmark: PostgreSQL with fsync on, a database for each size, and one web server per variant.

All of them are children of this process and end with it.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Final, Self

import psycopg

from claimback.bench import dataset
from claimback.bench.meter import cpu_seconds
from claimback.embedded.processes import EmbeddedError, Progress, Server, tied
from claimback.embedded.servers import Servers, start_servers

ROOT: Final = Path(__file__).resolve().parent.parent.parent
THREADS: Final = 4
PROCESSES: Final = 2
_FIRST_PORT: Final = 18100


class WebProcess(Server):
    """One gunicorn with one worker process and four threads.

    Two of them on two ports make a variant's server: behind one port the kernel hands eight connections to two
    processes as it likes, and a round with seven and one would measure that.
    """

    start_timeout: ClassVar[float] = 60.0

    def __init__(
        self,
        directory: Path,
        port: int,
        *,
        name: str,
        progress: Progress,
        application: str,
        settings: Mapping[str, str],
    ) -> None:
        self.name: str = name  # type: ignore[misc]
        super().__init__(directory, port, progress=progress)
        self._application = application
        self._settings = dict(settings)

    def environment(self) -> dict[str, str]:
        """The settings of the variant, and the project on Python's path."""
        return {**super().environment(), **self._settings, "PYTHONPATH": str(ROOT)}

    def command(self) -> list[str]:
        """Connections are kept for longer than any pause between two rounds."""
        return [
            *(sys.executable, "-m", "gunicorn", self._application, "--bind", f"127.0.0.1:{self.port}"),
            *("--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "75"),
            *("--no-control-socket", "--chdir", str(ROOT), "--worker-tmp-dir", str(self.directory / "run")),
            *("--log-level", "warning"),
        ]

    def answers(self) -> bool:
        """Whether it answers at all: an unknown path may well be its 404."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except (urllib.error.URLError, OSError):
            return False


class Installation:
    """The servers and the data set, as a context: entering makes what is missing, leaving stops all."""

    def __init__(self, directory: Path, rows: int, *, progress: Progress) -> None:
        self.directory = directory
        self.rows = rows
        self.progress = progress
        self.database = _database(rows)
        self._password = secrets.token_hex(20)
        self._secret_key = secrets.token_urlsafe(48)
        self._servers: Servers | None = None
        self._variants: dict[str, list[WebProcess]] = {}
        self._port = _FIRST_PORT

    def __enter__(self) -> Self:
        """Start PostgreSQL, make the data set if it is not there. Raises EmbeddedError with the remedy."""
        with contextlib.ExitStack() as begun:
            begun.callback(self.stop)
            # The others would only use the processor.
            self._servers = start_servers(self.directory, progress=self.progress, web_alone=True)
            self._make_database(self.database, self.rows)
            begun.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the variants, then the servers. A second call does nothing."""
        self.stop_variants(list(self._variants))
        if self._servers is not None:
            self._servers.stop()

    def start_variants(self, applications: Mapping[str, str]) -> None:
        """Serve each WSGI application under its variant's name; all start side by side."""
        for variant, application in applications.items():
            self._variants[variant] = [
                self.spawned(application, f"{variant} {number + 1}") for number in range(PROCESSES)
            ]
        for variant in applications:
            for process in self._variants[variant]:
                process.wait_until_ready()

    def start_beside(self, variant: str, application: str, rows: int) -> None:
        """Serve it on the data set of another size, as one more variant."""
        with self.beside(rows):
            self._variants[variant] = [
                self.spawned(application, f"{variant} {number + 1}", rows) for number in range(PROCESSES)
            ]
        for process in self._variants[variant]:
            process.wait_until_ready()

    def spawned(self, application: str, name: str, rows: int | None = None) -> WebProcess:
        """A web server that was started and may not answer yet. The caller stops it."""
        self._port = free_port(self._port + 1)
        process = WebProcess(
            self.directory,
            self._port,
            name=f"web {name}",
            progress=lambda _: None,
            application=application,
            settings=self.environment_of(rows or self.rows),
        )
        process.spawn()
        return process

    def stop_variants(self, variants: Iterable[str]) -> None:
        """Stop these alone."""
        processes = [process for variant in variants for process in self._variants.pop(variant)]
        for process in processes:
            process.ask_to_stop()
        for process in processes:
            process.stop()

    def ports(self, variant: str) -> list[int]:
        """Where the variant is served."""
        return [process.port for process in self._variants[variant]]

    def cpu(self, variant: str) -> dict[int, float]:
        """Processor time so far of the variant's processes."""
        return cpu_seconds([process.pid for process in self._variants[variant] if process.pid])

    def postgres_cpu(self) -> dict[int, float]:
        """Processor time so far of PostgreSQL: its sessions, and the processes that write for all of them."""
        assert self._servers is not None
        pid = self._servers.postgres.pid
        return cpu_seconds([pid] if pid else [])

    def connection(self) -> contextlib.AbstractContextManager[psycopg.Connection[Any]]:
        """A session of the superuser in the data set's database, each statement its own transaction."""
        return self._session(self.database)

    def beside(self, rows: int) -> contextlib.AbstractContextManager[psycopg.Connection[Any]]:
        """The same in a data set of another size, which is made if it is not there."""
        database = _database(rows)
        self._make_database(database, rows)
        return self._session(database)

    @contextlib.contextmanager
    def _session(self, database: str) -> Iterator[psycopg.Connection[Any]]:
        assert self._servers is not None
        with psycopg.connect(
            self._servers.postgres.url("postgres", database),
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,
        ) as connection:
            yield connection

    @contextlib.contextmanager
    def store(self) -> Iterator[None]:
        """The store of objects, which runs meanwhile and keeps nothing."""
        assert self._servers is not None
        s3 = self._servers.s3
        s3.start()
        try:
            yield
        finally:
            s3.stop()
            shutil.rmtree(s3.data)

    @contextlib.contextmanager
    def statement_log(self) -> Iterator[list[str]]:
        """PostgreSQL's log of every statement that reaches it meanwhile; filled when the context is left."""
        assert self._servers is not None
        log, lines = self._servers.postgres.log_file, list[str]()
        with self.connection() as connection:
            _set_logging(connection, "all")
            start = log.stat().st_size
            try:
                yield lines
            finally:
                _set_logging(connection, "none")
                with log.open("rb") as written:
                    written.seek(start)
                    lines.extend(written.read().decode(errors="replace").splitlines())

    @property
    def urls(self) -> dict[str, str]:
        """The data set as the application sees it; as the baselines do, which row security does not bind; and as one
        who may write past all that guards it.
        """
        assert self._servers is not None
        settings = self._settings
        return {
            "claimback": settings["DATABASE_URL"],
            "raw": settings["BENCH_DATABASE_URL"],
            "superuser": self._servers.postgres.url("postgres", self.database),
        }

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the application finds in its environment."""
        return self._settings

    def environment_of(self, rows: int) -> dict[str, str]:
        """The same for the data set of another size."""
        return self._settings_for(_database(rows))

    @property
    def _settings(self) -> dict[str, str]:
        return self._settings_for(self.database)

    def _settings_for(self, database: str) -> dict[str, str]:
        assert self._servers is not None
        url = self._servers.postgres.url
        own = url("claimback_app", database)
        password = self._servers.postgres.passwords["claimback_app"]
        return self._servers.environment | {
            "DATABASE_URL": own,
            "DATABASE_OWNER_URL": url("claimback_owner", database),
            "BENCH_DATABASE_URL": own.replace(
                f"claimback_app:{password}", f"{dataset.BASELINE_ROLE}:{self._password}"
            ),
            "SECRET_KEY": self._secret_key,
            "MASTER_KEY": b64encode(secrets.token_bytes(32)).decode(),
            "SITE_URL": "http://127.0.0.1",
            "SECURE_COOKIES": "0",
            "LOG_LEVEL": "ERROR",
            "RATE_LIMIT": "1000000000",  # counted as ever, and never too many
        }

    def _make_database(self, database: str, rows: int) -> None:
        assert self._servers is not None
        postgres = self._servers.postgres
        fingerprint = _fingerprint()
        with contextlib.suppress(psycopg.errors.DuplicateDatabase):
            postgres.create_database(database)
        with self._session(database) as connection:
            made = dataset.is_made(connection, fingerprint)
        if not made:
            postgres.drop_database(database)
            postgres.create_database(database)
            self.progress(f"Migrating the database {database}…")
            self._migrate(database)
            self.progress(f"Making {rows:,} cases with what hangs on them…")
            with self._session(database) as connection:
                dataset.make(connection, rows, fingerprint)
        with self._session(database) as connection:
            dataset.forget_written(connection)
            dataset.admit_baselines(connection, self._password)

    def _migrate(self, database: str) -> None:
        assert self._servers is not None
        postgres = self._servers.postgres
        done = subprocess.run(  # noqa: S603 - a command of ours
            tied(
                [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0", "--skip-checks"],
                signal.SIGTERM,
                None,
            ),
            env=postgres.environment() | self._settings_for(database),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise EmbeddedError(f"`manage.py migrate` failed: {' | '.join(done.stderr.splitlines()[-3:])}")


def _set_logging(connection: psycopg.Connection[Any], what: str) -> None:
    """Set log_statement for the whole cluster and wait until sessions will have seen it."""
    connection.execute(f"ALTER SYSTEM SET log_statement = '{what}'")
    connection.execute("SELECT pg_reload_conf()")
    connection.execute("SELECT pg_sleep(0.05)")


def _database(rows: int) -> str:
    """The database of the set of so many cases."""
    return f"bench_{rows}"


def _fingerprint() -> str:
    """What the tables and the set are made from; another value makes the set anew."""
    digest = sha256(dataset.recipe().encode())
    for file in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("claimback/*/migrations/*.py")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def free_port(first: int) -> int:
    """The first port from `first` on that nobody has."""
    for port in range(first, first + 1000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {first} on 127.0.0.1")


def processor() -> str:
    """The processor's name, as Linux knows it."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return os.uname().machine
