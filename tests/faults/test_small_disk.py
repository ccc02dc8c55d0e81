"""The disk that a fire fills is put back, also where the fire was killed before it could."""

import os
import signal
from pathlib import Path

import pytest

from tests.faults.small_disk import put_back, small_disk, why_no_small_disk


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a file of a server in it."""
    if why := why_no_small_disk():
        pytest.skip(why)
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16")
    return folder


def killed_on_a_small_disk(data: Path) -> None:
    """What a process leaves that writes to a small disk and is then killed."""
    if not (child := os.fork()):
        with small_disk(data, 2**20):
            (data / "written under fire").touch()
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def test_what_a_killed_fire_left_is_put_back(data):
    killed_on_a_small_disk(data)
    assert data.is_mount()
    put_back(data)
    put_back(data)
    assert not data.is_mount()
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]
    assert list(data.parent.iterdir()) == [data]


def test_a_small_disk_that_was_left_after_the_machine_was_off_is_put_back(data):
    data.rename(data.with_name("postgres-aside"))
    data.mkdir()
    put_back(data)
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]
