"""Bringing a firm in from an archive: every byte is checked first, then objects, then all rows in one transaction."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from claimback.audit.chain import chain_links
from claimback.audit.verify import verify_chain
from claimback.firms.archive.export import lines_digest
from claimback.firms.archive.manifest import Manifest, ObjectFile, TableFile
from claimback.firms.archive.owner import as_owner, firm_found, firm_standing, resting_triggers
from claimback.firms.archive.reading import Archive, opened_archive
from claimback.firms.archive.tables import (
    Table,
    dangling,
    firm_tables,
    foreign_keys,
    migration_heads,
    replaced,
    user_columns,
)
from claimback.firms.archive.transfer import in_order
from claimback.firms.events import FirmBroughtIn
from claimback.firms.services.life import life_record
from claimback.firms.services.people import user_bring, users_hold
from claimback.kernel.errors import Conflict, Invalid
from claimback.kernel.events import publish
from claimback.storage import s3
from claimback.tenancy.scope import firm_scope
from claimback.vault.services.keys import firm_keys_import

Say = Callable[[str], None]
IMPORTED: Final = "import"
_EVERY: Final = 500
"""Objects between two words of progress."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was brought in. `problems` are broken links of the history's chain, which came with the archive."""

    manifest: Manifest
    objects_reused: int
    users_made: int
    problems: int


def firm_import(*, file: Path, passphrase: str, by: str, say: Say) -> Imported:
    """Bring in the firm of an archive. All or no rows; objects that an interrupted import left are found and used.

    The history comes as it was, and goes on with an entry that names the archive. Raises Invalid for an archive that
    is damaged, does not open, or was made at other migrations; Conflict where the firm or its slug is here already.
    """
    with as_owner(), opened_archive(file, passphrase) as archive:
        manifest = archive.manifest
        tables = _fitting_tables(manifest)
        _refuse_present(manifest)
        say(f"checking {manifest.rows:,} rows and {len(manifest.stored):,} objects")
        archive.check()
        _prove_keys(archive, passphrase)
        reused = _bring_objects(archive, say)
        try:
            with firm_scope(UUID(manifest.firm.id), act="firm.import"):
                users, made = _bring_people(archive)
                with resting_triggers():
                    _bring_rows(archive, tables, users, say)
                    if keys := archive.keys():
                        firm_keys_import(keys, passphrase)
                problems = _check_rows(manifest, tables, users)
                life_record(operation=IMPORTED, after=_noted(archive, by))
                publish(FirmBroughtIn(UUID(manifest.firm.id)))
        except IntegrityError as error:
            raise Conflict(f"The rows do not fit into this installation: {_first_line(error)}") from None
    return Imported(manifest, reused, made, problems)


def _fitting_tables(manifest: Manifest) -> dict[str, Table]:
    """The tables by name, if they are those of the archive. Raises Invalid that says what to migrate."""
    with transaction.atomic():
        heads = migration_heads()
        tables = {table.name: table for table in firm_tables() if table.exported}
    for label in sorted(heads.keys() | manifest.migrations.keys()):
        theirs, ours = manifest.migrations.get(label), heads.get(label)
        if theirs != ours:
            raise Invalid(
                f"The archive was made at migration {label}.{theirs}, and this installation is at {label}.{ours}. "
                f"Import it with version {manifest.application}, then upgrade."
            )
    if {table.name: table.columns for table in manifest.tables} != {
        name: table.columns for name, table in tables.items()
    }:
        raise Invalid("The tables of the archive have other columns than those of this installation.")
    return tables


def _refuse_present(manifest: Manifest) -> None:
    firm = manifest.firm
    if firm_standing(UUID(firm.id)) is not None:
        raise Conflict(f"The firm {firm.slug} ({firm.id}) is here already: nothing was imported.")
    if firm_found(firm.slug) is not None:
        raise Conflict(
            f"Another firm here has the slug {firm.slug}. Give that one another, then import again."
        )


def _prove_keys(archive: Archive, passphrase: str) -> None:
    """Take the keys up and undo it: whether they open is to be known before anything is written."""
    if keys := archive.keys():
        with firm_scope(UUID(archive.manifest.firm.id), act="firm.import"):
            with resting_triggers():
                firm_keys_import(keys, passphrase)
            transaction.set_rollback(True)


