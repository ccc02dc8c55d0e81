"""All embedded servers together: one folder, one lock on it, one environment for the application.

    with start_servers(Path(".claimback")) as servers:
        os.environ.update(servers.environment)

What is under the folder: the servers' data, `secrets.json` and `ports.json` (kept from run to run),
`logs/`, and the lock. Removing the folder while nothing runs is the way to begin again.
"""

import atexit
import fcntl
import os
import signal
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from claimback.embedded.files import keep_ports, keep_secrets
from claimback.embedded.mail import Mail
from claimback.embedded.postgres import Postgres
from claimback.embedded.processes import EmbeddedError, Progress, Server, await_leftovers
from claimback.embedded.s3 import ADMIN_GRPC_OFFSET, BUCKET, REGION, S3
from claimback.embedded.s3 import USUAL_PORTS as S3_PORTS
from claimback.embedded.valkey import Valkey

__all__ = ["EmbeddedError", "Servers", "start_servers"]

_USUAL_PORTS = {"postgres": 15432, "valkey": 16379, "smtp": 10251, "mail_page": 10252, **S3_PORTS}
_SECRETS = [
    *("postgres", "claimback_owner", "claimback_app", "claimback_backup"),
    *("valkey", "s3_access_key", "s3_secret_key"),
]
_LOCK_PATIENCE = 15.0  # seconds: an orderly stop of the holder takes less


def start_servers(
    directory: Path,
    *,
    progress: Progress = lambda _: None,
    durable: bool = True,
    mail: bool = True,
    web_alone: bool = False,
) -> "Servers":
    """Start PostgreSQL, Valkey, the S3 server and the mail sink under `directory`, with last time's data if any.

    With `web_alone` PostgreSQL and Valkey run, which requests ask; the others are named in the environment.
    `durable=False` trades what a crash of the machine would lose for speed; it is for tests. Call it from a
    thread that lives as long as the servers are needed, best the main one. They end with `Servers.stop()`,
    with the `with` block, on SIGTERM or SIGHUP if the program has no handler of its own, and when this
    process ends.

    Raises EmbeddedError, with the remedy, if a server cannot run or another process has the directory.
    """
    directory = directory.expanduser().resolve()
    try:
        if not directory.exists():
            directory.mkdir(mode=0o700, parents=True)
        if os.geteuid() == 0:
            # PostgreSQL, under another user, has to pass through the folder.
            directory.chmod(stat.S_IMODE(directory.stat().st_mode) | 0o011)
    except OSError as error:
        raise EmbeddedError(
            f"{directory} cannot be used: {error.strerror}; choose another directory."
        ) from error
    lock = _lock(directory, progress)
    with _one_start_at_a_time(), ExitStack() as begun:
        begun.callback(os.close, lock)
        servers = Servers(directory, lock, progress=progress, durable=durable, mail=mail, web_alone=web_alone)
        begun.pop_all()  # the lock is the servers' now
        begun.callback(servers.stop)
        servers.start()
        begun.pop_all()
    return servers


@contextmanager
def _one_start_at_a_time() -> Iterator[None]:
    """Two starts at once would both find the same ports free. Each user of the machine has a lock of their own."""
    descriptor = os.open(
        Path(tempfile.gettempdir()) / f"claimback-start-{os.geteuid()}.lock", os.O_RDWR | os.O_CREAT, 0o600
    )
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Servers:
    """The running servers; made by `start_servers`.

    `mail` is None if it was not asked for. Each server has `pid`, `port`, `start()`, `stop()` and
    `restart()`.
    """

    def __init__(
        self,
        directory: Path,
        lock: int,
        *,
        progress: Progress,
        durable: bool,
        mail: bool,
        web_alone: bool,
    ) -> None:
        self.directory = directory
        self._web_alone = web_alone
        self._lock: int | None = lock
        self._owner = os.getpid()
        self._former_handlers: dict[signal.Signals, signal.Handlers] = {}
        secrets = keep_secrets(directory / "secrets.json", _SECRETS)
        await_leftovers(directory, seconds=5)
        ports = keep_ports(directory / "ports.json", _USUAL_PORTS, companions={"s3_admin": ADMIN_GRPC_OFFSET})
        self.postgres = Postgres(
            directory, ports["postgres"], passwords=secrets, durable=durable, progress=progress
        )
        self.valkey = Valkey(
            directory, ports["valkey"], password=secrets["valkey"], durable=durable, progress=progress
        )
        self.s3 = S3(
            directory,
            ports,
            access_key=secrets["s3_access_key"],
            secret_key=secrets["s3_secret_key"],
            progress=progress,
        )
        self.mail = (
            Mail(directory, ports["smtp"], page_port=ports["mail_page"], progress=progress) if mail else None
        )

    @property
    def all(self) -> list[Server]:
        """Every server that is to run, the slowest to start first."""
        if self._web_alone:
            return [self.valkey, self.postgres]
        return [self.s3, self.valkey, *([self.mail] if self.mail else []), self.postgres]

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the application needs in its environment to use these servers."""
        environment = {
            "DATABASE_URL": self.postgres.url("claimback_app"),
            "DATABASE_OWNER_URL": self.postgres.url("claimback_owner"),
            "BROKER_URL": self.valkey.url,
            "S3_ENDPOINT_URL": self.s3.url,
            "S3_ACCESS_KEY_ID": self.s3.access_key,
            "S3_SECRET_ACCESS_KEY": self.s3.secret_key,
            "S3_BUCKET": BUCKET,
            "S3_REGION": REGION,
        }
        if self.mail:
            environment["EMAIL_URL"] = self.mail.url
        return environment

    @property
    def superuser_url(self) -> str:
        """The address of the database `postgres` for the superuser: to create and drop databases in tests."""
        return self.postgres.url("postgres", "postgres")

    @property
    def mail_page_url(self) -> str | None:
        """Where a person reads the mail, or None if there is no mail sink."""
        return self.mail.page_url if self.mail else None

    def start(self) -> None:
        """Start all of them side by side, and return when all answer. Raises EmbeddedError."""
        atexit.register(self.stop)
        self._listen_to_signals()
        for server in self.all:
            server.spawn()
        for server in reversed(self.all):
            server.wait_until_ready()

    def stop(self) -> None:
        """Stop all of them in order and give the directory free; a second call does nothing.

        Nothing happens in a fork of the process that started them.
        """
        if self._lock is None or os.getpid() != self._owner:
            return
        for server in self.all:
            server.ask_to_stop()
        for server in self.all:
            server.stop()
        os.close(self._lock)
        self._lock = None
        atexit.unregister(self.stop)
        for number, former in self._former_handlers.items():
            signal.signal(number, former)
        self._former_handlers.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _listen_to_signals(self) -> None:
        """Let SIGTERM and SIGHUP unwind the program as Ctrl-C does, unless it has its own way."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                try:
                    signal.signal(number, _leave)
                except ValueError:  # not in the main thread, where only the end of the process is noticed
                    return
                self._former_handlers[number] = signal.SIG_DFL


def _leave(number: int, frame: FrameType | None) -> None:
    del frame
    sys.exit(128 + number)


def _lock(directory: Path, progress: Progress) -> int:
    """Take the lock of `directory`, waiting for a holder about to end; the kernel drops it with us."""
    descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + _LOCK_PATIENCE
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise EmbeddedError(
                    f"The servers in {directory} are in the hands of process {holder}; stop it, or name "
                    "another directory."
                ) from None
            if not told:
                progress(f"Waiting for process {holder}, which uses {directory}…")
                told = True
            time.sleep(0.1)
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            return descriptor
