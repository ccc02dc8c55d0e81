"""Reading the history: the one door to it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from claimback.audit.models import Entry, Seal


def entry_list() -> QuerySet[Entry]:
    """Changes of the firm's rows."""
    return Entry.objects.all()


def entries_of(row_ids: Iterable[UUID]) -> QuerySet[Entry]:
    """The changes of these rows, the latest first."""
    return entry_list().filter(row_id__in=list(row_ids)).order_by("-at", "-id")


def seal_list() -> QuerySet[Seal]:
    """The links of the firm's chain."""
    return Seal.objects.all()
