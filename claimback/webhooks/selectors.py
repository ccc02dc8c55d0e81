"""Reading endpoints, deliveries, and the changes that the history holds.

Changes come in the order of the chain's links, which is the order of the commits: a link is numbered under a lock that
its transaction holds until it is committed. So whoever has read up to a number has read all that there will ever be
before it, and no change is told too late to be seen.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Case, QuerySet, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from claimback.audit.selectors import entry_list, seal_list
from claimback.kernel.clock import now
from claimback.vault.fields import sealed_fields
from claimback.vault.rows import opened
from claimback.vault.services.keys import opening_keys
from claimback.webhooks.catalogue import CHANGED, Kind, kind_of, tables
from claimback.webhooks.models import Delivery, Endpoint

WINDOW: Final = 1000
"""How many links of the chain are looked through at a time: what nobody asks for is passed over in bounded work."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what kind, when it was made, of which row, on which case, by which member (None: by none)."""

    id: UUID
    number: int
    kind: Kind
    at: datetime
    object_id: UUID
    case_id: UUID | None
    member_id: UUID | None

    def told(self, firm_slug: str) -> dict[str, Any]:
        """As it goes out: ids and a link."""
        inside = f"/api/v1/firms/{firm_slug}/{self.kind.path}/{self.object_id}"
        return {
            "id": self.id,
            "kind": self.kind.name,
            "at": self.at,
            "object": self.kind.object,
            "object_id": self.object_id,
            "url": settings.SITE_URL.rstrip("/") + inside,
            "case_id": self.case_id,
            "member_id": self.member_id,
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """Some changes; `until` is the number to go on from, and with `more` there may be others already."""

    found: list[Change]
    until: int
    more: bool


def changes_after(number: int, *, limit: int, wanted: Callable[[Kind], bool]) -> Changes:
    """The changes behind the link `number` that are wanted, at most `limit`, of the next `WINDOW` links.

    Of what the walls of the open scope's member hide, none is found.
    """
    links = list(
        seal_list().filter(number__gt=number).order_by("number").values_list("id", "number")[:WINDOW]
    )
    if not links:
        return Changes([], number, more=False)
    numbers = dict(links)
    entries = _entries(numbers)
    found: list[Change] = []
    for id, link in links:
        entry = entries.get(id)
        kind = kind_of(entry["table"], entry["operation"], entry["became"]) if entry else None
        if entry is None or kind is None or not wanted(kind):
            continue
        if len(found) == limit:
            return Changes(found, found[-1].number, more=True)
        found.append(
            Change(id, link, kind, entry["at"], entry["row_id"], entry["case_id"], entry["member_id"])
        )
    return Changes(found, links[-1][1], more=len(links) == WINDOW)


def _entries(ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those of these entries that may be told, each with the state that its row came into, if it did."""
    state = Coalesce(KT("after__state"), KT("after__status"))
    became = Case(When(operation=CHANGED, then=state), default=Value(None), output_field=TextField())
    rows = entry_list().filter(id__in=list(ids), table__in=tables()).annotate(became=became)
    names = ("id", "table", "operation", "became", "at", "row_id", "case_id", "member_id")
    return {row["id"]: row for row in rows.values(*names)}


def latest_number() -> int:
    """The number of the chain's last link; 0 for a firm without a history."""
    return seal_list().order_by("-number").values_list("number", flat=True).first() or 0


def endpoint_list() -> QuerySet[Endpoint]:
    """The firm's endpoints, disabled ones too."""
    return Endpoint.objects.all()


def delivery_list() -> QuerySet[Delivery]:
    """The messages owed and sent, but those of cases that are behind a wall."""
    return Delivery.objects.all()


def signing_secrets(endpoint: Endpoint) -> list[str]:
    """The secrets that sign now, the newest first. They are used and shown to nobody: no trace of an opening."""
    keys, columns = opening_keys(), sealed_fields(Endpoint)
    found = [opened(endpoint, columns["secret"], keys)]
    if endpoint.former_until is not None and endpoint.former_until > now():
        found.append(opened(endpoint, columns["former_secret"], keys))
    return [str(secret) for secret in found if secret is not None]
