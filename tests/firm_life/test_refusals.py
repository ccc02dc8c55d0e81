"""What is refused, in one line, with nothing changed: no row, no object, no file."""

import json
import zipfile
from datetime import timedelta

import pytest
from django.core.management import CommandError

from claimback.accounts.models import User
from claimback.firms.archive import bring_in, tables
from claimback.firms.selectors.life import life_entries
from claimback.kernel.clock import now
from claimback.storage import s3
from claimback.storage.selectors import file_rows
from claimback.tenancy.models import Membership
from claimback.tenancy.scope import firm_scope
from tests.firm_life.conftest import object_hashes, table_hashes

pytestmark = pytest.mark.slow  # each works on a copy of a database with two full firms


def refused(firm_command, words, *arguments):
    with pytest.raises(CommandError, match=words) as caught:
        firm_command(*arguments)
    assert "\n" not in str(caught.value)
    return caught.value


def export(firm_command, firm, *more):
    return firm_command("export", firm.slug, "--out", "firm.archive", *more)


def erase(firm_command, firm, *more):
    return firm_command("erase", firm.slug, "--manifest", "gone.json", "--confirm", firm.slug, *more)


def test_an_export_is_refused_with_no_file_left(two_firms, firm_command, tmp_path, settings):
    firm = two_firms.mine
    before = table_hashes(firm)
    (tmp_path / "there").write_text("mine")
    refused(firm_command, "is there already", "export", firm.slug, "--out", "there")
    refused(firm_command, "There is no firm nobody", "export", "nobody", "--out", "new")
    refused(firm_command, "There is no folder", "export", firm.slug, "--out", "no/folder/new")
    refused(
        firm_command,
        "passphrase cannot be read",
        "export",
        firm.slug,
        "--out",
        "new",
        "--passphrase-file",
        "x",
    )
    settings.FIRM_ARCHIVE_PASSPHRASE = "short"
    refused(firm_command, "at least 12 characters, or ask for --plain", "export", firm.slug, "--out", "new")
    refused(
        firm_command,
        "their keys leave only under a passphrase",
        "export",
        firm.slug,
        "--out",
        "new",
        "--plain",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert table_hashes(firm) == before


def test_documents_that_are_not_what_their_rows_say_are_named(two_firms, firm_command, capsys):
    firm = two_firms.mine
    with firm.scope():
        changed, lost = [file.key for file in file_rows().filter(state="kept").order_by("id")[:2]]
    s3.remove_all(changed)
    s3.put(changed, b"other bytes", media_type="application/pdf")
    s3.remove_all(lost)
    error = refused(
        firm_command, "2 documents are not what their rows say", "export", firm.slug, "--out", "a"
    )
    assert error.returncode == 3
    s3.remove_all(changed)


def test_an_erasure_wants_a_fresh_export_the_slug_twice_and_no_hold(two_firms, firm_command, tmp_path):
    firm = two_firms.mine
    objects = object_hashes(firm)
    refused(
        firm_command, "is not the firm's slug", "erase", firm.slug, "--manifest", "m", "--confirm", "other"
    )
    refused(firm_command, "was never exported", "erase", firm.slug, "--manifest", "m", "--confirm", firm.slug)
    export(firm_command, firm)
    firm_command("hold", firm.slug, "--reason", "Doe v. Example, preservation letter.")
    refused(firm_command, "under a legal hold already", "hold", firm.slug, "--reason", "Again.")
    held = "under a legal hold since .*Doe v. Example"
    refused(firm_command, held, "erase", firm.slug, "--manifest", "m", "--confirm", firm.slug)
    refused(
        firm_command, held, "erase", firm.slug, "--manifest", "m", "--confirm", firm.slug, "--without-export"
    )
    refused(firm_command, "Say why", "release", firm.slug, "--reason", " ")
    firm_command("release", firm.slug, "--reason", "The order was lifted.")
    refused(firm_command, "under no legal hold", "release", firm.slug, "--reason", "Again.")
    refused(
        firm_command, "4 entries were written", "erase", firm.slug, "--manifest", "m", "--confirm", firm.slug
    )
    with firm_scope(firm.id):
        notes = [entry.after for entry in life_entries("hold")]
    assert [set(note or {}) - {"by"} for note in notes] == [{"placed"}, {"released"}]
    assert object_hashes(firm) == objects
    assert {path.name for path in tmp_path.iterdir()} == {"firm.archive"}
    with firm.scope():
        assert Membership.objects.filter(ended_at=None).exists()


def test_an_import_is_refused_with_nothing_written(two_firms, firm_command, tmp_path, settings):
    firm = two_firms.mine
    archive = tmp_path / "firm.archive"
    export(firm_command, firm)
    refused(firm_command, "is here already: nothing was imported", "import", "firm.archive")
    erase(firm_command, firm)
    whole = archive.read_bytes()
    (tmp_path / "text").write_text("not an archive")
    for words, data in [
        ("Chunk 1 of the archive was changed", _flipped(whole, 70_000)),
        ("cut off", whole[:-40_000]),
        ("damaged", b"PK" + whole[2:]),
    ]:
        archive.write_bytes(data)
        refused(firm_command, words, "import", "firm.archive")
    archive.write_bytes(whole)
    refused(firm_command, "There is no file", "import", "nothing")
    refused(firm_command, "no archive of a firm", "import", "text")
    settings.FIRM_ARCHIVE_PASSPHRASE = "another passphrase"
    refused(firm_command, "passphrase is another one", "import", "firm.archive")
    assert not any(number for number, _ in table_hashes(firm).values())
    assert object_hashes(firm) == {}


@pytest.mark.parametrize(
    ("file", "data", "words"),
    [
        ("tables/cases_case.jsonl", b"{}\n", "cases_case.jsonl in the archive is not what"),
        ("objects/more", b"x", "objects/more is in one of them only"),
        ("manifest.json", lambda told: told["firm"].update(slug="other"), "its hash is another"),
    ],
)
def test_a_plain_archive_that_was_changed_is_refused(two_firms, firm_command, tmp_path, file, data, words):
    firm = two_firms.mine
    export(firm_command, firm, "--plain")
    erase(firm_command, firm)
    _repack(tmp_path / "firm.archive", file, data)
    refused(firm_command, words, "import", "firm.archive")
    assert not any(number for number, _ in table_hashes(firm).values())
    assert object_hashes(firm) == {}


def test_an_import_needs_the_same_migrations_and_a_free_slug(two_firms, firm_command, monkeypatch):
    firm = two_firms.mine
    export(firm_command, firm)
    erase(firm_command, firm)
    with monkeypatch.context() as patch:
        heads = tables.migration_heads
        patch.setattr(bring_in, "migration_heads", lambda: heads() | {"cases": "0099_later"})
        refused(firm_command, "this installation is at cases.0099_later", "import", "firm.archive")
    _open(firm_command, firm.slug)
    refused(firm_command, f"Another firm here has the slug {firm.slug}", "import", "firm.archive")
    assert object_hashes(firm) == {}


def test_people_are_found_by_address_and_those_of_another_firm_stay(two_firms, firm_command):
    mine, theirs = two_firms.mine, two_firms.theirs
    viewer = User.objects.get(id=mine.viewer.user_id)
    with firm_scope(theirs.id):
        Membership.objects.create(user=viewer, role="viewer", ended_at=now() - timedelta(days=1))
    operator = User.objects.create_user("opal@support.example", "Opal")
    operator.is_operator = True
    operator.save()
    with firm_scope(mine.id):
        Membership.objects.create(user=operator, role="viewer", support=True)
    export(firm_command, mine)
    erase(firm_command, mine)
    assert User.objects.filter(id=operator.id).exists()
    assert [user.id for user in User.objects.filter(email__endswith=f"@{mine.slug}.example")] == [viewer.id]
    other = User.objects.create_user(User.objects.normalize_email(f"Owner@{mine.slug}.example"), "Another id")
    firm_command("import", "firm.archive")
    with mine.scope():
        users = {member.id: member.user for member in Membership.objects.select_related("user")}
    assert users[mine.owner.member_id].id == other.id != mine.owner.user_id
    assert users[mine.viewer.member_id].id == viewer.id
    assert users[mine.attorney.member_id].id == mine.attorney.user_id
    assert not users[mine.attorney.member_id].has_usable_password()


def test_what_is_left_of_a_firm_is_signed(two_firms, firm_command, tmp_path):
    firm = two_firms.mine
    rows = sum(number for number, _ in table_hashes(firm).values())
    said = erase(firm_command, firm, "--without-export", "--reason", "They asked.")
    told = json.loads((tmp_path / "gone.json").read_text())
    assert (told["reason"], told["export"], told["objects"]) == (
        "They asked.",
        None,
        len(two_firms.objects) / 2,
    )
    assert sum(told["tables"].values()) > rows
    assert told["keys_destroyed"] == 1
    assert "is erased" in said
    assert "The signature holds" in firm_command("check-manifest", "gone.json")
    key = firm_command("public-key").strip()
    assert "The signature holds" in firm_command("check-manifest", "gone.json", "--public-key", key)
    (tmp_path / "gone.json").rename(
        tmp_path / ".gone.json.part"
    )  # killed after the commit, before the rename
    assert "is erased" in erase(firm_command, firm)
    assert json.loads((tmp_path / "gone.json").read_text()) == told
    refused(firm_command, "There is no firm", "erase", firm.slug, "--manifest", "x", "--confirm", firm.slug)
    (tmp_path / "gone.json").write_text(json.dumps(told | {"objects": 0}))
    refused(firm_command, "the manifest was changed", "check-manifest", "gone.json")


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _open(firm_command, slug):
    owner = ["--owner", "new@firm.example", "--docket-email", "docket@firm.example"]
    return firm_command("create", slug, "--name", "New LLP", "--kind", "law", *owner)


def _repack(path, file, data):
    """The archive with one file of it changed or added."""
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}
    if callable(data):
        told = json.loads(files[file])
        data(told)
        data = json.dumps(told).encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, content in (files | {file: data}).items():
            new.writestr(name, content)
