"""Signs of life of what runs by itself, and the addresses that do not take mail."""

from uuid import UUID

from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict
from claimback.kernel.etag import check_version
from claimback.notify.models import Heartbeat, RefusedAddress
from claimback.notify.obligations import ERROR_LIMIT
from claimback.notify.selectors import refused_address_list
from claimback.tenancy.member import Member
from claimback.tenancy.rows import locked


def heartbeat_record(*, name: str) -> None:
    """Note that the sweep `name` has run just now."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def heartbeat_forget(*, name: str) -> None:
    """There is no sign of life of this name any more."""
    Heartbeat.objects.filter(name=name).delete()


def address_refuse(*, address: str, why: str, said: str) -> RefusedAddress:
    """Note that mail does not get through to an address; one that is noted already stays as it is.

    `why` is a key of `REFUSED_WHY`, `said` the other server's words. The system does this, on nobody's behalf.
    """
    wanted = RefusedAddress(address=address.lower(), why=why, said=said[:ERROR_LIMIT])
    RefusedAddress.objects.bulk_create([wanted], ignore_conflicts=True)
    return refused_address_list().get(address=wanted.address, lifted_at=None)


def refused_address_lift(*, actor: Member, address_id: UUID, version: int | None) -> RefusedAddress:
    """Send to the address again: it was put right. Raises Conflict if it was lifted already, NotFound, Forbidden."""
    actor.require("member.manage")
    row = locked(refused_address_list(), address_id)
    check_version(row.version, version)
    if row.lifted_at is not None:
        raise Conflict("Mail goes to this address again already.")
    row.change(lifted_at=now(), lifted_by_id=actor.member_id)
    return row
