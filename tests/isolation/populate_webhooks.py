"""An endpoint that is told of the case that has everything, and what it is owed."""

from uuid import UUID

from claimback.kernel.clock import now
from claimback.tenancy.member import Member
from claimback.webhooks.models import Delivery, Endpoint
from claimback.webhooks.signature import new_secret


def populate_webhooks(owner: Member, case_id: UUID) -> None:
    """An endpoint with a message that it is owed."""
    endpoint = Endpoint.objects.create(
        url="https://receiver.example/", member_id=owner.member_id, secret=new_secret(), told_until=0
    )
    Delivery.objects.create(
        endpoint_id=endpoint.id,
        kind="case.added",
        change_id=case_id,
        case_id=case_id,
        body="{}",
        body_hash="0" * 64,
        due_at=now(),
        next_attempt_at=now(),
    )
