"""A database of the test's own with two full firms whose commits are real, and the commands of a firm's life."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from claimback.firms.archive import envelope
from claimback.firms.archive.manifest import objects_prefix
from claimback.firms.archive.owner import as_owner
from claimback.firms.archive.tables import firm_tables
from claimback.storage import s3
from claimback.tenancy.scope import firm_scope
from tests.firms import TestFirm
from tests.isolation.populate import populate

PASSPHRASE = "seven grey herons on a wire"


@pytest.fixture
def two_firms(committed_db: str, law: TestFirm, adjusters: TestFirm) -> Iterator[str]:
    """Both firms with a row of every kind. Their objects are removed at the end."""
    for firm in (law, adjusters):
        s3.remove_all(objects_prefix(firm.id))
        populate(firm)
    yield committed_db
    for firm in (law, adjusters):
        s3.remove_all(objects_prefix(firm.id))


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """The passphrase's cost is for who guesses it."""
    monkeypatch.setattr(envelope.Sealing.__init__, "__kwdefaults__", {"cost": 4})
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
    found = {}
    for listed in s3.listed(objects_prefix(firm.id)):
        with s3.opened(listed.key) as opened:
            found[listed.key] = sha256(b"".join(opened.chunks)).hexdigest()
    return found
