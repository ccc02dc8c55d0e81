"""Celery's door to exports: one is made, one is removed, and the sweep that finds both."""

from uuid import UUID

from celery import shared_task

from claimback.exports.services.making import MAKE, export_make
from claimback.exports.services.removal import REMOVE, export_remove
from claimback.tenancy.tasks import firm_task, sweep


@firm_task(MAKE, one_transaction=False)
def make_export(firm_id: UUID, export_id: UUID) -> None:
    """Make one export. Run twice, or killed at any line and run again, it ends with one whole file."""
    export_make(firm_id=firm_id, export_id=export_id)


@firm_task(REMOVE, one_transaction=False)
def remove_export(firm_id: UUID, export_id: UUID) -> None:
    """Remove the file of an export whose days are over, and what a failed one left."""
    export_remove(firm_id=firm_id, export_id=export_id)


@shared_task(name="exports.sweep")
def sweep_exports() -> None:
    """Hand out the exports that wait or were left, and those whose file is to go."""
    sweep("waiting_exports", make_export)
    sweep("stored_exports", remove_export)
