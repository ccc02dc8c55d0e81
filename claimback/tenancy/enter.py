"""Through the door of a firm: who asks, are they a member, what may they do, and the scope, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from claimback.kernel.reading import prepared_cursor
from claimback.tenancy.member import Member
from claimback.tenancy.roles import SUPPORT, VIEWER, capabilities_of
from claimback.tenancy.scope import Scope

_STATEMENT = (
    "SELECT firm_id, member_id, user_id, role, own_role, narrowed, firm_name, zone, second_factor, idle_minutes"
    " FROM {}(%s, %s, %s, %s)"
)


Asking = Sequence[tuple[UUID, UUID]]
"""Those who may have asked for what was refused: pairs of a firm and its member."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came through the door, the scope that is open for them, and what the firm asks of a session."""

    member: Member
    scope: Scope
    second_factor_required: bool
    idle_minutes: int


def token_digest(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()


def enter_by_token(slug: str, token: str, *, act: str, request_id: str) -> Entered | None:
    """The member whose token this is, with PostgreSQL's half of the scope set; None if it opens nothing.

    Call inside a transaction.
    """
    return _enter("scanner.enter_by_token", [slug, token_digest(token), act, request_id])


def enter_by_user(slug: str, user_id: UUID, *, act: str, request_id: str) -> Entered | None:
    """The user's membership of this firm, with PostgreSQL's half of the scope set; None if there is none.

    Call inside a transaction.
    """
    return _enter("scanner.enter_by_user", [slug, user_id, act, request_id])


def enter_by_member(slug: str, member_id: UUID, *, act: str, request_id: str) -> Entered | None:
    """The member of this firm whom something that we signed names, with PostgreSQL's half of the scope set.

    None where they are no member any more. Call inside a transaction.
    """
    return _enter("scanner.enter_by_member", [slug, member_id, act, request_id])


def token_is_live(token: str) -> bool:
    """Whether the token opens some firm's door, if not this one: the difference between 404 and 401."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT scanner.token_is_live(%s)", [token_digest(token)])
        return bool(cursor.fetchone()[0])


def asking_by_token(token: str) -> Asking:
    """Whose token it is or was; nobody for one that never was."""
    return _asking("scanner.asking_by_token(%s)", token_digest(token))


def asking_by_user(slug: str, user_id: UUID) -> Asking:
    """The user's membership of the firm, even one that ended; where there never was one, those they have."""
    return _asking("scanner.asking_by_user(%s, %s)", slug, user_id)


def asking_by_member(member_id: UUID) -> Asking:
    """The member whom a link of ours names, even one whose membership ended."""
    return _asking("scanner.asking_by_member(%s)", member_id)


def _enter(function: str, arguments: list[Any]) -> Entered | None:
    with prepared_cursor() as cursor:
        cursor.execute(_STATEMENT.format(function), arguments)
        row = cursor.fetchone()
    if row is None:
        return None
    firm_id, member_id, user_id, role, own_role, narrowed, firm_name, time_zone, second_factor, idle = row
    capabilities = capabilities_of(role)
    for fewer in (own_role, narrowed):
        if fewer is not None:
            capabilities &= frozenset(fewer)
    role = VIEWER if role == SUPPORT else role
    member = Member(firm_id, member_id, user_id, role, capabilities, firm_name, arguments[0], time_zone)
    return Entered(member, Scope(firm_id, member_id, arguments[2], arguments[3]), second_factor, idle)


def _asking(function: str, *arguments: str | bytes | UUID) -> Asking:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT firm_id, id FROM {function}", arguments)  # noqa: S608 - ours
        found: Asking = cursor.fetchall()
        return found
