"""Celery's door to storage: one file's inspection, text, thumbnail or removal, and the sweeps that find them."""

from uuid import UUID

from celery import shared_task

from claimback.storage.inspection import INSPECT, file_inspect
from claimback.storage.multipart import ABANDON, upload_abandon
from claimback.storage.removal import REMOVE, file_remove
from claimback.storage.text import READ, text_read
from claimback.storage.thumbnails import DRAW, thumbnail_draw
from claimback.tenancy.tasks import firm_task, nudge, sweep


@firm_task(INSPECT, one_transaction=False)
def inspect_file(firm_id: UUID, file_id: UUID) -> None:
    """Look at a received file, then keep or refuse it."""
    file_inspect(firm_id, file_id)
    nudge(read_text, firm_id, file_id)


@firm_task(READ, one_transaction=False)
def read_text(firm_id: UUID, file_id: UUID) -> None:
    """Find the text of a kept file's next pages; what is left is another task's."""
    if text_read(firm_id, file_id):
        nudge(read_text, firm_id, file_id)


@firm_task(DRAW, one_transaction=False)
def draw_thumbnail(firm_id: UUID, thumbnail_id: UUID) -> None:
    """Draw the small picture of a page."""
    thumbnail_draw(firm_id, thumbnail_id)


@firm_task(ABANDON, one_transaction=False)
def abandon_upload(firm_id: UUID, file_id: UUID) -> None:
    """Give up an upload that nobody confirmed for a week."""
    upload_abandon(firm_id, file_id)


@firm_task(REMOVE, one_transaction=False)
def remove_disposed(firm_id: UUID, file_id: UUID) -> None:
    """Remove the bytes of a file that was disposed of."""
    file_remove(firm_id, file_id)


@shared_task(name="storage.sweep_files")
def sweep_files() -> None:
    """Hand out the files that wait to be inspected, and those whose time is over."""
    sweep("waiting_files", inspect_file)
    sweep("abandoned_uploads", abandon_upload)
    sweep("disposed_files", remove_disposed)


@shared_task(name="storage.sweep_texts")
def sweep_texts() -> None:
    """Hand out the kept files whose text was not looked for to the end, and the pages to be drawn."""
    sweep("unread_files", read_text)
    sweep("asked_thumbnails", draw_thumbnail)
