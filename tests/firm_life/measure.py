"""`uv run python -m tests.firm_life.measure`: what it takes to export, erase and import a large firm.

It makes a firm of 1,000 cases and 5,000 documents in a database of its own, runs each command in a process of its own,
and prints time, peak memory and whether counts and hashes are equal. No part of the suite: it takes minutes.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from tests.servers import ROOT, use_servers

PASSPHRASE = "seven grey herons on a wire"
# table → how many rows each case gets, each a copy of one that the services made
PER_CASE = {"cases_party": 3, "cases_correspondence": 5, "cases_event": 1, "deadlines_deadline": 1}
COPY = """
    INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(one) ||
        jsonb_build_object('id', uuid7(), 'case_id', c.id))).*
    FROM (SELECT * FROM {table} WHERE firm_id = %(firm)s ORDER BY id LIMIT 1) one, made c, generate_series(1, %(times)s)
"""
CASES = """
    CREATE TEMPORARY TABLE made ON COMMIT DROP AS
        SELECT n, uuid7() AS id, uuid7() AS client_id FROM generate_series(1, %(cases)s) n;
    INSERT INTO cases_client SELECT (jsonb_populate_record(NULL::cases_client,
        to_jsonb(one) || jsonb_build_object('id', c.client_id, 'name', 'Client No. ' || c.n))).*
    FROM (SELECT * FROM cases_client WHERE firm_id = %(firm)s ORDER BY id LIMIT 1) one, made c;
    INSERT INTO cases_case SELECT (jsonb_populate_record(NULL::cases_case,
        to_jsonb(one) || jsonb_build_object('id', c.id, 'client_id', c.client_id, 'policy_id', NULL,
        'number', 'M-' || c.n, 'title', 'Case No. ' || c.n))).*
    FROM (SELECT * FROM cases_case WHERE firm_id = %(firm)s ORDER BY id LIMIT 1) one, made c
"""
FILES = """
    INSERT INTO storage_storedfile SELECT (jsonb_populate_record(NULL::storage_storedfile,
        to_jsonb(one) || jsonb_build_object('id', f.id, 'key', f.key,
        'sha256', f.sha256, 'announced_sha256', f.sha256, 'size', f.size, 'announced_size', f.size))).*
    FROM (SELECT * FROM storage_storedfile WHERE firm_id = %(firm)s AND state = 'kept' ORDER BY id LIMIT 1) one,
        unnest(%(ids)s::uuid[], %(keys)s::text[], %(hashes)s::text[], %(sizes)s::bigint[]) f(id, key, sha256, size)
"""
DOCUMENTS = """
    INSERT INTO cases_document SELECT (jsonb_populate_record(NULL::cases_document,
        to_jsonb(one) || jsonb_build_object('id', uuid7(), 'file_id', f.id, 'case_id', c.id))).*
    FROM (SELECT * FROM cases_document WHERE firm_id = %(firm)s ORDER BY id LIMIT 1) one,
        unnest(%(ids)s::uuid[]) WITH ORDINALITY f(id, n) JOIN made c ON c.n = 1 + (f.n - 1) %% %(cases)s
