"""Celery's door to storage: one received file, and the sweep that finds them."""

from uuid import UUID

from celery import shared_task

from claimback.storage.inspection import INSPECT, file_inspect
from claimback.tenancy.tasks import firm_task, sweep


@firm_task(INSPECT, one_transaction=False)
def inspect_file(firm_id: UUID, file_id: UUID) -> None:
    """Look at a received file, then keep or refuse it."""
    file_inspect(firm_id, file_id)


@shared_task(name="storage.sweep_files")
def sweep_files() -> None:
    """Hand out the files that wait to be inspected."""
    sweep("waiting_files", inspect_file)
