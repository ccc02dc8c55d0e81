"""Clients: adding and changing them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from cases.models import Client
from cases.selectors import client_list, locked, one
from cases.services.checks import change_fields, check_fields, check_time_zone
from claimback.kernel.clock import today
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.vault.kinds import Value
from claimback.vault.services.reveals import sealed_reveal

_FIRST_BIRTHDAY: Final = date(1900, 1, 1)


def client_add(*, actor: Member, name: str, kind: str = "person", **details: Any) -> Client:
    """A new client. Raises Invalid that names the field, Forbidden."""
    actor.require("client.write")
    client = Client(name=name, kind=kind, **details)
    check_fields(client)
    check_time_zone(client.time_zone)
    _check_date_of_birth(details.get("date_of_birth"), client.time_zone)
    client.save(force_insert=True)
    return client


def client_change(*, actor: Member, client_id: UUID, version: int | None, **changes: Any) -> Client:
    """Change fields of a client read at `version`. Raises NotFound, PreconditionFailed, Invalid, Forbidden."""
    actor.require("client.write")
    client = locked(client_list(), client_id)
    check_version(client.version, version)
    if "time_zone" in changes:
        check_time_zone(changes["time_zone"])
    _check_date_of_birth(changes.get("date_of_birth"), changes.get("time_zone", client.time_zone))
    change_fields(client, changes)
    return client


def client_reveal(
    *, actor: Member, client_id: UUID, fields: Sequence[str], reason: str
) -> dict[str, Value | None]:
    """Sealed fields of a client in full. Raises NotFound, Invalid, Forbidden; the trace is `vault.models.Reveal`."""
    actor.require("client.read")
    return sealed_reveal(actor=actor, row=one(client_list(), client_id), fields=fields, reason=reason)


def _check_date_of_birth(born: date | None, zone: str) -> None:
    """Refuse a day that has not come, or that nobody alive was born on. Raises Invalid, which does not repeat it."""
    if born is not None and not _FIRST_BIRTHDAY <= born <= today(zone):
        raise invalid("date_of_birth", "Check the year: this is in the future, or before 1900.")
