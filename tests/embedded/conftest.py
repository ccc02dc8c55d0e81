"""One set of real servers for the tests that only use them; those that kill or restart make their own."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimback.embedded.servers import Servers, start_servers

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Servers that run while the tests of this folder do."""
    with scratch_folder() as folder, start_servers(folder, durable=False) as running:
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for servers of the test's own."""
    with scratch_folder() as made:
        yield made


class scratch_folder:  # noqa: N801 - reads as a function
    """A folder right below /tmp: pytest's own are closed to the user that PostgreSQL runs as under root."""

    def __enter__(self) -> Path:
        self.path = Path(tempfile.mkdtemp(prefix="claimback-embedded-"))
        return self.path

    def __exit__(self, *error: object) -> None:
        shutil.rmtree(self.path)


def owner_of(pid: int) -> str:
    """The name of the user that a process runs as."""
    return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name


def processes_mentioning(path: Path) -> list[str]:
    """The command lines of all processes, but no zombies, that name `path` or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            works_in = str((process / "cwd").readlink())
        except OSError:
            continue
        if process.name != str(os.getpid()) and (str(path) in command or works_in.startswith(str(path))):
            found.append(command)
    return found


class Parent:
    """A program of its own that starts servers, says so, and waits."""

    SCRIPT = """
import sys, time
from pathlib import Path
from claimback.embedded.servers import start_servers
with start_servers(Path(sys.argv[1]), durable=False):
    print("ready", flush=True)
    time.sleep(600)
"""

    def __init__(self, folder: Path) -> None:
        # The folder is given by an environment-free, relative name, so that only servers mention its path.
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.SCRIPT, folder.name],
            cwd=folder.parent,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def end(self, number: int) -> int:
        """Send a signal, and return the exit status."""
        self.process.send_signal(number)
        status = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status
