"""Reading what happened to a firm as a whole."""

from typing import Any

from django.db.models import QuerySet

from claimback.audit.models import Entry, Seal
from claimback.tenancy.models import Firm
from claimback.tenancy.scope import current_firm_id


def life_entries(operation: str) -> QuerySet[Entry]:
    """Exports, imports, erasures or holds in the history of the firm whose scope is open, the earliest first."""
    entries = Entry.objects.filter(row_id=current_firm_id(), table=Firm._meta.db_table, operation=operation)
    return entries.order_by("at", "id")


def last_life_entry(operation: str) -> Entry | None:
    """The last of them."""
    return life_entries(operation).last()


def last_seal() -> dict[str, Any]:
    """The last link of the firm's chain: number and digest in hex; number 0 where there is none."""
    seal = Seal.objects.order_by("-number").first()
    return (
        {"number": seal.number, "digest": bytes(seal.digest).hex()} if seal else {"number": 0, "digest": ""}
    )


def seal_number(entry: Entry) -> int:
    """The number under which an entry was sealed."""
    return Seal.objects.get(id=entry.id).number


def firm_locked() -> Firm:
    """The firm whose scope is open, locked: nobody adds a row to it until the end of the transaction."""
    return Firm.objects.select_for_update().get(id=current_firm_id())
