"""Whether the firm lets the assistant read its letters: not before an owner allows it, for a named destination."""

from uuid import UUID

from django.db import IntegrityError, transaction

from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.rows import for_change, locked
from letters.assistant.chosen import assistant_destination
from letters.models import AssistantPermission
from letters.selectors import assistant_permission_list

_TWICE = "It is allowed already."


def assistant_permitted() -> bool:
    """Whether letters may be sent to the assistant that the installation has now."""
    destination = assistant_destination()
    living = assistant_permission_list().filter(destination=destination, withdrawn_at=None)
    return bool(destination) and living.exists()


def assistant_permission_give(*, actor: Member, destination: str) -> AssistantPermission:
    """Let the assistant read the letters that are read from now on, at the destination that the actor was shown.

    It ends a permission for another destination. Raises Conflict where the installation has no assistant or it is
    allowed already, Invalid for a destination that is not the present one, Forbidden.
    """
    actor.require("assistant.manage")
    present = assistant_destination()
    if not present:
        raise Conflict("This installation has no assistant: who runs it chooses one with ASSISTANT.")
    if destination != present:
        raise invalid("destination", f"Letters would go to {present}. Name that, to allow it.")
    living = for_change(assistant_permission_list()).filter(withdrawn_at=None).first()
    if living is not None and living.destination == present:
        raise Conflict(_TWICE)
    if living is not None:
        living.change(withdrawn_at=now())
    try:
        with transaction.atomic():
            return AssistantPermission.objects.create(destination=present, given_by_id=actor.member_id)
    except IntegrityError:
        raise Conflict(_TWICE) from None


def assistant_permission_withdraw(
    *, actor: Member, permission_id: UUID, version: int | None
) -> AssistantPermission:
    """Send the assistant nothing any more. Raises Conflict for one that was withdrawn, NotFound, PreconditionFailed,
    Forbidden.
    """
    actor.require("assistant.manage")
    permission = locked(assistant_permission_list(), permission_id)
    check_version(permission.version, version)
    if permission.withdrawn_at is not None:
        raise Conflict("It was withdrawn already.")
    permission.change(withdrawn_at=now())
    return permission
