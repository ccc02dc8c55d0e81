"""A disk for PostgreSQL that can be filled: its data on a file system in memory, with little room."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

BALLAST = "ballast"


def why_no_small_disk() -> str:
    """Why no file system can be mounted here; empty where one can."""
    if os.geteuid() != 0:
        return "only root may mount a small disk"
    with TemporaryDirectory() as place:
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True).returncode:
            return "this machine lets nobody mount a small disk"
        subprocess.run(["umount", place], check=True)
    return ""


@contextmanager
def small_disk(data: Path, room: int) -> Iterator[None]:
    """The folder on a disk of its own, which has room for so many bytes more. What is changed there is gone after it.

    Nobody may use the folder before and after.
    """
    aside = data.with_name(f"{data.name}-aside")
    held = sum(file.lstat().st_size for file in data.rglob("*") if file.is_file())
    subprocess.run(["cp", "-a", str(data), str(aside)], check=True)
    status = data.stat()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={held + room},mode=0700", "tmpfs", str(data)], check=True
        )
        os.chown(data, status.st_uid, status.st_gid)
        try:
            subprocess.run(["cp", "-a", f"{aside}/.", str(data)], check=True)
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(data)], check=True)
    finally:
        shutil.rmtree(aside)


def fill(data: Path) -> None:
    """Leave no room."""
    with suppress(OSError), (data / BALLAST).open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(2**20))


def give_room(data: Path) -> None:
    """There is room again."""
    (data / BALLAST).unlink(missing_ok=True)
