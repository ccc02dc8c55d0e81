"""The manifest of a backup: signed, whole, and of this installation."""

from pathlib import Path

import pytest

from claimback.backup.manifest import (
    DUMP,
    INVENTORY,
    MANIFEST,
    Manifest,
    NotABackup,
    TableTold,
    file_told,
    manifest_read,
    object_path,
)
from claimback.firms.archive.signing import public_text, signing_key

KEY, OTHER = signing_key("", "a secret"), signing_key("", "another secret")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / DUMP).write_bytes(b"rows")
    (tmp_path / INVENTORY).write_bytes(b"")
    manifest = Manifest(
        application="1",
        server="18.6",
        migrations={"cases": "0001_initial"},
        made_at="2026-11-23T00:00:00+00:00",
        made_by="somebody",
        master_keys=["environment:0123456789abcdef"],
        tables={"cases_case": TableTold(3, "77")},
        catalogue={"policies": 1},
        dump=file_told(tmp_path / DUMP),
        inventory=file_told(tmp_path / INVENTORY),
        stored=0,
        weight=0,
        with_objects=False,
        problems=[],
    )
    (tmp_path / MANIFEST).write_bytes(manifest.written(KEY))
    return tmp_path


def test_it_is_read_by_who_took_it_and_by_who_has_their_public_key(folder):
    read = manifest_read(folder, KEY)
    assert (read.rows, read.dump.size) == (3, 4)
    assert manifest_read(folder, OTHER, public_key=public_text(KEY)) == read
    with pytest.raises(NotABackup, match="another installation took it"):
        manifest_read(folder, OTHER)


@pytest.mark.parametrize(
    ("name", "before", "after", "complaint"),
    [
        (MANIFEST, b'"rows": 3', b'"rows": 4', "was changed"),
        (DUMP, b"rows", b"sorw", "not the file"),
        (INVENTORY, b"", b"{}", "not the file"),
        (MANIFEST, None, None, "did not end"),
    ],
)
def test_what_was_changed_or_did_not_end_is_refused(folder, name, before, after, complaint):
    file = folder / name
    if after is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes().replace(before, after, 1))
    with pytest.raises(NotABackup, match=complaint):
        manifest_read(folder, KEY)


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "", "firms/../.."])
def test_no_key_leads_out_of_the_folder(tmp_path, key):
    with pytest.raises(NotABackup):
        object_path(tmp_path, key)
