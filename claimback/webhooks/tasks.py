"""The work of webhooks without a person: what changed is owed to endpoints, what is owed is sent."""

from uuid import UUID

from celery import shared_task

from claimback.tenancy.tasks import SWEEP_LIMIT, firm_task, nudge, sweep
from claimback.webhooks.services.delivering import delivery_send
from claimback.webhooks.services.telling import changes_owe


@firm_task("webhooks.owe_changes")
def owe_changes(firm_id: UUID, endpoint_id: UUID) -> None:
    """Owe one endpoint what changed since it was last looked at, and have that sent after the commit."""
    for delivery_id in changes_owe(firm_id=firm_id, endpoint_id=endpoint_id)[:SWEEP_LIMIT]:
        nudge(deliver, firm_id, delivery_id)


@firm_task("webhooks.deliver", one_transaction=False)
def deliver(firm_id: UUID, delivery_id: UUID) -> None:
    """Send one message that is due."""
    delivery_send(firm_id=firm_id, delivery_id=delivery_id)


@shared_task(name="webhooks.sweep")
def sweep_webhooks() -> None:
    """Hand out the endpoints that do not know the last changes, and the messages that are due."""
    sweep("waiting_endpoints", owe_changes)
    sweep("due_deliveries", deliver)
