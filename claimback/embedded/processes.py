"""A server as a child process: spawn, wait until it answers, stop, and clear away what a crash left behind.

What each server is called with, and when it is ready, is in the module of its name.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

Progress = Callable[[str], None]

_WRAPPER = Path(__file__).with_name("_child.py")
_HAS_PROC = Path("/proc/self/stat").exists()  # Linux; elsewhere ps is asked
_LOG_LIMIT = 10_000_000  # bytes; a longer log is put aside at the next start


class EmbeddedError(Exception):
    """An embedded server cannot run; the message is one line for a person and names the remedy."""


class Server(ABC):
    """One server under `directory`, started as a child of this process and never outliving it.

    Start it from a thread that lives as long as the server is needed: Linux ties a child to the thread that
    made it.
    """

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    urgent_signal: ClassVar[signal.Signals] = signal.SIGKILL
    orphan_signal: ClassVar[signal.Signals | None] = (
        None  # when this process is killed; None: the stop signal
    )
    start_timeout: ClassVar[float] = 60.0  # seconds until it must answer, crash recovery included
    stop_timeout: ClassVar[float] = 20.0  # seconds of grace before the urgent signal

    def __init__(self, directory: Path, port: int, *, progress: Progress) -> None:
        self.directory = directory
        self.port = port
        self.progress = progress
        self.log_file = directory / "logs" / f"{self.slug}.log"
        self._pid_file = directory / "run" / f"{self.slug}.pid"
        self._process: subprocess.Popen[bytes] | None = None
        self._spawned_at = 0.0

    @property
    def slug(self) -> str:
        """The name of this server in the names of files."""
        return self.name.lower().replace(" ", "-")

    @property
    def pid(self) -> int | None:
        """The process id while the server runs, else None."""
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    @abstractmethod
    def command(self) -> list[str]:
        """The program, by its absolute path, with its arguments; one of them must contain `directory`."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server does its work at this moment, asked once and without waiting long."""

    def prepare(self) -> None:  # noqa: B027 - a server without such files has nothing to do
        """Make the files that the server needs; called before each start, when no older one runs."""

    def recover(self) -> bool:
        """Called when the server ended before it answered: whether to try once more."""
        return False

    def run_as(self) -> tuple[int, int] | None:
        """The user and group that it must run as, where that is not the present one."""
        return None

    def environment(self) -> dict[str, str]:
        """The whole environment of the process. Of the caller's it has the path, and where Python keeps bytecode."""
        compiled = {"PYTHONPYCACHEPREFIX": sys.pycache_prefix} if sys.pycache_prefix else {}
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.directory),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            **compiled,
        }

    def start(self) -> None:
        """Start the server and return when it answers; nothing happens if it runs already.

        Raises EmbeddedError if it ends or stays silent.
        """
        self.spawn()
        self.wait_until_ready()

    def restart(self) -> None:
        """Stop the server if it runs, and start it on the same port and data."""
        self.stop()
        self.start()

    def spawn(self) -> None:
        """Start the process without waiting for it to answer."""
        if self.pid is not None:
            return
        self._stop_leftover()
        self.prepare()
        self._launch()

    def wait_until_ready(self) -> None:
        """Wait for the spawned process to answer. Raises EmbeddedError if it ends or stays silent."""
        deadline = time.monotonic() + self.start_timeout
        pause = 0.01
        while not self.answers():
            if self.pid is None:
                if time.monotonic() > deadline or not self.recover():
                    raise EmbeddedError(f"{self.name} ended while starting: {self._last_words()}")
                time.sleep(0.2)
                self._launch()
            elif time.monotonic() > deadline:
                self.stop()
                raise EmbeddedError(
                    f"{self.name} did not answer on port {self.port} within {self.start_timeout:.0f} s: "
                    f"{self._last_words()}"
                )
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)
        self.progress(
            f"{self.name}: ready on port {self.port} in {time.monotonic() - self._spawned_at:.1f} s"
        )

    def ask_to_stop(self) -> None:
        """Send the signal for an orderly end, without waiting for it."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, self.stop_signal)

    def stop(self) -> None:
        """End the process in order, by force after `stop_timeout`; nothing happens if it does not run."""
        process = self._process
        if process is None:
            return
        self.ask_to_stop()
        for last_resort in (self.urgent_signal, signal.SIGKILL):
            try:
                process.wait(self.stop_timeout)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, last_resort)
        process.wait()
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def _launch(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        if self.log_file.exists() and self.log_file.stat().st_size > _LOG_LIMIT:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the program is one of ours
                tied(self.command(), self.orphan_signal or self.stop_signal, self.run_as()),
                cwd="/",
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._spawned_at = time.monotonic()
        self._pid_file.parent.mkdir(parents=True, exist_ok=True)
        self._pid_file.write_text(f"{self._process.pid}\n")

    def _stop_leftover(self) -> None:
        """End the server of an earlier run whose parent was killed, and wait until it is gone."""
        try:
            pid = int(self._pid_file.read_text())
        except (OSError, ValueError):
            return
        if runs(pid, mention=self.directory):
            self.progress(f"{self.name}: waiting for process {pid} of an earlier run to end…")
            for attempt in (self.stop_signal, self.urgent_signal, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, attempt)
                if _wait_for_end(pid, self.directory, self.stop_timeout):
                    break
            else:
                raise EmbeddedError(
                    f"{self.name} of an earlier run, process {pid}, does not end; kill it and retry."
                )
        self._pid_file.unlink(missing_ok=True)

    def _last_words(self) -> str:
        try:
            lines = self.log_file.read_text(errors="replace").splitlines()
        except OSError:
            lines = []
        said = " | ".join(line.strip() for line in lines[-3:] if line.strip())
        return f"{said or 'it said nothing'} (log: {self.log_file})"


def tied(command: list[str], death_signal: signal.Signals, user: tuple[int, int] | None) -> list[str]:
    """`command` wrapped so that it runs as `user` and gets `death_signal` when this process ends."""
    identity = f"{user[0]}:{user[1]}" if user else "-"
    return [
        *(sys.executable, "-I", "-S", str(_WRAPPER)),
        *(str(os.getpid()), str(int(death_signal)), identity),
        *command,
    ]


def runs(pid: int, *, mention: Path) -> bool:
    """Whether process `pid` is alive, no zombie, and has the path `mention` in its command line.

    The path tells a server of ours from a stranger that was given the same number after a crash.
    """
    if _HAS_PROC:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return False
        return state not in "ZX" and str(mention) in command
    listing = subprocess.run(  # noqa: S603
        ["/bin/ps", "-ww", "-o", "stat=,command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    state, _, command = listing.stdout.strip().partition(" ")
    return bool(state) and not state.startswith("Z") and str(mention) in command


def await_leftovers(directory: Path, seconds: float) -> None:
    """Wait for the servers of a killed parent to obey the kernel, so that their ports are free again.

    Where the kernel tells them nothing, `Server.spawn` stops them, and this does not wait.
    """
    for file in (directory / "run").glob("*.pid") if _HAS_PROC else ():
        with contextlib.suppress(OSError, ValueError):
            _wait_for_end(int(file.read_text()), directory, seconds)


def _wait_for_end(pid: int, mention: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while runs(pid, mention=mention):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
