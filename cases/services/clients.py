"""Clients: adding and changing them."""

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from cases.models import Client
from cases.selectors import client_list, locked
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def client_add(*, actor: Member, name: str, kind: str = "person", **details: Any) -> Client:
    """A new client. Raises Invalid that names the field, Forbidden."""
    actor.require("client.write")
    _check(details)
    return Client.objects.create(name=name, kind=kind, **details)


def client_change(*, actor: Member, client_id: UUID, version: int | None, **changes: Any) -> Client:
    """Change fields of a client read at `version`. Raises NotFound, PreconditionFailed, Invalid, Forbidden."""
    actor.require("client.write")
    client = locked(client_list(), client_id)
    check_version(client.version, version)
    _check(changes)
    client.change(**changes)
    return client


def _check(details: dict[str, Any]) -> None:
    zone = details.get("time_zone")
    if zone is not None and zone not in available_timezones():
        raise invalid("time_zone", "Give an IANA time zone, such as America/Chicago.")
