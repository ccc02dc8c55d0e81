"""The work of letters that nobody waits for in a request: reading documents."""

from uuid import UUID

from celery import shared_task

from claimback.tenancy.scope import firm_scope
from claimback.tenancy.tasks import firm_task, sweep
from letters.services.reading_work import read, reading_begin, reading_settle

READ = "letters.read_document"


@firm_task(READ, one_transaction=False)
def read_document(firm_id: UUID, reading_id: UUID) -> None:
    """Read one document. Run twice, or killed at any line and run again, it ends with one result."""
    with firm_scope(firm_id, act=READ):
        begun = reading_begin(reading_id=reading_id)
    if begun is None:
        return
    outcome = read(begun)
    with firm_scope(firm_id, act=READ):
        reading_settle(reading_id=reading_id, outcome=outcome)


@shared_task(name="letters.sweep_readings")
def sweep_readings() -> int:
    """Hand out every reading that was asked for and not made. Returns how many."""
    return sweep("waiting_readings", read_document)
