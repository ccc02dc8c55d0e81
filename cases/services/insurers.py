"""Insurers and their addresses: adding and changing them."""

from typing import Any
from uuid import UUID

from cases.models import Insurer, InsurerAddress
from cases.selectors import for_change, insurer_address_list, insurer_list, locked, referred
from cases.services.checks import change_fields, check_fields
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def insurer_add(*, actor: Member, name: str, kind: str = "carrier", **details: Any) -> Insurer:
    """A new carrier, administrator or self-funded plan. Raises Invalid that names the field, Forbidden."""
    actor.require("insurer.write")
    referred(insurer_list(), details.get("parent_id"), "parent_id")
    insurer = Insurer(name=name, kind=kind, **details)
    check_fields(insurer)
    insurer.save(force_insert=True)
    return insurer


def insurer_change(*, actor: Member, insurer_id: UUID, version: int | None, **changes: Any) -> Insurer:
    """Change fields of an insurer read at `version`. Raises NotFound, PreconditionFailed, Invalid, Forbidden."""
    actor.require("insurer.write")
    insurer = locked(insurer_list(), insurer_id)
    check_version(insurer.version, version)
    if changes.get("parent_id") is not None:
        _check_owner(insurer, changes["parent_id"])
    change_fields(insurer, changes)
    return insurer


def insurer_address_add(
    *, actor: Member, insurer_id: UUID, purpose: str, lines: str, fax: str = "", email: str = ""
) -> InsurerAddress:
    """Where an insurer takes one kind of mail. `lines` is the address as on an envelope, line by line.

    Raises Invalid that names the field, Forbidden.
    """
    actor.require("insurer.write")
    insurer = referred(insurer_list(), insurer_id, "insurer_id")
    address = InsurerAddress(insurer=insurer, purpose=purpose, lines=_envelope(lines), fax=fax, email=email)
    check_fields(address)
    address.save(force_insert=True)
    return address


def insurer_address_change(
    *, actor: Member, address_id: UUID, version: int | None, **changes: Any
) -> InsurerAddress:
    """Change an address read at `version`. Letters that were sent keep theirs.

    Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    actor.require("insurer.write")
    address = locked(insurer_address_list(), address_id)
    check_version(address.version, version)
    if "lines" in changes:
        changes["lines"] = _envelope(changes["lines"])
    change_fields(address, changes)
    return address


def _check_owner(insurer: Insurer, parent_id: UUID) -> None:
    """No company owns itself, through others either. The owners are locked on the way: two changes make no circle."""
    owner: Insurer | None = referred(for_change(insurer_list()), parent_id, "parent_id")
    while owner is not None:
        if owner.id == insurer.id:
            raise invalid(
                "parent_id", "A company can't own itself, through others either. Name another owner."
            )
        owner = for_change(insurer_list()).filter(id=owner.parent_id).first() if owner.parent_id else None


def _envelope(text: str) -> str:
    """The lines without blank ones and without spaces at their ends."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise invalid("lines", "Give the address as it is written on an envelope, line by line.")
    return "\n".join(lines)
