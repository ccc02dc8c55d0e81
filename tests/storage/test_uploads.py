"""From the form to the kept file, on a real S3 server."""

import hashlib
import re
import urllib.request
from datetime import timedelta
from urllib.parse import unquote

import pytest
from botocore.exceptions import EndpointConnectionError
from django.db import ProgrammingError, transaction

from claimback.kernel.clock import now
from claimback.kernel.errors import Forbidden, IllegalTransition, Invalid, NotFound, PreconditionFailed
from claimback.storage import inspection, s3, services
from claimback.storage.inspect import NotWhatItsNameSays, inspect
from claimback.storage.inspection import file_inspect
from claimback.storage.models import StoredFile
from claimback.storage.selectors import access_rows, file_get
from claimback.storage.services import (
    FileNotKept,
    NothingReceived,
    file_bytes,
    file_link,
    file_rescan,
    file_store,
    upload_confirm,
    upload_request,
)
from claimback.storage.tasks import inspect_file, sweep_files
from claimback.tenancy.scanner import due_rows
from tests.storage.uploads import archive, opened, pdf, received, send

LETTER = pdf(3)


@pytest.fixture
def actor(in_law):
    return in_law.attorney


def content_of(key: str) -> bytes | None:
    found = s3.find(key)
    return b"".join(s3.stream(key, found.etag)) if found else None


def test_a_file_is_kept_as_it_was_sent(actor):
    file_id = received(actor, "denial.pdf", LETTER)
    quarantined = file_get(file_id).key
    assert quarantined == f"firms/{actor.firm_id}/quarantine/{file_id}"
    inspect_file(str(actor.firm_id), str(file_id))
    file = file_get(file_id)
    assert (file.state, file.media_type, file.pages) == ("kept", "application/pdf", 3)
    assert (file.size, file.sha256) == (len(LETTER), hashlib.sha256(LETTER).hexdigest())
    assert file.key == f"firms/{actor.firm_id}/files/{file_id}"
    assert content_of(file.key) == file_bytes(file) == LETTER
    assert s3.find(quarantined) is None


