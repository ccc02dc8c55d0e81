"""The text of kept files: found once, batch by batch, whatever dies on the way, and behind the file's own walls."""

from datetime import timedelta

import pytest
from botocore.exceptions import EndpointConnectionError

from claimback.kernel.clock import now
from claimback.pages.apart import Batch
from claimback.pages.read import PageText
from claimback.storage import s3, text
from claimback.storage.models import StoredFile
from claimback.storage.selectors import file_get, page_rows
from claimback.storage.services import file_store
from claimback.storage.tasks import read_text
from claimback.storage.text import text_read
from claimback.tenancy.scanner import due_rows


@pytest.fixture
def file(in_law):
    return file_store(
        actor=in_law.attorney, name="note.txt", data=b"We deny.\fYou may appeal.", media_type="text/plain"
    )


def goes(monkeypatch, *made):
    """The reading gives these batches, a list for each go at the file; returns the first pages that it is asked for."""
    asked, left = [], [*made]

    def given(*_, first):
        asked.append(first)
        yield from left.pop(0)

    monkeypatch.setattr(text, "read_apart", given)
    return asked


def found(file):
    return [
        (page.number, page.text, page.method) for page in page_rows().filter(file=file).order_by("number")
    ]


def test_a_kept_file_is_due_until_its_text_was_found(file):
    firm_id = file.firm_id
    assert (firm_id, file.id) in due_rows("unread_files", limit=500)
    read_text(str(firm_id), str(file.id))
    file = file_get(file.id)
    assert (file.text_state, file.text_reason, file.text_pages) == ("searchable", "", 2)
    assert found(file) == [(1, "We deny.", "plain"), (2, "You may appeal.", "plain")]
    assert (firm_id, file.id) not in due_rows("unread_files", limit=500)
    assert text_read(firm_id, file.id) is False


def test_a_long_file_is_read_batch_by_batch(file, monkeypatch):
    scan = PageText("", "pdf_text", "ocr_not_installed")
    asked = goes(
        monkeypatch, [Batch([PageText("a", "pdf_text")], False), Batch([scan], False)], [Batch([scan], True)]
    )
    assert text_read(file.firm_id, file.id) is True
    assert file_get(file.id).text_state == "unread"
    assert text_read(file.firm_id, file.id) is False
    file = file_get(file.id)
    assert (file.text_state, file.text_reason, file.text_pages, asked) == (
        "searchable",
        "ocr_not_installed",
        3,
        [1, 3],
    )


def test_a_worker_that_is_killed_leaves_its_pages_and_the_next_goes_on_behind_them(file, monkeypatch):
    def killed(*_, first):
        yield Batch([PageText("a", "ocr", layout={"width": 612})], False)
        raise SystemExit

    monkeypatch.setattr(text, "read_apart", killed)
    with pytest.raises(SystemExit):
        text_read(file.firm_id, file.id)
    left = file_get(file.id)
    assert (left.text_pages, left.attempts, found(file)) == (1, 0, [(1, "a", "ocr")])
    asked = goes(monkeypatch, [Batch([PageText("b", "ocr")], True)])
    assert text_read(file.firm_id, file.id) is False, "its lease is not over"
    StoredFile.objects.update(leased_until=now() - timedelta(minutes=1))
    text_read(file.firm_id, file.id)
    assert (asked, found(file)) == ([2], [(1, "a", "ocr"), (2, "b", "ocr")])
    assert [page.layout for page in page_rows().order_by("number")] == [{"width": 612}, None]


@pytest.mark.parametrize(
    ("batch", "reason"),
    [
        (Batch([PageText("", "pdf_text", "ocr_not_installed")], True), "ocr_not_installed"),
        (Batch([], True, "reading_failed"), "reading_failed"),
        (Batch([], True), "no_text"),
    ],
)
def test_a_file_without_text_says_why(file, monkeypatch, batch, reason):
    goes(monkeypatch, [batch])
    text_read(file.firm_id, file.id)
    file = file_get(file.id)
    assert (file.text_state, file.text_reason) == ("not_searchable", reason)


def test_a_worker_that_died_leaves_the_file_to_the_next_and_in_the_end_to_a_person(file, monkeypatch):
    asked = goes(monkeypatch)
    StoredFile.objects.update(attempts=1, leased_until=now() + timedelta(minutes=1))
    assert text_read(file.firm_id, file.id) is False
    assert file_get(file.id).attempts == 1
    StoredFile.objects.update(attempts=3, leased_until=now() - timedelta(minutes=1))
    text_read(file.firm_id, file.id)
    file = file_get(file.id)
    assert (file.text_state, file.text_reason, asked) == ("not_searchable", "reading_failed", [])


def test_a_second_reading_of_the_same_pages_stores_nothing(file, monkeypatch):
    stale = file_get(file.id)
    goes(monkeypatch, [Batch([PageText("a", "plain")], False)])
    text_read(file.firm_id, file.id)
    assert text._settle(file.firm_id, stale, Batch([PageText("b", "plain")], True)) is False
    assert found(file) == [(1, "a", "plain")]


def test_a_store_that_is_away_costs_no_attempt(file, monkeypatch):
    def away(*_):
        raise s3.StoreUnavailable from EndpointConnectionError(endpoint_url="")

    monkeypatch.setattr(s3, "find", away)
    with pytest.raises(s3.StoreUnavailable):
        text_read(file.firm_id, file.id)
    file = file_get(file.id)
    assert (file.text_state, file.attempts, file.leased_until) == ("unread", 0, None)


def test_other_firms_see_no_text(file, adjusters, monkeypatch):
    goes(monkeypatch, [Batch([PageText("a", "plain")], True)])
    text_read(file.firm_id, file.id)
    with adjusters.scope():
        assert not page_rows().exists()
