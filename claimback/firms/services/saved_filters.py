"""Saving a list's query under a name. That the list knows its parameters, the doors have seen to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from claimback.firms.models import SavedFilter
from claimback.firms.selectors.saved_filters import saved_filter_own
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Forbidden, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.roles import VIEWER
from claimback.tenancy.rows import locked


def saved_filter_add(
    *, actor: Member, list_name: str, name: str, query: Mapping[str, str], shared: bool = False
) -> SavedFilter:
    """Save a query. Raises Invalid where the member has one of that name for the list, Forbidden for a viewer's that
    is to be shared."""
    actor.require("filter.save")
    _refuse_sharing(actor, shared)
    _refuse_taken(actor, list_name, name)
    return SavedFilter.objects.create(
        member_id=actor.member_id, list_name=list_name, name=name, query=dict(query), shared=shared
    )


def saved_filter_change(
    *, actor: Member, filter_id: UUID, version: int | None, **changes: Any
) -> SavedFilter:
    """Another name, another query, shared or not. Raises NotFound for another member's, Conflict for a removed one,
    Forbidden for a viewer's that is to be shared."""
    actor.require("filter.save")
    _refuse_sharing(actor, changes.get("shared", False))
    found = locked(saved_filter_own(actor), filter_id)
    check_version(found.version, version)
    if found.removed_at:
        raise Conflict("This filter was removed. Restore it first.")
    if changes.get("name", found.name) != found.name:
        _refuse_taken(actor, found.list_name, changes["name"])
    found.change(**changes)
    return found


def saved_filter_remove(*, actor: Member, filter_id: UUID, version: int | None) -> SavedFilter:
    """Take it off all lists of filters. Raises NotFound for another member's, Conflict for one that is removed."""
    actor.require("filter.save")
    found = locked(saved_filter_own(actor), filter_id)
    check_version(found.version, version)
    if found.removed_at:
        raise Conflict("This filter is removed already.")
    found.change(removed_at=now())
    return found


def saved_filter_restore(*, actor: Member, filter_id: UUID, version: int | None) -> SavedFilter:
    """Put it back. Raises NotFound for another member's, Conflict for one that is there, Invalid for a name taken."""
    actor.require("filter.save")
    found = locked(saved_filter_own(actor), filter_id)
    check_version(found.version, version)
    if not found.removed_at:
        raise Conflict("This filter is there.")
    _refuse_taken(actor, found.list_name, found.name)
    found.change(removed_at=None)
    return found


def _refuse_sharing(actor: Member, shared: bool) -> None:
    """A viewer reads: what colleagues find above their lists is not theirs to say."""
    if shared and actor.role == VIEWER:
        raise Forbidden("Your role (viewer) keeps filters to itself. Save it without sharing it.")


def _refuse_taken(actor: Member, list_name: str, name: str) -> None:
    if saved_filter_own(actor).filter(list_name=list_name, name=name, removed_at=None).exists():
        raise invalid("name", "You have a filter of this name for the list. Choose another.", code="taken")
