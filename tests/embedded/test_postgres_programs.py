"""Finding PostgreSQL's programs, and running them as a user to whom the environment's folder is closed."""

import os
import pwd
import signal
import subprocess
from pathlib import Path

import pytest

from claimback.embedded import postgres, postgres_programs
from claimback.embedded.postgres_programs import Programs, copy_programs, find_programs, first_barrier
from claimback.embedded.processes import EmbeddedError, tied
from claimback.embedded.servers import start_servers

NOBODY = pwd.getpwnam("nobody")


def test_copied_programs_run_as_another_user(folder: Path):
    folder.chmod(0o711)
    copy = copy_programs(find_programs(), folder / "programs")
    assert copy_programs(find_programs(), folder / "programs") == copy
    assert first_barrier(copy.folder, NOBODY) is None
    user = (NOBODY.pw_uid, NOBODY.pw_gid) if os.geteuid() == 0 else None
    for program in ("initdb", "psql"):  # psql is linked to a library of the wheel
        command = tied([str(copy.folder / program), "--version"], signal.SIGTERM, user)
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, "")
        assert f"(PostgreSQL) {copy.major}" in result.stdout


def test_first_barrier_is_the_outermost_closed_folder(folder: Path):
    inner = folder / "a" / "b" / "c"
    inner.mkdir(parents=True)
    for path in (folder, folder / "a", folder / "a" / "b", inner):
        path.chmod(0o711)
    assert first_barrier(inner, NOBODY) is None
    inner.chmod(0o700)
    assert first_barrier(inner, NOBODY) == inner
    (folder / "a").chmod(0o710)
    assert first_barrier(inner, NOBODY) == folder / "a"
    me = pwd.getpwuid(os.geteuid())
    assert first_barrier(inner, me) is None


def test_closed_directory_is_named_with_the_remedy(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgres, "unprivileged_user", lambda: NOBODY)
    (folder / "closed").mkdir(mode=0o700)
    said = rf"'nobody' that it would run as may not enter {folder}/closed: .* or `chmod o\+x {folder}/closed`"
    folder.chmod(0o711)
    with pytest.raises(EmbeddedError, match=said):
        start_servers(folder / "closed" / "data", mail=False)


def test_missing_programs_are_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgres_programs, "find_spec", lambda _: None)
    monkeypatch.setattr(postgres_programs, "_SYSTEM_FOLDERS", ())
    with pytest.raises(EmbeddedError, match="No PostgreSQL from version 15 was found: install"):
        find_programs()


@pytest.mark.parametrize(
    ("major", "option"),
    [(15, "--locale=C.UTF-8"), (16, "--locale=C.UTF-8"), (17, "--builtin-locale=C.UTF-8")],
)
def test_collation_is_by_code_point_in_every_version(major: int, option: str):
    assert option in Programs(Path("/"), major).locale_options


def test_data_of_another_version_is_refused_and_kept(folder: Path):
    folder.chmod(0o711)
    version = folder / "postgres" / "PG_VERSION"
    version.parent.mkdir()
    version.write_text("14\n")
    server = postgres.Postgres(folder, 1, passwords={}, durable=False, progress=lambda _: None)
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 14, the installed one is"):
        server.start()
    assert version.exists()
