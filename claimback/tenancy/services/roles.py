"""Roles of the firm's own: one of ours with fewer capabilities."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.models import Role
from claimback.tenancy.roles import CAPABILITIES, CLIENT, ROLES, capabilities_of
from claimback.tenancy.rows import locked
from claimback.tenancy.selectors import member_list, role_list

NAME_LIMIT: Final = 60
BASES: Final = tuple(role for role in ROLES if role != CLIENT)
"""What the firm's own roles are made from. The portal's is not narrowed: what a client sees is decided case by case."""


def role_create(*, actor: Member, name: str, base: str, capabilities: Sequence[str]) -> Role:
    """A role made from `base` with these of its capabilities and no other.

    Raises Invalid for a capability that the base lacks, Conflict for a name that is taken, Forbidden for more than
    the actor may do.
    """
    actor.require("member.manage")
    if base not in BASES:
        raise invalid("base", f"A role is made from one of {', '.join(BASES)}.")
    role = Role(name=_named(name), base=base, capabilities=_fewer(actor, base, capabilities))
    _save(role)
    return role


def role_change(*, actor: Member, role_id: UUID, version: int | None, **changes: Any) -> Role:
    """Change the `name` or `capabilities` of a role read at `version`; who has it may do so at once, and no more.

    Raises as `role_create`, and Conflict for a role that ended.
    """
    actor.require("member.manage")
    role = _locked(role_id, version)
    if "name" in changes:
        changes["name"] = _named(changes["name"])
    if "capabilities" in changes:
        changes["capabilities"] = _fewer(actor, role.base, changes["capabilities"])
    try:
        with transaction.atomic():
            role.change(**changes)
    except IntegrityError:
        raise _taken(changes["name"]) from None
    return role


def role_end(*, actor: Member, role_id: UUID, version: int | None) -> Role:
    """No member gets this role any more. Raises Conflict while members have it: without it they could do more."""
    actor.require("member.manage")
    role = _locked(role_id, version)
    if holders := member_list().filter(own_role=role, ended_at=None).count():
        raise Conflict(
            f"{holders} of the members have this role. Give them another first.", code="role_in_use"
        )
    role.change(ended_at=now())
    return role


def _locked(role_id: UUID, version: int | None) -> Role:
    role = locked(role_list(), role_id)
    check_version(role.version, version)
    if role.ended_at is not None:
        raise Conflict("This role has ended. Make a new one.")
    return role


def _named(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= NAME_LIMIT:
        raise invalid("name", f"Give a name of at most {NAME_LIMIT} characters.")
    return name


def _fewer(actor: Member, base: str, capabilities: Sequence[str]) -> list[str]:
    """The capabilities in the order of the table. Raises Invalid at each that the base lacks."""
    problems = [
        FieldProblem(f"/capabilities/{place}", "not_of_base", f"{base} does not have {name}. Leave it out.")
        for place, name in enumerate(capabilities)
        if name not in capabilities_of(base)
    ]
    if problems:
        raise Invalid(problems[0].detail, errors=problems)
    if not capabilities:
        raise invalid("capabilities", f"Name at least one of what {base} may do, such as case.read.")
    if extra := sorted(set(capabilities) - actor.capabilities):
        raise Forbidden(f"You do not have {extra[0]} yourself.", code="more_than_own")
    return [name for name in CAPABILITIES if name in capabilities]


def _save(role: Role) -> None:
    try:
        with transaction.atomic():
            role.save(force_insert=True)
    except IntegrityError:
        raise _taken(role.name) from None


def _taken(name: str) -> Conflict:
    return Conflict(f"The firm has, or had, a role {name}. Choose another name.")