"""


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--mean-size", type=int, default=60_000, help="of a document, in bytes")
    asked = parser.parse_args()
    use_servers()
    import django

    django.setup()
    from tests import databases, firms
    from tests.firm_life.conftest import give_bytes
    from tests.isolation.populate import populate

    databases.ensure_template()
    name = f"measure_{os.getpid()}"
    with databases.clone(name), tempfile.TemporaryDirectory() as folder:
        firms.FIRMS = {name.replace("_", "-"): ("Measured LLP", "law", "America/Chicago")}
        firm = firms.as_firm(*next(iter(firms.seed_firms().items())))
        began = time.monotonic()
        populate(firm)
        give_bytes(firm)
        fill(firm.id, asked.cases, asked.documents, asked.mean_size)
        say(f"made in {time.monotonic() - began:.1f} s")
        measure(firm, name, Path(folder))


def fill(firm_id: UUID, cases: int, documents: int, mean_size: int) -> None:
    """The cases with all that hangs on them, in one transaction with its history, and the documents' bytes."""
    from django.db import connection

    from claimback.kernel.ids import new_id
    from claimback.storage import s3
    from tests.databases import as_superuser

    chance = random.Random(42)
    ids = [new_id() for _ in range(documents)]
    keys = [s3.kept_key(firm_id, id) for id in ids]
    sizes, hashes = [], []
    for key in keys:
        data = os.urandom(max(2_000, int(chance.expovariate(1 / mean_size))))
        sizes.append(len(data))
        hashes.append(s3.put(key, data, media_type="application/pdf"))
    values = {"firm": firm_id, "cases": cases, "ids": ids, "keys": keys, "hashes": hashes, "sizes": sizes}
    # The application's role makes no tables, not even temporary ones; the history is written all the same.
    with as_superuser(connection.settings_dict["NAME"]) as admin, admin.transaction():
        admin.execute("SELECT set_config('claimback.firm_id', %s, true)", [str(firm_id)])
        for statement in [*CASES.split(";"), FILES, DOCUMENTS]:
            admin.execute(statement, values)
        for table, times in PER_CASE.items():
            admin.execute(COPY.format(table=table), values | {"times": times})


def measure(firm, database: str, folder: Path) -> None:
    """Export, erase and import in processes of their own; compare what there was with what there is."""
    from tests.firm_life.conftest import keys_of, read_object, table_hashes

    def objects() -> dict[str, str]:
        return {key: sha256(read_object(key)).hexdigest() for key in keys_of(firm)}

    before, stored = table_hashes(firm), objects()
    timed(lambda: run(database, folder, "export", firm.slug, "--out", "firm.archive"), "export")
    say(f"archive: {(folder / 'firm.archive').stat().st_size:,} bytes")
    timed(
        lambda: run(database, folder, "erase", firm.slug, "--manifest", "gone.json", "--confirm", firm.slug),
        "erase",
    )
    left = sum(number for number, _ in table_hashes(firm).values())
    say(f"left: {left} rows, {len(objects())} objects")
    timed(lambda: run(database, folder, "import", "firm.archive"), "import")
    after = table_hashes(firm)
    differing = sorted(name for name in before if before[name] != after[name])
    equal = sum(before[name][0] for name in before if before[name] == after[name])
    say(f"equal: {equal:,} rows in {len(before) - len(differing)} tables by count and hash")
    for name in differing:
        say(f"differs: {name}, {before[name][0]:,} rows before and {after[name][0]:,} after")
    say(f"objects: {len(stored):,}, {'equal' if objects() == stored else 'NOT equal'} by key and hash")
    say(run(database, folder, "verify", firm.slug, command="audit")[0].strip())


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def timed(work: Callable[[], tuple[str, int, float]], name: str) -> None:
    """Print how long it took, its own time on the processor, its peak memory, and what it printed."""
    began = time.monotonic()
    said, peak, busy = work()
    say(
        f"{name}: {time.monotonic() - began:.1f} s, {busy:.1f} s busy, peak {peak / 1024:.0f} MiB; {said.strip()}"
    )


def run(database: str, folder: Path, *arguments: str, command: str = "firm") -> tuple[str, int, float]:
    """What the command printed, the peak of its memory in KiB, and its seconds on the processor."""
    environment = os.environ | {"FIRM_ARCHIVE_PASSPHRASE": PASSPHRASE}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        environment[name] = urlunsplit(urlsplit(os.environ[name])._replace(path=f"/{database}"))
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), command, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=(folder / "progress").open("wb"),
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, (folder / "progress").read_text()
    return re.sub(r"\s+", " ", said), usage.ru_maxrss, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
