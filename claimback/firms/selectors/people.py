"""Reading invitations, the access of persons from support, and the mails that are owed."""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from claimback.firms.models import Invitation, Notice, SupportAccess
from claimback.tenancy.selectors import colleagues


def invitation_list() -> QuerySet[Invitation]:
    """Invitations, those that were accepted or revoked among them."""
    return Invitation.objects.all()


def support_list() -> QuerySet[SupportAccess]:
    """Each time that a person from support was let in."""
    return SupportAccess.objects.all()


def notice_list() -> QuerySet[Notice]:
    """Mails that are or were owed."""
    return Notice.objects.all()


def invitation_of(digest: bytes) -> tuple[UUID, UUID] | None:
    """The firm and id of the invitation whose link has this hash. Asked before any scope is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT firm_id, id FROM scanner.invitation_of(%s)", [digest])
        found: tuple[UUID, UUID] | None = cursor.fetchone()
        return found


def owner_addresses() -> list[str]:
    """The e-mail address of each owner, narrowed ones among them."""
    owners = colleagues().filter(role="owner").order_by("created_at", "id")
    return list(owners.values_list("user__email", flat=True))
