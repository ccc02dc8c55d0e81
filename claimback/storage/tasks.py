"""Celery's door to storage: one received file, one kept file's text, and the sweeps that find them."""

from uuid import UUID

from celery import shared_task

from claimback.storage.inspection import INSPECT, file_inspect
from claimback.storage.text import READ, text_read
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


@shared_task(name="storage.sweep_files")
def sweep_files() -> None:
    """Hand out the files that wait to be inspected."""
    sweep("waiting_files", inspect_file)


@shared_task(name="storage.sweep_texts")
def sweep_texts() -> None:
    """Hand out the kept files whose text was not looked for to the end."""
    sweep("unread_files", read_text)
