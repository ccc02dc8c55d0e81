"""Clients: adding and changing them."""

from typing import Any
from uuid import UUID

from cases.models import Client
from cases.selectors import client_list, locked
from cases.services.checks import change_fields, check_fields, check_time_zone
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def client_add(*, actor: Member, name: str, kind: str = "person", **details: Any) -> Client:
    """A new client. Raises Invalid that names the field, Forbidden."""
    actor.require("client.write")
    client = Client(name=name, kind=kind, **details)
    check_fields(client)
    check_time_zone(client.time_zone)
    client.save(force_insert=True)
    return client


def client_change(*, actor: Member, client_id: UUID, version: int | None, **changes: Any) -> Client:
    """Change fields of a client read at `version`. Raises NotFound, PreconditionFailed, Invalid, Forbidden."""
    actor.require("client.write")
    client = locked(client_list(), client_id)
    check_version(client.version, version)
    if "time_zone" in changes:
        check_time_zone(changes["time_zone"])
    change_fields(client, changes)
    return client
