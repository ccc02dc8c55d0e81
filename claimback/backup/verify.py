"""Holding an installation against a backup: rows, schema, walls, keys, histories and objects. Returns what is wrong."""

import random
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from claimback.audit.chain import chain_links
from claimback.audit.verify import verify_chain
from claimback.backup import contents
from claimback.backup.manifest import Manifest, ObjectTold, TableTold, objects_told
from claimback.backup.programs import Say
from claimback.firms.archive.transfer import in_order
from claimback.storage import s3
from claimback.tenancy.database_role import powerful_role
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get
from claimback.vault.masters import MasterKeyUnusable, master_named


def database_problems(connection: contents.Connection, manifest: Manifest, say: Say) -> list[str]:
    """Rows, schema, walls and keys, as claimback_backup sees them."""
    found = contents.tables_told(connection, say)
    problems = list(_tables_that_differ(manifest.tables, found))
    catalogue = contents.catalogue_told(connection)
    problems += [
        f"{kind}: {catalogue.get(kind, 0)}, and the backup has {number}"
        for kind, number in manifest.catalogue.items()
        if catalogue.get(kind, 0) != number
    ]
    problems += contents.walls_that_lack(connection)
    keys = contents.firm_keys(connection)
    for firm_id, number, wrapped, name in keys:
        try:
            master_named(name).unwrap(wrapped, firm_id=firm_id, number=number)
        except MasterKeyUnusable as error:
            problems.append(f"key {number} of firm {firm_id}: {error}")
    say(f"schema, walls and {len(keys):,} keys: {len(problems):,} problems")
    return problems


def firms_problems(say: Say) -> list[str]:
    """The application's own role, and the history of every firm, read as the application reads it."""
    role = powerful_role()
    problems = [role] if role else []
    links = 0
    firms = firm_ids()
    for firm_id in firms:
        with firm_scope(firm_id, act="audit.verify"):
            verdict = verify_chain(chain_links())
            slug = firm_get().slug
        links += verdict.links
        problems += [f"history of {slug}: {one.kind}, {one.detail}" for one in verdict.problems]
    say(f"histories: {links:,} links of {len(firms):,} firms, {len(problems):,} problems")
    return problems


def objects_problems(source: Path, count: int, sample: int | None, say: Say) -> list[str]:
    """Objects that the store lacks or whose size differs; and of a sample, or of all, those whose bytes differ."""
    sizes = {one.key: one.size for one in s3.listed("")}
    problems = [
        f"{told.key}: {'another size' if told.key in sizes else 'missing from the store'}"
        for told in objects_told(source)
        if sizes.get(told.key) != told.size
    ]
    chosen = None if sample is None or sample >= count else set(random.sample(range(count), sample))
    read = [
        told
        for place, told in enumerate(objects_told(source))
        if (chosen is None or place in chosen) and sizes.get(told.key) == told.size
    ]
    for told, right in zip(read, in_order(object_is, read), strict=True):
        if not right:
            problems.append(f"{told.key}: other bytes than in the backup")
    say(f"objects: {len(read):,} of {count:,} read again, {len(problems):,} problems")
    return problems


def object_is(told: ObjectTold) -> bool:
    """Whether the store has these bytes under this key."""
    digest = sha256()
    try:
        with s3.opened(told.key) as opened:
            for piece in opened.chunks:
                digest.update(piece)
    except s3.Changed:
        return False
    return digest.hexdigest() == told.sha256


def _tables_that_differ(said: dict[str, TableTold], found: dict[str, TableTold]) -> Iterator[str]:
    names: Iterable[str] = sorted(said.keys() | found.keys())
    for name in names:
        one, other = said.get(name), found.get(name)
        if one is None or other is None:
            yield f"{name}: {'not in the backup' if one is None else 'missing'}"
        elif one.rows != other.rows:
            yield f"{name}: {other.rows:,} rows, and the backup has {one.rows:,}"
        elif one.sum != other.sum:
            yield f"{name}: other values than in the backup"
