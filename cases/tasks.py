"""Work on cases without a person: the day of a promise passes. Celery's tasks; what people do is in services.tasks."""

from uuid import UUID

from celery import shared_task

from cases.services.promises import promise_lapse
from claimback.tenancy.tasks import firm_task, sweep


@firm_task("cases.lapse_promise")
def lapse_promise(firm_id: UUID, promise_id: UUID) -> None:  # noqa: ARG001 - the scope is open
    """A promise whose day is over was broken."""
    promise_lapse(promise_id=promise_id)


@shared_task(name="cases.sweep_promises")
def sweep_promises() -> None:
    """Hand out the promises whose day is over everywhere."""
    sweep("lapsed_promises", lapse_promise)
