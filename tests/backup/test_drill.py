"""A backup is taken, everything is lost, and it comes back: the drill, on real servers and real programs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from cases.selectors import client_list
from cases.services.clients import client_reveal
from claimback.backup.bring_back import backup_verify
from claimback.kernel.ids import new_id
from claimback.storage import s3
from claimback.storage.models import KEPT, StoredFile
from tests import databases
from tests.firms import TestFirm
from tests.servers import ROOT
from tests.vault.conftest import SSN, sealed_client


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A bucket of the test's own: a backup is of everything in it."""
    name = f"drill-{os.getpid()}"
    monkeypatch.setitem(s3._options(), "bucket_name", name)
    s3._client(s3._inner_url()).create_bucket(Bucket=name)
    yield
    s3.remove_all("")
    s3._client(s3._inner_url()).delete_bucket(Bucket=name)


@pytest.fixture
def as_backup(settings: Any) -> Callable[[str], None]:
    """`as_backup(database)` names it to the commands, as claimback_backup, whom row security does not bind."""

    def name(database: str) -> None:
        settings.DATABASE_BACKUP_URL = psycopg.conninfo.make_conninfo(
            os.environ["TEST_ADMIN_DATABASE_URL"], dbname=database, options="-c role=claimback_backup"
        )

    return name


@contextmanager
def new_database(name: str) -> Iterator[None]:
    """What an operator makes to restore into: a database with docker/roles.sql in it."""
    with databases.as_superuser() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        with databases.as_superuser(name) as admin:
            admin.execute((ROOT / "docker" / "roles.sql").read_bytes())
        with databases.pointing_at(name):
            yield
    finally:
        databases.clone_drop(name)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def keep_file(firm: TestFirm, data: bytes) -> str:
    """A file that the firm keeps, with its bytes in the store; its key."""
    with firm.scope():
        key = s3.kept_key(firm.id, new_id())
        digest = s3.put(key, data, media_type="application/pdf")
        StoredFile.objects.create(
            name="denial.pdf", announced_size=len(data), size=len(data), sha256=digest, key=key, state=KEPT
        )
    return key


@pytest.mark.slow  # pg_restore makes the whole schema anew: some 150 tables with all that hangs on them
def test_what_was_lost_comes_back_and_what_differs_is_found(
    committed_db, law, bucket, as_backup, settings, tmp_path
):
    as_backup(committed_db)
    key = keep_file(law, b"%PDF-1.7 a denial")
    with law.scope():
        client = sealed_client(law)
    folder = tmp_path / "backup"
    assert "1 objects of 17 bytes" in run("backup", "--to", str(folder), "--with-objects")

    with pytest.raises(CommandError, match="is restored into an empty one"):
        run("restore", "--from", str(folder))
    with pytest.raises(CommandError, match="holds something already"):
        run("backup", "--to", str(folder))
    former, settings.MASTER_KEY = settings.MASTER_KEY, "b3RoZXIgb3RoZXIgb3RoZXIgb3RoZXIgb3RoZXIgISE="
    with pytest.raises(CommandError, match="nothing was written"):
        run("restore", "--from", str(folder))
    settings.MASTER_KEY = former

    s3.remove(key)
    target = f"drill_{os.getpid()}"
    with new_database(target):
        as_backup(target)
        told = run("restore", "--from", str(folder))
        assert "1 objects were put" in told
        assert "Verified" in told
        with s3.opened(key) as opened:
            assert sha256(b"".join(opened.chunks)).hexdigest() == sha256(b"%PDF-1.7 a denial").hexdigest()
        with law.scope():
            assert [one.id for one in client_list()] == [client.id]
            shown = client_reveal(actor=law.attorney, client_id=client.id, fields=["ssn"], reason="the drill")
            assert shown == {"ssn": SSN}
            with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
                cursor.execute("DELETE FROM audit_entry")

    assert damaged(folder, as_backup, committed_db, key) == []


def damaged(folder: Path, as_backup: Any, database: str, key: str) -> list[str]:
    """Plant three kinds of damage; the kinds that verification does not name."""
    as_backup(database)
    with databases.as_superuser(database) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE cases_client SET name = name || '!'")
        admin.execute("DELETE FROM storage_storedfile")
        admin.execute("ALTER TABLE cases_client NO FORCE ROW LEVEL SECURITY")
        admin.execute("GRANT DELETE ON audit_entry TO claimback_app")
    s3.remove(key)
    s3.put(key, b"%PDF-1.7 a denia!", media_type="application/pdf")
    found = "\n".join(backup_verify(source=folder, public_key="", sample=None, say=lambda words: None))
    return [
        words
        for words in (
            "cases_client: other values",
            "storage_storedfile: 0 rows",
            "cases_client: row security is not forced",
            "rights on tables:",
            f"{key}: other bytes",
        )
        if words not in found
    ]
