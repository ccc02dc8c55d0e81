"""Bringing a backup back: everything that can be refused is refused first, then objects, then the database at once.

The database is one that docker/roles.sql made and nothing else: it is restored as claimback_owner, in one transaction.
Row security is enabled by the dump after its rows are in, so that the owner may write them; reading them back to count
them needs claimback_backup.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from claimback.backup import contents
from claimback.backup.manifest import (
    DUMP,
    Manifest,
    NotABackup,
    ObjectTold,
    manifest_read,
    object_path,
    objects_told,
)
from claimback.backup.programs import Clients, Say, clients_for, listed, run
from claimback.backup.verify import database_problems, firms_problems, object_is, objects_problems
from claimback.firms.archive.erase import installation_key
from claimback.firms.archive.transfer import in_order
from claimback.firms.events import FirmBroughtIn
from claimback.kernel.errors import Conflict, Invalid
from claimback.kernel.events import publish
from claimback.storage import s3
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from claimback.vault.masters import MasterKeyUnusable, master_named

_SCANNER: Final = "claimback_scanner"
_MADE_BY_ROLES_FILE: Final = (" SCHEMA - ", " EXTENSION - ", " COMMENT - EXTENSION ", " COMMENT - SCHEMA ")
"""Entries of a dump that the database has already."""
_BY_DEFAULT: Final = (
    ("public", "TABLES", "SELECT, INSERT, UPDATE, DELETE"),
    ("public", "SEQUENCES", "USAGE, SELECT"),
    ("public", "FUNCTIONS", "EXECUTE"),
    ("scanner", "FUNCTIONS", "EXECUTE"),
)
"""What docker/roles.sql has claimback_owner grant to the application on what it makes."""
_READY: Final = """
    SELECT (SELECT count(*) FROM pg_class c
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')),
           to_regnamespace('scanner') IS NOT NULL
               AND has_parameter_privilege('pg_trgm.word_similarity_threshold', 'SET'),
           current_database()
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and what of it is not as the manifest says."""

    manifest: Manifest
    objects_put: int
    firms: int
    migrated: bool
    problems: list[str]


def backup_restore(*, source: Path, public_key: str, sample: int | None, say: Say) -> Restored:
    """Bring the backup in the folder `source` into an empty database, and its objects into the store; then verify.

    Of `sample` objects the bytes are read again, of all where it is None. Raises Invalid or Conflict, with nothing
    written, for a folder that is no backup of this installation's, a master key that is not at hand, a database that
    holds something, or programs that are too old.
    """
    manifest = _checked(source, public_key)
    say(f"the backup of {manifest.made_at} is whole: {manifest.rows:,} rows, {manifest.stored:,} objects")
    url, server_version = _empty_database()
    clients = clients_for(max(server_version, _version_number(manifest.server)))
    with _reading():
        pass
    put = _put_objects(source, manifest, say) if manifest.with_objects else 0
    _restore_database(source, manifest, clients, url, say)
    return _verified(source, manifest, sample, put, say)


def backup_verify(*, source: Path, public_key: str, sample: int | None, say: Say) -> list[str]:
    """What of the running installation is not as in the backup: of use where nothing was written since it came back."""
    manifest = _checked(source, public_key)
    with _reading() as connection:
        problems = database_problems(connection, manifest, say)
    return problems + firms_problems(say) + objects_problems(source, manifest.stored, sample, say)


def _checked(source: Path, public_key: str) -> Manifest:
    """The manifest, where this process has what the backup needs."""
    try:
        manifest = manifest_read(source, installation_key(), public_key=public_key)
        if manifest.with_objects:
            for told in objects_told(source):
                if not object_path(source, told.key).is_file():
                    raise NotABackup(f"{source} lacks the object {told.key}.")
        for name in manifest.master_keys:
            master_named(name)
    except NotABackup as error:
        raise Invalid(str(error)) from None
    except MasterKeyUnusable as error:
        raise Invalid(
            f"{error} Without it no sealed value of the backup opens: nothing was written."
        ) from None
    unknown = _unknown_migrations(manifest)
    if unknown:
        raise Invalid(
            f"The backup is of version {manifest.application} or later, whose migrations this one lacks: "
            f"{', '.join(unknown)}. Restore it with that version."
        )
    return manifest


def _unknown_migrations(manifest: Manifest) -> list[str]:
    known = MigrationLoader(None).disk_migrations
    return [f"{app}.{name}" for app, name in manifest.migrations.items() if (app, name) not in known]


def _older(manifest: Manifest) -> list[str]:
    """The applications of which this version has migrations that the backup has not."""
    newest = MigrationLoader(None).graph.leaf_nodes()
    return [app for app, name in newest if manifest.migrations.get(app) != name]


def _empty_database() -> tuple[str, int]:
    """The address of the database as its owner, and its version. Raises Conflict where something is in it.

    The catalogue is asked and not the tables: of rows under row security the owner sees none.
    """
    if "owner" not in connections.settings:
        raise Invalid("DATABASE_OWNER_URL is not set: a backup is restored as claimback_owner.")
    parameters = connections["owner"].get_connection_params()
    url = psycopg.conninfo.make_conninfo(
        **{
            name: value
            for name, value in parameters.items()
            if name in ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "options")
        }
    )
    with psycopg.connect(url) as connection:
        [(relations, ready, name)] = connection.execute(_READY).fetchall()
        version = connection.info.server_version
    if relations:
        raise Conflict(
            f"The database {name} holds {relations} tables and the like: a backup is restored into an empty one. "
            "Make one (createdb) and run docker/roles.sql in it."
        )
    if not ready:
        raise Conflict(f"Run docker/roles.sql in the database {name}, as a superuser, first.")
    return url, version


@contextmanager
def _reading() -> Iterator[contents.Connection]:
    """The database read past row security, which must be the one that the owner writes to."""
    with contents.reading_all() as connection:
        read, written = connection.info.dbname, connections["owner"].settings_dict["NAME"]
        if read != written:
            raise Invalid(f"DATABASE_BACKUP_URL names the database {read}, and DATABASE_OWNER_URL {written}.")
        yield connection


def _put_objects(source: Path, manifest: Manifest, say: Say) -> int:
    """Put the objects that the store lacks. Raises Conflict where another one has the key."""

    def put(told: ObjectTold) -> bool:
        with object_path(source, told.key).open("rb") as file:
            try:
                s3.put_file(told.key, file, sha256_hex=told.sha256, media_type=told.media_type)
                return True
            except s3.Changed:
                if object_is(told):
                    return False
        raise Conflict(f"The store has another object under {told.key}. Restore into an empty bucket.")

    count = sum(in_order(put, objects_told(source)))
    say(f"objects: {count:,} put, {manifest.stored - count:,} were there")
    return count


def _restore_database(source: Path, manifest: Manifest, clients: Clients, url: str, say: Say) -> None:
    """Two transactions: all but the scanner's rights, then those, which the scanner itself must give."""
    with _no_rights_by_default(url):
        _restore_entries(source, manifest, clients, url, say)


@contextmanager
def _no_rights_by_default(url: str) -> Iterator[None]:
    """What the dump makes has the rights that the dump gives, and no others.

    A dump says what a table grants beyond what PostgreSQL itself grants. roles.sql has tables be granted to the
    application as they are made; the history, which it may only add to, would then come back with the right to delete.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        for schema, kind, right in _BY_DEFAULT:
            connection.execute(
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE {right} ON {kind} FROM claimback_app"
            )
        try:
            yield
        finally:
            for schema, kind, right in _BY_DEFAULT:
                connection.execute(
                    f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {right} ON {kind} TO claimback_app"
                )


def _restore_entries(source: Path, manifest: Manifest, clients: Clients, url: str, say: Say) -> None:
    entries = [
        line
        for line in listed(clients, source / DUMP)
        if not any(word in line for word in _MADE_BY_ROLES_FILE)
    ]
    of_scanner = [line for line in entries if " ACL " in line and line.endswith(f" {_SCANNER}")]
    rest = [line for line in entries if line not in set(of_scanner)]
    for chosen, role in [(rest, ""), (of_scanner, _SCANNER)]:
        with NamedTemporaryFile("w", suffix=".list") as file:
            file.write("\n".join(chosen) + "\n")
            file.flush()
            run(
                clients.folder / "pg_restore",
                [
                    f"--dbname={psycopg.conninfo.conninfo_to_dict(url)['dbname']}",
                    "--single-transaction",
                    f"--use-list={file.name}",
                    *([f"--role={role}"] if role else []),
                    str(source / DUMP),
                ],
                url=url,
                tables=len(manifest.tables),
                say=say,
            )


def _verified(source: Path, manifest: Manifest, sample: int | None, put: int, say: Say) -> Restored:
    """Hold what is there against the manifest; then migrate what is older, and let nothing go out twice."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    with _reading() as connection:
        problems = database_problems(connection, manifest, say)
    older = _older(manifest)
    if older:
        say(f"migrating {', '.join(older)}")
        call_command("migrate", verbosity=0, skip_checks=True)
    problems += firms_problems(say)
    problems += objects_problems(source, manifest.stored, sample, say)
    firms = firm_ids()
    for firm_id in firms:
        with firm_scope(firm_id, act="backup.restore"):
            publish(FirmBroughtIn(firm_id))
    return Restored(manifest, put, len(firms), bool(older), problems)


def _version_number(text: str) -> int:
    """A server's version such as `18.6` as libpq says it."""
    return int(text.partition(".")[0].split()[0] or 0) * 10_000
