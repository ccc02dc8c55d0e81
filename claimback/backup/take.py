"""Taking a backup: one snapshot of the database, then the store as it is afterwards.

In this order every object that a row of the snapshot names was there before the snapshot: an object is put first, and
its row is written then.
"""

from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from claimback.backup import contents
from claimback.backup.manifest import (
    DUMP,
    INVENTORY,
    MANIFEST,
    OBJECTS,
    Manifest,
    ObjectTold,
    file_told,
    object_line,
    object_path,
)
from claimback.backup.programs import Say, clients_for, listed, run
from claimback.firms.archive.erase import installation_key
from claimback.firms.archive.export import application_version
from claimback.firms.archive.transfer import Fetched, fetched
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Invalid
from claimback.storage import s3

_EVERY: Final = 500
"""Objects between two words of progress."""
_LOCK_PATIENCE_MS: Final = 60_000
"""How long pg_dump waits for a table that a migration holds."""


def backup_take(*, to: Path, with_objects: bool, by: str, say: Say) -> Manifest:
    """Write a backup into the folder `to`, which is made, and is a backup once its manifest is there.

    Raises Invalid for a folder that holds something, Conflict for a role or a pg_dump that cannot do it.
    """
    with contents.reading_all() as connection:
        clients = clients_for(connection.info.server_version)
        _make_folder(to)
        [(snapshot,)] = connection.execute("SELECT pg_export_snapshot()").fetchall()
        tables = contents.tables_told(connection, say)
        run(
            clients.folder / "pg_dump",
            [
                "--format=custom",
                f"--snapshot={snapshot}",
                f"--lock-wait-timeout={_LOCK_PATIENCE_MS}",
                f"--file={to / DUMP}",
            ],
            url=contents.backup_url(),
            tables=len(tables),
            say=say,
        )
        told: dict[str, Any] = {
            "server": connection.info.parameter_status("server_version") or "",
            "migrations": contents.migrations_told(connection),
            "master_keys": contents.master_keys_told(connection),
            "catalogue": contents.catalogue_told(connection),
        }
        kept = contents.files_kept(connection)
    dumped = sum(" TABLE DATA public " in line for line in listed(clients, to / DUMP))
    if dumped != len(tables):
        raise Conflict(
            f"The dump holds the rows of {dumped} tables, and there are {len(tables)}. Take another."
        )
    count, weight, problems = _objects(to, kept, with_objects, say)
    manifest = Manifest(
        application=application_version(),
        made_at=now().isoformat(),
        made_by=by,
        tables=tables,
        dump=file_told(to / DUMP),
        inventory=file_told(to / INVENTORY),
        stored=count,
        weight=weight,
        with_objects=with_objects,
        problems=problems,
        **told,
    )
    unfinished = to / f"{MANIFEST}.part"
    unfinished.write_bytes(manifest.written(installation_key()))
    unfinished.replace(to / MANIFEST)
    return manifest


def _make_folder(to: Path) -> None:
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        occupied = any(to.iterdir())
    except OSError as error:
        raise Invalid(f"{to} cannot be a folder for a backup: {error.strerror}.") from None
    if occupied:
        raise Invalid(f"{to} holds something already: name a folder that is new or empty.")


def _objects(
    to: Path, kept: dict[str, str], with_objects: bool, say: Say
) -> tuple[int, int, list[dict[str, str]]]:
    """List every object by its bytes, and keep them where asked: how many, of how many bytes, and what is not right."""
    count, weight = 0, 0
    problems: list[dict[str, str]] = []
    with (to / INVENTORY).open("xb") as inventory:
        for found in fetched(one.key for one in s3.listed("")):
            digest = _read(found, object_path(to, found.key) if with_objects else None)
            inventory.write(object_line(ObjectTold(found.key, found.size, digest, found.media_type)))
            said = kept.pop(found.key, digest)
            if said and said != digest:
                problems.append({"key": found.key, "problem": f"its row says SHA-256 {said}"})
            count, weight = count + 1, weight + found.size
            if count % _EVERY == 0:
                say(f"objects: {count:,}, {weight:,} bytes")
    problems += [{"key": key, "problem": "missing from the store"} for key in sorted(kept)]
    say(f"objects: {count:,}, {weight:,} bytes, {len(problems)} with problems")
    if with_objects:
        (to / OBJECTS).mkdir(exist_ok=True)
    return count, weight, problems


def _read(found: Fetched, path: Path | None) -> str:
    """The SHA-256 of an object in hex; its bytes are written to `path` where there is one."""
    digest = sha256()
    with ExitStack() as opened:
        file = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = opened.enter_context(path.open("xb"))
        for piece in found.pieces():
            digest.update(piece)
            if file is not None:
                file.write(piece)
    return digest.hexdigest()
