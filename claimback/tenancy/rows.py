"""Finding one row among those that may be seen, locking it, and resolving the ids that an input names."""

from typing import TypeVar, overload
from uuid import UUID

from django.db.models import QuerySet

from claimback.kernel.errors import NotFound, invalid
from claimback.tenancy.models import FirmRow

Row = TypeVar("Row", bound=FirmRow)


def one(rows: QuerySet[Row], id: UUID) -> Row:
    """The row with this id. Raises NotFound, the same for absent and forbidden."""
    try:
        return rows.get(id=id)  # in no order, as `first` would have it: one row needs none
    except rows.model.DoesNotExist:
        raise NotFound from None


def for_change(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows locked as they are read. Keys never change, so rows that refer to them may still be added."""
    return rows.select_for_update(of=("self",), no_key=True)


def locked(rows: QuerySet[Row], id: UUID) -> Row:
    """The row with this id, locked until the end of the transaction. Raises NotFound."""
    return one(for_change(rows), id)


@overload
def referred(rows: QuerySet[Row], id: UUID, field: str) -> Row: ...


@overload
def referred(rows: QuerySet[Row], id: UUID | None, field: str) -> Row | None: ...


def referred(rows: QuerySet[Row], id: UUID | None, field: str) -> Row | None:
    """The row that the field `field` of an input names. Raises Invalid that names the field."""
    if id is None:
        return None
    try:
        return rows.get(id=id)
    except rows.model.DoesNotExist:
        raise invalid(
            field, "There is no such object, or you may not see it.", code="unknown_reference"
        ) from None
