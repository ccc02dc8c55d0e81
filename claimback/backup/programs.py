"""Running pg_dump and pg_restore: of the embedded wheel, of the system, or wherever PATH has them.

The address and password go by the environment of the program, never by its arguments, which every user can read.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg import conninfo, pq

from claimback.embedded.postgres_programs import program_folders
from claimback.kernel.errors import Conflict, Refusal

Say = Callable[[str], None]
_BEGUN: Final = re.compile(r"(?:dumping contents of table|processing data for table) \"?([^\"]+)\"?")
_EVERY: Final = 25
_LAST_WORDS: Final = 12
"""Lines of a program's own words that are shown where it fails."""


class ProgramFailed(Refusal):
    """A program of PostgreSQL's ended with an error."""

    status, code, title = 500, "program_failed", "A program of PostgreSQL's failed."


@dataclass(frozen=True, slots=True)
class Clients:
    """A folder with `pg_dump` and `pg_restore`, and their major version."""

    folder: Path
    major: int


def clients_for(server_version: int) -> Clients:
    """Programs that are not older than the server, whose version is as libpq says it (180006 for 18.6).

    Raises Conflict where there are none: an older pg_dump refuses a newer server.
    """
    major = server_version // 10_000
    on_path = [Path(found).parent] if (found := shutil.which("pg_dump")) else []
    seen = []
    for folder in [*program_folders(), *on_path]:
        if (folder / "pg_dump").exists() and (folder / "pg_restore").exists():
            one = Clients(folder, _major(folder / "pg_dump"))
            if one.major >= major:
                return one
            seen.append(f"{one.major} in {folder}")
    raise Conflict(
        f"The server is PostgreSQL {major}, and there is no pg_dump of that version or a later one"
        f"{': only ' + ', '.join(seen) if seen else ''}. Install postgresql-client-{major}, or the dependency group "
        "'embedded'."
    )


def run(program: Path, arguments: Sequence[str], *, url: str, tables: int, say: Say) -> None:
    """Run a program on the database at `url` with --verbose, telling how many of the tables were begun.

    Raises ProgramFailed with its last words.
    """
    words: list[str] = []
    begun = 0
    with subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's, in a folder of the system's
        [str(program), *arguments, "--verbose", "--no-password"],
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        umask=0o077,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            words = [*words[1 - _LAST_WORDS :], line.strip()]
            if _BEGUN.search(line):
                begun += 1
                if begun % _EVERY == 0 or begun == tables:
                    say(f"{program.name}: {begun:,} of {tables:,} tables")
    if process.returncode != 0:
        raise ProgramFailed(f"{program.name} failed: {' | '.join(words)}")


def listed(clients: Clients, dump: Path) -> list[str]:
    """The entries of a dump, as `pg_restore --list` writes them. Raises ProgramFailed for a file that is none."""
    done = subprocess.run(  # noqa: S603 - as above
        [str(clients.folder / "pg_restore"), "--list", str(dump)],
        env={"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ProgramFailed(f"pg_restore cannot read {dump}: {done.stderr.strip()}")
    return [line for line in done.stdout.splitlines() if line and not line.startswith(";")]


def _environment(url: str) -> dict[str, str]:
    """What libpq reads from the environment, for the parts of this address."""
    names = {d.keyword.decode(): d.envvar.decode() for d in pq.Conninfo.get_defaults() if d.envvar}
    parts = conninfo.conninfo_to_dict(url)
    return {"LC_ALL": "C", **{names[name]: str(value) for name, value in parts.items() if value is not None}}


def _major(program: Path) -> int:
    said = subprocess.run(  # noqa: S603 - as above
        [str(program), "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0
