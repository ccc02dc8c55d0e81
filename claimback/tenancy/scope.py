"""The scope of a firm: one transaction in which Python and PostgreSQL agree whose rows may be touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from claimback.kernel import logs

_LIMITS = ("claimback.walled_cases", "claimback.walled_clients", "claimback.portal_cases")
SETTINGS = ("claimback.firm_id", "claimback.member_id", "claimback.act", "claimback.request_id", *_LIMITS)
"""All that PostgreSQL is told of a scope."""

_SET = (
    "SELECT set_config('claimback.firm_id', %s, true), set_config('claimback.member_id', %s, true),"
    " set_config('claimback.act', %s, true), set_config('claimback.request_id', %s, true),"
    " set_config('claimback.walled_cases', '', true), set_config('claimback.walled_clients', '', true),"
    " set_config('claimback.portal_cases', '', true)"
)
_SET_LIMITS = (
    "SELECT set_config('claimback.walled_cases', walled_cases::text, true),"
    " set_config('claimback.walled_clients', walled_clients::text, true),"
    " set_config('claimback.portal_cases', CASE role WHEN 'client' THEN portal_cases::text ELSE '' END, true)"
    " FROM tenancy_membership WHERE firm_id = %s AND id = %s"
)


class ScopeRequired(RuntimeError):
    """A firm's row was asked for outside any firm's scope: a fault of the code, never of the user."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows, on whose behalf, doing what. The audit takes all four from here."""

    firm_id: UUID
    member_id: UUID | None = None
    act: str = ""
    request_id: str = ""


_current: ContextVar[Scope | None] = ContextVar("firm_scope", default=None)


def current_scope() -> Scope:
    """The scope in force. Raises ScopeRequired outside one."""
    scope = _current.get()
    if scope is None:
        raise ScopeRequired("No firm's scope is open. Wrap the work in firm_scope(firm_id).")
    return scope


def scope_or_none() -> Scope | None:
    """The scope in force, or None outside one."""
    return _current.get()


def current_firm_id() -> UUID:
    """The firm whose scope is open: the default of every tenant row's firm. Raises ScopeRequired."""
    return current_scope().firm_id


@contextmanager
def firm_scope(
    firm_id: UUID, *, member_id: UUID | None = None, act: str = "", request_id: str = ""
) -> Iterator[Scope]:
    """Open a transaction that sees and writes this firm's rows only; with a member, only what they may see.

    Nested, it is a savepoint, and the former scope is restored at its end: RELEASE SAVEPOINT keeps a
    transaction-local setting, so that PostgreSQL would not do it. An error rolls the setting back by itself.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    nested = connection.in_atomic_block
    outer = _current.get()
    scope = Scope(firm_id, member_id, act, request_id or (outer.request_id if outer else ""))
    with transaction.atomic():
        _tell_postgresql(scope)
        with python_scope(scope):
            yield scope
        if nested:
            _tell_postgresql(outer)


@contextmanager
def whole_firm() -> Iterator[None]:
    """Inside the open scope, and on behalf of the same member, without the walls that the member stands behind.

    For what the firm must do with all its cases whoever asks for it, such as handing over those of a member who
    leaves. Nothing that is read in here may be told to the member.
    """
    current_scope()
    with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        reading = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in _LIMITS)
        cursor.execute(f"SELECT {reading}")
        outer = cursor.fetchone()
        setting = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _LIMITS)
        cursor.execute(setting, [""] * len(_LIMITS))
        yield
        cursor.execute(setting, outer)


@contextmanager
def acting(act: str) -> Iterator[None]:
    """Inside the open scope, say more exactly what is being done; the audit takes it from here."""
    outer = current_scope()
    setting = "SELECT set_config('claimback.act', %s, true)"
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(setting, [act])
        with python_scope(replace(outer, act=act)):
            yield
        cursor.execute(setting, [outer.act])


@contextmanager
def python_scope(scope: Scope) -> Iterator[None]:
    """Python's half of a scope, for the front door, whose one statement has set PostgreSQL's half already."""
    token = _current.set(scope)
    logs.note(firm=scope.firm_id, member=scope.member_id)
    try:
        yield
    finally:
        _current.reset(token)


def _tell_postgresql(scope: Scope | None) -> None:
    values = (
        [str(scope.firm_id), str(scope.member_id or ""), scope.act, scope.request_id] if scope else [""] * 4
    )
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_SET, values)
        if scope and scope.member_id:
            cursor.execute(_SET_LIMITS, [scope.firm_id, scope.member_id])
