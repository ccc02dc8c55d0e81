"""Pictures of pages, small or to be read: asked for, drawn by a worker in a process of its own, opened by a link."""

from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from uuid import UUID

from django.db.models import F, Q

from claimback.kernel.clock import now
from claimback.kernel.errors import Invalid, invalid
from claimback.pages.apart import thumbnail_apart
from claimback.pages.page_pictures import MEDIA_TYPE, SMALL, has_pictures
from claimback.storage import s3
from claimback.storage.models import KEPT, THUMBNAIL_EDGES, StoredFile, Thumbnail
from claimback.storage.selectors import thumbnail_rows
from claimback.tenancy.scope import firm_scope

DRAW: Final = "storage.draw_thumbnail"
LEASE: Final = timedelta(minutes=10)
ATTEMPTS_LIMIT: Final = 3


def thumbnail_ask(file: StoredFile, number: int, size: str = SMALL) -> Thumbnail:
    """Have a page of a kept file drawn, unless it was asked for before. Raises Invalid for a page that is not there."""
    if not has_pictures(file.media_type):
        raise Invalid("Pages of this kind of file are not drawn. Open the document.")
    if not 1 <= number <= (file.pages or 1):
        raise invalid("number", f"The file has {file.pages or 1} pages.")
    return thumbnail_rows().get_or_create(file=file, number=number, size=size)[0]


def thumbnail_draw(firm_id: UUID, thumbnail_id: UUID) -> None:
    """Draw a page that was asked for. Safe to run twice and to be killed at any line.

    Raises StoreUnavailable with all as it was: the next sweep finds it.
    """
    asked = _claim(firm_id, thumbnail_id)
    if asked is None:
        return
    drawn = b""
    if asked.attempts <= ATTEMPTS_LIMIT and asked.file.state == KEPT:
        try:
            drawn = _drawn(asked)
        except s3.StoreUnavailable:
            with firm_scope(firm_id, act=DRAW):
                thumbnail_rows().filter(id=asked.id).update(attempts=F("attempts") - 1, leased_until=None)
            raise
    with firm_scope(firm_id, act=DRAW):
        locked = thumbnail_rows().select_for_update(of=("self",)).filter(id=asked.id, state="asked").first()
        if locked is not None:
            state = THUMBNAIL_EDGES.advance(locked.state, "made" if drawn else "failed")
            locked.change(state=state, attempts=0, leased_until=None)


def _claim(firm_id: UUID, thumbnail_id: UUID) -> Thumbnail | None:
    with firm_scope(firm_id, act=DRAW):
        at = now()
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        waiting = thumbnail_rows().filter(free, id=thumbnail_id, state="asked")
        if not waiting.update(attempts=F("attempts") + 1, leased_until=at + LEASE):
            return None
        return thumbnail_rows().select_related("file").get(id=thumbnail_id)


def _drawn(asked: Thumbnail) -> bytes:
    """The picture, in the store already; empty where there is none."""
    found = s3.find(asked.file.key)
    if found is None:
        return b""
    with NamedTemporaryFile(prefix="claimback-") as content:
        for piece in s3.stream(asked.file.key, found.etag):
            content.write(piece)
        content.flush()
        drawn = thumbnail_apart(Path(content.name), asked.file.media_type, asked.number, asked.size)
    if drawn:
        key = s3.thumbnail_key(asked.file.firm_id, asked.file_id, asked.number, asked.size)
        s3.remove(key)  # of a worker that was killed before it could say that it was done
        s3.put(key, drawn, media_type=MEDIA_TYPE)
    return drawn