@pytest.mark.parametrize(
    ("name", "content", "code", "remedy"),
    [
        ("denial.pdf", b"%PDF-1.7\nnoise", "file_damaged", "print it to a new PDF"),
        ("denial.pdf", pdf(password="secret"), "file_encrypted", "print it to a new PDF"),
        ("denial.pdf", archive(), "file_kind_not_taken", "Unpack it"),
        ("denial.pdf", b"Dear Sir,", "file_not_what_its_name_says", "send the file that was meant"),
        ("claim file.pdf", pdf(2_000), "file_too_many_pages", "Split it"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_and_stays(actor, name, content, code, remedy):
    file_id = received(actor, name, content)
    inspect_file(str(actor.firm_id), str(file_id))
    file = file_get(file_id)
    assert (file.state, file.refusal_code) == ("refused", code)
    assert remedy in file.refusal
    assert (file.sha256, file.media_type) == ("", "")
    assert content_of(file.key) == content
    assert s3.find(s3.kept_key(actor.firm_id, file_id)) is None
    with pytest.raises(FileNotKept, match=re.escape(file.refusal)):
        file_link(actor=actor, file_id=file_id)


@pytest.mark.parametrize(
    ("change", "pointer", "says"),
    [
        ({"size": 0}, "/size", "empty"),
        ({"size": -1}, "/size", "empty"),
        ({"size": 6 * 2**30}, "/size", "at most 5,120 MiB. Split"),
        ({"name": "run.exe"}, "/name", "not taken. Save it as one of: pdf"),
        ({"name": "  "}, "/name", "Give the file's name"),
        ({"name": "x" * 252 + ".pdf"}, "/name", "at most 255"),
        ({"name": "a\r\nb.pdf"}, "/name", "Rename"),
        ({"name": "fdp.\u202eexe.pdf"}, "/name", "Rename"),
        ({"sha256": "abc"}, "/sha256", "64 hexadecimal"),
        ({"sha256": "z" * 64}, "/sha256", "64 hexadecimal"),
    ],
)
def test_what_is_announced_wrong_is_refused_before_it_is_sent(actor, change, pointer, says):
    with pytest.raises(Invalid, match=says) as refused:
        upload_request(**({"actor": actor, "name": "denial.pdf", "size": 10} | change))
    assert [problem.pointer for problem in refused.value.errors] == [pointer]
    assert not StoredFile.objects.exists()


def test_folders_are_no_part_of_a_name(actor):
    assert upload_request(actor=actor, name="C:\\scans\\denial.pdf", size=1).file.name == "denial.pdf"
    assert upload_request(actor=actor, name="../../denial.pdf", size=1).file.name == "denial.pdf"


def test_the_form_takes_the_announced_bytes_under_its_own_key_only(actor):
    upload = upload_request(actor=actor, name="denial.pdf", size=len(LETTER))
    assert send(upload.form, LETTER + b"x") in (400, 403)
    assert send(upload.form, LETTER[:-1]) in (400, 403)
    assert send(upload.form, LETTER, key=f"firms/{actor.firm_id}/files/{upload.file.id}") in (400, 403)
    assert s3.find(upload.file.key) is None
    with pytest.raises(NothingReceived, match="Send the file by the form"):
        upload_confirm(actor=actor, file_id=upload.file.id)
    assert file_get(upload.file.id).state == "awaited"


def test_confirming_asks_for_the_version_and_happens_once(actor):
    upload = upload_request(actor=actor, name="denial.pdf", size=len(LETTER))
    assert send(upload.form, LETTER) == 204
    with pytest.raises(PreconditionFailed):
        upload_confirm(actor=actor, file_id=upload.file.id, version=7)
    upload_confirm(actor=actor, file_id=upload.file.id, version=1)
    with pytest.raises(IllegalTransition):
        upload_confirm(actor=actor, file_id=upload.file.id)


def test_another_hash_than_announced_is_refused(actor):
    upload = upload_request(
        actor=actor, name="denial.pdf", size=len(LETTER), sha256=hashlib.sha256(b"another").hexdigest()
    )
    assert send(upload.form, LETTER) == 204
    upload_confirm(actor=actor, file_id=upload.file.id)
    file_inspect(actor.firm_id, upload.file.id)
    file = file_get(upload.file.id)
    assert (file.state, file.refusal_code) == ("refused", "file_not_as_announced")


def test_inspected_twice_is_one_result(actor):
    file_id = received(actor, "denial.pdf", LETTER)
    file_inspect(actor.firm_id, file_id)
    before = file_get(file_id)
    file_inspect(actor.firm_id, file_id)
    after = file_get(file_id)
    assert (after.version, after.updated_at, after.attempts) == (before.version, before.updated_at, 0)


def test_killed_between_copy_and_commit_it_is_found_again_with_one_result(actor, monkeypatch):
    class Killed(BaseException):
        """What ends a process gives nothing a chance to clean up."""

    def copy_and_die(*args, **kwargs):
        s3_copy(*args, **kwargs)
        raise Killed

    s3_copy = s3.copy
    file_id = received(actor, "denial.pdf", LETTER)
    monkeypatch.setattr(s3, "copy", copy_and_die)
    with pytest.raises(Killed):
        file_inspect(actor.firm_id, file_id)
    assert s3.find(s3.kept_key(actor.firm_id, file_id)) is not None
    assert file_get(file_id).state == "received"
    monkeypatch.setattr(s3, "copy", s3_copy)
    file_inspect(actor.firm_id, file_id)
    assert file_get(file_id).state == "received", "the lease of the killed worker still holds"
    assert (actor.firm_id, file_id) not in due_rows("waiting_files", limit=500)
    later = now() + inspection.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(inspection, "now", lambda: later)
    file_inspect(actor.firm_id, file_id)
    file = file_get(file_id)
    assert (file.state, file.attempts, file.version) == ("kept", 0, 3)
    assert file_bytes(file) == LETTER


def test_bytes_sent_again_after_the_inspection_are_not_what_is_kept(actor, monkeypatch):
    upload = upload_request(actor=actor, name="denial.pdf", size=len(LETTER))
    assert send(upload.form, LETTER) == 204
    upload_confirm(actor=actor, file_id=upload.file.id)
    other = LETTER.replace(b"612", b"613")

    def inspect_and_send_again(*args):
        seen = look(*args)
        assert send(upload.form, other) == 204
        return seen

    look = inspect
    monkeypatch.setattr(inspection, "inspect", inspect_and_send_again)
    with pytest.raises(s3.Changed):
        file_inspect(actor.firm_id, upload.file.id)
    assert (file_get(upload.file.id).state, file_get(upload.file.id).attempts) == ("received", 0)
    monkeypatch.setattr(inspection, "inspect", look)
    file_inspect(actor.firm_id, upload.file.id)
    assert file_bytes(file_get(upload.file.id)) == other
    assert send(upload.form, LETTER) == 204, "the form still holds, and reaches quarantine only"
    file_inspect(actor.firm_id, upload.file.id)
    assert file_bytes(file_get(upload.file.id)) == other


def test_a_file_at_which_workers_die_is_refused_in_the_end(actor):
    file_id = received(actor, "denial.pdf", LETTER)
    StoredFile.objects.filter(id=file_id).update(attempts=inspection.ATTEMPTS_LIMIT)
    file_inspect(actor.firm_id, file_id)
    assert file_get(file_id).refusal_code == "file_inspection_fails"


def test_a_store_that_does_not_answer_costs_no_attempt(actor, monkeypatch):
    file_id = received(actor, "denial.pdf", LETTER)

    def silent(url):
        raise EndpointConnectionError(endpoint_url=url)

    with monkeypatch.context() as patched:
        patched.setattr(s3, "_client", silent)
        with pytest.raises(s3.StoreUnavailable, match="Try again"):
            file_inspect(actor.firm_id, file_id)
    assert (file_get(file_id).state, file_get(file_id).attempts) == ("received", 0)
    file_inspect(actor.firm_id, file_id)
    assert file_get(file_id).state == "kept"


def test_what_the_store_does_not_find_is_looked_for_later_and_in_the_end_by_a_person(actor, monkeypatch):
    upload = upload_request(actor=actor, name="denial.pdf", size=len(LETTER))
    assert send(upload.form, LETTER) == 204
    file_id = upload_confirm(actor=actor, file_id=upload.file.id).id
    s3.remove(upload.file.key)
    at = now()
    for attempt in range(1, inspection.ATTEMPTS_LIMIT + 1):
        assert (file_get(file_id).state, file_get(file_id).attempts) == ("received", attempt - 1)
        monkeypatch.setattr(inspection, "now", lambda at=at: at)
        file_inspect(actor.firm_id, file_id)
        file_inspect(actor.firm_id, file_id)  # too early: nobody looks
        at += inspection.MISSING_WAIT * attempt + timedelta(seconds=1)
    missing = file_get(file_id)
    assert (missing.state, missing.refusal_code) == ("quarantined", "file_missing")
    assert "Scan it again" in missing.refusal
    assert send(upload.form, LETTER) == 204, "the store has it again"
    file_rescan(actor=actor, file_id=file_id, version=missing.version)
    file_inspect(actor.firm_id, file_id)
    assert (file_get(file_id).state, file_get(file_id).refusal) == ("kept", "")
    assert file_bytes(file_get(file_id)) == LETTER


def test_the_sweep_finds_what_waits_and_nothing_else(actor):
    waiting = received(actor, "denial.pdf", LETTER)
    kept = received(actor, "other.pdf", LETTER)
    file_inspect(actor.firm_id, kept)
    upload_request(actor=actor, name="awaited.pdf", size=1)
    assert due_rows("waiting_files", limit=500) == [(actor.firm_id, waiting)]


def test_a_link_opens_one_file_for_a_minute_and_leaves_a_trace(actor):
    file = file_store(actor=actor, name="Größe “1”.pdf", data=LETTER, media_type="application/pdf")
    link = file_link(actor=actor, file_id=file.id, purpose="document")
    with urllib.request.urlopen(opened(link), timeout=10) as answer:
        assert answer.read() == LETTER
        assert answer.headers["Content-Type"] == "application/pdf"
        disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "Größe “1”.pdf" in unquote(disposition)
    [access] = access_rows()
    assert (access.file_id, access.member_id, access.purpose) == (file.id, actor.member_id, "document")


def test_traces_cannot_be_rewritten(actor):
    file = file_store(actor=actor, name="a.pdf", data=LETTER, media_type="application/pdf")
    file_link(actor=actor, file_id=file.id)
    for change in (lambda: access_rows().update(purpose="x"), lambda: access_rows()._raw_delete("default")):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_a_file_made_here_is_what_it_says(actor):
    file = file_store(actor=actor, name="letter.pdf", data=LETTER, media_type="application/pdf")
    assert (file.state, file.pages, file.size) == ("kept", 3, len(LETTER))
    assert file_bytes(file) == LETTER
    with pytest.raises(NotWhatItsNameSays):
        file_store(actor=actor, name="letter.pdf", data=b"text", media_type="application/pdf")
    with pytest.raises(s3.Changed):
        s3.put(file.key, b"other bytes", media_type="text/plain")
    assert file_bytes(file) == LETTER


def test_bytes_that_are_not_those_kept_are_noticed(actor):
    file = file_store(actor=actor, name="letter.pdf", data=LETTER, media_type="application/pdf")
    s3.remove(file.key)
    with pytest.raises(services.BytesLost):
        file_bytes(file)


def test_other_members_and_firms(actor, law, adjusters):
    file_id = received(actor, "denial.pdf", LETTER)
    with pytest.raises(FileNotKept, match="Wait a minute"):
        file_link(actor=actor, file_id=file_id)
    for call in (
        lambda: upload_request(actor=law.viewer, name="a.pdf", size=1),
        lambda: upload_confirm(actor=law.viewer, file_id=file_id),
        lambda: file_store(actor=law.viewer, name="a.pdf", data=LETTER, media_type="application/pdf"),
        lambda: file_link(actor=law.members["billing"], file_id=file_id),
    ):
        with pytest.raises(Forbidden):
            call()
    with adjusters.scope():
        for service in (upload_confirm, file_link):
            with pytest.raises(NotFound):
                service(actor=adjusters.owner, file_id=file_id)
        file_inspect(adjusters.id, file_id)
    assert file_get(file_id).state == "received"
    file_inspect(law.id, file_id)
    assert file_get(file_id).state == "kept"


def test_over_http(api, law):
    client = api(law)
    asked = client.post("uploads", {"name": "denial.pdf", "size": len(LETTER)})
    assert asked.status_code == 201, asked.json()
    file, form = asked.json()["file"], asked.json()["form"]
    path = f"uploads/{file['id']}"
    early = client.post(f"{path}/confirm", HTTP_IF_MATCH=asked["ETag"])
    assert (early.status_code, early.json()["code"]) == (409, "nothing_received")
    assert send(s3.Form(form["url"], form["fields"]), LETTER) == 204
    assert client.post(f"{path}/confirm").status_code == 428
    confirmed = client.post(f"{path}/confirm", HTTP_IF_MATCH=asked["ETag"])
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "received")
    with law.scope():
        file_inspect(law.id, file["id"])
    kept = client.get(path).json()
    assert (kept["state"], kept["pages"]) == ("kept", 3)
    assert "key" not in kept
    too_large = client.post("uploads", {"name": "denial.pdf", "size": 10**10}).json()
    assert too_large["errors"][0]["pointer"] == "/size"
    assert client.post("uploads", {"name": "denial.pdf", "size": 10**30}).status_code == 400


def test_a_confirmed_file_is_handed_out_after_the_commit_and_again_by_the_sweep(
    actor, monkeypatch, django_capture_on_commit_callbacks
):
    handed_out = []
    monkeypatch.setattr(inspect_file, "apply_async", lambda ids, **options: handed_out.append(ids))
    with django_capture_on_commit_callbacks(execute=True):
        file_id = received(actor, "denial.pdf", LETTER)
        assert handed_out == []
    assert handed_out == [(str(actor.firm_id), str(file_id))]
    sweep_files()
    assert handed_out == [(str(actor.firm_id), str(file_id))] * 2
    assert {"storage.inspect_file", "storage.sweep_files"} <= set(inspect_file.app.tasks)


def test_a_quarantined_file_is_refused_and_a_kept_one_read_again_over_http(api, in_law, actor):
    client = api(in_law)
    kept = file_store(actor=actor, name="plan.pdf", data=LETTER, media_type="application/pdf")
    held = received(actor, "denial.pdf", LETTER)
    StoredFile.objects.filter(id=held).update(state="quarantined", refusal_code="malware")
    StoredFile.objects.filter(id=kept.id).update(text_state="not_searchable", text_reason="ocr_not_installed")

    def act(id, verb):
        return client.post(f"uploads/{id}/{verb}", HTTP_IF_MATCH=client.get(f"uploads/{id}")["ETag"])

    refused = act(held, "refuse")
    assert (refused.status_code, refused.json()["state"]) == (200, "refused"), refused.content
    assert act(held, "read").status_code == 409
    again = act(kept.id, "read")
    assert (again.status_code, again.json()["text_state"]) == (200, "unread"), again.content
