"""A migrated template per state of the migrations, cloned for every process and for tests that really commit."""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

from tests.firms import seed_firms
from tests.outcomes.official import seed_outcomes
from tests.servers import DIRECTORY, ROOT

_SOURCES = ["*/migrations/*.py", "claimback/*/migrations/*.py", "docker/roles.sql", "tests/firms.py"]


@cache
def template_name() -> str:
    """The name of the template for the migrations as they stood when this process began."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    for extra in [
        "claimback/tenancy/roles.py",
        "claimback/tenancy/row_security.py",
        "claimback/tenancy/scanner.py",
        "claimback/tenancy/walls.py",
        "claimback/kernel/tables.py",
        "claimback/audit/models.py",
        "claimback/vault/blind.py",
        "tests/outcomes/official.py",
    ]:
        digest.update((ROOT / extra).read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def ensure_template() -> dict[str, Any]:
    """Make the template if it is not there, and return what its two firms hold: ids and tokens."""
    return made_once(template_name(), _make_template)


def made_once(name: str, make: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """What the database holds, as `make` said when it made it: the first process that asks does, others wait for it.

    It is kept as the database's comment in the catalogue, so that one that was not finished is made again.
    """
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    with (DIRECTORY / "databases.lock").open("w") as lock, as_superuser() as admin:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if found and found[0]:
            held: dict[str, Any] = json.loads(found[0])
            return held
        held = make(name)
        admin.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(name), sql.Literal(json.dumps(held))
            )
        )
        return held


def _make_template(name: str) -> dict[str, Any]:
    with as_superuser() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    with as_superuser(name) as admin:
        admin.execute((ROOT / "docker" / "roles.sql").read_bytes())
    with pointing_at(name):
        call_command("migrate", verbosity=0, skip_checks=True)
        seed_outcomes()
        return seed_firms()


def as_superuser(database: str = "") -> psycopg.Connection[Any]:
    """A connection that row security does not bind; each statement commits by itself."""
    url = os.environ["TEST_ADMIN_DATABASE_URL"]
    return psycopg.connect(psycopg.conninfo.make_conninfo(url, dbname=database or None), autocommit=True)


@contextmanager
def pointing_at(name: str) -> Iterator[None]:
    """Django's connections, and those that threads open meanwhile, to the database `name`; closed at the end.

    The connections that were open before stay so, with their catalogue at hand, and are in their places again then.
    """
    former = {alias: connections[alias] for alias in ("default", "owner")}
    databases = {alias: settings.DATABASES[alias]["NAME"] for alias in former}
    try:
        for alias in former:
            settings.DATABASES[alias]["NAME"] = name
            connections[alias] = connections.create_connection(alias)
        yield
    finally:
        for alias, connection in former.items():
            connections[alias].close()
            settings.DATABASES[alias]["NAME"] = databases[alias]
            connections[alias] = connection


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the database is told inside is undone, as in a test case of Django's."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@contextmanager
def clone(name: str, *, of: str = "") -> Iterator[None]:
    """A clone of the template under `name`, or of the database `of` that nobody is connected to; dropped at the end."""
    clone_make(name, of=of)
    try:
        with pointing_at(name):
            yield
    finally:
        clone_drop(name)


def clone_make(name: str, *, of: str = "") -> None:
    """Make the clone, with the rights that roles.sql gives: a database's own are not copied."""
    identifier = sql.Identifier(name)
    with as_superuser() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER claimback_owner").format(
                identifier, sql.Identifier(of or template_name())
            )
        )
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(identifier))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO claimback_app").format(identifier))


def clone_drop(name: str) -> None:
    """Drop the clone, whoever is connected to it."""
    with as_superuser() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
