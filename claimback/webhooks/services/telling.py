"""Owing messages of what changed, and sending one again: the writers of deliveries, beside `delivering`."""

from hashlib import sha256
from typing import Final
from uuid import UUID

from claimback.kernel import json
from claimback.kernel.clock import now
from claimback.tenancy.member import Member
from claimback.tenancy.rows import locked, one
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get
from claimback.webhooks.models import Delivery, Endpoint
from claimback.webhooks.selectors import WINDOW, Change, Changes, changes_after, delivery_list, endpoint_list

SLICES: Final = 10


def changes_owe(*, firm_id: UUID, endpoint_id: UUID) -> list[UUID]:
    """Owe an endpoint what changed since it was last looked at, in one transaction with the mark up to where that is.

    Returns the new deliveries. What is left after `SLICES` windows of the history, the next sweep finds.
    """
    endpoint = locked(endpoint_list(), endpoint_id)
    if endpoint.disabled_at is not None:
        return []
    owed: list[UUID] = []
    until = endpoint.told_until
    slug = firm_get().slug
    for _ in range(SLICES):
        part = _part(endpoint, firm_id, until)
        present = now()
        made = [_delivery(endpoint, change, slug) for change in part.found]
        for delivery in made:
            delivery.due_at = delivery.next_attempt_at = present
        Delivery.objects.bulk_create(made)
        owed += [delivery.id for delivery in made]
        until = part.until
        if not part.more:
            break
    # No change of the endpoint's own: it has no part in its version, and none in the history.
    endpoint_list().filter(id=endpoint.id).update(told_until=until, looked_at=now())
    return owed


def _part(endpoint: Endpoint, firm_id: UUID, after: int) -> Changes:
    """The next changes that the endpoint's member may see."""
    kinds = frozenset(endpoint.kinds)
    with firm_scope(firm_id, member_id=endpoint.member_id, act="webhooks.owe"):
        return changes_after(after, limit=WINDOW, wanted=lambda kind: not kinds or kind.name in kinds)


def _delivery(endpoint: Endpoint, change: Change, firm_slug: str) -> Delivery:
    message = {"type": change.kind.name, "timestamp": change.at, "data": change.told(firm_slug)}
    body = json.dumps(message).decode()
    return Delivery(
        endpoint_id=endpoint.id,
        kind=change.kind.name,
        change_id=change.id,
        case_id=change.case_id,
        body=body,
        body_hash=sha256(body.encode()).hexdigest(),
    )


def delivery_replay(*, actor: Member, delivery_id: UUID) -> Delivery:
    """Owe the same message once more, under the same id: a receiver that has it already can tell.

    It goes to the endpoint's address as it is now. Raises NotFound, Forbidden.
    """
    actor.require("webhook.manage")
    former, present = one(delivery_list(), delivery_id), now()
    return Delivery.objects.create(
        endpoint_id=former.endpoint_id,
        kind=former.kind,
        change_id=former.change_id,
        case_id=former.case_id,
        body=former.body,
        body_hash=former.body_hash,
        due_at=present,
        next_attempt_at=present,
        replays_id=former.id,
        replayed_by_id=actor.member_id,
    )
