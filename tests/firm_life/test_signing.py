"""The signature of what is left of a firm, and the manifest of an archive: any change shows."""

import json
from base64 import b64encode
from dataclasses import replace

import pytest

from claimback.firms.archive.manifest import (
    FirmNamed,
    Manifest,
    NotAnArchive,
    ObjectFile,
    OtherFile,
    TableFile,
    read_manifest,
)
from claimback.firms.archive.signing import BadSignature, check, public_text, sign, signing_key

KEY = signing_key("", "a secret")
SIGNED = sign({"firm": {"slug": "gone"}, "tables": {"cases_case": 3}}, KEY)
MANIFEST = Manifest(
    application="0.1.0",
    migrations={"cases": "0001_initial"},
    made_at="2026-11-22T12:00:00+00:00",
    made_by="operator@host",
    firm=FirmNamed("01a20567-8217-7567-8b77-0f6737aa27be", "gone", "Gone LLP"),
    seal={"number": 3, "digest": "00"},
    tables=[TableFile("cases_case", ["id"], 1, "11")],
    left_out={},
    accounts=OtherFile(1, "22"),
    keys=None,
    stored=[ObjectFile("files/a", 3, "33", "application/pdf")],
    problems=[],
)


def test_a_signature_holds_and_gives_the_manifest():
    told = check(json.dumps(SIGNED, indent=3).encode(), public_text(KEY))
    assert told["tables"] == {"cases_case": 3}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tables": {"cases_case": 4}}, "was changed"),
        ({"more": 1}, "was changed"),
        ({"signature": b64encode(bytes(64)).decode()}, "was changed"),
        ({"signature": "?"}, "no signed manifest"),
        ({"public_key": public_text(signing_key("", "another"))}, "Another key"),
    ],
)
def test_a_changed_manifest_does_not_pass(change, words):
    with pytest.raises(BadSignature, match=words):
        check(json.dumps(SIGNED | change).encode(), public_text(KEY))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"null"])
def test_what_is_no_manifest_does_not_pass(data):
    with pytest.raises(BadSignature, match="no signed manifest"):
        check(data, public_text(KEY))


def test_a_manifest_by_another_key_does_not_pass():
    forged = sign({"firm": {"slug": "gone"}}, signing_key("", "another"))
    with pytest.raises(BadSignature, match="Another key"):
        check(json.dumps(forged).encode(), public_text(KEY))


def test_the_key_is_given_or_derived():
    given = signing_key(b64encode(bytes(range(32))).decode(), "a secret")
    assert public_text(given) != public_text(KEY) == public_text(signing_key("", "a secret"))
    with pytest.raises(ValueError, match="32 bytes"):
        signing_key(b64encode(b"short").decode(), "a secret")


def test_an_archive_s_manifest_is_read_as_it_was_written():
    assert read_manifest(MANIFEST.written()) == replace(MANIFEST, sha256=MANIFEST.digest())
    assert dict(MANIFEST.files()) == {
        "tables/cases_case.jsonl": "11",
        "accounts.jsonl": "22",
        "objects/files/a": "33",
    }


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda told: told["tables"][0].update(rows=2), "its hash is another"),
        (lambda told: told["stored"].clear(), "its hash is another"),
        (lambda told: told.update(format_version=2), "of format 2"),
        (lambda told: told.pop("accounts"), "cannot be read"),
        (lambda told: told["firm"].update(id="../.."), "cannot be read"),
        (lambda told: told.update(more=1), "cannot be read"),
    ],
)
def test_an_archive_s_manifest_that_was_changed_is_refused(harm, words):
    told = json.loads(MANIFEST.written())
    harm(told)
    with pytest.raises(NotAnArchive, match=words):
        read_manifest(json.dumps(told).encode())
