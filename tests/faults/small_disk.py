"""A disk for PostgreSQL that can be filled: its data on a file system in memory, with little room."""

import os
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
def tiny_disk(place: Path, room: int, *, like: Path) -> Iterator[Path]:
    """A disk of so many bytes at the place, of the owner and with the rights of the folder `like`."""
    place.mkdir(exist_ok=True)
    status = like.stat()
    options = f"size={room},mode=0700,uid={status.st_uid},gid={status.st_gid}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


@contextmanager
def small_disk(data: Path, room: int) -> Iterator[None]:
    """The folder on a disk of its own, which has room for so many bytes more. What is changed there is gone after it.

    Nobody may use the folder before and after.
    """
    aside = _aside(data)
    held = sum(file.lstat().st_size for file in data.rglob("*") if file.is_file())
    data.rename(aside)
    try:
        with tiny_disk(data, held + room, like=aside):
            subprocess.run(["cp", "-a", f"{aside}/.", str(data)], check=True)
            yield
    finally:
        aside.rename(data)


def put_back(data: Path) -> None:
    """End a small disk that was left by a process that was killed; nothing where none was left."""
    if not (aside := _aside(data)).exists():
        return
    if data.is_mount():
        subprocess.run(["umount", "--lazy", str(data)], check=True)
    if data.exists():
        data.rmdir()
    aside.rename(data)


def _aside(data: Path) -> Path:
    return data.with_name(f"{data.name}-aside")


def fill(data: Path) -> None:
    """Leave no room."""
    with suppress(OSError), (data / BALLAST).open("wb", buffering=0) as ballast:
        for size in (2**20, 2**10):  # what is left of a mebibyte in pieces of a kibibyte
            with suppress(OSError):
                while True:
                    ballast.write(bytes(size))


def give_room(data: Path) -> None:
    """There is room again."""
    (data / BALLAST).unlink(missing_ok=True)
