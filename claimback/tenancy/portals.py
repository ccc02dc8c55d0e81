"""Which firms a user looks at as their client, and which they work in: the two lead to different pages."""

from uuid import UUID

from django.db import transaction

from claimback.tenancy.enter import enter_by_user
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.selectors import firms_of


def portals_of(user_id: UUID, *, request_id: str) -> list[tuple[UUID, str, str]]:
    """The firms of which the user is a client: id, slug, name. Asked at each firm's own door: users have few firms."""
    return [firm for firm in firms_of(user_id) if _is_client(firm[1], user_id, request_id)]


def _is_client(slug: str, user_id: UUID, request_id: str) -> bool:
    with transaction.atomic():
        entered = enter_by_user(slug, user_id, act="portal.read", request_id=request_id)
    return entered is not None and entered.member.role == CLIENT
