"""Small pictures of pages: drawn once, in a process of its own, and opened by a link of ours."""

import io
import urllib.request

import pytest
from PIL import Image

from claimback.demo.letters.build import letter_path
from claimback.kernel.errors import Invalid
from claimback.pages.thumbnail import thumbnail
from claimback.pages.unreadable import UnreadableFile
from claimback.storage import s3, thumbnails
from claimback.storage.inspection import file_inspect
from claimback.storage.pictures import thumbnail_link
from claimback.storage.selectors import thumbnail_rows
from claimback.storage.services import file_store
from claimback.storage.tasks import draw_thumbnail
from claimback.tenancy.scanner import due_rows
from tests.storage.uploads import opened, pdf, received


@pytest.fixture
def actor(in_law):
    return in_law.attorney


def test_a_page_is_drawn_small(tmp_path):
    with Image.open(io.BytesIO(thumbnail(letter_path("denial"), "application/pdf", 1))) as picture:
        assert (picture.format, max(picture.size)) == ("JPEG", 320)
    photo = tmp_path / "roof.png"
    Image.new("RGB", (1200, 600), "red").save(photo)
    with Image.open(io.BytesIO(thumbnail(photo, "image/png", 1))) as picture:
        assert picture.size == (320, 160)
    with pytest.raises(UnreadableFile):
        thumbnail(photo, "image/png", 2)


def test_the_first_page_of_a_kept_file_is_drawn_and_opened_by_a_link(actor, monkeypatch):
    monkeypatch.setattr(thumbnails, "thumbnail_apart", thumbnail)
    file_id = received(actor, "denial.pdf", letter_path("denial").read_bytes())
    file_inspect(actor.firm_id, file_id)
    [asked] = thumbnail_rows()
    assert due_rows("asked_thumbnails", limit=500) == [(actor.firm_id, asked.id)]
    assert thumbnail_link(actor=actor, file_id=file_id, number=1).state == "asked"
    for _ in range(2):
        draw_thumbnail(str(actor.firm_id), str(asked.id))
    assert due_rows("asked_thumbnails", limit=500) == []
    made = thumbnail_link(actor=actor, file_id=file_id, number=1)
    assert made.state == "made"
    with urllib.request.urlopen(opened(made.url), timeout=10) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.read(2) == b"\xff\xd8"


def test_a_page_that_cannot_be_drawn_fails_and_is_asked_for_again(actor, monkeypatch):
    file = file_store(actor=actor, name="denial.pdf", data=pdf(2), media_type="application/pdf")
    monkeypatch.setattr(thumbnails, "thumbnail_apart", lambda *_: b"")
    thumbnail_link(actor=actor, file_id=file.id, number=2)
    [asked] = thumbnail_rows()
    draw_thumbnail(str(actor.firm_id), str(asked.id))
    assert thumbnail_link(actor=actor, file_id=file.id, number=2).state == "failed"
    assert thumbnail_link(actor=actor, file_id=file.id, number=2, again=True).state == "asked"
    assert s3.find(s3.thumbnail_key(actor.firm_id, file.id, 2, "small")) is None


def test_a_page_that_is_not_there_is_refused(actor):
    file = file_store(actor=actor, name="denial.pdf", data=pdf(2), media_type="application/pdf")
    note = file_store(actor=actor, name="note.txt", data=b"We deny.", media_type="text/plain")
    with pytest.raises(Invalid, match="2 pages"):
        thumbnail_link(actor=actor, file_id=file.id, number=3)
    with pytest.raises(Invalid, match="not drawn"):
        thumbnail_link(actor=actor, file_id=note.id, number=1)
