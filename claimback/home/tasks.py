"""The work of the home page without a person: firms in which something changed are counted."""

from uuid import UUID

from celery import shared_task

from claimback.home.services import tallies_make
from claimback.tenancy.tasks import firm_task, sweep


@firm_task("home.count")
def count(firm_id: UUID, row_id: UUID) -> None:
    """Count one firm. It is its own row."""
    if row_id == firm_id:
        tallies_make()


@shared_task(name="home.sweep")
def sweep_home() -> None:
    """Hand out the firms that were never counted, or changed since and are due."""
    sweep("due_tallies", count)
