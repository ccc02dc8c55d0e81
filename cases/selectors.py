"""Reading the rows of cases: the one door to each kind. Walls and the firm's scope hold here."""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from cases.models import Client
from claimback.kernel.errors import NotFound, invalid
from claimback.tenancy.models import FirmRow

Row = TypeVar("Row", bound=FirmRow)


def one(rows: QuerySet[Row], id: UUID) -> Row:
    """The row with this id. Raises NotFound, the same for absent and forbidden."""
    found = rows.filter(id=id).first()
    if found is None:
        raise NotFound
    return found


def locked(rows: QuerySet[Row], id: UUID) -> Row:
    """The row with this id, locked until the end of the transaction. Raises NotFound."""
    return one(rows.select_for_update(of=("self",)), id)


def referred(rows: QuerySet[Row], id: UUID | None, field: str) -> Row | None:
    """The row that the field `field` of an input names. Raises Invalid that names the field."""
    if id is None:
        return None
    found = rows.filter(id=id).first()
    if found is None:
        raise invalid(field, "There is no such object, or you may not see it.", code="unknown_reference")
    return found


def client_list() -> QuerySet[Client]:
    """Clients."""
    return Client.objects.all()