def _bring_objects(archive: Archive, say: Say) -> int:
    """Every object under its key; those that are there already and the same are left. Returns how many were."""
    manifest = archive.manifest
    there = {listed.key: listed.size for listed in s3.listed(manifest.prefix)}
    expected = {manifest.prefix + object.key for object in manifest.stored}
    if strange := sorted(there.keys() - expected):
        raise Conflict(f"{strange[0]} is in the store and not in the archive. Remove it, then import again.")

    def bring(object: ObjectFile) -> bool:
        key = manifest.prefix + object.key
        if key in there:
            _refuse_other(key, object)
        else:
            _put(archive, key, object)
        return key in there

    reused = 0
    for number, was_there in enumerate(in_order(bring, manifest.stored), start=1):
        reused += was_there
        if number % _EVERY == 0:
            say(f"objects: {number:,}")
    say(f"objects: {len(manifest.stored):,}, {reused:,} of them there already")
    return reused


def _put(archive: Archive, key: str, object: ObjectFile) -> None:
    with archive.object(object.path) as file:
        try:
            s3.put_file(key, file, sha256_hex=object.sha256, media_type=object.media_type)
        except s3.Changed:
            _refuse_other(key, object)


def _refuse_other(key: str, object: ObjectFile) -> None:
    """Raises Conflict where other bytes stand under the key."""
    digest = sha256()
    with s3.opened(key) as found:
        for piece in found.chunks:
            digest.update(piece)
    if digest.hexdigest() != object.sha256:
        raise Conflict(f"Under {key} the store holds other bytes. Remove them, then import again.")


def _bring_people(archive: Archive) -> tuple[dict[str, str], int]:
    """By their id in the archive, the users here where that is another; and how many were made."""
    others: dict[str, str] = {}
    ids: list[UUID] = []
    made = 0
    for line in archive.people():
        told = json.loads(line)
        id, new = user_bring(id=UUID(told["id"]), email=told["email"], name=told["name"])
        made += new
        ids.append(id)
        if str(id) != told["id"]:
            others[told["id"]] = str(id)
    users_hold(user_ids=ids)
    return others, made


def _bring_rows(archive: Archive, tables: dict[str, Table], users: dict[str, str], say: Say) -> None:
    naming = user_columns() if users else {}
    for listed in archive.manifest.tables:
        table, number = tables[listed.name], 0
        columns = naming.get(table.name)
        for lines in archive.lines(listed.path):
            number += table.insert([replaced(line, columns, users) for line in lines] if columns else lines)
        if number != listed.rows:
            raise Invalid(f"{table.name} took {number:,} of {listed.rows:,} rows.")
        say(f"{table.name}: {number:,} rows")


def _check_rows(manifest: Manifest, tables: dict[str, Table], users: dict[str, str]) -> int:
    """Read all rows back: they are the archive's, byte for byte, and no reference leads nowhere.

    Raises Invalid. Returns how many links of the history's chain are broken: they were when it was taken out.
    """
    firm_id = UUID(manifest.firm.id)
    naming = user_columns() if users else {}
    for listed in manifest.tables:
        if not _same(listed, tables[listed.name], firm_id, renamed=listed.name in naming):
            raise Invalid(f"{listed.name} does not come back as it is in the archive.")
    owned = {table.name for table in firm_tables()}
    keys = [key for key in foreign_keys() if key.child in owned]
    if broken := dangling(keys, firm_id):
        raise Invalid(f"The archive lacks rows that others refer to: {broken[0]}.")
    return len(verify_chain(chain_links()).problems)


def _same(listed: TableFile, table: Table, firm_id: UUID, *, renamed: bool) -> bool:
    if renamed:
        return table.count(firm_id) == listed.rows
    return lines_digest(table.lines(firm_id)) == (listed.rows, listed.sha256)


def _noted(archive: Archive, by: str) -> dict[str, object]:
    manifest = archive.manifest
    return {
        "archive_sha256": archive.sha256,
        "manifest_sha256": manifest.sha256,
        "made_at": manifest.made_at,
        "seal": manifest.seal["number"],
        "rows": manifest.rows,
        "objects": len(manifest.stored),
        "by": by,
    }


def _first_line(error: IntegrityError) -> str:
    return next(chain(str(error).splitlines(), [""]))
