"""A database of the test's own with two full firms whose commits are real, and the commands of a firm's life."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections

from cases.selectors import legal_hold_list
from cases.services.holds import hold_lift
from claimback.firms.archive import envelope
from claimback.firms.archive.manifest import objects_prefix
from claimback.firms.archive.owner import as_owner
from claimback.firms.archive.tables import firm_tables
from claimback.storage import s3
from claimback.storage.selectors import file_rows
from claimback.tenancy.scope import firm_scope
from claimback.vault.services import keys
from tests import databases, firms
from tests.committed import Committed
from tests.firms import TestFirm
from tests.isolation.populate import populate

PASSPHRASE = "seven grey herons on a wire"


@dataclass(frozen=True)
class Stage:
    """Two firms of these tests alone, with a row of every kind: the store knows no databases, and other processes have
    the usual two at work there. `objects` are the bytes by key.
    """

    played: Committed
    mine: TestFirm
    theirs: TestFirm
    objects: dict[str, bytes]


@pytest.fixture(scope="session")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """The stage, which tests play on in a copy."""
    own = connection.settings_dict["NAME"]
    process = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{os.getpid()}"
    database = f"firm_life_{process}"
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), databases.clone(database):
        patch.setattr(
            firms,
            "FIRMS",
            {
                f"{name}-{process}": told
                for name, told in zip(["mine", "theirs"], firms.FIRMS.values(), strict=True)
            },
        )
        mine, theirs = (firms.as_firm(slug, seeded) for slug, seeded in firms.seed_firms().items())
        for firm in (mine, theirs):
            populate(firm)
            lift_holds(firm)
            give_bytes(firm)
        objects = {key: read_object(key) for firm in (mine, theirs) for key in keys_of(firm)}
        connections.close_all()  # of the stage a copy is made
        with databases.pointing_at(own):
            played = Committed(f"played_{database}", of=database)
            yield Stage(played, mine, theirs, objects)
            played.drop()
        for firm in (mine, theirs):
            s3.remove_all(objects_prefix(firm.id))


@pytest.fixture
def two_firms(stage: Stage, django_db_blocker: Any) -> Iterator[Stage]:
    """The stage as it was made: a database of the test's own in which commits are real, and the objects."""
    for firm in (stage.mine, stage.theirs):
        for key in keys_of(firm):
            if key not in stage.objects:
                s3.remove(key)
    there = {*keys_of(stage.mine), *keys_of(stage.theirs)}
    for key, data in stage.objects.items():
        if key not in there:
            s3.put(key, data, media_type="application/pdf")
    with django_db_blocker.unblock(), stage.played.used():
        yield stage


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """The passphrase's cost is for who guesses it."""
    monkeypatch.setattr(envelope.Sealing.__init__, "__kwdefaults__", {"cost": 4})
    monkeypatch.setitem(keys._SCRYPT, "n", 2**4)
    settings.FIRM_ARCHIVE_PASSPHRASE = PASSPHRASE


@pytest.fixture
def firm_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`firm_command("export", slug, …)` runs the command in a folder of the test's and returns what it printed."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("firm", *arguments, stdout=out, stderr=StringIO())
        return out.getvalue()

    return run


def lift_holds(firm: TestFirm) -> None:
    """Let the firm be erased: what stands on hold is kept."""
    with firm.scope():
        for hold in legal_hold_list().filter(lifted_at=None):
            hold_lift(actor=firm.owner, hold_id=hold.id, version=None, reason="The claim was settled")


def table_hashes(firm: TestFirm) -> dict[str, tuple[int, str]]:
    """By table, how many rows the firm has and the hash of all of them."""
    found = {}
    with as_owner(), firm_scope(firm.id):
        for table in firm_tables():
            lines = list(table.lines(firm.id))
            found[table.name] = (len(lines), sha256(b"".join(lines)).hexdigest())
    return found


def object_hashes(firm: TestFirm) -> dict[str, str]:
    """By key, the hash of every object of the firm's."""
    return {key: sha256(read_object(key)).hexdigest() for key in keys_of(firm)}


def give_bytes(firm: TestFirm) -> None:
    """Bytes for the kept files that were made as rows alone."""
    with firm.scope():
        for file in file_rows().filter(state="kept", sha256=""):
            data = f"bytes of {file.id}".encode()
            key = s3.kept_key(firm.id, file.id)
            digest = s3.put(key, data, media_type="application/pdf")
            file.change(key=key, sha256=digest, size=len(data))


def keys_of(firm: TestFirm) -> list[str]:
    """The keys of the firm's objects."""
    return [listed.key for listed in s3.listed(objects_prefix(firm.id))]


def read_object(key: str) -> bytes:
    """The bytes under a key."""
    with s3.opened(key) as opened:
        return b"".join(opened.chunks)
