"""Uploads in parts on a real S3 server: interrupted, taken up again, lacking, changed, given up."""

import hashlib
import urllib.request
from datetime import timedelta

import pytest

from claimback.kernel.clock import now
from claimback.kernel.errors import Invalid
from claimback.storage import multipart, s3
from claimback.storage.inspection import file_inspect
from claimback.storage.models import StoredFile
from claimback.storage.multipart import NotInParts, PartsMissing, upload_parts
from claimback.storage.selectors import file_get
from claimback.storage.services import file_store, upload_confirm, upload_request
from claimback.storage.tasks import sweep_files
from claimback.tenancy.scanner import due_rows

MIB = 2**20
PART = 5 * MIB
RECORDING = b"\x00\x00\x00\x18ftypmp42" + bytes(2 * PART) + b"end"


@pytest.fixture
def actor(in_law):
    return in_law.attorney


@pytest.fixture
def small_parts(monkeypatch):
    """Parts as small as S3 allows, for files over a mebibyte, copied in pieces."""
    monkeypatch.setattr("claimback.storage.services.SIZE_LIMIT", MIB)
    monkeypatch.setattr(multipart, "PART_SIZE", PART)
    monkeypatch.setattr(s3, "COPIED_AT_ONCE", PART)


def put(address, content):
    """PUT a part as a browser does; the status of the answer."""
    body = content[address.start : address.start + address.size]
    request = urllib.request.Request(address.url, data=body, method="PUT")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status


def asked(actor, content=RECORDING, **announced):
    return upload_request(actor=actor, name="call.mp4", size=len(content), **announced)


def test_an_upload_that_was_cut_off_goes_on_and_is_kept_as_it_was_sent(actor, small_parts):
    digest = hashlib.sha256(RECORDING).hexdigest()
    upload = asked(actor, sha256=digest)
    assert upload.form is None
    first, second, third = upload.parts.missing
    assert (first.start, second.start, third.start, third.size) == (0, PART, 2 * PART, 15)
    assert put(second, RECORDING) == 200
    with pytest.raises(PartsMissing, match="2 of 3 parts"):
        upload_confirm(actor=actor, file_id=upload.file.id)

    again = upload_parts(actor=actor, file_id=upload.file.id)
    assert (again.received, [part.number for part in again.missing]) == ([2], [1, 3])
    for address in again.missing:
        put(address, RECORDING)
    upload_confirm(actor=actor, file_id=upload.file.id)
    with pytest.raises(NotInParts):
        upload_parts(actor=actor, file_id=upload.file.id)

    file_inspect(actor.firm_id, upload.file.id)
    file = file_get(upload.file.id)
    assert (file.state, file.media_type, file.size, file.sha256) == (
        "kept",
        "video/mp4",
        len(RECORDING),
        digest,
    )
    found = s3.find(file.key)
    assert found is not None
    assert b"".join(s3.stream(file.key, found.etag)) == RECORDING


def test_another_hash_than_announced_is_caught_by_the_worker(actor, small_parts):
    changed = RECORDING[:-1] + b"!"
    upload = asked(actor, sha256=hashlib.sha256(RECORDING).hexdigest())
    for address in upload.parts.missing:
        put(address, changed)
    upload_confirm(actor=actor, file_id=upload.file.id)
    file_inspect(actor.firm_id, upload.file.id)
    assert file_get(upload.file.id).refusal_code == "file_not_as_announced"


def test_a_part_takes_its_own_bytes_only(actor, small_parts):
    upload = asked(actor)
    first = upload.parts.missing[0]
    request = urllib.request.Request(first.url, data=b"less", method="PUT")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    refused.value.close()
    assert refused.value.code == 403
    assert upload_parts(actor=actor, file_id=upload.file.id).received == []


def test_six_gibibytes_are_refused_with_the_limit_and_the_remedy(actor, settings):
    with pytest.raises(Invalid, match="at most 5,120 MiB"):
        upload_request(actor=actor, name="call.mp4", size=6 * 2**30)
    settings.UPLOAD_LIMIT = 100 * MIB
    with pytest.raises(Invalid, match="at most 100 MiB"):
        upload_request(actor=actor, name="call.mp4", size=101 * MIB)
    assert not StoredFile.objects.exists()


def test_an_upload_that_nobody_confirms_is_given_up_after_a_week(actor, small_parts, monkeypatch):
    upload = asked(actor)
    file = upload.file
    put(upload.parts.missing[2], RECORDING)
    multipart.upload_abandon(actor.firm_id, file.id)
    assert file_get(file.id).state == "awaited"
    StoredFile.objects.filter(id=file.id).update(created_at=now() - timedelta(days=8))
    assert due_rows("abandoned_uploads", limit=500) == [(actor.firm_id, file.id)]
    for _ in range(2):
        multipart.upload_abandon(actor.firm_id, file.id)
    assert (file_get(file.id).state, file_get(file.id).key) == ("abandoned", "")
    with pytest.raises(s3.Changed):
        s3.parts(file.key, file.upload_id)


def test_bytes_that_are_there_already_are_told(actor, in_law, adjusters):
    note = file_store(actor=actor, name="note.txt", data=b"We deny.", media_type="text/plain")
    upload = upload_request(actor=actor, name="copy.txt", size=8, sha256=note.sha256)
    assert list(upload.same) == [note]
    with adjusters.scope():
        theirs = upload_request(actor=adjusters.owner, name="copy.txt", size=8, sha256=note.sha256)
        assert theirs.same == []


def test_over_http(api, law, small_parts):
    client = api(law)
    asked = client.post("uploads", {"name": "call.mp4", "size": len(RECORDING)})
    body = asked.json()
    assert (asked.status_code, body["form"], body["same_files"]) == (201, None, [])
    again = client.post(f"uploads/{body['file']['id']}/parts", {}).json()
    assert [part["number"] for part in again["missing"]] == [1, 2, 3]
    early = client.post(f"uploads/{body['file']['id']}/confirm", HTTP_IF_MATCH=asked["ETag"])
    assert (early.status_code, early.json()["code"]) == (409, "parts_missing")


def test_the_sweep_hands_out_what_is_over(actor, monkeypatch):
    swept = []
    monkeypatch.setattr("claimback.storage.tasks.sweep", lambda function, task: swept.append(function))
    sweep_files()
    assert swept == ["waiting_files", "abandoned_uploads", "disposed_files"]
